"""The sample's formulation on its own data and on instances of Curtois and Qu, beside ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from peer_cases import SAMPLE, Sample
from peer_formulation import OFF, Formulation, Range

from planner.bench.shift_scheduling.checking import check_roster
from planner.bench.shift_scheduling.instance import DAY_OFF, Instance, Roster
from planner.bench.shift_scheduling.solve import find_roster

__all__ = [
    "OR_TOOLS",
    "SUNROTA",
    "Outcome",
    "build_instance",
    "build_sample",
    "instance_by_peer",
    "instance_by_us",
    "sample_by_peer",
]

WEEK, SATURDAY, SUNDAY = 7, 5, 6
OR_TOOLS, SUNROTA = "OR-Tools' formulation", "sunrota"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a solver made of a case: the judged objective, its bound, and what the check found.

    ``faults`` is None where nothing checks it.
    """

    solver: str
    objective: float | None
    bound: float | None
    proven: bool
    seconds: float
    faults: int | None = 0

    @property
    def gap(self) -> float | None:
        """How much better the best may be, as a share of the objective."""
        if self.objective is None or self.bound is None:
            return None
        return (self.objective - self.bound) / self.objective if self.objective else 0.0


def sample_by_peer(limit_s: float, sample: Sample = SAMPLE) -> Outcome:
    """The sample's own data, all of it."""
    answer = build_sample(sample).solve(limit_s)
    return Outcome(
        solver=OR_TOOLS,
        objective=answer.objective,
        bound=answer.bound,
        proven=answer.proven,
        seconds=answer.seconds,
        faults=None,
    )


def build_sample(sample: Sample) -> Formulation:
    """Every rule of the sample."""
    made = Formulation(sample.employees, WEEK * sample.weeks, 3)
    for who, shift, day in sample.fixed:
        made.fix(who, day, shift)
    for who, shift, day, weight in sample.requests:
        made.add_cost(who, day, shift, weight)
    for who in made.employees:
        for shift, *bounds in sample.sequences:
            made.runs(made.row(who, shift), _range(bounds))
        for shift, *bounds in sample.weekly:
            for week in range(sample.weeks):
                row = made.row(who, shift)[WEEK * week : WEEK * (week + 1)]
                made.total(row, _range(bounds))
        for first, second, price in sample.transitions:
            made.follow(who, first, second, price)
    for day in made.days:
        for shift in (1, 2, 3):
            wanted = sample.cover[day % WEEK][shift - 1]
            made.cover(
                {(day, shift): 1},
                Range(
                    least=wanted,
                    most=sample.employees,
                    soft_most=wanted,
                    over=sample.excess[shift - 1],
                ),
            )
    return made


def _range(bounds: Sequence[int]) -> Range:
    least, soft_least, under, soft_most, most, over = bounds
    return Range(
        least=least,
        most=most,
        soft_least=soft_least,
        under=under,
        soft_most=soft_most,
        over=over,
    )


def instance_by_us(instance: Instance, limit_s: float) -> Outcome:
    """An instance by our search."""
    answer = find_roster(instance, limit_s)
    cost, faults = _checked(instance, answer.roster)
    return Outcome(
        solver=SUNROTA,
        objective=cost,
        bound=answer.bound,
        proven=answer.bound >= answer.cost,
        seconds=answer.seconds,
        faults=faults,
    )


def instance_by_peer(instance: Instance, limit_s: float) -> Outcome:
    """The same by the formulation, with a bool for every weekend added."""
    answer = build_instance(instance).solve(limit_s)
    cost, faults = None, 0
    if answer.rows is not None:
        names = [DAY_OFF, *(shift.shift_id for shift in instance.shifts)]
        roster = {
            person.employee_id: tuple(names[shift] for shift in row)
            for person, row in zip(instance.employees, answer.rows, strict=True)
        }
        cost, faults = _checked(instance, roster)
    return Outcome(
        solver=OR_TOOLS,
        objective=cost,
        bound=answer.bound,
        proven=answer.proven,
        seconds=answer.seconds,
        faults=faults,
    )


def _checked(instance: Instance, roster: Roster) -> tuple[int, int]:
    verdict = check_roster(instance, roster)
    return verdict.cost, len(verdict.violations)


def build_instance(instance: Instance) -> Formulation:
    """Every rule of an instance of Curtois and Qu."""
    made = Formulation(len(instance.employees), instance.days, len(instance.shifts))
    number = {shift.shift_id: at for at, shift in enumerate(instance.shifts, start=1)}
    place = {person.employee_id: at for at, person in enumerate(instance.employees)}
    worked = list(number.values())
    for who, person in enumerate(instance.employees):
        row = made.row(who, *worked)
        made.runs(row, Range(least=person.least_run, most=person.most_run), open_ends=True)
        most_off = Range(least=person.least_off, most=instance.days)
        made.runs(made.row(who, OFF), most_off, open_ends=True)
        minutes = (
            shift.minutes * made.work[who, day, number[shift.shift_id]]
            for shift in instance.shifts
            for day in made.days
        )
        made.total(minutes, Range(least=person.least_minutes, most=person.most_minutes))
        for shift in instance.shifts:
            most = person.most_shifts[shift.shift_id]
            own = made.row(who, number[shift.shift_id])
            if most < instance.days:
                made.total(own, Range(most=most))
            for after in shift.not_next:
                made.follow(who, number[shift.shift_id], number[after], None)
        _weekends(made, row, person.most_weekends)
    for who_id, day in instance.days_off:
        made.fix(place[who_id], day, OFF)
    for request in instance.requests:
        who, shift = place[request.employee_id], number[request.shift_id]
        if request.wanted:
            made.costs.append(request.weight)
        made.add_cost(
            who, request.day, shift, -request.weight if request.wanted else request.weight
        )
    for cover in instance.cover:
        made.cover(
            {(cover.day, number[cover.shift_id]): 1},
            Range(
                most=len(instance.employees),
                soft_least=cover.wanted,
                under=cover.under,
                soft_most=cover.wanted,
                over=cover.over,
            ),
        )
    return made


def _weekends(made: Formulation, row: Sequence[object], most: int) -> None:
    """At most so many weekends with a day worked."""
    some = []
    for day in made.days:
        if day % WEEK in (SATURDAY, SUNDAY):
            if day % WEEK == SATURDAY or day == 0:
                some.append(made.model.new_bool_var(""))
            made.model.add_implication(row[day], some[-1])
    if len(some) > most:
        made.total(some, Range(most=most))
