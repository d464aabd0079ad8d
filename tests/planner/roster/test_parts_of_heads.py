"""Heads that are there for a part of a slot: what they count for in cuts, what they are worth."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from planner.roster.cuts import _heads_and_parts
from planner.roster.option_values import OptionValues
from planner.roster.pools import build_pooled
from planner.roster.problem import Problem
from planner.roster.program import COST_SCALE
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from tests.planner.builders import make_agent, make_break, make_contract, make_law, make_shift
from tests.planner.roster.problems import best_objective, make_problem

CLOSE = 1e-9


@pytest.mark.parametrize("units", [1, 2, 4])
@pytest.mark.parametrize("amount", [0.4, 1.0, 1.3])
def test_a_cut_holds_whatever_parts_of_heads_there_are(units: int, amount: float) -> None:
    """Every way to have up to three heads in a slot, against every demand."""
    cut_off = 0
    for right in np.arange(0.05, 2.5, 0.05):
        share = right - np.floor(right)
        if share < 1e-3:
            continue
        head, part = _heads_and_parts(amount, units, share)
        for count in range(4):
            for parts in combinations_with_replacement(range(units + 1), count):
                supply = amount * sum(parts) / units
                short = max(0.0, right - supply)
                counted = short / share + head * count + part * sum(parts)
                assert counted >= np.ceil(right) - 1e-7
        # Heads that the slot has whole count as plain rounding has them.
        whole = np.floor(amount) + min(1.0, (amount - np.floor(amount)) / share)
        assert head + part * units == pytest.approx(whole)
        cut_off += part > 0
    assert (cut_off > 0) == (units > 1), "a part counts for less than a head at some demands"


def test_halves_of_one_net_agent_count_as_the_formula_has_it() -> None:
    for share in (0.3, 0.5, 0.6, 0.9):
        c = min(1.0, 1 / (2 * share))
        assert _heads_and_parts(1.0, 2, share) == pytest.approx((2 * c - 1, 1 - c))


def in_kolkata(asked: float, *, agents: int = 3, pause: int = 30) -> Problem:
    """Shifts that begin and end half an hour into a slot, with breaks that do so too."""
    shifts = [
        make_shift(
            f"s{hours}", paid_minutes=hours * 60, start_from_minute=540, start_to_minute=660,
            start_every_minutes=60, breaks=(make_break(pause, between=(60, 120)),),
        )
        for hours in (3, 4)
    ]  # fmt: skip
    curve = np.array([asked * (slot % 24 in (4, 5, 6, 7, 8) and slot < 48) for slot in range(168)])
    return make_problem(
        {"phone-en": curve},
        agents=[
            make_agent(f"agent{k}", contract="hourly", timezone="Asia/Kolkata")
            for k in range(agents)
        ],
        contracts=[make_contract("hourly", hourly=True, shifts=("s3", "s4"))],
        shifts=shifts,
        labour_rules=[make_law()],
    )


@pytest.mark.parametrize("asked", [0.4, 0.75, 1.6])
def test_the_relaxation_with_such_cuts_is_below_the_best_roster(asked: float) -> None:
    problem = in_kolkata(asked, agents=2, pause=60)
    best = best_objective(problem, 10.0)
    model = build_pooled(problem)
    assert model.units == 2
    bound = relax(model.program, 20.0).lower_bound / COST_SCALE
    assert best is not None
    assert 0.5 * best < bound <= best + 0.02


@pytest.mark.parametrize("pause", [30, 60])
def test_an_option_is_worth_what_its_slots_are(pause: int) -> None:
    """Against a count slot by slot, with breaks within a slot and over its bounds."""
    problem = in_kolkata(1.0, agents=1, pause=pause)
    search = Reinsertion(problem, 1)
    values = search.best_weeks[0].kind.values
    assert values.units == 2
    random = np.random.default_rng(1)
    gain, touch = random.uniform(0.0, 9.0, (2, problem.slots))
    rows = values.values(np.array([gain, 2 * gain]), np.array([touch, 2 * touch]))
    assert rows[1] == pytest.approx(2 * rows[0])
    for position, found in enumerate(values.value(gain, touch)):
        assert found == pytest.approx(_best(values, position, gain, touch))
        chosen = values.with_breaks([position], gain, touch)[0]
        laid = _worth(values, position, chosen.break_starts, gain, touch)
        assert laid == pytest.approx(found)


def _best(values: OptionValues, position: int, gain: np.ndarray, touch: np.ndarray) -> float:
    option = values.options[position]
    begins = [[option.duty.start_minute + at for at in some] for some in option.offsets]
    return max(_worth(values, position, way, gain, touch) for way in product(*begins))


def _worth(
    values: OptionValues,
    position: int,
    breaks: tuple[int, ...],
    gain: np.ndarray,
    touch: np.ndarray,
) -> float:
    option, step = values.options[position], values.minutes * values.units
    away = [(at, at + one.minutes) for at, one in zip(breaks, option.template.breaks, strict=True)]
    worth = 0.0
    for slot in range(values.slots):
        first, last = slot * step, (slot + 1) * step
        on = _common((first, last), (option.duty.start_minute, option.duty.end_minute))
        if on > 0 and (first, last) not in [(max(a, first), min(b, last)) for a, b in away]:
            part = (on - sum(_common((first, last), one) for one in away)) / step
            worth += touch[slot] + (gain[slot] - touch[slot]) * part
    return worth


def _common(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def test_a_week_is_put_in_at_what_half_a_head_saves() -> None:
    """Half a net agent is missing: a half saves as much as a whole one, and weeks see it."""
    problem = in_kolkata(0.4)
    search = Reinsertion(problem, 1)
    gain = search.cover.gain(search.supply, 0)
    touch = search.cover.touch(search.supply, 0, gain, 2)
    half = search.supply.copy()
    half[0] += 0.5
    saved = search.cover.per_slot(search.supply) - search.cover.per_slot(half)
    assert touch + (gain - touch) / 2 == pytest.approx(saved)
    assert (touch > CLOSE).any()
    before = search.cost()
    week = search.best_week(0)
    assert week is not None
    price = search.best_weeks[0].base_cost - search.best_weeks[0].kind.values.value(gain, touch)
    promised = sum(price[each.option] for each in week.chosen)
    search.put(0, week)
    assert search.cost() - before == pytest.approx(promised, abs=0.02)
