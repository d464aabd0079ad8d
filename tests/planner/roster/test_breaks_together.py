"""All breaks of a roster laid at once: as well as can be, and never worse than before."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from planner.roster.breaks_together import lay_breaks_together
from planner.roster.problem import Problem
from planner.roster.reinsertion import Reinsertion
from tests.planner.builders import make_agent, make_break, make_shift
from tests.planner.roster.problems import make_problem, random_team

ZONES = ("Europe/Madrid", "Asia/Kolkata", "Europe/Madrid", "Europe/Warsaw")
DAY = slice(0, 24)


def one_day(minutes: int) -> Problem:
    """Four agents with one shift each, all breaks at first where they are most in the way."""
    shift = make_shift(
        "day8",
        start_from_minute=480,
        start_to_minute=480,
        breaks=(make_break(minutes, between=(120, 300)),),
    )
    dice = np.random.default_rng(minutes)
    needed = np.zeros(168)
    needed[DAY] = dice.uniform(0.5, 3.5, 24)
    needed[[5, 9, 10]] = 3.9  # where breaks are at first
    needed[12:14] = 0.3
    return make_problem(
        {"phone-en": needed},
        agents=[make_agent(f"agent{k}", timezone=zone) for k, zone in enumerate(ZONES)],
        shifts=[shift],
    )


def rostered(problem: Problem) -> Reinsertion:
    """Everybody works the first date's shift, her break as early as it may be."""
    search = Reinsertion(problem, 0)
    for index, member in enumerate(problem.members):
        weeks = search.best_weeks[index]
        first = min(range(len(member.options)), key=lambda k: member.options[k].duty.start_minute)
        search.put_chosen(index, weeks.kind.values.with_breaks([first], np.zeros(problem.slots)))
    return search


@pytest.mark.parametrize("minutes", [30, 60, 90])
def test_no_other_way_to_lay_them_is_better(minutes: int) -> None:
    problem = one_day(minutes)
    search = rostered(problem)
    at_first = search.cost()
    ways = []
    for index, member in enumerate(problem.members):
        (chosen,) = search.weeks[index].chosen
        option = member.options[chosen.option]
        starts = [option.duty.start_minute + offset for offset in option.offsets[0]]
        ways.append([replace(chosen, break_starts=(at,)) for at in starts])
    best = lay_breaks_together(search)
    assert best == pytest.approx(search.cost())
    assert best < at_first - 1
    for way in product(*ways):
        for index, chosen in enumerate(way):
            search.put_chosen(index, (chosen,))
        assert search.cost() >= best - 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_a_roster_only_gets_better(seed: int) -> None:
    search = Reinsertion(random_team(seed, agents=4), seed)
    search.construct()
    before, options = search.cost(), [[c.option for c in week.chosen] for week in search.weeks]
    found = lay_breaks_together(search)
    assert found == pytest.approx(search.cost())
    assert found <= before + 1e-9
    assert [[c.option for c in week.chosen] for week in search.weeks] == options
