"""What of the days before decides which days may follow: the states of a line.

An agent walks through a rotation day by day for ever. What she may do tomorrow depends on her shift
today, on how long she has had it, and on how long she has worked or been off: on her state. Lengths
are counted no further than a bound can tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.rotation.problem import OFF, Problem, Run

__all__ = ["State", "first_states", "followers"]


@dataclass(frozen=True, slots=True)
class State:
    """A line after a day.

    ``letter`` is what the day was, ``run`` how long it has been that, ``worked`` the days of work
    in a row; ``before`` the shift before a single day off.
    """

    letter: int
    run: int
    worked: int = 0
    before: int = OFF


def first_states(problem: Problem) -> Iterator[State]:
    """States from which all others of any endless walk are reached."""
    yield State(OFF, 1)
    for shift in range(1, len(problem.shifts) + 1):
        yield State(shift, 1, 1)


def followers(problem: Problem, state: State) -> Iterator[State]:
    """The states that may come the day after; no two of them have the same letter."""
    for letter in range(len(problem.shifts) + 1):
        after = _after(problem, state, letter)
        if after is not None:
            yield after


def _after(problem: Problem, state: State, letter: int) -> State | None:
    ends = letter != state.letter
    if ends and state.run < problem.runs[state.letter].least:
        return None
    run = 1 if ends else _longer(state.run, problem.runs[letter], floor=2 if letter == OFF else 1)
    if run is None:
        return None
    if letter == OFF:
        return _rest(problem, state, run)
    if not _allowed(problem, state, letter):
        return None
    worked = _longer(state.worked, problem.work, floor=1)
    return None if worked is None else State(letter, run, worked)


def _rest(problem: Problem, state: State, run: int) -> State | None:
    if state.letter == OFF:
        return State(OFF, run)
    if state.worked < problem.work.least:
        return None
    return State(OFF, 1, before=state.letter)


def _allowed(problem: Problem, state: State, shift: int) -> bool:
    if state.letter != OFF:
        return (state.letter, shift) not in problem.bans
    return (state.before, shift) not in problem.bans_over_day_off


def _longer(days: int, run: Run, floor: int) -> int | None:
    """One day more; None where that is too many. Without a greatest, enough is enough."""
    if run.greatest is None:
        return min(days + 1, max(run.least, floor))
    return days + 1 if days < run.greatest else None
