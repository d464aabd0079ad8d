"""Who is at work together: every engine sees it, no bound lies above the best roster."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from planner.roster import bounding
from planner.roster.agreement import Agreement
from planner.roster.assign import assign
from planner.roster.bounding import find_bounds
from planner.roster.cover_cost import CoverCost
from planner.roster.decomposition import Decomposition, StartPrices
from planner.roster.head_prices import head_prices
from planner.roster.merged_queues import merged, unmerged
from planner.roster.messages import Bound, Message, Prices
from planner.roster.model import Fixed, build
from planner.roster.pools import build_pooled
from planner.roster.price_bound import bound_at, weeks_alone
from planner.roster.problem import HeadsTogether, Problem
from planner.roster.program import COST_SCALE
from planner.roster.queue_sets import class_of, supply_classes
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from planner.roster.tour_bound import tours_bound
from planner.together import Handover, Mentoring, Presence, Selection
from tests.planner.builders import (
    make_agent,
    make_assignment,
    make_break,
    make_contract,
    make_hours,
    make_law,
    make_queue,
    make_shift,
    utc,
)
from tests.planner.roster.problems import (
    HOUR_SLOTS,
    JUDGE_S,
    best_objective,
    make_problem,
    random_team,
    supply_of,
    week_from,
)

CLOSE = 0.02


def bound_together(problem: Problem, seed: int) -> Problem:
    """The problem where leads are asked for, and some agents are new and others mentors."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice
    first, least = draw.randrange(24), np.zeros(problem.slots)
    least[first::24] = least[(first + 1) % 24 :: 24] = draw.choice((1, 2))
    rules = (
        HeadsTogether(name="lead", asked=least > 0, least=least),
        HeadsTogether(
            name="mentor", asked=np.ones(problem.slots, bool), least=np.zeros(problem.slots)
        ),
    )
    weighs = (((0, 1), (1, -1)), ((0, 1), (1, draw.choice((1, 2)))), ((1, -1),))
    members = tuple(
        replace(member, weighs=weighs[k % 3]) for k, member in enumerate(problem.members)
    )
    return replace(problem, members=members, together=rules)


def missing_by_hand(problem: Problem, heads: np.ndarray) -> float:
    """Price of what is missing where members (rows) are there so much in each slot."""
    total = 0.0
    for number, rule in enumerate(problem.together):
        for slot in np.flatnonzero(rule.asked):
            there = sum(
                dict(member.weighs).get(number, 0) * heads[k, slot]
                for k, member in enumerate(problem.members)
            )
            total += max(0.0, rule.least[slot] - there)
    return total * problem.shortfall_price


@pytest.mark.parametrize("seed", range(3))
def test_search_and_programs_price_what_is_missing(seed: int) -> None:
    """The roster as the search has it, priced by the search, by the program and by hand."""
    problem = bound_together(random_team(seed, agents=3), seed)
    free = replace(problem, together=())
    search = Reinsertion(problem, seed)
    search.construct()
    plan = search.plan()
    by_hand = missing_by_hand(problem, supply_of(problem, plan))
    assert by_hand > 0
    without = CoverCost(free, search.classes).per_slot(search.supply).sum()
    with_rules = CoverCost(problem, search.classes).per_slot(search.supply).sum()
    assert with_rules == pytest.approx(without + by_hand)
    by_program = assign(problem, plan).lower_bound - assign(free, plan).lower_bound
    assert by_program == pytest.approx(by_hand, abs=CLOSE)


@pytest.mark.parametrize("seed", range(3))
def test_no_bound_is_above_the_best_roster(seed: int) -> None:
    problem = bound_together(random_team(seed, agents=2), seed)
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    model = build(problem, range(2), Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, 20.0)
    assert (found.lower_bound + model.offset) / COST_SCALE <= best + CLOSE
    assert found.prices is not None
    assert found.values is not None
    whole = tours_bound(problem, model, found.prices)
    assert whole is not None
    assert whole <= best + CLOSE
    dice = np.random.default_rng(seed)
    shape = (len(supply_classes(problem)), problem.slots)
    for prices in (
        head_prices(model, found.values, found.prices).gain,
        dice.uniform(-100.0, 300.0, shape),
    ):
        value = bound_at(problem, prices)
        assert value is not None
        assert value <= best + CLOSE


