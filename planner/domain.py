"""The nouns of planning: plain, frozen data without behaviour that needs a clock or a solver.

Units stand in the names. Wall times of day are minutes from local midnight. Instants are aware
datetimes in UTC. Money is exact: wages and prices are fractions of the team's currency, already
converted; amounts that are paid are whole cents.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

DAY_MINUTES = 1440
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHours:
    """Weekly opening hours in one time zone; ``to_minute <= from_minute`` runs into the next day.

    ``weekdays`` (0 is Monday) are the days on which a span begins; 0 to 1440 is the whole day.
    """

    timezone: str = "UTC"
    weekdays: frozenset[int] = frozenset(range(7))
    from_minute: int = 0
    to_minute: int = DAY_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Contacts that share channel, language and service target; agents need all ``skills``."""

    name: str
    channel: str
    skills: frozenset[str]
    service_level: float | None = None
    answer_within_s: float | None = None
    patience_s: float | None = None
    max_occupancy: float | None = None
    concurrency: float = 1.0
    respond_within_minutes: int | None = None
    backlog_hours: float = 0.0
    aht_s: float | None = None
    minimum_agents: int = 0
    open_hours: OpenHours = field(default_factory=OpenHours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A pause of a shift, starting ``earliest_minute`` to ``latest_minute`` into it (both in)."""

    minutes: int
    paid: bool
    earliest_minute: int
    latest_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A template: local start times, paid length and breaks."""

    name: str
    paid_minutes: int
    breaks: tuple[Break, ...] = ()
    start_from_minute: int
    start_to_minute: int  # at or after start_from_minute; past 1440 it is on the next local date
    start_every_minutes: int

    @property
    def length_minutes(self) -> int:
        """Elapsed minutes from start to end: the paid ones and the unpaid breaks."""
        return self.paid_minutes + sum(pause.minutes for pause in self.breaks if not pause.paid)

    @property
    def longest_unpaid_minutes(self) -> int:
        """Length of the longest unpaid break; 0 without one."""
        return max((pause.minutes for pause in self.breaks if not pause.paid), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedActivity:
    """A meeting or a training block that agents owe every week; paid, and no cover meanwhile.

    Of the four sets each that is not empty narrows down who owes it. It lies on one of
    ``weekdays``, from ``from_minute`` to ``to_minute`` of the agent's wall clock. ``together``: all
    who attend do so at one time.
    """

    name: str
    kind: str  # meeting or training
    minutes: int
    times_per_week: int = 1
    regions: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    agents: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset(range(7))
    from_minute: int = 0
    to_minute: int = DAY_MINUTES
    together: bool = False

    def asks(self, agent: Agent) -> bool:
        """Whether an agent owes it; of ``skills`` she needs all."""
        return (
            (not self.regions or agent.region in self.regions)
            and (not self.roles or agent.role in self.roles)
            and (not self.agents or agent.agent_id in self.agents)
            and self.skills <= agent.skills
        )

    def hours_of(self, agent: Agent) -> OpenHours:
        """When it may lie, by the agent's clock."""
        return OpenHours(
            timezone=agent.timezone,
            weekdays=self.weekdays,
            from_minute=self.from_minute,
            to_minute=self.to_minute,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Hours that an agent owes and is owed in a week."""

    name: str
    weekly_minutes: int
    hourly: bool
    min_weekly_minutes: int
    max_weekly_minutes: int
    days_per_week: int
    shifts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NightWindow:
    """The local hours that count as night, and the premium for each paid minute in them."""

    from_minute: int
    to_minute: int
    premium: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekend:
    """The local weekdays (0 is Monday) that count as weekend, and their premium."""

    weekdays: frozenset[int]
    premium: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OvertimeTier:
    """A share of base pay on top for minutes past every bound that is set.

    ``seventh_day`` alone applies to every minute of a seventh straight day of work; together with
    ``over_daily_minutes`` to those past the bound on such a day.
    """

    premium: Fraction
    over_weekly_minutes: int | None = None
    over_daily_minutes: int | None = None
    seventh_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabourRules:
    """One country's limits and premiums, with where they come from."""

    country: str
    min_rest_minutes: int = 0
    min_weekly_rest_minutes: int = 0
    max_weekly_minutes: int | None = None
    max_consecutive_days: int | None = None
    min_days_off_in_row: int | None = None
    max_start_spread_minutes: int | None = None
    forward_rotation: bool = False
    max_nights_in_row: int | None = None
    min_rest_after_nights_minutes: int = 0
    longest_unpaid_break_minutes: int | None = None
    max_daily_span_minutes: int | None = None
    averaged_weekly_minutes: int | None = None
    averaging_weeks: int | None = None  # given where averaged_weekly_minutes is
    night: NightWindow | None = None
    weekend: Weekend | None = None
    holiday_premium: Fraction = Fraction(0)
    holidays_off: bool = False
    overtime: tuple[OvertimeTier, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who works shifts in a time zone of her own.

    ``wage_per_hour`` is in the team's currency, exact. ``earliest_start_minute`` and
    ``latest_end_minute`` are wall times (None: no limit).
    """

    agent_id: str
    name: str
    timezone: str
    country: str
    region: str
    contract: str
    wage_per_hour: Fraction
    skills: frozenset[str]
    email: str = ""
    subdivision: str = ""
    role: str = ""
    earliest_start_minute: int | None = None
    latest_end_minute: int | None = None
    nights: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AvailabilitySpan:
    """When an agent may work, weekly and local; ``to_minute <= from_minute`` is the next day."""

    agent_id: str
    weekday: int
    from_minute: int
    to_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOff:
    """An absence, as naive local wall times; ``end`` is excluded (a date as end was included)."""

    agent_id: str
    start_local: datetime
    end_local: datetime
    kind: str  # vacation, sick, training, unpaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an agent would like on a local date: ``off`` or a shift's name."""

    agent_id: str
    local_date: date
    wish: str
    weight: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """An assignment that must stand."""

    agent_id: str
    local_date: date
    shift: str
    start_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShift:
    """A shift of a rotation's table: on this line (from 1) and weekday (0 is Monday).

    It starts at ``start_minute`` of the weekday by the clocks of the rotation's zone.
    """

    rotation: str
    line: int
    weekday: int
    shift: str
    start_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlace:
    """From a local date on an agent works a rotation, on this line in the week of that date.

    Weeks are from Monday to Sunday; in every later one she is a line further, from the last to the
    first. ``line`` None: from that date on she is on no line.
    """

    agent_id: str
    rotation: str
    line: int | None
    from_date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """An outsourcer, by the hour or by the contact (exactly one price is set).

    ``within`` narrows ``open_hours`` to what is to be bought: where it is not empty, to hours that
    lie in one of its entries.
    """

    name: str
    queues: tuple[str, ...]
    price_per_hour: Fraction | None = None
    price_per_contact: Fraction | None = None
    max_agents: int | None = None
    min_hours_per_week: Fraction = Fraction(0)
    open_hours: OpenHours = field(default_factory=OpenHours)
    within: tuple[OpenHours, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Software that resolves a share of the contacts of its queues."""

    name: str
    queues: tuple[str, ...]
    deflection: float
    price_per_resolution: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerZone:
    """A country and subdivision for a customers' zone that does not tell them by itself."""

    timezone: str
    country: str
    subdivision: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A span in which a queue's volume is multiplied (campaign, launch, outage)."""

    start: datetime
    end: datetime
    queue: str
    factor: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What the plan trades off, in the team's currency.

    ``change`` is what it weighs that an agent's week differs from her published one,
    ``activity`` that a meeting or training block that she owes finds no place in her week.
    """

    shortfall_per_agent_hour: Fraction = Fraction(200)
    wish: Fraction = Fraction(5)
    fairness_per_hour: Fraction = Fraction(1)
    change: Fraction = Fraction(10)
    activity: Fraction = Fraction(500)


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Time inside a shift that is not contact work; ``activity`` is break, meal, ..."""

    activity: str
    start: datetime
    end: datetime
    paid: bool

    @property
    def is_pause(self) -> bool:
        """Whether it is a break of the shift's template, not a meeting or training block."""
        return self.activity not in ("meeting", "training")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One agent working one shift on one local date, breaks laid down."""

    agent_id: str
    local_date: date
    shift: str
    start: datetime
    end: datetime
    activities: tuple[Activity, ...] = ()

    @property
    def paid_minutes(self) -> int:
        """Elapsed minutes less the unpaid activities."""
        elapsed = int((self.end - self.start).total_seconds()) // 60
        return elapsed - sum(
            int((pause.end - pause.start).total_seconds()) // 60
            for pause in self.activities
            if not pause.paid
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorUse:
    """What a vendor takes of a queue in an interval.

    ``agents`` is the number of whole agents for one priced by the hour, and the share of
    ``required`` taken, in agents, for one priced by the contact; ``contacts`` is the number of
    contacts bought (0 for one priced by the hour).
    """

    vendor: str
    queue: str
    interval_start: datetime
    agents: float
    contacts: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule broken: by whom, when, what was expected and what was found.

    ``agent_id`` is empty where the fault is nobody's (cover, cost, summary).
    """

    rule: str
    agent_id: str
    local_date: date | None
    expected: str
    found: str

    def __str__(self) -> str:
        day = "" if self.local_date is None else f"on {self.local_date}"
        where = " ".join(part for part in (self.agent_id, day) if part)
        return f"{self.rule}: {where and where + ': '}expected {self.expected}, found {self.found}"
