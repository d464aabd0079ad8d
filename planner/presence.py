"""Rules on who is at work together, on the slots of a plan: what is asked, there and missing.

Each is one inequality a slot, in heads: ``missing + sum of weight * present >= least``, the sum
over agents. A head that is asked for weighs 1. Of mentors each is worth the new agents that she may
have beside her, and each new agent takes one such place: what is missing is new agents without a
mentor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.clock import Horizon, local_date, open_spans, to_utc
from planner.cover import presence_shares
from planner.domain import Assignment
from planner.scenario import Scenario
from planner.together import Handover, Mentoring, Selection

__all__ = [
    "PRESENCE_COLUMNS",
    "HeadRule",
    "build_presence_table",
    "head_rules",
    "unmet_hours",
]

PRESENCE_COLUMNS = ("interval_start", "name", "at_least", "present", "missing")
MINUTE, ONE_DAY = timedelta(minutes=1), timedelta(days=1)

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeadRule:
    """One rule: in which slots it asks, for how many heads, and what each agent weighs.

    Attributes
    ----------
    asked
        Whether it asks anything: shape (slots,).
    least
        Heads, where it does: shape (slots,).
    weights
        Per agent in file order; below 0 for one who asks for others.
    """

    name: str
    asked: Flags
    least: Whole
    weights: tuple[int, ...]


def head_rules(scenario: Scenario, horizon: Horizon) -> tuple[HeadRule, ...]:
    """All rules of a team, in the order of its file; a handover is one for each region."""
    return tuple(_rules(scenario, horizon))


def _rules(scenario: Scenario, horizon: Horizon) -> Iterator[HeadRule]:
    for presence in scenario.presence:
        spans = open_spans(presence.open_hours, horizon.start, horizon.end)
        asked = _touched(horizon, spans)
        yield _least(scenario, presence.name, presence.who, presence.at_least, asked)
    for handover in scenario.handovers:
        asked = _touched(horizon, _overlaps(handover, horizon))
        for region in (handover.from_region, handover.to_region):
            who = Selection(regions=frozenset([region]))
            yield _least(scenario, f"{handover.name}: {region}", who, handover.at_least, asked)
    for mentoring in scenario.mentoring:
        slots = len(horizon.slots)
        yield HeadRule(
            name=mentoring.name,
            asked=np.ones(slots, dtype=bool),
            least=np.zeros(slots, dtype=np.int64),
            weights=_mentoring_weights(scenario, mentoring),
        )


def _least(scenario: Scenario, name: str, who: Selection, at_least: int, asked: Flags) -> HeadRule:
    return HeadRule(
        name=name,
        asked=asked,
        least=asked * np.int64(at_least),
        weights=tuple(int(who.holds(agent)) for agent in scenario.agents),
    )


def _mentoring_weights(scenario: Scenario, mentoring: Mentoring) -> tuple[int, ...]:
    return tuple(
        mentoring.new_per_mentor * mentoring.mentors.holds(agent) - mentoring.new.holds(agent)
        for agent in scenario.agents
    )


def _overlaps(handover: Handover, horizon: Horizon) -> Iterator[Span]:
    day = local_date(horizon.start, handover.timezone) - ONE_DAY
    while day <= local_date(horizon.end, handover.timezone):
        if day.weekday() in handover.weekdays:
            wall = datetime.combine(day, time.min) + handover.at_minute * MINUTE
            start = to_utc(wall, handover.timezone)
            yield start, start + handover.minutes * MINUTE
        day += ONE_DAY


def _touched(horizon: Horizon, spans: Iterable[Span]) -> Flags:
    """Slots that share a minute with a span."""
    slots, step = len(horizon.slots), horizon.interval_minutes
    touched = np.zeros(slots, dtype=bool)
    for start, end in spans:
        first, last = ((at - horizon.start) // MINUTE for at in (start, end))
        touched[max(0, first // step) : max(0, -(-last // step))] = True
    return touched


def build_presence_table(
    scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment]
) -> pd.DataFrame:
    """``presence.csv``: heads asked for, there and missing, where a rule asks for some.

    Of mentoring ``at_least`` are the new agents at work, ``present`` the places beside mentors.
    Heads are time-weighted means of an interval, breaks out.

    Parameters
    ----------
    scenario, horizon
        The team and the weeks that are planned.
    assignments
        The plan's rows; shifts of the history that run into it count too.
    """
    parts = []
    starts = pd.DatetimeIndex(horizon.slots)
    step = horizon.interval_minutes
    for rule, asked, there in _counted(scenario, horizon, assignments):
        here = np.flatnonzero(asked > 0)
        part = pd.DataFrame({"interval_start": starts[here], "name": rule.name})
        part["at_least"] = asked[here] / step
        part["present"] = there[here] / step
        part["missing"] = np.maximum(0, asked - there)[here] / step
        parts.append(part)
    empty = pd.DataFrame({column: [] for column in PRESENCE_COLUMNS})
    return pd.concat(parts, ignore_index=True) if parts else empty


def unmet_hours(
    scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment]
) -> Fraction | None:
    """Head-hours missing to all rules, exact; None where there is no rule."""
    counted = [
        int(np.maximum(0, asked - there).sum())
        for _, asked, there in _counted(scenario, horizon, assignments)
    ]
    return Fraction(sum(counted), 60) if counted else None


def _counted(
    scenario: Scenario, horizon: Horizon, assignments: Sequence[Assignment]
) -> Iterator[tuple[HeadRule, Whole, Whole]]:
    """Every rule with the head-minutes that it asks for and that are there, by slot."""
    rules = head_rules(scenario, horizon)
    if not rules:
        return
    step = horizon.interval_minutes
    shares = presence_shares(scenario, horizon, [*scenario.history, *assignments])
    minutes = np.rint(shares * step).astype(np.int64)
    for rule in rules:
        weights = np.array(rule.weights, dtype=np.int64)
        asked = rule.least * step + np.maximum(-weights, 0) @ minutes
        yield rule, np.where(rule.asked, asked, 0), np.maximum(weights, 0) @ minutes
