"""Weeks before the plan, for rules that look further back than a shift or two."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PastWeek"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastWeek:
    """Seven local days of the reporting zone that end where a plan week or another one begins.

    ``paid_minutes`` are of the shifts that start in it, ``credited_dates`` the dates of vacation,
    sickness or training, at most the contract's days.
    """

    paid_minutes: int
    credited_dates: int
