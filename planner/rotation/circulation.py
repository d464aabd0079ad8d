"""How many lines take each stretch of days: a flow of whole numbers that goes in circles.

For every node as many lines arrive as go on; every shift and weekday gets its heads exactly; every
weekday has all lines. The number of variables does not depend on the number of lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum

from ortools.sat.python import cp_model

from planner.rotation.graph import Graph
from planner.rotation.problem import DAYS, OFF, Problem

__all__ = ["Circulation", "Status"]


class Status(StrEnum):
    """How a search ended."""

    FOUND = "found"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


class Circulation:
    """The flow as a CP-SAT model, to which cuts can be added between solves."""

    def __init__(self, problem: Problem, graph: Graph) -> None:
        self._problem, self._graph = problem, graph
        self._model = cp_model.CpModel()
        self._flow: list[cp_model.IntVar] = []
        self._used: dict[int, cp_model.IntVar] = {}
        self._add_variables()
        self._add_conservation()
        self._add_heads()

    def _add_variables(self) -> None:
        for arc in self._graph.arcs:
            most = min(
                self._most(letter, self._weekday(arc.tail, day))
                for day, letter in enumerate(arc.letters)
            )
            self._flow.append(self._model.new_int_var(0, most, ""))

    def _most(self, letter: int, weekday: int) -> int:
        heads = [of_shift[weekday] for of_shift in self._problem.heads]
        taken = sum(count or 0 for count in heads)
        free = max(0, self._problem.lines - taken)
        if letter == OFF:
            return free
        own = heads[letter - 1]
        return free if own is None else own

    def _weekday(self, node: int, days_on: int) -> int:
        return (self._graph.weekday_of[node] + days_on) % DAYS

    def _add_conservation(self) -> None:
        balance: dict[int, list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for arc, flow in zip(self._graph.arcs, self._flow, strict=True):
            if arc.tail != arc.head:
                balance[arc.tail].append((flow, -1))
                balance[arc.head].append((flow, 1))
        for terms in balance.values():
            self._model.add(_sum(terms) == 0)

    def _add_heads(self) -> None:
        days: dict[tuple[int, int], list[tuple[cp_model.IntVar, int]]] = defaultdict(list)
        for arc, flow in zip(self._graph.arcs, self._flow, strict=True):
            for day, letter in enumerate(arc.letters):
                days[letter, self._weekday(arc.tail, day)].append((flow, 1))
        for weekday in range(DAYS):
            for shift, heads in enumerate(self._problem.heads):
                count = heads[weekday]
                if count is not None:
                    self._model.add(_sum(days[shift + 1, weekday]) == count)
            letters = range(len(self._problem.shifts) + 1)
            everybody = [term for letter in letters for term in days[letter, weekday]]
            self._model.add(_sum(everybody) == self._problem.lines)

    def solve(
        self, *, seconds: float, seed: int, workers: int, effort: float | None = None
    ) -> tuple[Status, list[int]]:
        """Search for a flow; how many lines take each arc, in the graph's order.

        ``effort`` bounds the work in the solver's own measure, which no other load of the machine
        changes.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(seconds, 0.0)
        if effort is not None:
            solver.parameters.max_deterministic_time = effort
        # Else it takes Ctrl-C over, and leaves the process to be killed by the next one.
        solver.parameters.catch_sigint_signal = False
        status = solver.solve(self._model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Status.FOUND, [solver.value(flow) for flow in self._flow]
        if status == cp_model.INFEASIBLE:
            return Status.IMPOSSIBLE, []
        return Status.UNDECIDED, []

    def cut(self, part: frozenset[int], *, inside_taken: bool, outside_taken: bool) -> None:
        """Cut off flows that stay partly within these nodes and partly outside.

        A closed walk that touches nodes inside and outside must leave them somewhere: the flow out
        of the part is at least 1 unless all is inside, or all outside. Where it is known that some
        of it is inside, or outside, the cut says so, which makes it far stronger.
        """
        inside: list[int] = []
        outside: list[int] = []
        leaving: list[tuple[cp_model.IntVar, int]] = []
        for place, arc in enumerate(self._graph.arcs):
            if arc.tail in part and arc.head not in part:
                leaving.append((self._flow[place], 1))
            (inside if arc.tail in part else outside).append(place)
        in_use = 1 if inside_taken else self._any_of(inside)
        out_in_use = 1 if outside_taken else self._any_of(outside)
        self._model.add(_sum(leaving) >= in_use + out_in_use - 1)

    def _any_of(self, places: Sequence[int]) -> cp_model.IntVar:
        """A literal that is true where any of these arcs is taken."""
        used = self._model.new_bool_var("")
        flows: Iterable[tuple[cp_model.IntVar, int]] = [(self._flow[k], 1) for k in places]
        self._model.add(_sum(flows) == 0).only_enforce_if(~used)
        return used


def _sum(terms: Iterable[tuple[cp_model.IntVar, int]]) -> cp_model.LinearExprT:
    terms = list(terms)
    return cp_model.LinearExpr.weighted_sum(
        [variable for variable, _ in terms], [factor for _, factor in terms]
    )
