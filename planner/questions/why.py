"""Why an agent does not work a shift: forbidden by what, or possible at which cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from planner.changes import build_changes_table
from planner.clock import local_date, to_local, to_utc
from planner.domain import Assignment, Shift
from planner.errors import DataError, Fault
from planner.pipeline import Plan
from planner.published import Published
from planner.questions.plan_at_hand import PlanAtHand, judged
from planner.roster.demands import Demand
from planner.roster.plan import Chosen
from planner.roster.problem import Member
from planner.roster.solution_rows import as_assignments
from planner.roster.why_not import Asked, StartAnswer, WhyNot

__all__ = ["OFF", "Changed", "Question", "WhyAnswer", "why_not"]

OFF = "off"
ANYWAY_SHARE = 0.2  # of the time, for her best week whatever is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Why does this agent not work that shift?

    ``shift`` is a shift's name or ``off``; ``start_minute`` the wall minute of the start on
    ``local_date``, None for any.
    """

    agent_id: str
    local_date: date
    shift: str
    start_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A local date on which an agent's shift is another one; empty for a day off."""

    local_date: date
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WhyAnswer:
    """What came of a question.

    Of these the first that is not empty is the answer: ``already``, what she works then, where it
    is what was asked; ``no_such_shift``, why there is no such shift of hers at all; ``starts``,
    of which the first is the best. Where that is possible, ``after`` is the whole plan with it,
    ``before`` the plan as it stands, both audited, ``changes`` what becomes of her week, and
    ``in_the_way`` what forbids it if nothing else of her week changed. ``anyway_cents`` is by how
    much her best week, whatever she works on that date, is better than the one that stands.
    """

    question: Question
    already: str = ""
    no_such_shift: str = ""
    starts: tuple[StartAnswer, ...] = ()
    in_the_way: tuple[Demand, ...] = ()
    before: Plan | None = None
    after: Plan | None = None
    changes: tuple[Changed, ...] = ()
    anyway_cents: int = 0

    @property
    def possible(self) -> bool:
        """Whether a plan with it was found."""
        return self.after is not None


def why_not(at_hand: PlanAtHand, question: Question, seconds: float = 15.0) -> WhyAnswer:
    """Answer a question about a plan.

    Parameters
    ----------
    at_hand
        The plan.
    question
        About one of its agents.
    seconds
        For her weeks; what other starts than the best cost is left open where they are over.

    Raises
    ------
    DataError
        No such agent, no such shift, or a date outside the plan: every fault at once.
    """
    index = _checked(at_hand, question)
    member = at_hand.problem.members[index]
    there = _on(at_hand, question)
    if _is_so(at_hand, question, there):
        return WhyAnswer(question=question, already=_words(at_hand, there))
    shift = None if question.shift == OFF else question.shift
    asked = Asked(
        member=index,
        local_date=question.local_date,
        shift=shift,
        start_minute=question.start_minute,
    )
    asking = WhyNot(at_hand.problem, at_hand.weeks, asked)
    if shift is not None and not asking.starts():
        return WhyAnswer(question=question, no_such_shift=_no_such_shift(at_hand, member, question))
    starts = asking.answers(seconds * (1 - ANYWAY_SHARE))
    best = starts[0]
    if best.week is None:
        return WhyAnswer(question=question, starts=starts)
    before = judged(at_hand, at_hand.weeks)
    after = judged(at_hand, {**at_hand.weeks, index: best.week})
    anyway = asking.best_anyway(seconds * ANYWAY_SHARE)
    gained = 0
    if anyway is not None and anyway != at_hand.weeks[index]:
        free = judged(at_hand, {**at_hand.weeks, index: anyway})
        gained = before.summary.objective_cents - free.summary.objective_cents
    return WhyAnswer(
        question=question,
        starts=starts,
        in_the_way=asking.in_the_way(best),
        before=before,
        after=after,
        changes=_changes(at_hand, index, best.week),
        anyway_cents=max(0, gained),
    )


