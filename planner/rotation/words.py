"""Requirements in the words of a planner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from planner.domain import WEEKDAYS
from planner.rotation.problem import DAYS, OFF, WORK, Ban, Bound, Demand, Requirement, Side

__all__ = ["requirement_texts"]


def requirement_texts(
    shifts: Sequence[str], requirements: Iterable[Requirement]
) -> tuple[str, ...]:
    """One text for each requirement; those on the heads of a shift are told together.

    Examples
    --------
    >>> requirement_texts(
    ...     ("night",),
    ...     [
    ...         Demand(shift=1, weekday=0, heads=2),
    ...         Demand(shift=1, weekday=1, heads=2),
    ...         Demand(shift=1, weekday=5, heads=3),
    ...         Bound(of=1, side=Side.LEAST, days=3),
    ...         Bound(of=OFF, side=Side.GREATEST, days=1),
    ...         Ban(before=1, after=1, day_off_between=True),
    ...     ],
    ... )  # doctest: +NORMALIZE_WHITESPACE
    ('agents on night: 2 on mon and tue, 3 on sat', 'at least 3 days of night in a row',
     'at most 1 day off in a row', 'no night after night with one day off between')
    """
    requirements = list(requirements)
    demands: dict[int, dict[int, int]] = defaultdict(dict)
    for requirement in requirements:
        if isinstance(requirement, Demand):
            demands[requirement.shift][requirement.weekday] = requirement.heads
    return (
        *(_demand(shifts[shift - 1], heads) for shift, heads in demands.items()),
        *_others(shifts, requirements),
    )


def _others(shifts: Sequence[str], requirements: Sequence[Requirement]) -> Iterator[str]:
    for requirement in requirements:
        if isinstance(requirement, Bound):
            yield _bound(shifts, requirement)
        elif isinstance(requirement, Ban):
            yield _ban(shifts, requirement)


def _demand(shift: str, heads: dict[int, int]) -> str:
    if len(heads) == DAYS and len(set(heads.values())) == 1:
        return f"agents on {shift}: {heads[0]} every day"
    alike = groupby(sorted(heads.items()), key=lambda item: item[1])
    parts = (f"{count} on {_days([weekday for weekday, _ in days])}" for count, days in alike)
    return f"agents on {shift}: {', '.join(parts)}"


def _days(weekdays: Sequence[int]) -> str:
    """Weekdays, those of three and more that follow each other as one span."""
    spans: list[str] = []
    for _, run in groupby(enumerate(weekdays), key=lambda item: item[1] - item[0]):
        days = [WEEKDAYS[weekday] for _, weekday in run]
        spans += [f"{days[0]} to {days[-1]}"] if len(days) > 2 else days
    return spans[0] if len(spans) == 1 else f"{', '.join(spans[:-1])} and {spans[-1]}"


def _bound(shifts: Sequence[str], bound: Bound) -> str:
    most = "at least" if bound.side is Side.LEAST else "at most"
    days = f"{most} {bound.days} day{'' if bound.days == 1 else 's'}"
    if bound.of == OFF:
        return f"{days} off in a row"
    return f"{days} of {'work' if bound.of == WORK else shifts[bound.of - 1]} in a row"


def _ban(shifts: Sequence[str], ban: Ban) -> str:
    before, after = shifts[ban.before - 1], shifts[ban.after - 1]
    if ban.day_off_between:
        return f"no {after} after {before} with one day off between"
    return f"no {after} the day after {before}"
