"""What passes between the search and the process beside it."""

from __future__ import annotations

from dataclasses import dataclass

from planner.roster.engines import Engine
from planner.roster.plan import Plan
from planner.roster.problem import FloatArray, IntArray, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class LateEnd:
    """What a shift costs the week after it that ends after a minute, in currency, by rest.

    ``week`` is the one that holds its start, ``members`` are positions.
    """

    week: int
    members: tuple[int, ...]
    after_minute: int
    price: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a head is worth in each slot, in currency, and how many are wanted; classes by slots.

    Classes are those of ``supply_classes``. ``fairness`` is what a minute further from her peers
    costs each member, members by kind of time, between plus and minus the fairness price; None
    where nothing is known of it. ``carried`` are the heads, of those wanted, of shifts
    that begin in the week before, and ``late`` what it costs to end late there; None and nothing
    where nothing says.
    """

    gain: FloatArray
    supply: FloatArray
    fairness: FloatArray | None = None
    carried: FloatArray | None = None
    late: tuple[LateEnd, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A problem, the seconds left for it, a seed, and the engine that searches.

    ``prices`` are of heads, where some are known.
    """

    problem: Problem
    seconds: float
    seed: int
    engine: Engine = Engine.AUTO
    prices: Prices | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """No roster of the problem costs less, in currency."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """Shifts that begin when only cover is asked, kinds by slots, and what each is worth there.

    Kinds are those of ``ShiftPaths``; ``worth`` is in currency.
    """

    begun: IntArray
    worth: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Weeks of some members that made some roster better.

    ``objective`` is the roster's where they are weeks of all, in currency.
    """

    weeks: Plan
    objective: float | None = None


Message = Bound | Prices | Pattern | Move
