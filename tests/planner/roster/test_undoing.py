"""Changes of a published roster that are not worth what they weigh are undone."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from planner.published import Published
from planner.roster.prepare import prepare
from planner.roster.reinsertion import Reinsertion
from planner.roster.resumption import resume
from planner.roster.undoing import changed_members, published_week_of, undo_changes
from tests.planner.roster.problems import week_from
from tests.planner.roster.test_replan import needs_of, rostered, team

ZONES = ("Europe/Madrid", "Asia/Kolkata", "America/New_York", "Europe/Madrid")


@pytest.fixture
def search() -> Reinsertion:
    """A published roster that stands."""
    horizon = week_from(interval_minutes=30)
    scenario = team(horizon, ZONES)
    needs = needs_of(scenario, horizon, 1.5)
    before = rostered(scenario, horizon, needs)
    anew = replace(scenario, published=Published(assignments=before))
    found = Reinsertion(prepare(anew, horizon, needs), 0)
    assert resume(found)
    return found


def test_nobody_has_changed_what_was_published(search: Reinsertion) -> None:
    assert changed_members(search) == []
    assert undo_changes(search, time.monotonic() + 1.0, lambda _: False) == search.cost()


def test_two_who_took_each_others_shifts_are_put_back(search: Reinsertion) -> None:
    """One alone put back leaves a hole and a head too many: only both together gain."""
    published = list(search.weeks)
    before = search.cost()
    first, last = 0, 3  # both of Madrid, who may work the same
    search.put_chosen(first, published[last].chosen)
    search.put_chosen(last, published[first].chosen)
    if not changed_members(search):
        pytest.fail("expected weeks that differ")
    assert changed_members(search) == [first, last]
    assert search.cost() > before
    after = undo_changes(search, time.monotonic() + 15.0, lambda best: best <= before + 1e-6)
    assert after == pytest.approx(search.cost())
    assert after <= before + 1e-6
    assert changed_members(search) == []
    assert all(search.is_legal(index) for index in range(len(search.weeks)))


def test_only_a_published_week_that_stands_is_put_back(search: Reinsertion) -> None:
    week = published_week_of(search, 0)
    assert [each.option for each in week.chosen] == [each.option for each in search.weeks[0].chosen]
    problem = replace(
        search.problem,
        members=tuple(replace(member, published=None) for member in search.problem.members),
    )
    with pytest.raises(ValueError, match="Expected a published week of member 0"):
        published_week_of(Reinsertion(problem, 0), 0)