def _checked(at_hand: PlanAtHand, question: Question) -> int:
    """Position of the agent."""
    faults = []
    members = at_hand.problem.members
    ids = [member.agent.agent_id for member in members]
    index = ids.index(question.agent_id) if question.agent_id in ids else None
    if index is None:
        expected = f"one of the plan's {len(ids)} agents: {_some(ids)}"
        faults.append(Fault(file="--agent", expected=expected, got=question.agent_id))
    names = [OFF, *(shift.name for shift in at_hand.scenario.shifts)]
    if question.shift not in names:
        faults.append(
            Fault(file="--shift", expected=f"one of {', '.join(names)}", got=question.shift)
        )
    if question.shift == OFF and question.start_minute is not None:
        got = _clock_face(question.start_minute)
        faults.append(Fault(file="--start", expected="no start for a day off", got=got))
    horizon = at_hand.horizon
    zone = horizon.timezone if index is None else members[index].agent.timezone
    first = local_date(horizon.start, zone)
    last = local_date(horizon.end - timedelta(minutes=1), zone)
    if not first <= question.local_date <= last:
        expected = f"a date of the plan in {zone}, {first} to {last}"
        faults.append(Fault(file="--date", expected=expected, got=str(question.local_date)))
    if faults or index is None:
        raise DataError(faults)
    return index


def _some(names: list[str]) -> str:
    return ", ".join(names[:30]) + (" ..." if len(names) > 30 else "")


def _on(at_hand: PlanAtHand, question: Question) -> Assignment | None:
    """What she works on the date."""
    return next(
        (
            row
            for row in at_hand.assignments
            if (row.agent_id, row.local_date) == (question.agent_id, question.local_date)
        ),
        None,
    )


def _is_so(at_hand: PlanAtHand, question: Question, there: Assignment | None) -> bool:
    if there is None:
        return question.shift == OFF
    if there.shift != question.shift:
        return False
    wall = to_local(there.start, at_hand.scenario.agent(there.agent_id).timezone)
    return question.start_minute in (None, wall.hour * 60 + wall.minute)


def _words(at_hand: PlanAtHand, there: Assignment | None) -> str:
    if there is None:
        return OFF
    wall = to_local(there.start, at_hand.scenario.agent(there.agent_id).timezone)
    return f"{there.shift} {wall:%H:%M}"


def _no_such_shift(at_hand: PlanAtHand, member: Member, question: Question) -> str:
    """Why an agent has no such option, whatever the rules say."""
    names = [shift.name for shift in at_hand.scenario.shifts_of(member.agent)]
    if question.shift not in names:
        return f"the contract {member.contract.name} has only {', '.join(names)}"
    (shift,) = (one for one in at_hand.scenario.shifts if one.name == question.shift)
    start = question.start_minute
    if start is not None and not _is_a_start(shift, start):
        return (
            f"{shift.name} starts {_clock_face(shift.start_from_minute)} to "
            f"{_clock_face(shift.start_to_minute)}, every {shift.start_every_minutes} minutes"
        )
    past = [duty for duty in member.history if duty.local_date == question.local_date]
    if past:
        return f"{past[-1].shift} was worked on that date already, before the plan begins"
    if member.line is not None and question.local_date in member.line.dates:
        return f"on that date she keeps to a rotation, {member.line.where} (rotation_lines.csv)"
    if start is not None:
        midnight = datetime.combine(question.local_date, time.min)
        instant = to_utc(midnight + timedelta(minutes=start), member.agent.timezone)
        shown = to_local(instant, member.agent.timezone)
        if shown != midnight + timedelta(minutes=start):
            return f"clocks skip that time on that date: ask for --start {shown:%H:%M}"
    begin, end = (
        f"{to_local(bound, member.agent.timezone):%Y-%m-%d %H:%M}"
        for bound in (at_hand.horizon.start, at_hand.horizon.end)
    )
    return f"it would not start within the plan, {begin} to {end} by her clock"


def _is_a_start(shift: Shift, minute: int) -> bool:
    starts = range(shift.start_from_minute, shift.start_to_minute + 1, shift.start_every_minutes)
    return any(start % 1440 == minute for start in starts)


def _changes(at_hand: PlanAtHand, index: int, week: tuple[Chosen, ...]) -> tuple[Changed, ...]:
    """What becomes of her week: nobody else's changes."""
    rows = as_assignments(at_hand.problem, at_hand.horizon, {**at_hand.weeks, index: week})
    told = replace(at_hand.scenario, published=Published(assignments=at_hand.assignments))
    table = build_changes_table(told, at_hand.horizon, rows)
    columns = (table[name].tolist() for name in ("local_date", "before", "after"))
    return tuple(
        Changed(local_date=day, before=before, after=after)
        for day, before, after in zip(*columns, strict=True)
    )


def _clock_face(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"
