"""Work that may wait: first in, first out, due, dropped; nothing is lost or done twice."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clock import Horizon
from planner.staffing.deferred import arriving, first_in_first_out, last_usable_slot
from planner.staffing.opening import OpenTime
from tests.planner.builders import make_hours


def test_what_arrives_while_closed_moves_to_the_opening() -> None:
    plan = Horizon(start_date=date(2026, 11, 30), weeks=1, timezone="UTC", interval_minutes=60)
    opening = OpenTime.of(make_hours("UTC", [0, 2], "09:00", "11:00"), plan)
    moved = arriving(np.ones(168), opening)
    assert np.flatnonzero(moved).tolist() == [9, 10, 57, 58]
    assert moved[[9, 10, 57, 58]].tolist() == [10.0, 1.0, 47.0, 1.0]  # the rest comes too late


def test_last_usable_slot() -> None:
    due = [30, 89, 90, 91, 150, 179, 180]
    last = last_usable_slot(due, 30, 7)
    assert last.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert last_usable_slot([60, 60, 90, 210, 240], 30, 5).tolist() == [1, 1, 2, 5, 5]


class TestFirstInFirstOut:
    def test_in_order_of_arrival_until_it_is_due(self) -> None:
        outcome = first_in_first_out(
            np.array([3.0, 2.0, 0.0, 1.0]), np.array([1, 2, 3, 4]), np.array([1.0, 1.5, 1.0, 0.0])
        )
        assert outcome.done.tolist() == [1.0, 1.5, 1.0, 0.0]
        assert outcome.shortfall.tolist() == [0.0, 0.5, 1.0, 0.0]
        assert outcome.missed.tolist() == [0.5, 1.0, 0.0, 0.0]
        assert outcome.waiting.tolist() == [0.0, 0.0, 0.0, 1.0]

    def test_what_is_dropped_takes_no_capacity(self) -> None:
        outcome = first_in_first_out(
            np.array([5.0, 1.0, 1.0]), np.array([0, 1, 2]), np.array([1.0, 1.0, 1.0])
        )
        assert outcome.shortfall.tolist() == [4.0, 0.0, 0.0]
        assert outcome.done.tolist() == [1.0, 1.0, 1.0]

    def test_capacity_does_nothing_before_work_arrives(self) -> None:
        outcome = first_in_first_out(np.array([0.0, 2.0]), np.array([1, 1]), np.array([9.0, 1.0]))
        assert outcome.done.tolist() == [0.0, 1.0]
        assert outcome.shortfall.tolist() == [0.0, 1.0]

    def test_deadlines_out_of_order_are_kept(self) -> None:
        outcome = first_in_first_out(
            np.array([2.0, 1.0, 0.0]), np.array([2, 1, 2]), np.array([0.0, 1.0, 1.0])
        )
        assert outcome.shortfall.tolist() == [0.0, 1.0, 0.0]  # the second waited behind the first
        assert outcome.done.tolist() == [0.0, 1.0, 1.0]

    def test_inputs_are_left_alone(self) -> None:
        work = np.array([2.0, 1.0])
        first_in_first_out(work, np.array([1, 1]), np.array([1.0, 1.0]))
        assert work.tolist() == [2.0, 1.0]


def least_shortfall(work: np.ndarray, last: np.ndarray, capacity: np.ndarray) -> float:
    """Least work that misses its time, by Hall's condition over all spans of slots."""
    slots = len(work)
    worst = 0.0
    # With windows that start and end in the same order, the most that can be done in time is
    # a maximum flow; its minimum cut is found by a table over cut positions.
    best = np.full(slots + 1, -np.inf)
    best[0] = 0.0
    for end in range(1, slots + 1):
        best[end] = best[end - 1]
        for start in range(end):
            inside = sum(work[slot] for slot in range(start, end) if last[slot] < end)
            best[end] = max(best[end], best[start] + inside - capacity[start:end].sum())
        worst = max(worst, best[end])
    return float(worst)


COUNTS = {"cases": 0, "feasible": 0, "short": 0, "waiting": 0}


@given(data=st.data(), slots=st.integers(1, 9))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def check_conservation(data: st.DataObject, slots: int) -> None:
    amounts = st.integers(0, 6).map(float)
    work = np.array(data.draw(st.lists(amounts, min_size=slots, max_size=slots)))
    capacity = np.array(data.draw(st.lists(amounts, min_size=slots, max_size=slots)))
    waits = data.draw(st.lists(st.integers(0, 4), min_size=slots, max_size=slots))
    last = np.minimum(np.maximum.accumulate(np.arange(slots) + np.array(waits)), slots)
    outcome = first_in_first_out(work, last, capacity)
    total = outcome.done.sum() + outcome.missed.sum() + outcome.waiting.sum()
    assert total == pytest.approx(work.sum())
    assert outcome.shortfall.sum() == pytest.approx(outcome.missed.sum())
    assert np.all(outcome.done <= capacity + 1e-12)
    assert np.all(np.cumsum(outcome.done) <= np.cumsum(work) + 1e-12)
    assert not outcome.waiting[last < slots].any()
    assert not outcome.missed[last == slots].any()
    assert set(np.flatnonzero(outcome.shortfall)) <= set(last)
    assert outcome.shortfall.sum() == pytest.approx(least_shortfall(work, last, capacity))
    COUNTS["cases"] += 1
    COUNTS["feasible"] += not outcome.shortfall.any()
    COUNTS["short"] += bool(outcome.shortfall.any())
    COUNTS["waiting"] += bool(outcome.waiting.any())


def test_nothing_is_lost_done_twice_or_missed_needlessly() -> None:
    COUNTS.update(dict.fromkeys(COUNTS, 0))
    check_conservation()
    assert COUNTS["cases"] >= 300
    assert COUNTS["feasible"] >= 30
    assert COUNTS["short"] >= 30
    assert COUNTS["waiting"] >= 30
