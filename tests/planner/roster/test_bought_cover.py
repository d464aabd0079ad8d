"""What a slot costs where vendors offer much, against every exact way to buy."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.domain import Weights
from planner.roster.cover_cost import CoverCost
from planner.roster.problem import FloatArray, Problem
from planner.roster.queue_sets import supply_classes
from tests.planner.builders import (
    make_agent,
    make_contact_vendor,
    make_hours,
    make_queue,
    make_vendor,
)
from tests.planner.roster.problems import HOUR_SLOTS, make_problem

TONGUES = ("en", "es", "fr")


def team(seed: int, **vendor: object) -> Problem:
    """Three queues, agents of one or two of them, a vendor of plenty and one by the contact."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    queues = [make_queue(f"phone-{tongue}", skills=phone(tongue)) for tongue in TONGUES]
    agents = [
        make_agent(f"agent{k}", skills=phone(*draw.sample(TONGUES, draw.choice((1, 2)))))
        for k in range(3)
    ]
    names = tuple(f"phone-{tongue}" for tongue in TONGUES)
    plenty = {"queues": names, "max_agents": 30, "price_per_hour": Fraction(14)} | vendor
    needs = {name: [draw.choice((0, 0.3, 1.8)) for _ in range(HOUR_SLOTS)] for name in names}
    return make_problem(
        needs,
        queues=queues,
        agents=agents,
        vendors=[
            make_vendor("Plenty", **plenty),
            make_contact_vendor("Each", queues=("phone-fr",), price_per_contact=Fraction(3)),
        ],
        weights=Weights(shortfall_per_agent_hour=Fraction(40)),
    )


def phone(*tongues: str) -> frozenset[str]:
    return frozenset({"phone", *tongues})


def least_cost(problem: Problem, heads: FloatArray, slot: int) -> float:
    """Agents to queues, vendor agents, shares and shortfall at least cost, by a program."""
    classes = supply_classes(problem)
    asked = problem.demand.required[:, slot]
    queues = len(asked)
    pairs = [(k, q) for k, one in enumerate(classes) for q in sorted(one.queues)]
    plenty, each = problem.vendors
    open_ = bool(plenty.open_slots[slot])
    # given by pair, vendor agents by queue, contacts' share of the last queue, shortfall by queue
    width = len(pairs) + queues + 1 + queues
    cost = np.zeros(width)
    cost[len(pairs) : len(pairs) + queues] = plenty.price
    cost[len(pairs) + queues] = each.price * problem.demand.contacts[2, slot]
    cost[-queues:] = problem.shortfall_price
    upper = np.full(width, np.inf)
    upper[len(pairs) : len(pairs) + queues] = (plenty.max_agents or 0) if open_ else 0
    upper[len(pairs) + queues] = 1.0
    rows, least, most = [], [], []
    for k, one in enumerate(classes):
        rows.append([float(p[0] == k) for p in pairs] + [0.0] * (2 * queues + 1))
        least.append(-np.inf)
        most.append(heads[k] * one.net)
    for q in range(queues):
        row = [float(p[1] == q) for p in pairs] + [float(q == other) for other in range(queues)]
        row += [asked[q] if q == 2 else 0.0] + [float(q == other) for other in range(queues)]
        rows.append(row)
        least.append(asked[q])
        most.append(np.inf)
    row = [0.0] * width
    row[len(pairs) : len(pairs) + queues] = [1.0] * queues
    rows.append(row)
    least.append(0.0)
    most.append(float(plenty.max_agents or 0))
    whole = np.zeros(width)
    whole[len(pairs) : len(pairs) + queues] = 1
    found = milp(
        cost,
        constraints=LinearConstraint(np.array(rows), least, most),
        bounds=Bounds(0.0, upper),
        integrality=whole,
    )
    return float(found.fun)


@pytest.mark.parametrize(
    "vendor",
    [{}, {"open_hours": make_hours(start="06:00", end="18:00")}, {"max_agents": 4}],
    ids=["always", "by day", "few"],
)
def test_a_slot_costs_no_less_than_the_least_there_is_and_seldom_more(
    vendor: dict[str, object],
) -> None:
    same, paid, extra = 0, 0, []
    for seed in range(4):
        problem = team(seed, **vendor)
        classes = supply_classes(problem)
        cover = CoverCost(problem, classes)
        assert cover.bought is not None
        dice = np.random.default_rng(seed)
        supply = dice.choice([0.0, 0.5, 1.0], size=(len(classes), problem.slots))
        cost = cover.per_slot(supply)
        for slot in range(0, 48, 2):
            exact = least_cost(problem, supply[:, slot], slot)
            assert cost[slot] >= exact - 1e-6
            paid += exact > 0
            same += cost[slot] <= exact + 1e-6
            extra.append(cost[slot] - exact)
    assert paid >= 50
    assert same >= 80  # of 96
    assert np.mean(extra) < 1.0  # of 40 for one agent missing


def test_a_whole_agent_is_bought_only_where_that_is_cheaper_than_to_be_short() -> None:
    queues = [make_queue("phone-en")]
    vendor = make_vendor(queues=("phone-en",), max_agents=9, price_per_hour=Fraction(14))
    needs = {"phone-en": [0.1, 0.5, 2.4, 0.0] * 42}
    problem = make_problem(
        needs,
        queues=queues,
        vendors=[vendor],
        weights=Weights(shortfall_per_agent_hour=Fraction(40)),
    )
    classes = supply_classes(problem)
    cost = CoverCost(problem, classes).per_slot(np.zeros((len(classes), problem.slots)))
    assert cost[:4].tolist() == pytest.approx([4.0, 14.0, 42.0, 0.0])


def test_a_vendor_agent_counts_as_a_head() -> None:
    vendor = make_vendor(queues=("phone-en",), max_agents=9, price_per_hour=Fraction(14))
    problem = make_problem(
        {"phone-en": 0.0},
        minimum={"phone-en": 2},
        queues=[make_queue("phone-en")],
        vendors=[vendor],
    )
    classes = supply_classes(problem)
    supply = np.zeros((len(classes), problem.slots))
    cost = CoverCost(problem, classes).per_slot(supply)
    assert cost == pytest.approx(np.full(problem.slots, 28.0))
    supply[0] = 1.0
    assert CoverCost(problem, classes).per_slot(supply) == pytest.approx(
        np.full(problem.slots, 14.0)
    )
