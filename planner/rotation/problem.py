"""What a rotation must meet, each demand for itself, so that any of them can be left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from planner.scenario import Rotation

__all__ = [
    "DAYS",
    "OFF",
    "WORK",
    "Ban",
    "Bound",
    "Demand",
    "Problem",
    "Requirement",
    "Run",
    "Side",
    "problem_of",
    "requirements_of",
]

DAYS = 7
OFF = 0  # the letter of a day off; shifts are 1, 2, ... in the order of the demand
WORK = -1  # whose runs a bound is about, beside the letters


class Side(StrEnum):
    """Whether a bound is the least or the greatest number of days."""

    LEAST = "least"
    GREATEST = "greatest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """``heads`` agents on a shift on every such weekday (0 is Monday), no more and no fewer."""

    shift: int
    weekday: int
    heads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The least or greatest number of days in a row: of a letter, or of work (``WORK``)."""

    of: int
    side: Side
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ban:
    """A shift that may not follow another: the next day, or with one day off between."""

    before: int
    after: int
    day_off_between: bool


Requirement = Demand | Bound | Ban


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Least and greatest number of days in a row; None where there is no greatest."""

    least: int = 1
    greatest: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A rotation in letters: 0 is a day off, shift k of ``shifts`` is k + 1.

    ``heads`` has seven entries for each shift, None where any number will do; ``runs`` one entry
    for each letter.
    """

    lines: int
    shifts: tuple[str, ...]
    heads: tuple[tuple[int | None, ...], ...]
    runs: tuple[Run, ...]
    work: Run = field(default_factory=Run)
    bans: frozenset[tuple[int, int]] = frozenset()
    bans_over_day_off: frozenset[tuple[int, int]] = frozenset()


def requirements_of(rotation: Rotation) -> tuple[Requirement, ...]:
    """Everything that the rotation asks for; what holds for any table is left out."""
    letters = {shift: place + 1 for place, (shift, _) in enumerate(rotation.demand)}
    found: list[Requirement] = [
        Demand(shift=letters[shift], weekday=weekday, heads=count)
        for shift, heads in rotation.demand
        for weekday, count in enumerate(heads)
    ]
    for shift, run in rotation.block:
        found += _bounds(letters[shift], run)
    found += _bounds(WORK, rotation.work_block)
    found += _bounds(OFF, rotation.off_block)
    # A sequence that is forbidden twice is one requirement.
    for ban in dict.fromkeys(rotation.forbidden):
        before, after = letters[ban.before], letters[ban.after]
        found.append(Ban(before=before, after=after, day_off_between=ban.day_off_between))
    return tuple(found)


def _bounds(of: int, run: tuple[int, int] | None) -> list[Requirement]:
    if run is None:
        return []
    least, greatest = run
    bounds: list[Requirement] = [Bound(of=of, side=Side.GREATEST, days=greatest)]
    if least > 1:
        bounds.append(Bound(of=of, side=Side.LEAST, days=least))
    return bounds


def problem_of(rotation: Rotation, requirements: Iterable[Requirement]) -> Problem:
    """The rotation with these of its requirements, and no others."""
    shifts = tuple(shift for shift, _ in rotation.demand)
    heads: list[list[int | None]] = [[None] * DAYS for _ in shifts]
    runs = {letter: Run() for letter in (WORK, *range(len(shifts) + 1))}
    bans: dict[bool, set[tuple[int, int]]] = {False: set(), True: set()}
    for requirement in requirements:
        if isinstance(requirement, Demand):
            heads[requirement.shift - 1][requirement.weekday] = requirement.heads
        elif isinstance(requirement, Bound):
            side, days = requirement.side.value, requirement.days
            runs[requirement.of] = replace(runs[requirement.of], **{side: days})
        else:
            bans[requirement.day_off_between].add((requirement.before, requirement.after))
    work = runs.pop(WORK)
    return Problem(
        lines=rotation.lines,
        shifts=shifts,
        heads=tuple(map(tuple, heads)),
        runs=tuple(runs.values()),
        work=work,
        bans=frozenset(bans[False]),
        bans_over_day_off=frozenset(bans[True]),
    )
