"""Better rosters part by part: exact within a part, legal, never worse; and the whole search."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest

from planner.roster.engines import Engine
from planner.roster.exact_moves import Freedom, best_near
from planner.roster.following import options_like
from planner.roster.improvement import Improvement
from planner.roster.legality import is_legal, usable_options
from planner.roster.messages import Message, Move, Pattern
from planner.roster.neighbourhoods import Surroundings
from planner.roster.plan import Plan
from planner.roster.problem import Problem
from planner.roster.reinsertion import Reinsertion
from planner.roster.search import search
from planner.roster.weeks import Weeks
from tests.planner.roster.problems import best_objective, earliest, random_team
from tests.planner.roster.test_decomposition import small_team
from tests.planner.roster.test_shift_paths import paths_of

DAY = 1440
PLAIN_SEEDS = (0, 2, 3)  # teams of random_team with work that waits, vendors, or neither


def improved(problem: Problem, seed: int = 0) -> Improvement:
    by_agent = Reinsertion(problem, seed)
    assert by_agent.construct()
    return Improvement(by_agent, seed, 2.0)


def cost_of(problem: Problem, plan: Plan) -> float:
    other = Reinsertion(problem, 0)
    for index, chosen in plan.items():
        other.put_chosen(index, chosen)
    other.cover.place_waiting(other.supply)
    return other.cost()


def everything(problem: Problem) -> Freedom:
    return Freedom(
        options={k: usable_options(problem, member) for k, member in enumerate(problem.members)}
    )


@pytest.mark.parametrize("seed", range(3))
def test_where_all_is_open_the_best_is_the_best_of_all(seed: int) -> None:
    problem = small_team(seed, agents=2, daily=False)  # else the search counts some minutes twice
    best = best_objective(problem)
    assert best is not None
    found = best_near(problem, {}, everything(problem), 30.0)
    assert found.plan is not None and found.proven
    assert cost_of(problem, found.plan) <= best * (1 + 2e-4) + 0.02


def test_what_is_not_open_stands() -> None:
    problem = small_team(1)
    plan = improved(problem).plan()
    some = plan[0][0].option
    open_ = np.zeros(len(problem.members[0].options), dtype=bool)
    open_[some] = True
    found = best_near(problem, plan, Freedom(options={0: open_}), 10.0)
    assert found.plan is not None
    assert set(found.plan) == {0}
    assert set(plan[0]) - set(found.plan[0]) <= {each for each in plan[0] if each.option == some}
    assert {each.option for each in found.plan[0]} <= {each.option for each in plan[0]}


def test_no_time_is_no_roster() -> None:
    problem = small_team(0)
    assert best_near(problem, {}, everything(problem), 0.0).plan is None


def test_shifts_are_retimed_on_their_dates() -> None:
    problem = small_team(2)
    plan = improved(problem).plan()
    usable = [usable_options(problem, member) for member in problem.members]
    freedom = Surroundings(problem, Weeks(problem)).retimed(plan, (0, 2), (DAY, 5 * DAY), 60)
    assert set(freedom.options) == {0, 2}
    assert freedom.size() > 0
    for index, open_ in freedom.options.items():
        options = problem.members[index].options
        now = {
            options[each.option].duty.local_date: options[each.option].duty.start_minute
            for each in plan[index]
            if DAY <= options[each.option].duty.start_minute < 5 * DAY
        }
        for position in np.flatnonzero(open_):
            duty = options[position].duty
            assert abs(duty.start_minute - now[duty.local_date]) <= 60
            assert usable[index][position]


def test_dates_of_shifts_that_stand_are_not_worked_twice() -> None:
    problem = small_team(2)
    plan = improved(problem).plan()
    span = (2 * DAY, 4 * DAY)
    freedom = Surroundings(problem, Weeks(problem)).reworked(plan, (1,), span)
    options = problem.members[1].options
    standing = {
        options[each.option].duty.local_date
        for each in plan[1]
        if not span[0] <= options[each.option].duty.start_minute < span[1]
    }
    opened = [options[position].duty for position in np.flatnonzero(freedom.options[1])]
    assert opened
    assert all(span[0] <= duty.start_minute < span[1] for duty in opened)
    assert not standing & {duty.local_date for duty in opened}


@pytest.mark.parametrize("seed", PLAIN_SEEDS)
def test_every_step_is_legal_and_never_worse(seed: int) -> None:
    problem = random_team(seed, agents=3)
    by_part = improved(problem, seed)
    begun = before = by_part.best
    for _ in range(14):
        changed = by_part.step(time.monotonic() + 10.0)
        assert by_part.best <= before + 1e-6
        assert (changed is not None) == (by_part.best < before - 1e-6)
        assert by_part.best == pytest.approx(by_part.search.cost())
        before = by_part.best
    assert by_part.record == by_part.best <= begun
    for index, chosen in by_part.plan().items():
        options = tuple(each.option for each in chosen)
        assert is_legal(problem, problem.members[index], options)


def test_steps_find_what_agents_alone_do_not() -> None:
    """Polishing by parts gets to the best, from where everybody was put in once."""
    problem = small_team(1)
    best = best_objective(problem)
    assert best is not None
    by_part = improved(problem)
    begun = by_part.best
    for _ in range(4):
        by_part.polish(time.monotonic() + 10.0, lambda record: False, lambda: False)
    assert by_part.record < begun
    assert by_part.record <= 1.01 * best


def test_worse_weeks_are_not_taken_and_the_record_is_kept() -> None:
    problem = small_team(0)
    by_part = improved(problem)
    record, kept = by_part.record, by_part.plan()
    assert not by_part.take({0: ()})
    assert by_part.plan() == kept
    by_part.put_all({0: (), 1: (), 2: ()})
    assert by_part.best > record
    assert by_part.record == record
    assert by_part.record_plan == kept
    assert by_part.take(kept)
    assert by_part.best == pytest.approx(record)
    by_part.put_all({0: (), 1: (), 2: ()})
    by_part.shake(time.monotonic() + 0.3, lambda best: False)
    assert by_part.record <= record


def test_illegal_weeks_are_not_taken_however_cheap() -> None:
    problem = small_team(0)
    by_part = improved(problem)
    member = problem.members[0]
    first = {}
    for position, option in enumerate(member.options):
        first.setdefault(option.duty.local_date, position)
    everyday = earliest(member, list(first.values()))  # seven days where three are allowed
    by_part.put_all({0: ()})
    assert not is_legal(problem, member, [each.option for each in everyday])
    assert not by_part.take({0: everyday})
    assert by_part.plan()[0] == ()


def pattern_of(problem: Problem, plan: Plan) -> Pattern:
    """The starts of a plan, each worth a lot."""
    paths = paths_of(problem)
    begun = np.zeros((len(paths.kinds), problem.slots), dtype=np.int64)
    for index, chosen in plan.items():
        for each in chosen:
            kind = paths.option_kinds[index][each.option]
            begun[kind, paths.start_slots[index][each.option]] += 1
    return Pattern(begun=begun, worth=np.full(begun.shape, 1e4))


def test_a_pattern_that_can_be_worked_is() -> None:
    problem = small_team(3)
    plan = improved(problem).plan()
    pattern = pattern_of(problem, plan)
    worked = options_like(problem, paths_of(problem), pattern, 0, 10.0)
    assert worked is not None
    assert sum(int(mask.sum()) for mask in worked.values()) == pattern.begun.sum() > 5
    for index, mask in worked.items():
        assert is_legal(problem, problem.members[index], np.flatnonzero(mask).tolist())
    by_part = improved(problem)
    by_part.put_all({0: (), 1: (), 2: ()})
    assert by_part.follow(pattern, time.monotonic() + 20.0)
    assert by_part.best <= cost_of(problem, plan) + 0.02
    assert not by_part.follow(pattern, time.monotonic() + 20.0)  # it is known already


def test_shifts_may_begin_beside_their_places() -> None:
    problem = small_team(3)
    pattern = pattern_of(problem, improved(problem).plan())
    moved = Pattern(begun=np.roll(pattern.begun, 1, axis=1), worth=pattern.worth)
    near = options_like(problem, paths_of(problem), moved, 1, 10.0)
    assert near is not None
    assert sum(int(mask.sum()) for mask in near.values()) == pattern.begun.sum()


class Told:
    """A partner who sends what it is given and keeps what it is told."""

    def __init__(self, messages: Sequence[Message] = (), good: float = -1.0) -> None:
        self.messages = list(messages)
        self.good = good
        self.told: list[Message] = []

    def enough(self, best: float) -> bool:
        return best <= self.good

    def received(self) -> list[Message]:
        found, self.messages = self.messages, []
        return found

    def send(self, message: Message) -> None:
        self.told.append(message)


@pytest.mark.parametrize("engine", [Engine.AUTO, Engine.PATTERNS])
def test_a_search_ends_in_time_or_when_it_is_good(engine: Engine) -> None:
    problem = small_team(0)
    begun = time.monotonic()
    plan = search(problem, 0, begun + 1.5, Told(), engine=engine)
    assert 1.0 < time.monotonic() - begun < 5
    at_once = search(problem, 0, begun + 1e6, Told(good=1e9), engine=engine)
    assert cost_of(problem, plan) <= cost_of(problem, at_once)
    assert time.monotonic() - begun < 10


def test_partners_share_what_they_find() -> None:
    problem = small_team(1)
    best = best_near(problem, {}, everything(problem), 20.0).plan
    assert best is not None
    partner = Told([Move(weeks=best)])
    plan = search(problem, 0, time.monotonic() + 1.2, partner, engine=Engine.PARTS)
    assert cost_of(problem, plan) <= cost_of(problem, best) + 1e-6
    first = partner.told[0]
    assert isinstance(first, Move)
    assert set(first.weeks) == {0, 1, 2}


def test_patterns_are_followed() -> None:
    problem = small_team(1)
    best = best_near(problem, {}, everything(problem), 20.0).plan
    assert best is not None
    good = cost_of(problem, best) + 0.02
    partner = Told([pattern_of(problem, best)], good)
    plan = search(problem, 0, time.monotonic() + 8.0, partner, engine=Engine.PATTERNS)
    assert cost_of(problem, plan) <= good
    assert not partner.messages


def test_a_pattern_is_put_in_at_once() -> None:
    """From an empty roster, by following alone: nothing else had a turn."""
    problem = small_team(1)
    best = best_near(problem, {}, everything(problem), 20.0).plan
    assert best is not None
    search = Reinsertion(problem, 0)
    by_part = Improvement(search, 0, 5.0)
    before = search.cost()
    pattern = pattern_of(problem, best)
    assert by_part.follow(pattern, time.monotonic() + 20.0)
    assert search.cost() < before
    assert np.array_equal(pattern_of(problem, search.plan()).begun, pattern.begun)
    assert not by_part.follow(pattern, time.monotonic() + 20.0)
