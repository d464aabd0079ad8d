"""All that a line may do, as a graph: a node is a weekday and a state, an arc a stretch of days.

A table of so many weeks is one closed walk of so many weeks through this graph. The graph does not
know how many agents there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from planner.rotation.problem import DAYS, OFF, Problem
from planner.rotation.states import State, first_states, followers

__all__ = ["Arc", "Graph", "build_graph"]

# From a node, by letter, to the node of the next day.
Steps = dict[int, dict[int, int]]
H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Arc:
    """A stretch of days between two nodes where there is a choice."""

    tail: int
    head: int
    letters: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """``weekday_of`` a node is the weekday that comes next there (0 is Monday)."""

    weekday_of: Mapping[int, int]
    arcs: tuple[Arc, ...]
    steps: Steps


def build_graph(problem: Problem) -> Graph:
    """The graph of a problem, as small as it can be made without losing a walk."""
    states, after = _all_states(problem)
    steps = _trimmed(_days(problem, states, after))
    steps = _merged(steps)
    return Graph(
        weekday_of={node: node % DAYS for node in steps},
        arcs=tuple(_arcs(steps)),
        steps=steps,
    )


def _all_states(problem: Problem) -> tuple[list[State], list[list[int]]]:
    """Every state that can be reached, and the places of those that may follow it."""
    states = list(first_states(problem))
    place = {state: number for number, state in enumerate(states)}
    after: list[list[int]] = []
    for state in states:  # grows while it is walked through
        reached = list(followers(problem, state))
        for other in reached:
            if other not in place:
                place[other] = len(states)
                states.append(other)
        after.append([place[other] for other in reached])
    return states, after


def _days(problem: Problem, states: list[State], after: list[list[int]]) -> Steps:
    """Steps between (weekday, state); node = state * 7 + weekday."""
    letters = [_letters_of_day(problem, weekday) for weekday in range(DAYS)]
    return {
        state * DAYS + weekday: {
            states[other].letter: other * DAYS + (weekday + 1) % DAYS
            for other in after[state]
            if states[other].letter in letters[weekday]
        }
        for state in range(len(states))
        for weekday in range(DAYS)
    }


def _letters_of_day(problem: Problem, weekday: int) -> frozenset[int]:
    """Shifts of which some are asked for, and the day off where not all are at work."""
    heads = [of_shift[weekday] for of_shift in problem.heads]
    letters = {shift + 1 for shift, count in enumerate(heads) if count != 0}
    if None in heads or sum(count or 0 for count in heads) < problem.lines:
        letters.add(OFF)
    return frozenset(letters)


def _trimmed(steps: Steps) -> Steps:
    """Without nodes that no endless walk can come from, or go on from."""
    before: dict[int, set[int]] = defaultdict(set)
    for node, by_letter in steps.items():
        for other in by_letter.values():
            before[other].add(node)
    ins = {node: len(before[node]) for node in steps}
    outs = {node: len(by_letter) for node, by_letter in steps.items()}
    dead = [node for node in steps if not (ins[node] and outs[node])]
    gone = set(dead)
    while dead:
        node = dead.pop()
        for counts, neighbours in ((outs, before[node]), (ins, steps[node].values())):
            for other in neighbours:
                counts[other] -= 1
                if counts[other] == 0 and other not in gone:
                    gone.add(other)
                    dead.append(other)
    return {
        node: {letter: other for letter, other in by_letter.items() if other not in gone}
        for node, by_letter in steps.items()
        if node not in gone
    }


def _merged(steps: Steps) -> Steps:
    """One node for all nodes of a weekday from which the same days may follow for ever.

    The fewer nodes, the more often two walks meet, and walks that meet can be made one.
    """
    class_of = {node: node % DAYS for node in steps}
    while True:
        finer = _numbered(
            (node, (class_of[node], *((k, class_of[v]) for k, v in sorted(by_letter.items()))))
            for node, by_letter in steps.items()
        )
        if len(set(finer.values())) == len(set(class_of.values())):
            break
        class_of = finer
    # A class is named after its first node, which keeps its weekday.
    first: dict[int, int] = {}
    for node in steps:
        first.setdefault(class_of[node], node)
    return {
        node: {letter: first[class_of[other]] for letter, other in steps[node].items()}
        for node in first.values()
    }


def _numbered(signatures: Iterable[tuple[int, H]]) -> dict[int, int]:
    number: dict[H, int] = {}
    return {node: number.setdefault(signature, len(number)) for node, signature in signatures}


def _arcs(steps: Steps) -> Iterable[Arc]:
    """Stretches between nodes where walks part or meet; a lonely circle is one arc."""
    arrivals: dict[int, int] = defaultdict(int)
    for by_letter in steps.values():
        for other in by_letter.values():
            arrivals[other] += 1
    plain = {node for node, out in steps.items() if len(out) == 1 and arrivals[node] == 1}
    seen: set[int] = set()
    for node in [*(n for n in steps if n not in plain), *(n for n in steps if n in plain)]:
        if node in seen:
            continue
        for letter, other in steps[node].items():
            letters, head = [letter], other
            while head in plain and head != node:
                seen.add(head)
                ((further, after),) = steps[head].items()
                letters.append(further)
                head = after
            yield Arc(node, head, tuple(letters))
