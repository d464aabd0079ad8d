"""How far members are from the mean of their peers: linear in what they work, without a matrix."""

from __future__ import annotations

import numpy as np

from planner.roster.problem import FloatArray, Member, Problem

__all__ = ["Peers", "contract_hours"]


def contract_hours(member: Member) -> float:
    """Weekly hours by which what a member bears is measured; a contract without any has one."""
    return (member.contract.weekly_minutes or 60) / 60


class Peers:
    """Distances of a problem's members, hours of contract taken into account.

    The distance of member i among n peers is ``x_i - h_i / n * sum_j x_j / h_j`` for any quantity
    x and contract hours h. Who has no peers has no distance.
    """

    def __init__(self, problem: Problem) -> None:
        count = len(problem.members)
        self.hours = np.array([contract_hours(member) for member in problem.members])
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

    def without(
        self, index: int, amounts: FloatArray, now: FloatArray, step: float
    ) -> tuple[FloatArray, float, FloatArray]:
        """How a member's amounts move distances, each kind; only her peers are looked at.

        Parameters
        ----------
        index
            Of the member.
        amounts
            Of all members, by kind.
        now
            Hers, instead of what ``amounts`` has.
        step
            Over which the others' distances are taken to grow evenly, in units of the amounts.

        Returns
        -------
        array, float, array
            Her distances; by how much a unit more of hers moves them; by how much it makes the
            distances of all others together grow. Nothing of who has no peers.
        """
        kinds = amounts.shape[1]
        if self.group[index] < 0:
            return np.zeros(kinds), 0.0, np.zeros(kinds)
        peers = self.members[self.group[index]]
        hours, her = self.hours[peers, None], peers == index
        of_peers = amounts[peers]
        of_peers[her] = now
        before = of_peers - hours * (of_peers / hours).mean(axis=0)
        moved = before - (step / self.hours[index] / len(peers)) * hours
        grown = np.abs(moved) - np.abs(before)
        grown[her] = 0.0
        others: FloatArray = grown.sum(axis=0) / step
        return before[her][0], 1.0 - 1.0 / len(peers), others

    def _summed(self, rows: FloatArray) -> FloatArray:
        """Sums over each group of rows of those who have peers."""
        sums = np.zeros((len(self.members), rows.shape[1]))
        np.add.at(sums, self.group[self.has], rows)
        return sums
