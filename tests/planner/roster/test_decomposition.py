"""The decomposition's bound against exact optima, at any prices; its two halves apart."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.domain import Weights
from planner.roster.bounding import find_bounds
from planner.roster.cover_cost import CoverCost
from planner.roster.cover_program import CoverProgram
from planner.roster.decomposition import (
    Bounded,
    Decomposition,
    StartPrices,
    prices_of_relaxation,
    sizes_of,
)
from planner.roster.duty_states import DutyStates, states_at_most
from planner.roster.messages import Bound, Message, Pattern, Prices
from planner.roster.model import Fixed, build
from planner.roster.problem import FloatArray, Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import presence_units, supply_classes
from planner.roster.relaxation import relax
from planner.roster.shift_paths import OVER, ShiftPaths
from tests.planner.builders import (
    make_agent,
    make_break,
    make_contract,
    make_email_queue,
    make_law,
    make_night,
    make_queue,
    make_shift,
    make_tier,
    make_vendor,
    make_weekend,
)
from tests.planner.roster.problems import (
    HOUR_SLOTS,
    JUDGE_S,
    best_objective,
    make_problem,
    week_from,
)
from tests.planner.roster.test_shift_paths import paths_of

CLOSE = 0.02


def small_team(
    seed: int, *, agents: int = 3, languages: bool = False, daily: bool = True
) -> Problem:
    """A few agents, one queue or two, shifts of two lengths with breaks; nothing may wait."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    shifts = [
        make_shift(
            "long",
            paid_minutes=360,
            start_from_minute=420,
            start_to_minute=540,
            start_every_minutes=60,
            breaks=(make_break(60, between=(120, 240)),),
        ),
        make_shift(
            "late",
            paid_minutes=240,
            start_from_minute=1080,
            start_to_minute=1200,
            start_every_minutes=120,
            breaks=(make_break(30, paid=True, between=(60, 150)),),
        ),
    ]
    skills = [frozenset({"phone", "en"}), frozenset({"phone", "en", "es"})]
    team = [
        make_agent(
            f"agent{k}",
            timezone=draw.choice(("Europe/Madrid", "Asia/Kolkata", "UTC")),
            wage_per_hour=Fraction(draw.randint(10, 30)),
            skills=draw.choice(skills) if languages else skills[0],
        )
        for k in range(agents)
    ]
    queues = [make_queue("phone-en")]
    if languages:
        queues.append(make_queue("phone-es", skills=frozenset({"phone", "es"})))
    law = make_law(
        min_rest_minutes=660,
        min_weekly_rest_minutes=2160,
        night=make_night(),
        weekend=make_weekend(),
        overtime=(
            make_tier("0.5", over_weekly_minutes=900),
            *((make_tier("0.25", over_daily_minutes=300),) if daily else ()),
        ),
    )
    contract = make_contract(
        hourly=draw.random() < 0.5,
        weekly_minutes=1080,
        max_weekly_minutes=1500,
        days_per_week=3,
        shifts=("long", "late"),
    )
    curve = np.array([draw.random() * 2.2 * (6 <= slot % 24 < 23) for slot in range(HOUR_SLOTS)])
    return make_problem(
        {"phone-en": curve, "phone-es": curve[::-1] * 0.5 if languages else 0.0},
        minimum={"phone-en": (curve > 1.2).astype(int)},
        queues=queues,
        agents=team,
        shifts=shifts,
        contracts=[contract],
        labour_rules=[law],
        weights=Weights(
            shortfall_per_agent_hour=Fraction(draw.choice((15, 40, 200))),
            wish=Fraction(5),
            fairness_per_hour=Fraction(draw.choice((0, 2))),
        ),
        shrinkage_default=Fraction("0.1"),
    )


def from_relaxation(split: Decomposition) -> StartPrices:
    problem = split.problem
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem), relaxed=True)
    prices = relax(model.program, 30.0).prices
    assert prices is not None
    return prices_of_relaxation(split, model, prices)


