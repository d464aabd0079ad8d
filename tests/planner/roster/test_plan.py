"""A roster written into a model and read back; what it gives to cover."""

from __future__ import annotations

import random

import numpy as np
import pytest

from planner.roster.model import Fixed, build
from planner.roster.plan import Chosen, contribution, decode, encode, presence_of
from planner.roster.problem import FloatArray, Problem
from planner.roster.queue_sets import class_of, presence_units, supply_classes
from tests.planner.builders import make_agent, make_break, make_shift
from tests.planner.roster.problems import (
    make_problem,
    optimum,
    random_team,
    week_from,
    weeks_of,
)


def random_plan(problem: Problem, seed: int) -> dict[int, tuple[Chosen, ...]]:
    """Any shifts, a date at most one, breaks at any of their places."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    plan = {}
    for index, member in enumerate(problem.members):
        by_date: dict[object, list[int]] = {}
        for position, option in enumerate(member.options):
            by_date.setdefault(option.duty.local_date, []).append(position)
        chosen = []
        for positions in by_date.values():
            if draw.random() < 0.5:
                option = member.options[at := draw.choice(positions)]
                starts = tuple(option.duty.start_minute + draw.choice(o) for o in option.offsets)
                chosen.append(Chosen(option=at, break_starts=starts))
        plan[index] = tuple(chosen)
    return plan


@pytest.mark.parametrize("seed", range(4))
def test_what_is_encoded_is_decoded(seed: int) -> None:
    problem = random_team(seed)
    everybody = range(len(problem.members))
    model = build(problem, everybody, Fixed.nothing(problem))
    plan = random_plan(problem, seed)
    assert any(plan.values())
    values = np.zeros(len(model.program))
    for variable, value in encode(model, plan).items():
        values[variable] = value
    assert decode(model, values) == plan


def test_what_is_not_free_is_neither_encoded_nor_decoded() -> None:
    problem = random_team(1)
    model = build(problem, (1,), Fixed.nothing(problem))
    plan = random_plan(problem, 1)
    values = np.zeros(len(model.program))
    for variable, value in encode(model, plan).items():
        values[variable] = value
    assert decode(model, values) == {1: plan[1]}


@pytest.mark.parametrize("seed", [0, 2])
def test_the_best_roster_of_a_model_decodes_to_what_it_says(seed: int) -> None:
    problem = random_team(seed, agents=1)
    model = build(problem, (0,), Fixed.nothing(problem))
    found = optimum(model.program, 1.0)
    assert found is not None
    plan = decode(model, found[1])
    assert tuple(one.option for one in plan[0]) in set(weeks_of(problem.members[0]))
    given = contribution(problem, plan, (0,)).presence
    for (place, slot), variable in model.on_duty.items():
        assert found[1][variable] == pytest.approx(given[place, slot])


def minute_by_minute(problem: Problem, index: int, chosen: tuple[Chosen, ...]) -> FloatArray:
    step = problem.interval_minutes
    there = np.zeros((problem.slots + 100) * step)
    for one in chosen:
        option = problem.members[index].options[one.option]
        there[option.duty.start_minute : option.duty.end_minute] += 1
        for pause, start in zip(option.template.breaks, one.break_starts, strict=True):
            there[start : start + pause.minutes] -= 1
    mean: FloatArray = there.reshape(-1, step).mean(axis=1)[: problem.slots]
    return mean


@pytest.mark.parametrize("seed", range(4))
def test_contribution_is_presence(seed: int) -> None:
    problem = random_team(seed, agents=3)
    plan = random_plan(problem, seed)
    fixed = contribution(problem, plan, (0, 2))
    classes, units = supply_classes(problem), presence_units(problem)
    total = np.zeros((len(classes), problem.slots))
    for index in range(3):
        there = minute_by_minute(problem, index, plan[index])
        assert presence_of(problem, index, plan[index]) == pytest.approx(there)
        if index != 1:
            total[class_of(problem, classes, problem.members[index])] += there
    assert fixed.presence / units == pytest.approx(total)
    assert total.sum() > 0
    assert set(fixed.kind_minutes) == {0, 2}
    for index, kinds in fixed.kind_minutes.items():
        rows = [problem.members[index].options[one.option].kind_minutes for one in plan[index]]
        assert kinds == tuple(sum(column) for column in zip(*rows, strict=True))


def test_who_serves_no_queue_gives_nothing() -> None:
    problem = make_problem(agents=[make_agent(), make_agent("kim", skills=frozenset({"chat"}))])
    plan = random_plan(problem, 3)
    assert contribution(problem, plan, (1,)).presence.sum() == 0
    assert contribution(problem, plan, (0, 1)).presence.sum() > 0
    assert class_of(problem, supply_classes(problem), problem.members[1]) == -1


@pytest.mark.parametrize(
    ("timezone", "pause", "units"),
    [("UTC", (60, 180, 180), 1), ("UTC", (30, 180, 180), 2), ("Asia/Kathmandu", (60, 180, 180), 4)],
)
def test_presence_is_counted_as_finely_as_need_be(
    timezone: str, pause: tuple[int, int, int], units: int
) -> None:
    minutes, *between = pause
    shift = make_shift(
        paid_minutes=480,
        start_every_minutes=60,
        breaks=(make_break(minutes, between=(between[0], between[1])),),
    )
    agents = [make_agent(timezone=timezone)]
    problem = make_problem(horizon=week_from(), agents=agents, shifts=[shift])
    assert presence_units(problem) == units
