"""One description of an agent's shifts, put to both sides of a rule: solver's and audit's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

from planner.domain import Agent, Contract, LabourRules, Pin, Shift, Violation
from planner.rules import AgentRecord, Choices, Duty, PastWeek, Rule, Span, Worked
from tests.planner.builders import make_agent, make_contract, make_law

START = datetime(2026, 11, 30, tzinfo=UTC)  # a Monday; the agent lives in UTC
DAY, WEEK = 1440, 7 * 1440


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """A shift from so many minutes after the horizon's start; eight hours unless said."""

    start: int
    minutes: int = 480
    paid: int | None = None
    night: int = 0
    holiday: int = 0
    unpaid: int = 0
    shift: str = "day8"

    @property
    def end(self) -> int:
        """Minutes after the horizon's start."""
        return self.start + self.minutes


def at(day: int, clock: str = "00:00") -> int:
    """Minutes from the horizon's start to a time of day, so many days on."""
    hours, minutes = clock.split(":")
    return day * DAY + int(hours) * 60 + int(minutes)


@dataclass(slots=True)
class LinearModel:
    """Takes a rule's constraints and says whether a choice of duties can meet them."""

    duties: int
    bools: int = 0
    rows: list[tuple[Sequence[int], Sequence[int], int | None, int | None]] = field(
        default_factory=list
    )
    apart: list[tuple[Sequence[int], Sequence[int], Sequence[int]]] = field(default_factory=list)
    forbidden: set[int] = field(default_factory=set)

    def new_bool(self, name: str) -> int:
        """Add a variable of the rule's own."""
        assert name
        self.bools += 1
        return self.duties + self.bools - 1

    def add(
        self,
        variables: Sequence[int],
        coefficients: Sequence[int],
        lower: int | None,
        upper: int | None,
    ) -> None:
        """Keep a linear constraint."""
        assert len(variables) == len(coefficients)
        self.rows.append((variables, coefficients, lower, upper))

    def add_no_overlap(
        self, variables: Sequence[int], starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        """Keep spans that may not share a minute."""
        assert len(variables) == len(starts) == len(ends)
        self.apart.append((variables, starts, ends))

    def forbid(self, variable: int) -> None:
        """Keep a variable at 0."""
        self.forbidden.add(variable)

    def allows(self, chosen: Sequence[int]) -> bool:
        """Whether the choice (0 or 1 for each duty) can be completed to meet every constraint."""
        if any(chosen[variable] for variable in self.forbidden):
            return False
        return any(self._holds([*chosen, *extra]) for extra in product((0, 1), repeat=self.bools))

    def _holds(self, values: Sequence[int]) -> bool:
        return all(self._row_holds(values, row) for row in self.rows) and all(
            self._kept_apart(values, spans) for spans in self.apart
        )

    @staticmethod
    def _row_holds(
        values: Sequence[int], row: tuple[Sequence[int], Sequence[int], int | None, int | None]
    ) -> bool:
        variables, coefficients, lower, upper = row
        total = sum(
            factor * values[one] for one, factor in zip(variables, coefficients, strict=True)
        )
        return (lower is None or lower <= total) and (upper is None or total <= upper)

    @staticmethod
    def _kept_apart(
        values: Sequence[int], spans: tuple[Sequence[int], Sequence[int], Sequence[int]]
    ) -> bool:
        chosen = sorted((start, end) for one, start, end in zip(*spans, strict=True) if values[one])
        return all(end <= start for (_, end), (start, _) in pairwise(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What both sides know besides the shifts; spans are minutes after the horizon's start."""

    agent: Agent = field(default_factory=lambda: make_agent(timezone="UTC"))
    contract: Contract = field(default_factory=make_contract)
    law: LabourRules = field(default_factory=make_law)
    weeks: int = 1
    time_off: tuple[tuple[int, int], ...] = ()
    windows: tuple[tuple[int, int], ...] | None = None
    credited_dates: tuple[int, ...] = (0, 0, 0)
    pins: tuple[Pin, ...] = ()
    shifts: tuple[Shift, ...] = ()
    absent: tuple[int, ...] = ()  # days of the horizon, 0 its first
    past_weeks: tuple[PastWeek, ...] = ()


def judged(
    rule: type[Rule],
    facts: Facts,
    worked: Sequence[Stint],
    history: Sequence[Stint] = (),
    offered: Sequence[Stint] = (),
) -> bool:
    """Whether the shifts keep the rule; solver and audit are asked and must agree.

    ``offered`` are shifts that the solver might choose too and does not.
    """
    feasible = solver_allows(rule, facts, worked, history, offered)
    found = audit_finds(rule, facts, worked, history)
    assert feasible == (not found), (feasible, found)
    return feasible


def solver_allows(
    rule: type[Rule],
    facts: Facts,
    worked: Sequence[Stint],
    history: Sequence[Stint] = (),
    offered: Sequence[Stint] = (),
) -> bool:
    """Whether the rule's constraints allow all of ``worked`` and none of ``offered``."""
    return solver_side(rule, facts, [*worked, *offered], history)(worked)


def solver_side(
    rule: type[Rule], facts: Facts, offered: Sequence[Stint], history: Sequence[Stint] = ()
) -> Callable[[Sequence[Stint]], bool]:
    """Constrain a model with all that is offered; the result tells which choices it allows."""
    choices = Choices(
        agent=facts.agent,
        contract=facts.contract,
        law=facts.law,
        duties=tuple(_duty(stint, facts) for stint in offered),
        variables=tuple(range(len(offered))),
        history=tuple(_duty(stint, facts) for stint in history),
        week_bounds=tuple(week * WEEK for week in range(facts.weeks + 1)),
        time_off=facts.time_off,
        windows=facts.windows,
        credited_dates=facts.credited_dates,
        pinned=tuple((pin.local_date, pin.shift, pin.start_minute) for pin in facts.pins),
        absent_dates=_dates(facts.absent),
        past_weeks=facts.past_weeks,
    )
    model = LinearModel(duties=len(offered))
    rule.of(choices).constrain(choices, model)
    return lambda worked: model.allows([int(stint in worked) for stint in offered])


def audit_finds(
    rule: type[Rule], facts: Facts, worked: Sequence[Stint], history: Sequence[Stint] = ()
) -> list[Violation]:
    """What the rule says to the audit."""
    rows = sorted((*history, *worked), key=lambda stint: stint.start)
    record = AgentRecord(
        agent=facts.agent,
        contract=facts.contract,
        law=facts.law,
        shifts=facts.shifts,
        worked=tuple(_worked(stint, facts) for stint in rows),
        week_bounds=tuple(_instant(week * WEEK) for week in range(facts.weeks + 1)),
        time_off=tuple(
            Span(start=_instant(start), end=_instant(end), kind="vacation")
            for start, end in facts.time_off
        ),
        windows=None
        if facts.windows is None
        else tuple(Span(start=_instant(start), end=_instant(end)) for start, end in facts.windows),
        credited_dates=facts.credited_dates,
        pins=facts.pins,
        absent_dates=_dates(facts.absent),
        past_weeks=facts.past_weeks,
    )
    return list(rule.of(record).violations(record))


def _dates(numbers: Sequence[int]) -> frozenset[date]:
    return frozenset(_instant(number * DAY).date() for number in numbers)


def _instant(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def _week(stint: Stint, facts: Facts) -> int | None:
    return stint.start // WEEK if 0 <= stint.start < facts.weeks * WEEK else None


def _duty(stint: Stint, facts: Facts) -> Duty:
    return Duty(
        local_date=_instant(stint.start).date(),
        shift=stint.shift,
        start_minute=stint.start,
        end_minute=stint.end,
        start_wall_minute=stint.start % DAY,
        paid_minutes=stint.minutes if stint.paid is None else stint.paid,
        night_window_minutes=stint.night,
        week=_week(stint, facts),
        holiday_minutes=stint.holiday,
        longest_unpaid_minutes=stint.unpaid,
    )


def _worked(stint: Stint, facts: Facts) -> Worked:
    return Worked(
        local_date=_instant(stint.start).date(),
        shift=stint.shift,
        start=_instant(stint.start),
        end=_instant(stint.end),
        start_local=_instant(stint.start).replace(tzinfo=None),
        end_local=_instant(stint.end).replace(tzinfo=None),
        paid_minutes=stint.minutes if stint.paid is None else stint.paid,
        night_window_minutes=stint.night,
        week=_week(stint, facts),
        holiday_minutes=stint.holiday,
        longest_unpaid_minutes=stint.unpaid,
    )
