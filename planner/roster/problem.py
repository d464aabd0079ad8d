"""The roster problem in numbers: slots, demand, supply groups, and every agent's options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from planner.domain import Agent, Contract, LabourRules, Shift, Weights
from planner.rules.choices import Duty
from planner.rules.past import PastWeek

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

KINDS = ("night", "weekend", "holiday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A duty with the ways to lay its breaks that cost the same.

    ``offsets`` holds, for each break, the allowed starts in minutes from the duty's start; every
    combination of them is allowed. ``row_cents`` is base pay and night, weekend and holiday
    premiums of the roster row; ``kind_minutes`` the paid minutes of night, weekend and holiday.
    """

    duty: Duty
    template: Shift
    offsets: tuple[tuple[int, ...], ...]
    row_cents: int
    kind_minutes: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedShift:
    """A shift of the roster published before, in minutes; ``frozen``: it stands, breaks and all."""

    shift: str
    start_minute: int
    break_starts: tuple[int, ...]
    frozen: bool
    held: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A meeting or training block that a member owes every week, in minutes of the horizon.

    It lies within one of ``windows``. ``sessions`` are the starts of one that all attend together;
    None where each has her own.
    """

    kind: str
    minutes: int
    times: int
    windows: tuple[tuple[int, int], ...]
    number: int  # among the team's activities
    sessions: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A meeting or training block with a place: which of a member's own, and its start."""

    owed: int
    start_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLine:
    """That a member keeps to her line of a rotation.

    On ``dates`` she has no other options than what she is pinned to; ``pins`` are the line's own
    shifts that stand. ``off_line`` are the options that she would have on no line. ``where`` says
    which line she is on, in words.
    """

    dates: frozenset[date]
    pins: tuple[tuple[date, str, int], ...]
    off_line: tuple[Option, ...]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An agent of the problem with everything she may work.

    ``seat`` is None for one who is under contract whatever is decided. For one who costs nothing
    without a shift, it is what she costs a week on top of her pay, in currency, with one.

    ``published`` are her shifts of a roster published before, in order of start; None where there
    is no such roster. Before ``frozen_until`` nothing else may start than what of it is frozen,
    which is pinned too. ``line`` is None for who is on no line of a rotation.
    """

    agent: Agent
    contract: Contract
    law: LabourRules
    net: float  # share of presence that serves contacts
    group: int  # index into Problem.groups; -1: serves no queue
    options: tuple[Option, ...]
    history: tuple[Duty, ...]
    time_off: tuple[tuple[int, int], ...]
    windows: tuple[tuple[int, int], ...] | None
    credited_dates: tuple[int, ...]
    pinned: tuple[tuple[date, str, int], ...]
    wishes: tuple[tuple[date, str, float], ...]  # date, off or a shift's name, price refused
    past_kind_minutes: tuple[int, int, int]
    seat: float | None = None
    absent_dates: frozenset[date] = frozenset()  # about the plan, wholly covered by time off
    past_weeks: tuple[PastWeek, ...] = ()  # the last one first, as far as a rule looks back
    weighs: tuple[tuple[int, int], ...] = ()  # rules on heads that count her, and for how many
    published: tuple[PublishedShift, ...] | None = None
    frozen_until: int = 0
    owed: tuple[Owed, ...] = ()
    line: OnLine | None = None
    rest_from: int | None = None  # where the first week's rest begins at the soonest; None: any

    @property
    def may_stay_out(self) -> bool:
        """Whether a plan may do without her."""
        return self.seat is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorSlots:
    """A vendor's offer: where it may be used and at what price.

    ``open_slots`` is per slot; ``price`` is for an agent and interval, or for a contact.
    """

    name: str
    queues: tuple[int, ...]
    by_contact: bool
    price: float
    max_agents: int | None
    min_intervals_per_week: float
    open_slots: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What each queue needs, by queue and slot.

    ``required`` is in net agents (for work that may wait: what arrives), rounded down a little so
    that whole-number models can say it, ``exact`` the same as it was asked; ``last_slot`` is, for
    such work, the last slot in which it may be done (``slots`` where it is due after the end);
    ``minimum`` is heads; ``contacts`` are after bots.
    """

    queues: tuple[str, ...]
    waits: tuple[bool, ...]
    required: FloatArray
    exact: FloatArray
    last_slot: IntArray
    minimum: IntArray
    contacts: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsTogether:
    """A rule on who is at work together; what is missing costs as much as a net agent.

    In every slot that is ``asked``, ``missing + sum of weight * heads >= least``, the sum over
    classes. Shifts from before the plan are in ``least`` already. Who asks for others to be there
    has a weight below 0.
    """

    name: str
    asked: npt.NDArray[np.bool_]
    least: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything the solvers need; instants are minutes from the horizon's start.

    ``groups`` are the distinct sets of queues that agents serve; ``past_supply`` (groups by
    slots, net agents) and ``past_heads`` (queues by slots) come from shifts that began before.
    """

    slots: int
    interval_minutes: int
    week_bounds: tuple[int, ...]
    demand: Demand
    groups: tuple[frozenset[int], ...]
    members: tuple[Member, ...]
    peers: tuple[tuple[int, ...], ...]
    vendors: tuple[VendorSlots, ...]
    weights: Weights
    past_supply: FloatArray
    past_heads: FloatArray
    together: tuple[HeadsTogether, ...] = ()

    @property
    def shortfall_price(self) -> float:
        """Currency for one net agent missing during one interval."""
        return float(self.weights.shortfall_per_agent_hour) * self.interval_minutes / 60

    def week_of_slot(self, slot: int) -> int:
        """Plan week of a slot."""
        minute = slot * self.interval_minutes
        return int(np.searchsorted(self.week_bounds, minute, side="right")) - 1


def presence(
    start_minute: int, end_minute: int, slots: int, interval_minutes: int
) -> list[tuple[int, int]]:
    """Slots that a span touches within the horizon, each with the minutes in it."""
    found = []
    minute = max(start_minute, 0)
    end = min(end_minute, slots * interval_minutes)
    while minute < end:
        slot = minute // interval_minutes
        until = min(end, (slot + 1) * interval_minutes)
        found.append((slot, until - minute))
        minute = until
    return found


def dates_between(first: date, last: date) -> list[date]:
    """Every date from first to last, both included."""
    return [first + timedelta(days=k) for k in range((last - first).days + 1)]


def dates_of(options: Sequence[Option]) -> list[date]:
    """Every date from the first option's to the last one's; none where there is no option."""
    dates = [option.duty.local_date for option in options]
    return dates_between(min(dates), max(dates)) if dates else []


def group_index(groups: Sequence[frozenset[int]], queues: frozenset[int]) -> int:
    """Position of a set of queues among the groups; -1 for none."""
    return groups.index(queues) if queues else -1