def beside_mentors(**changes: object) -> Problem:
    """A queue that wants the new agent all morning, and a mentor who may begin later than she."""
    asked = np.array([1.5 * (8 <= slot % 24 < 12) for slot in range(HOUR_SLOTS)])
    shift = make_shift(
        "half", paid_minutes=240, breaks=(make_break(60, between=(60, 120)),),
        start_from_minute=480, start_to_minute=600, start_every_minutes=60,
    )  # fmt: skip
    fields: dict[str, object] = {
        "agents": [
            make_agent("mia", role="mentor", timezone="UTC", contract="hourly"),
            make_agent("noa", role="new", timezone="UTC", contract="hourly"),
            make_agent("nil", role="new", timezone="UTC", contract="hourly"),
        ],
        "shifts": [shift],
        "contracts": [make_contract("hourly", hourly=True, weekly_minutes=1200, shifts=("half",))],
        "labour_rules": [make_law(min_rest_minutes=660)],
        "mentoring": (
            Mentoring(
                name="new beside mentors",
                new=Selection(roles=frozenset({"new"})),
                mentors=Selection(roles=frozenset({"mentor"})),
            ),
        ),
    }
    return make_problem({"phone-en": asked}, **{**fields, **changes})


def test_shifts_out_of_sight_need_not_be_there() -> None:
    """Who is out of sight may be a new agent, or a mentor: the bound holds of either.

    New agents are of two classes here and mentors of one: were everybody out of sight there, some
    new ones would be alone.
    """
    problem = beside_mentors(
        queues=[make_queue("phone-en"), make_queue("phone-es", skills=frozenset({"es"}))],
        agents=[
            make_agent("mia", role="mentor", timezone="UTC", contract="hourly"),
            make_agent("noa", role="new", timezone="UTC", contract="hourly"),
            make_agent(
                "nil", role="new", timezone="UTC", contract="hourly", skills={"phone", "en", "es"}
            ),
        ],
    )
    best = best_objective(problem, JUDGE_S)
    assert best is not None
    dice = np.random.default_rng(1)
    values = []
    for most in (1, 2, 3):
        split = Decomposition(problem, most, closed=False)
        for top in (0.0, 60.0, 400.0):
            starts = dice.uniform(0.0, top, split.startable.shape)
            prices = StartPrices(starts=starts, fairness=np.zeros((3, 3)))
            values.append(split.bound(prices).value)
    assert max(values) <= best + CLOSE
    assert max(values) > 0


def test_a_search_takes_the_new_agent_where_her_mentor_is() -> None:
    problem = beside_mentors()
    best = best_objective(problem)
    assert best is not None
    search = Reinsertion(problem, 0)
    search.construct()
    model = build(problem, range(3), Fixed.nothing(problem), relaxed=True)
    found = relax(model.program, 20.0)
    assert found.prices is not None
    assert found.values is not None
    prices = head_prices(model, found.values, found.prices)
    new = class_of(problem, supply_classes(problem), problem.members[1])
    assert prices.gain[new].min() < 0, "alone she costs more than she covers"
    agreed = Agreement(search, prices, 0)
    assert agreed.beside.low[new] == -problem.shortfall_price
    found_by = agreed.run(time.monotonic() + 1.0, lambda cost: cost <= best + CLOSE)
    heads = supply_of(problem, search.plan())
    assert found_by <= best * 1.02
    assert np.maximum(0.0, heads[1] + heads[2] - heads[0]).sum() < heads[1:].sum()


