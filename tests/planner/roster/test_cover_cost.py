"""What a slot costs against the exact least cost, and where work that waits is put."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.domain import Weights
from planner.roster.cover_cost import CoverCost
from planner.roster.problem import FloatArray, Problem
from planner.roster.queue_sets import SupplyClass, queue_sets, supply_classes
from planner.staffing.deferred import first_in_first_out
from tests.planner.builders import (
    make_agent,
    make_contact_vendor,
    make_email_queue,
    make_hours,
    make_queue,
    make_vendor,
)
from tests.planner.roster.problems import HOUR_SLOTS, make_problem

TONGUES = ("en", "es", "fr")


def phone(tongue: str) -> frozenset[str]:
    return frozenset({"phone", tongue})


def team(draw: random.Random, vendors: bool) -> Problem:
    """Three queues of one hour's needs each, agents who serve one or more of them."""
    queues = [make_queue(f"phone-{tongue}", skills=phone(tongue)) for tongue in TONGUES]
    agents = [
        make_agent(
            f"agent{k}",
            region=draw.choice(("EU", "APAC")),
            skills=frozenset({"phone", *draw.sample(TONGUES, draw.choice((1, 1, 2)))}),
        )
        for k in range(4)
    ]
    offers = [
        make_vendor(
            "A",
            queues=("phone-en", "phone-es"),
            max_agents=2,
            price_per_hour=Fraction(draw.randint(5, 60)),
            open_hours=make_hours(start="06:00", end="18:00"),
        ),
        make_vendor("B", queues=("phone-fr",), max_agents=3, price_per_hour=Fraction(20)),
    ]
    needs = {
        f"phone-{tongue}": [draw.choice((0, 0.7, 1.8)) for _ in range(168)] for tongue in TONGUES
    }
    least = {"phone-en": [draw.choice((0, 1, 2)) for _ in range(HOUR_SLOTS)]}
    return make_problem(
        needs,
        minimum=least if draw.random() < 0.5 else None,
        queues=queues,
        agents=agents,
        vendors=offers if vendors else [],
        shrinkage_regions=(("APAC", Fraction("0.25")),),
        weights=Weights(shortfall_per_agent_hour=Fraction(30)),
    )


def least_shortfall(problem: Problem, heads: FloatArray, asked: FloatArray) -> float:
    """The least that is missing in a slot, by a flow from classes of agents to queues."""
    classes = supply_classes(problem)
    pairs = [(k, q) for k, one in enumerate(classes) for q in sorted(one.queues)]
    from_class = np.array([[float(k == pair[0]) for pair in pairs] for k in range(len(classes))])
    to_queue = np.array([[float(q == pair[1]) for pair in pairs] for q in range(len(asked))])
    net = heads * np.array([one.net for one in classes])
    found = linprog(
        -np.ones(len(pairs)),
        A_ub=np.vstack((from_class, to_queue)),
        b_ub=np.concatenate((net, asked)),
    )
    return float(asked.sum() + found.fun)


def least_cost(problem: Problem, heads: FloatArray, slot: int) -> float:
    """Every way to buy from the vendors by the hour, each with its least shortfall."""
    classes = supply_classes(problem)
    hour_vendors = [vendor for vendor in problem.vendors if not vendor.by_contact]
    places = [(vendor, queue) for vendor in hour_vendors for queue in vendor.queues]
    best = np.inf
    for counts in product(range(4), repeat=len(places)):
        bought = np.zeros(len(problem.demand.queues))
        cost, fits = 0.0, True
        for (vendor, queue), count in zip(places, counts, strict=True):
            bought[queue] += count
            cost += count * vendor.price
            fits &= count == 0 or bool(vendor.open_slots[slot])
        for vendor in hour_vendors:
            taken = sum(c for (one, _), c in zip(places, counts, strict=True) if one is vendor)
            fits &= taken <= (vendor.max_agents or 0)
        if fits:
            present = [
                sum(heads[k] for k, one in enumerate(classes) if queue in one.queues)
                for queue in range(len(bought))
            ]
            minimum = problem.demand.minimum[:, slot]
            missing = np.maximum(minimum - np.array(present) - bought, 0.0).sum()
            asked = np.maximum(problem.demand.required[:, slot] - bought, 0.0)
            short = least_shortfall(problem, heads, asked)
            best = min(best, cost + problem.shortfall_price * (short + missing))
    return best


@pytest.mark.parametrize("vendors", [False, True])
def test_a_slot_costs_the_least_there_is(vendors: bool) -> None:
    paid = 0
    for seed in range(4):
        draw = random.Random(seed)  # noqa: S311 - a test's dice
        problem = team(draw, vendors)
        classes = supply_classes(problem)
        cover = CoverCost(problem, classes)
        dice = np.random.default_rng(seed)
        supply = dice.choice([0.0, 0.5, 1.0, 2.0], size=(len(classes), problem.slots))
        cost = cover.per_slot(supply)
        for slot in range(5, 29, 8 if vendors else 2):
            exact = least_cost(problem, supply[:, slot], slot)
            assert cost[slot] == pytest.approx(exact, abs=1e-6)
            paid += exact > 0
    assert paid >= 5


def test_gain_is_what_one_more_head_saves() -> None:
    problem = team(random.Random(1), vendors=True)  # noqa: S311
    classes = supply_classes(problem)
    cover = CoverCost(problem, classes)
    supply = np.random.default_rng(0).choice([0.0, 1.0], size=(len(classes), problem.slots))
    for place in range(len(classes)):
        more = supply.copy()
        more[place] += 1
        gain = cover.gain(supply, place)
        assert gain == pytest.approx(cover.per_slot(supply) - cover.per_slot(more))
        assert gain.max() > 0
        assert gain.min() >= -1e-9


