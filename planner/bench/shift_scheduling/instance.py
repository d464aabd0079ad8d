"""A shift scheduling instance as it stands in its file: who may work what, and what it costs.

Source of the problem: Curtois and Qu, "Computational results on new staff scheduling benchmark
instances", 2014.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["DAY_OFF", "Cover", "Employee", "Instance", "Request", "Roster", "Shift"]

DAY_OFF = ""

Roster = Mapping[str, tuple[str, ...]]
"""What every employee works on each day: the id of a shift, or ``DAY_OFF``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A shift of a day; those in ``not_next`` must not be worked on the day after it."""

    shift_id: str
    minutes: int
    not_next: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Employee:
    """What an employee may work at most and at least over the horizon.

    ``most_shifts`` names every shift. Runs are days in a row; a least run does not bind where it
    touches an end of the horizon. A weekend counts if its Saturday or Sunday is worked.
    """

    employee_id: str
    most_shifts: Mapping[str, int]
    most_minutes: int
    least_minutes: int
    most_run: int
    least_run: int
    least_off: int
    most_weekends: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """``weight`` is paid where a wanted shift is not worked, or one not wanted is."""

    employee_id: str
    day: int
    shift_id: str
    weight: int
    wanted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How many are wanted on a shift of a day; what each one less and each one more costs."""

    day: int
    shift_id: str
    wanted: int
    under: int
    over: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Days count from 0, which is a Monday; ``days_off`` holds pairs of employee and day."""

    name: str
    days: int
    shifts: tuple[Shift, ...]
    employees: tuple[Employee, ...]
    days_off: frozenset[tuple[str, int]] = frozenset()
    requests: tuple[Request, ...] = ()
    cover: tuple[Cover, ...] = ()