def test_rules_on_heads_tell_agents_apart_and_no_others() -> None:
    """Classes, pools and the merging of queues keep a lead apart from who is alike otherwise."""
    agents = [make_agent(f"a{k}", role="lead" if k == 0 else "", timezone="UTC") for k in range(6)]
    queues = [make_queue("phone-en"), make_queue("phone-too", skills=frozenset({"phone"}))]
    lead = Presence(
        name="a lead",
        who=Selection(roles=frozenset({"lead"})),
        open_hours=make_hours(start="09:00", end="11:00"),
    )
    problem = make_problem(agents=agents, queues=queues, presence=(lead,))
    assert [one.weighs for one in supply_classes(problem)] == [(), ((0, 1),)]
    one = merged(problem)
    assert one is not None
    assert len(supply_classes(one)) == 2
    prices = Prices(gain=np.ones((2, problem.slots)), supply=np.ones((2, problem.slots)))
    assert unmerged(problem, one, prices).supply.tolist() == prices.supply.tolist()
    pooled = relax(build_pooled(problem).program, 20.0)
    assert pooled.lower_bound > 0
    slots = np.flatnonzero(problem.together[0].asked).tolist()
    assert slots == [day * 24 + hour for day in range(7) for hour in (9, 10)]


def test_who_serves_no_queue_may_lead() -> None:
    idle = make_agent("boss", role="lead", skills=frozenset({"phone"}), timezone="UTC")
    lead = Presence(name="a lead", who=Selection(roles=frozenset({"lead"})))
    problem = make_problem(agents=[idle, make_agent("ana")], presence=(lead,))
    assert problem.members[0].group == -1
    place = class_of(problem, supply_classes(problem), problem.members[0])
    assert supply_classes(problem)[place].queues == frozenset()
    search = Reinsertion(problem, 0)
    search.construct()
    assert search.weeks[0].chosen, "she is worth something for being there alone"
    without = replace(problem, together=(), members=(replace(problem.members[0], weighs=()),))
    assert class_of(without, supply_classes(without), without.members[0]) == -1


def test_shifts_from_before_count() -> None:
    """Sunday's night of eight hours ends at seven; a week by itself asks in its own slots only."""
    night = make_assignment(
        "ana", "2026-11-29 23:00", local_date=date(2026, 11, 29), shift=make_shift(breaks=())
    )
    nobody = Handover(
        name="never", from_region="EU", to_region="ASIA", at_minute=0, minutes=1,
        weekdays=frozenset(),
    )  # fmt: skip
    problem = make_problem(
        horizon=week_from(weeks=2),
        agents=[make_agent("ana", timezone="UTC")],
        history=[night],
        presence=(Presence(name="two", who=Selection(agents=frozenset({"ana"})), at_least=2),),
        handovers=(nobody,),
    )
    hours = int((night.end - utc("2026-11-30 00:00")).total_seconds()) // 3600
    assert problem.together[0].least[: hours + 1].tolist() == [1.0] * hours + [2.0]
    alone = weeks_alone(problem)
    assert alone is not None
    assert [int(week.together[0].asked.sum()) for week in alone] == [HOUR_SLOTS, HOUR_SLOTS]
    assert not alone[1].together[0].asked[:HOUR_SLOTS].any()
    assert not problem.together[1].asked.any()


def test_a_large_team_is_priced_without_the_rules_and_bounded_with_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounding, "MOST_ONE_BY_ONE", 1)
    monkeypatch.setattr(bounding, "sizes_of", lambda problem: None)
    alike = {"timezone": "UTC", "contract": "hourly"}
    names = {"mia": "mentor", "noa": "new", "nil": "new", "nan": "new"}
    problem = beside_mentors(agents=[make_agent(k, role=v, **alike) for k, v in names.items()])
    best = best_objective(problem)
    assert best is not None
    sent: list[Message] = []
    find_bounds(problem, time.monotonic() + 20.0, lambda: True, sent.append)
    plain, by_rules = (one for one in sent if isinstance(one, Prices))
    assert plain.gain[0].tolist() == plain.gain[1].tolist(), "alike without the rules"
    assert plain.supply[0].sum() == pytest.approx(3 * plain.supply[1].sum())
    assert by_rules.gain[0].min() < 0 < by_rules.gain[1].max()
    bounds = [one.value for one in sent if isinstance(one, Bound)]
    assert max(bounds) > 0.8 * best, "whoever is told of the rules says more"
    assert 0 < bounds[0] <= max(bounds) <= best + CLOSE