def test_agents_of_the_shift_before_count() -> None:
    problem = make_problem({"phone-en": 1.0})
    past = np.zeros_like(problem.past_supply)
    past[0, :3] = 0.75
    cover = CoverCost(replace(problem, past_supply=past), supply_classes(problem))
    cost = cover.per_slot(np.zeros((1, problem.slots)))
    assert cost[:4].tolist() == pytest.approx([50.0, 50.0, 50.0, 200.0])


def test_least_hours_of_vendors_are_paid_at_most_once_a_week() -> None:
    offers = [make_vendor(min_hours_per_week=Fraction(5)), make_contact_vendor()]
    problem = make_problem(vendors=offers)
    cover = CoverCost(problem, supply_classes(problem))
    assert cover.least_vendor_pay() == pytest.approx(5 * 14)


def test_too_many_kinds_of_queues_are_not_told_apart() -> None:
    tongues = [f"t{k}" for k in range(9)]
    queues = [make_queue(f"phone-{tongue}", skills=phone(tongue)) for tongue in tongues]
    agents = [make_agent(f"agent-{tongue}", skills=phone(tongue)) for tongue in tongues]
    problem = make_problem({"phone-t0": 1.0, "phone-t1": 1.0}, queues=queues, agents=agents)
    classes = supply_classes(problem)
    assert queue_sets(classes, 9) is None
    cover = CoverCost(problem, classes)
    supply = np.zeros((9, problem.slots))
    supply[0] = 2.0  # of whom the second queue has nothing
    assert cover.per_slot(supply).max() == pytest.approx(200.0)


def test_only_sets_with_all_queues_of_their_servers_are_told_apart() -> None:
    classes = [SupplyClass(queues=frozenset({0, 1}), net=1.0)]
    assert queue_sets(classes, 3) == (frozenset({0, 1, 2}), frozenset({2}))


class TestWorkThatWaits:
    def emails(self, *, respond: int = 240, others: float = 0.0, **changes: object) -> Problem:
        queues = [make_queue(), make_email_queue(respond_within_minutes=respond)]
        skills = frozenset({"phone", "en", "email"})
        work = np.random.default_rng(3).uniform(0, 1.2, HOUR_SLOTS)
        return make_problem(
            {"phone-en": others, "email-en": work},
            queues=queues,
            agents=[make_agent(skills=skills)],
            **changes,
        )

    def test_it_is_done_first_in_first_out(self) -> None:
        problem = self.emails()
        cover = CoverCost(problem, supply_classes(problem))
        supply = np.random.default_rng(1).choice([0.0, 1.0], size=(1, problem.slots))
        cover.place_waiting(supply)
        by_hand = first_in_first_out(
            problem.demand.required[1], problem.demand.last_slot[1], supply[0]
        )
        assert cover.profile[1] == pytest.approx(by_hand.done + by_hand.shortfall)
        assert by_hand.shortfall.sum() > 0
        short = problem.shortfall_price * by_hand.shortfall
        assert cover.per_slot(supply) == pytest.approx(short, abs=1e-6)

    def test_none_is_lost_but_what_is_due_after_the_end(self) -> None:
        problem = self.emails(respond=600)
        cover = CoverCost(problem, supply_classes(problem))
        cover.place_waiting(np.zeros((1, problem.slots)))
        arrived, last = problem.demand.required[1], problem.demand.last_slot[1]
        assert cover.profile[1].sum() == pytest.approx(arrived[last < problem.slots].sum())
        assert cover.profile[1][:9].sum() == 0

    def test_calls_come_first(self) -> None:
        problem = self.emails(others=1.0)
        cover = CoverCost(problem, supply_classes(problem))
        supply = np.full((1, problem.slots), 1.5)
        cover.place_waiting(supply)
        by_hand = first_in_first_out(
            problem.demand.required[1], problem.demand.last_slot[1], supply[0] - 1.0
        )
        assert cover.profile[1] == pytest.approx(by_hand.done + by_hand.shortfall)

    def test_a_queue_that_is_short_takes_no_room_it_cannot_use(self) -> None:
        """Calls in French are short; who writes emails speaks no French."""
        queues = [
            make_queue("phone-fr", skills=phone("fr")),
            make_email_queue(respond_within_minutes=240),
        ]
        agents = [
            make_agent("luc", skills=phone("fr")),
            make_agent("ana", skills=frozenset({"email", "en"})),
        ]
        problem = make_problem({"phone-fr": 5.0, "email-en": 0.5}, queues=queues, agents=agents)
        classes = supply_classes(problem)
        cover = CoverCost(problem, classes)
        supply = np.ones((len(classes), problem.slots))
        cover.place_waiting(supply)
        assert cover.profile[1] == pytest.approx(np.full(problem.slots, 0.5))
        assert cover.per_slot(supply) == pytest.approx(np.full(problem.slots, 4.0 * 200))

    def test_a_placing_can_be_put_back(self) -> None:
        problem = self.emails()
        cover = CoverCost(problem, supply_classes(problem))
        supply = np.full((1, problem.slots), 0.5)
        cover.place_waiting(supply)
        kept, cost = cover.placing, cover.per_slot(supply)
        before = kept[0].copy()
        cover.place_waiting(np.zeros((1, problem.slots)))
        assert cover.per_slot(supply).sum() != pytest.approx(cost.sum())
        cover.placing = kept
        assert cover.profile == pytest.approx(before)
        assert cover.per_slot(supply) == pytest.approx(cost)
