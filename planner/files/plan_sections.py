"""The tables of plan.toml, one pydantic model each: keys, bounds and defaults.

Names are checked against each other later, when all tables are read. Every bound is generous:
it is there to catch a slip of the pen (seconds for minutes, a comma lost), not to judge.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from planner.domain import DAY_MINUTES
from planner.files.toml_values import (
    ClockMinute,
    Country,
    Currency,
    Days,
    LongText,
    Name,
    OptionalText,
    RulesPlace,
    Weekday,
    Zone,
    exact,
    real,
    unfit,
    whole,
)

WEEK_MINUTES = 7 * DAY_MINUTES
MAX_PRICE = 100_000_000
INTERVALS = (15, 30, 60)
INTERVAL_MINUTES = 30


def _interval(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in INTERVALS:
        raise unfit("15, 30 or 60")
    return value


Price = Annotated[Fraction, exact(0, MAX_PRICE)]
Premium = Annotated[Fraction, exact(0, 20)]
Rate = Annotated[Fraction, exact(0, 1_000_000_000, low_excluded=True)]
ShareLost = Annotated[Fraction, exact(0, 1, high_excluded=True)]
MinutesOfDay = Annotated[int, whole(1, DAY_MINUTES)]
MinutesOfWeek = Annotated[int, whole(0, WEEK_MINUTES)]
DaysInARow = Annotated[int, whole(1, 400)]
DaysOffInARow = Annotated[int, whole(1, 14)]
Headcount = Annotated[int, whole(0, 100_000)]


class Section(BaseModel):
    """Base of all tables: no conversion by guesswork, no unknown key."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class TeamSection(Section):
    """``[team]``."""

    name: Name
    currency: Currency
    reporting_timezone: Zone
    interval_minutes: Annotated[int, PlainValidator(_interval)] = INTERVAL_MINUTES
    contacts_timezone: Zone | None = None


class RatesSection(Section):
    """``[exchange_rates]``: one unit is worth so much of the team's currency."""

    exchange_rates: dict[Currency, Rate]


class OpenSection(Section):
    """``open = {...}`` of a queue or a vendor."""

    timezone: Zone = "UTC"
    days: Days = frozenset(range(7))
    from_minute: ClockMinute = Field(default=0, alias="from")
    to_minute: ClockMinute = Field(default=DAY_MINUTES, alias="to")


class QueueSection(Section):
    """``[[queues]]``."""

    name: Name
    channel: Name
    skills: list[Name]
    service_level: Annotated[float, real(0, 1, low_excluded=True, high_excluded=True)] | None = None
    answer_within_seconds: Annotated[float, real(0, 86_400)] | None = None
    patience_seconds: Annotated[float, real(0, 86_400, low_excluded=True)] | None = None
    max_occupancy: Annotated[float, real(0, 1, low_excluded=True)] | None = None
    concurrency: Annotated[float, real(1, 50)] = 1.0
    respond_within_minutes: Annotated[int, whole(1, 60 * DAY_MINUTES)] | None = None
    backlog_hours: Annotated[float, real(0, 1_000_000)] = 0.0
    aht_seconds: Annotated[float, real(0, 86_400, low_excluded=True)] | None = None
    minimum_agents: Headcount = 0
    open: OpenSection = OpenSection()


class ShrinkageSection(Section):
    """``[shrinkage]``."""

    default: ShareLost = Fraction(0)
    regions: dict[str, ShareLost] = {}


T = TypeVar("T")
Pair = Annotated[list[T], Field(min_length=2, max_length=2)]


class BreakSection(Section):
    """One entry of a shift's ``breaks``."""

    minutes: MinutesOfDay
    paid: bool = False
    between: Pair[Annotated[int, whole(0, DAY_MINUTES)]]


class ShiftSection(Section):
    """``[[shifts]]``."""

    name: Name
    paid_minutes: MinutesOfDay
    breaks: list[BreakSection] = []
    start_between: Pair[ClockMinute]
    start_every_minutes: MinutesOfDay | None = None


def _kind(value: object) -> str:
    if value not in ("meeting", "training"):
        raise unfit("meeting or training")
    return str(value)


class ActivitySection(Section):
    """``[[activities]]``."""

    name: Name
    kind: Annotated[str, PlainValidator(_kind)]
    minutes: Annotated[int, whole(15, 720)]
    times_per_week: Annotated[int, whole(1, 7)] = 1
    regions: list[Name] = []
    roles: list[Name] = []
    skills: list[Name] = []
    agents: list[Name] = []
    between: Pair[ClockMinute] = [0, DAY_MINUTES]
    days: Days = frozenset(range(7))
    together: bool = False