def any_prices(split: Decomposition, seed: int) -> StartPrices:
    draw = np.random.default_rng(seed)
    limit = float(split.problem.weights.fairness_per_hour) / 60
    return StartPrices(
        starts=draw.uniform(0, 400, split.startable.shape),
        fairness=draw.uniform(-limit, limit, (len(split.counted), 3)),
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("languages", [False, True])
def test_no_prices_give_more_than_the_best_roster_costs(seed: int, languages: bool) -> None:
    problem = small_team(seed, languages=languages)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    positive = 0
    for most in (1, 2, 3):
        split = Decomposition(problem, most, closed=False)
        for prices in (
            from_relaxation(split),
            any_prices(split, seed),
            any_prices(split, seed + 9),
        ):
            found = split.bound(prices)
            assert found.value <= best + CLOSE
            positive += found.value > 0
    assert positive > 0


def test_the_bound_closes_in_on_the_best_roster() -> None:
    problem = small_team(1)
    best = best_objective(problem)
    assert best is not None
    split = Decomposition(problem, 3, closed=False)
    flat = np.full(split.startable.shape, 50.0)
    first = StartPrices(starts=flat, fairness=np.zeros((3, 3)))
    seen: list[Bounded] = []
    prices = split.ascend(first, Steps(120), seen.append)
    found = max(one.value for one in seen)
    assert len(seen) <= 120
    assert found == split.bound(prices).value
    assert split.bound(first).value < found <= best + CLOSE
    assert found > 0.9 * best


def test_starts_never_cost_less_than_nothing() -> None:
    """Else cover would take any number of them."""
    split = Decomposition(small_team(1), 3, closed=False)
    low = StartPrices(starts=np.full(split.startable.shape, 5.0), fairness=np.zeros((3, 3)))
    split.step = 20.0
    seen: list[Bounded] = []
    split.ascend(low, Steps(12), seen.append)
    assert len(seen) == 12
    assert all((one.wanted.worth >= 0).all() for one in seen)
    assert any((one.wanted.worth == 0).any() for one in seen)


class Steps:
    """Goes on for so many steps."""

    def __init__(self, most: int) -> None:
        self.left = most

    def __call__(self) -> bool:
        self.left -= 1
        return self.left >= 0


def test_who_goes_out_of_sight_costs_no_more_than_who_does_not() -> None:
    """The fewer are told apart the weaker the bound, but it stays one."""
    problem = small_team(2, agents=4)
    whole = Decomposition(problem, 4, closed=False)
    prices = from_relaxation(whole)
    values = [Decomposition(problem, most, closed=False).bound(prices).value for most in (1, 2, 3)]
    exact = whole.bound(prices).value
    assert all(value <= exact + 1e-6 for value in values)
    assert values[2] == pytest.approx(exact)  # four are never of use at once
    assert values[0] < exact
    assert not Decomposition(problem, 2, closed=False).in_sight
    assert Decomposition(problem, 2, closed=True).in_sight


@pytest.mark.parametrize("seed", range(3))
def test_cover_alone_is_solved_exactly(seed: int) -> None:
    problem = small_team(seed, agents=6)
    paths, classes = paths_of(problem), supply_classes(problem)
    units = presence_units(problem)
    states = DutyStates(paths, len(classes), 3, 3)
    cover = CoverCost(problem, classes)
    program = CoverProgram(problem, cover, states, units)
    draw = np.random.default_rng(seed)
    price = draw.uniform(20, 90, (len(paths.kinds), problem.slots))
    price[:, draw.random(problem.slots) < 0.5] = np.inf
    found = program.solve(price)
    assert found.value == pytest.approx(cover_by_program(problem, paths, units, price), abs=1e-4)
    assert found.begun.sum() > 5
    assert not found.begun[~np.isfinite(price)].any()


def cover_by_program(problem: Problem, paths: ShiftPaths, units: int, price: FloatArray) -> float:
    """The same as a network: how many shifts go from place to place; three at once at most."""
    slots, net = problem.slots, problem.members[0].net
    cost: list[float] = []
    rows: list[tuple[int, int, float]] = []
    lower: list[float] = []
    upper: list[float] = []

    def variable(price_: float) -> int:
        cost.append(price_)
        return len(cost) - 1

    def row(terms: list[tuple[int, float]], least: float, most: float) -> None:
        rows.extend((len(lower), column, value) for column, value in terms)
        lower.append(least)
        upper.append(most)

    into: dict[tuple[int, int], list[int]] = {}
    for slot in range(slots):
        for kind, entry in enumerate(paths.kinds):
            if np.isfinite(price[kind, slot]):
                into.setdefault((slot, entry), []).append(variable(float(price[kind, slot])))
        here: list[tuple[int, float]] = []
        on_duty: list[int] = []
        for place, one in enumerate(paths.places):
            out = []
            for presence, after in one.steps:
                step = variable(0.0)
                out.append(step)
                here.append((step, presence / units))
                if after != OVER:
                    into.setdefault((slot + 1, after), []).append(step)
            on_duty += out
            arrive = into.get((slot, place), [])
            row([(v, 1.0) for v in out] + [(v, -1.0) for v in arrive], 0.0, 0.0)
        row([(v, 1.0) for v in on_duty], 0.0, 3.0)
        short = variable(problem.shortfall_price)
        missing = variable(problem.shortfall_price)
        needed = float(problem.demand.required.sum(axis=0)[slot])
        row([(short, 1.0), *((v, share * net) for v, share in here)], needed, np.inf)
        row([(missing, 1.0), *here], float(problem.demand.minimum[0, slot]), np.inf)
    at, columns, values = zip(*rows, strict=True)
    matrix = sparse.csr_matrix((values, (at, columns)), shape=(len(lower), len(cost)))
    result: Any = milp(
        np.array(cost),
        constraints=LinearConstraint(matrix, lower, upper),
        bounds=Bounds(0.0, np.inf),
        integrality=np.array([int(value != problem.shortfall_price) for value in cost]),
        options={"mip_rel_gap": 1e-9},
    )
    assert result.status == 0
    return float(result.fun)


def test_wanted_shifts_are_not_more_than_agents_have_days() -> None:
    problem = small_team(0)
    split = Decomposition(problem, 3, closed=True)
    free = StartPrices(starts=np.zeros(split.startable.shape), fairness=np.zeros((3, 3)))
    assert split.bound(free).wanted.begun.sum() > split.most_shifts == 9
    wanted = split.wanted_within(free)
    assert 0 < wanted.begun.sum() <= 9
    assert not wanted.begun[~split.startable].any()
    assert wanted.cost > 0


def test_what_may_be_split() -> None:
    problem = small_team(0)
    sizes = sizes_of(problem)
    assert sizes is not None
    assert 1 <= sizes.quick <= sizes.proving <= 3
    idle = replace(problem, demand=replace(problem.demand, required=problem.demand.required * 0))
    idle = replace(idle, demand=replace(idle.demand, minimum=idle.demand.minimum * 0))
    assert sizes_of(idle) is None
    crowd = replace(problem, demand=replace(problem.demand, required=problem.demand.required * 30))
    crowd = replace(crowd, members=problem.members * 30)
    assert sizes_of(crowd) is None


@pytest.mark.parametrize(
    "problem",
    [
        lambda: make_problem({"phone-en": 1.0}, vendors=[make_vendor()]),
        lambda: make_problem(
            {"email-en": 1.0},
            queues=[make_email_queue()],
            agents=[make_agent(skills=make_email_queue().skills)],
        ),
        lambda: make_problem({"phone-en": 1.0}, horizon=week_from(weeks=2)),
        lambda: make_problem({"phone-en": 1.0}, agents=[make_agent(skills=frozenset({"chat"}))]),
    ],
    ids=["vendors", "work that waits", "two weeks", "nobody serves"],
)
def test_what_may_not_be_split(problem: Callable[[], Problem]) -> None:
    assert sizes_of(problem()) is None


def test_states_are_as_many_as_was_said_at_most() -> None:
    problem = small_team(0)
    paths = paths_of(problem)
    for most, agents in ((1, 1), (2, 2), (2, 5)):
        states = DutyStates(paths, 1, most, agents)
        assert 0 < states.count <= states_at_most(paths, most, agents)
        assert states.unseen == agents - most


def test_bounds_come_better_and_better() -> None:
    problem = small_team(3)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    found: list[Message] = []
    find_bounds(problem, time.monotonic() + 2.5, lambda: True, found.append, whole=False)
    bounds = [one.value for one in found if isinstance(one, Bound)]
    patterns = [one for one in found if isinstance(one, Pattern)]
    assert bounds == sorted(bounds)
    assert len(bounds) >= 2
    assert bounds[-1] <= best + CLOSE
    assert patterns
    assert all(one.begun.sum() <= 9 for one in patterns)
    model = build(problem, range(3), Fixed.nothing(problem), relaxed=True)
    linear = (relax(model.program, 30.0).lower_bound + model.offset) / COST_SCALE
    assert bounds[0] == pytest.approx(linear)


def test_nobody_asks_for_more_than_the_first_bound() -> None:
    found: list[Message] = []
    find_bounds(small_team(0), time.monotonic() + 60.0, lambda: False, found.append)
    assert [type(one) for one in found] == [Prices, Bound]


def test_who_is_out_of_sight_stays_until_the_next_shift_ends() -> None:
    """Three begin at once and one is in sight: for the others' whole shifts nothing is short."""
    shift = make_shift(
        "day", paid_minutes=240, breaks=(), start_from_minute=540, start_to_minute=540
    )
    asked = np.array([3.0 * (9 <= slot % 24 < 13) for slot in range(HOUR_SLOTS)])
    problem = make_problem(
        {"phone-en": asked},
        agents=[make_agent(f"agent{k}", timezone="UTC") for k in range(3)],
        shifts=[shift],
        contracts=[make_contract(shifts=("day",))],
        shrinkage_default=Fraction(0),
    )
    paths, classes = paths_of(problem), supply_classes(problem)
    cover, units = CoverCost(problem, classes), presence_units(problem)
    price = np.where(asked[None, :] > 0, 50.0, np.inf)
    price[:, np.arange(HOUR_SLOTS) % 24 != 9] = np.inf
    exact, narrow = (
        CoverProgram(problem, cover, DutyStates(paths, 1, most, 3), units).solve(price).value
        for most in (3, 1)
    )
    assert exact == pytest.approx(7 * 3 * 50.0, abs=0.1)
    assert 7 * 50.0 < narrow <= exact + 1e-6
