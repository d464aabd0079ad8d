"""How far members are from the mean of their peers: linear in what they work, without a matrix."""

from __future__ import annotations

import numpy as np

from planner.roster.problem import FloatArray, Problem

__all__ = ["Peers"]


class Peers:
    """Distances of a problem's members, hours of contract taken into account.

    The distance of member i among n peers is ``x_i - h_i / n * sum_j x_j / h_j`` for any quantity
    x and contract hours h. Who has no peers has no distance.
    """

    def __init__(self, problem: Problem) -> None:
        count = len(problem.members)
        self.hours = np.array(
            [(member.contract.weekly_minutes or 60) / 60 for member in problem.members]
        )
        self.group = np.full(count, -1, dtype=np.int64)
        self.members: list[np.ndarray] = []
        for peers in problem.peers:
            if len(peers) > 1:
                self.group[list(peers)] = len(self.members)
                self.members.append(np.array(peers, dtype=np.int64))
        self.sizes = np.array([len(peers) for peers in self.members], dtype=float)
        self.has = self.group >= 0

    def distances(self, amounts: FloatArray) -> FloatArray:
        """Distances of amounts, members by any number of kinds."""
        shares = amounts[self.has] / self.hours[self.has, None]
        means = self._summed(shares) / self.sizes[:, None]
        found = np.zeros_like(amounts)
        found[self.has] = (
            amounts[self.has] - self.hours[self.has, None] * means[self.group[self.has]]
        )
        return found

    def weighed(self, prices: FloatArray) -> FloatArray:
        """What another unit of each member's amount costs where her distances are priced so."""
        parts = self._summed(prices[self.has] * self.hours[self.has, None]) / self.sizes[:, None]
        found = np.zeros_like(prices)
        found[self.has] = (
            prices[self.has] - parts[self.group[self.has]] / self.hours[self.has, None]
        )
        return found

    def of_more(self, index: int, amounts: FloatArray, now: FloatArray, step: float) -> FloatArray:
        """By how much the sum of distances grows, each kind, with a step more of one member.

        Only her peers are looked at.

        Parameters
        ----------
        index
            Of the member.
        amounts
            Of all members, by kind.
        now
            Hers, instead of what ``amounts`` has.
        step
            In units of the amounts.
        """
        if self.group[index] < 0:
            return np.zeros(amounts.shape[1])
        peers = self.members[self.group[index]]
        hours, her = self.hours[peers, None], peers == index
        of_peers = amounts[peers]
        of_peers[her] = now
        before = of_peers - hours * (of_peers / hours).mean(axis=0)
        moved = -step / self.hours[index] / len(peers) * self.hours[peers]
        moved[her] += step
        grown: FloatArray = (np.abs(before + moved[:, None]) - np.abs(before)).sum(axis=0)
        return grown

    def _summed(self, rows: FloatArray) -> FloatArray:
        """Sums over each group of rows of those who have peers."""
        sums = np.zeros((len(self.members), rows.shape[1]))
        np.add.at(sums, self.group[self.has], rows)
        return sums
