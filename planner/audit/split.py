"""How much of a demand some kinds of supply can meet: a greatest flow, demand by demand."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise

ENOUGH = 1e-9


class Split:
    """Supply of each kind given to queues; earlier demands are never taken from for later ones.

    Parameters
    ----------
    supply
        How much there is of each kind.
    serves
        For each kind the queues that it may be given to.
    queues
        Number of queues.
    """

    def __init__(
        self, supply: Sequence[float], serves: Sequence[frozenset[int]], queues: int
    ) -> None:
        self.spare = list(supply)
        self.given = [[0.0] * queues for _ in supply]
        self._serves = serves

    def meet(self, queue: int, demand: float) -> float:
        """Give ``queue`` up to ``demand`` more, moving other queues' supply about; what it got.

        Shortest augmenting paths (Edmonds and Karp, 1972) on the graph of kinds and queues, so
        the sum over all calls is the greatest that supply and skills allow.
        """
        missing = demand
        while missing > ENOUGH:
            path = self._path(queue)
            if path is None:
                break
            missing -= self._push(path, missing)
        return demand - missing

    def of_queue(self, queue: int) -> float:
        """All that a queue was given."""
        return sum(row[queue] for row in self.given)

    def _path(self, queue: int) -> list[tuple[int, int]] | None:
        """Pairs (kind, queue): each kind is to give to its queue, the last one out of its spare.

        Every kind but the last takes what it gives from the queue of the next pair.
        """
        came: dict[int, tuple[int, int] | None] = {queue: None}
        waiting = deque([queue])
        while waiting:
            at = waiting.popleft()
            for kind, serves in enumerate(self._serves):
                if at not in serves:
                    continue
                if self.spare[kind] > ENOUGH:
                    return self._back(came, at, kind)
                for other, amount in enumerate(self.given[kind]):
                    if amount > ENOUGH and other not in came:
                        came[other] = (kind, at)
                        waiting.append(other)
        return None

    @staticmethod
    def _back(came: dict[int, tuple[int, int] | None], at: int, kind: int) -> list[tuple[int, int]]:
        path = [(kind, at)]
        step = came[at]
        while step is not None:
            path.append(step)
            step = came[step[1]]
        path.reverse()
        return path

    def _push(self, path: list[tuple[int, int]], most: float) -> float:
        last = path[-1][0]
        moved = [(kind, following[1]) for (kind, _), following in pairwise(path)]
        amount = min([most, self.spare[last], *(self.given[kind][taken] for kind, taken in moved)])
        for kind, taken in moved:
            self.given[kind][taken] -= amount
        for kind, queue in path:
            self.given[kind][queue] += amount
        self.spare[last] -= amount
        return amount