class ContractSection(Section):
    """``[[contracts]]``."""

    name: Name
    weekly_minutes: MinutesOfWeek
    hourly: bool = False
    min_weekly_minutes: MinutesOfWeek = 0
    max_weekly_minutes: MinutesOfWeek | None = None
    days_per_week: Annotated[int, whole(1, 7)] = 5
    shifts: Annotated[list[Name], Field(min_length=1)]


class NightSection(Section):
    """``night = {...}`` of labour rules."""

    from_minute: ClockMinute = Field(alias="from")
    to_minute: ClockMinute = Field(alias="to")
    premium: Premium = Fraction(0)


class WeekendSection(Section):
    """``weekend = {...}`` of labour rules."""

    days: list[Weekday]
    premium: Premium = Fraction(0)


class OvertimeSection(Section):
    """One tier of ``overtime``."""

    premium: Premium
    over_weekly_minutes: MinutesOfWeek | None = None
    over_daily_minutes: Annotated[int, whole(0, DAY_MINUTES)] | None = None
    seventh_day: bool = False


class LabourSection(Section):
    """``[[labour_rules]]``."""

    country: RulesPlace
    min_rest_minutes: Annotated[int, whole(0, 4 * DAY_MINUTES)] = 0
    min_weekly_rest_minutes: Annotated[int, whole(0, WEEK_MINUTES)] = 0
    max_weekly_minutes: Annotated[int, whole(1, WEEK_MINUTES)] | None = None
    max_consecutive_days: DaysInARow | None = None
    min_days_off_in_row: DaysOffInARow | None = None
    max_start_spread_minutes: Annotated[int, whole(0, DAY_MINUTES)] | None = None
    forward_rotation: bool = False
    max_nights_in_row: DaysInARow | None = None
    min_rest_after_nights_minutes: Annotated[int, whole(0, WEEK_MINUTES)] = 0
    longest_unpaid_break_minutes: Annotated[int, whole(0, DAY_MINUTES)] | None = None
    max_daily_span_minutes: MinutesOfDay | None = None
    averaged_weekly_minutes: Annotated[int, whole(1, WEEK_MINUTES)] | None = None
    averaging_weeks: Annotated[int, whole(1, 104)] | None = None
    night: NightSection | None = None
    weekend: WeekendSection | None = None
    holiday_premium: Premium = Fraction(0)
    holidays_off: bool = False
    overtime: list[OvertimeSection] = []
    source: LongText = ""


class VendorSection(Section):
    """``[[vendors]]``."""

    name: Name
    queues: Annotated[list[Name], Field(min_length=1)]
    price_per_hour: Price | None = None
    price_per_contact: Price | None = None
    currency: Currency | None = None
    max_agents: Headcount | None = None
    min_hours_per_week: Annotated[Fraction, exact(0, 1_000_000)] = Fraction(0)
    open: OpenSection = OpenSection()


class SoftwareSection(Section):
    """``[software]``."""

    seat_per_month: Price
    currency: Currency | None = None


class BotSection(Section):
    """``[[bots]]``."""

    name: Name
    queues: Annotated[list[Name], Field(min_length=1)]
    deflection: Annotated[float, real(0, 1, low_excluded=True)]
    price_per_resolution: Price
    currency: Currency | None = None


class CustomerZoneSection(Section):
    """``[[customer_zones]]``."""

    timezone: Zone
    country: Country
    subdivision: OptionalText = ""


Heads = Annotated[int, whole(0, 10_000)]
Run = Pair[Annotated[int, whole(1, 60)]]


class RotationSection(Section):
    """``[[rotations]]``."""

    name: Name
    timezone: Zone
    lines: Annotated[int, whole(1, 500)]
    demand: Annotated[
        dict[str, Annotated[list[Heads], Field(min_length=7, max_length=7)]], Field(min_length=1)
    ]
    block: dict[str, Run] = {}
    work_block: Run | None = None
    off_block: Run | None = None
    forbidden: list[Name] = []
    agents: list[Name] = []


class CandidateSection(Section):
    """``[[candidates]]``."""

    timezone: Zone
    country: Country
    subdivision: OptionalText = ""
    region: OptionalText = ""
    contract: Name
    hourly_wage: Price
    currency: Currency | None = None
    skills: Annotated[list[Name], Field(min_length=1)]
    nights: bool = True
    max_headcount: Headcount | None = None


class WeightsSection(Section):
    """``[weights]``."""

    shortfall_per_agent_hour: Price = Fraction(200)
    wish: Price = Fraction(5)
    fairness_per_hour: Price = Fraction(1)
    change: Price = Fraction(10)
    activity: Price = Fraction(500)
