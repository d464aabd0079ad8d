"""Rules that link shifts by more than their rest, written down from what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from planner.roster.problem import Member, Problem
from tests.planner.roster.problems import is_legal_by_hand

NIGHT = 180


def keeps_order_by_hand(problem: Problem, member: Member, week: Sequence[int]) -> bool:
    """Whether a plan of one week keeps every rule, those on the order of shifts among them."""
    duties = sorted((member.options[k].duty for k in week), key=lambda duty: duty.start_minute)
    line = [*member.history, *duties]
    return (
        is_legal_by_hand(problem, member, week)
        and _off_in_spells(member, line)
        and _starts_near(member, duties)
        and _forward(member, line)
        and _few_nights(member, line)
        and _rested_after_nights(member, line)
    )


def _steps(line: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Shifts that follow each other, the second one of the plan."""
    return [(a, b) for a, b in pairwise(line) if b.week is not None]


def _off_in_spells(member: Member, line: Sequence[Any]) -> bool:
    for a, b in _steps(line):
        off = [
            a.local_date + timedelta(days=k) for k in range(1, (b.local_date - a.local_date).days)
        ]
        short = 0 < len(off) < (member.law.min_days_off_in_row or 0)
        if short and not any(day in member.absent_dates for day in off):
            return False
    return True


def _starts_near(member: Member, duties: Sequence[Any]) -> bool:
    most = member.law.max_start_spread_minutes
    walls = [duty.start_wall_minute for duty in duties]
    if most is None or not walls:
        return True
    return any(all((wall - first) % 1440 <= most for wall in walls) for first in walls)


def _forward(member: Member, line: Sequence[Any]) -> bool:
    return not member.law.forward_rotation or all(
        a.start_wall_minute <= b.start_wall_minute
        for a, b in _steps(line)
        if b.local_date - a.local_date == timedelta(days=1)
    )


def _blocks(line: Sequence[Any]) -> list[int]:
    """How many nights in a row each shift ends."""
    found: list[int] = []
    for k, duty in enumerate(line):
        night = duty.night_window_minutes >= NIGHT
        follows = k > 0 and duty.local_date - line[k - 1].local_date == timedelta(days=1)
        found.append((found[-1] + 1 if follows else 1) if night else 0)
    return found


def _few_nights(member: Member, line: Sequence[Any]) -> bool:
    most = member.law.max_nights_in_row
    return most is None or all(
        block <= most
        for duty, block in zip(line, _blocks(line), strict=True)
        if duty.week is not None
    )


def _rested_after_nights(member: Member, line: Sequence[Any]) -> bool:
    blocks = _blocks(line)
    return all(
        b.start_minute - a.end_minute >= member.law.min_rest_after_nights_minutes
        for (a, b), before, now in zip(pairwise(line), blocks, blocks[1:], strict=False)
        if b.week is not None and before >= 2 and now <= 1
    )
