"""The bound by prices of starts: a bound that is too high would call a poor roster proven."""

from __future__ import annotations

from tests.mutants.mutant import Mutant, mutants_of

DECOMPOSITION = ["tests/planner/roster/test_decomposition.py"]

MUTANTS: tuple[Mutant, ...] = (
    *mutants_of(
        "planner/roster/shift_paths.py",
        ["tests/planner/roster/test_shift_paths.py"],
        [
            ("spans = [(begin, begin + length, 1)]", "spans = [(begin, begin + length, 2)]"),
            ("begin + at + pause.minutes, -1)", "begin + at + pause.minutes, 1)"),
            ("rest[way[0]].add(way[1:])", "rest[way[0]] = {way[1:]}"),
            ("left = len(next(iter(ways)))", "left = len(next(iter(ways))) - 1"),
        ],
    ),
    *mutants_of(
        "planner/roster/duty_states.py",
        DECOMPOSITION,
        [
            ("if len(more) > self.most:", "if len(more) >= self.most:"),
            ("heads + len(self.vectors),", "heads,"),
            ("np.where(full[target], twin[target], target),", "target,"),
        ],
    ),
    *mutants_of(
        "planner/roster/cover_program.py",
        DECOMPOSITION,
        [
            ("crowd = heads + states.unseen", "crowd = heads"),
            ("begin += price[kind]", "begin += price[kind] / 2"),
            ("begin += price[kind]", "begin += price[kind] * 2"),
            ("here += cost", "pass"),
        ],
    ),
    *mutants_of(
        "planner/roster/decomposition.py",
        DECOMPOSITION,
        [
            (
                "cost[counted] -= prices.starts[kinds[counted], slots[counted]]",
                "cost[counted] += prices.starts[kinds[counted], slots[counted]]",
            ),
            ("value += tour.cost", "value -= tour.cost"),
            ("direction=(wanted.begun - worked)", "direction=(worked - wanted.begun)"),
            ("if found.begun.sum() > self.most_shifts:", "if False:"),
            ("np.maximum(moved, 0.0)", "moved"),
            ("or problem.vendors", "or False"),
            ("or any(problem.demand.waits)", "or False"),
        ],
    ),
)
