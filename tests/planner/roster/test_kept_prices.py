"""Prices of heads are kept with a plan, read back as they were, and begun from."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from planner.published import HeadPrice, Published
from planner.roster.agreement import Agreement
from planner.roster.averaged_prices import AveragedPrices
from planner.roster.bounding import find_prices
from planner.roster.kept_prices import kept_prices, prices_table, prices_to_keep
from planner.roster.messages import Bound, Message, Prices
from planner.roster.prepare import prepare
from planner.roster.price_bound import bound_at
from planner.roster.problem import Problem
from planner.roster.queue_sets import supply_classes
from planner.roster.reinsertion import Reinsertion
from planner.roster.solve import SolveOptions, solve
from tests.planner.builders import make_agent, make_law, make_scenario, make_shift
from tests.planner.roster.problems import best_objective, random_team, requirement, week_from

AUTUMN = date(2026, 10, 19)  # Europe's clocks change on its Sunday


def team(horizon, count: int = 3, **changes):  # type: ignore[no-untyped-def]
    """Agents of Kolkata and New York, by the half-hour."""
    zones = ("Asia/Kolkata", "America/New_York")
    agents = [make_agent(f"agent{k}", timezone=zones[k % 2]) for k in range(count)]
    given = {
        "interval_minutes": horizon.interval_minutes,
        "agents": agents,
        "shifts": [make_shift("day8", start_from_minute=480, start_to_minute=720)],
        "labour_rules": [make_law(min_rest_minutes=660)],
    }
    return make_scenario(**{**given, **changes})


def some_prices(problem: Problem, seed: int = 0) -> Prices:
    random = np.random.default_rng(seed)
    shape = (len(supply_classes(problem)), problem.slots)
    return Prices(gain=random.uniform(0, 50, shape), supply=random.uniform(0, 3, shape))


def test_what_is_kept_is_read_back_as_it_was() -> None:
    """Over a week whose clocks change: intervals are told by their instants."""
    horizon = week_from(AUTUMN, timezone="Europe/Madrid", interval_minutes=30)
    scenario = team(horizon)
    problem = prepare(scenario, horizon, requirement(scenario, horizon, {"phone-en": 2.0}))
    assert problem.slots == 338
    prices = some_prices(problem)
    rows = prices_to_keep(problem, horizon, prices)
    assert len(rows) == prices.gain.size
    again = kept_prices(problem, horizon, rows)
    assert again is not None
    assert np.allclose(again.gain, prices.gain, atol=1e-4)
    assert np.allclose(again.supply, prices.supply, atol=1e-4)
    table = prices_table(rows)
    assert list(table["queues"].unique()) == ["phone-en"]
    assert table["interval_start"].iloc[0] == horizon.start


def test_what_is_of_other_intervals_or_queues_does_not_fit() -> None:
    horizon = week_from(interval_minutes=30)
    scenario = team(horizon)
    problem = prepare(scenario, horizon, requirement(scenario, horizon, {"phone-en": 2.0}))
    rows = prices_to_keep(problem, horizon, some_prices(problem))
    later = [replace(row, start=row.start + timedelta(days=7)) for row in rows]
    assert kept_prices(problem, horizon, later) is None
    assert kept_prices(problem, horizon, rows[1:]) is None
    assert kept_prices(problem, horizon, [replace(row, queues=("chat",)) for row in rows]) is None


def test_another_share_of_presence_is_priced_as_who_serves_the_same() -> None:
    horizon = week_from(interval_minutes=30)
    scenario = team(horizon)
    problem = prepare(scenario, horizon, requirement(scenario, horizon, {"phone-en": 2.0}))
    prices = some_prices(problem)
    rows = [replace(row, net_share=0.5) for row in prices_to_keep(problem, horizon, prices)]
    found = kept_prices(problem, horizon, rows)
    assert found is not None
    assert np.allclose(found.gain, prices.gain, atol=1e-4)


def test_a_solve_gives_its_prices_and_tells_of_others_that_do_not_fit() -> None:
    horizon = week_from(interval_minutes=30)
    scenario = team(horizon, count=70)
    needs = requirement(scenario, horizon, {"phone-en": 12.0})
    first = solve(scenario, horizon, needs, SolveOptions(time_limit_s=4.0, workers=1))
    assert {row.start for row in first.prices} == set(horizon.slots)
    assert max(row.worth for row in first.prices) > 0
    assert first.notices == ()
    odd = (HeadPrice(start=horizon.start, queues=("chat",), net_share=1.0, together="",
                     worth=1.0, wanted=1.0),)  # fmt: skip
    for prices, said in ((first.prices, ()), (odd, ("the published prices of heads",))):
        anew = replace(scenario, published=Published(assignments=first.assignments, prices=prices))
        found = solve(anew, horizon, needs, SolveOptions(time_limit_s=1.5, workers=1))
        assert len(found.notices) == len(said)
        assert all(one.startswith(what) for one, what in zip(found.notices, said, strict=True))


@pytest.mark.parametrize("seed", range(2))
def test_bounds_at_averages_and_mixtures_hold(seed: int) -> None:
    """Never above the best roster; the last that was sent is the greatest, and better than one."""
    problem = random_team(seed)
    best = best_objective(problem, 3.0)
    assert best is not None
    sent: list[Message] = []
    averaged = AveragedPrices(problem, sent.append)
    for number in range(3):
        averaged.take(some_prices(problem, number))
    values = [one.value for one in sent if isinstance(one, Bound)]
    assert len(values) == len(sent)
    assert values == sorted(values)
    assert max(values, default=0.0) <= best + 0.02


def test_a_mixture_with_prices_that_others_bounded_proves_more() -> None:
    """Prices that differ to and fro around the best ones: their middle is better than both."""
    problem = random_team(1)
    middle = find_prices(problem, 10.0)
    assert middle is not None
    off = np.random.default_rng(1).uniform(-1, 1, middle.gain.shape)
    one, other = (np.maximum(middle.gain + sign * off, 0.0) for sign in (3.0, -3.0))
    before = bound_at(problem, one)
    alone = bound_at(problem, other)
    assert before is not None
    assert alone is not None
    sent: list[Message] = []
    averaged = AveragedPrices(problem, sent.append)
    averaged.note(Prices(gain=one, supply=one))
    averaged.note(Bound(value=before))
    averaged.take(Prices(gain=other, supply=other))
    values = [message.value for message in sent if isinstance(message, Bound)]
    assert values
    assert values[-1] > max(before, alone) + 1e-6


def test_the_mean_over_the_rounds_bounds_better_than_where_they_began() -> None:
    horizon = week_from(interval_minutes=60)
    scenario = team(horizon, count=24)
    problem = prepare(scenario, horizon, requirement(scenario, horizon, {"phone-en": 4.0}))
    search = Reinsertion(problem, 0)
    search.construct()
    begun = some_prices(problem)
    agreement = Agreement(search, begun, 0)
    assert agreement.average() is None
    agreement.run(time.monotonic() + 3.0, lambda _: False)
    average = agreement.average()
    assert average is not None
    assert average.gain.shape == begun.gain.shape
    before, after = bound_at(problem, begun.gain), bound_at(problem, average.gain)
    assert before is not None
    assert after is not None
    assert after > before + 100.0
