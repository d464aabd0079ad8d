"""What a plan comes to: the figures of ``summary.json``, and the same for a person to read."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from planner.costing import ITEMS, decimal_of
from planner.penalties import Penalties

__all__ = ["CoverHours", "Summary", "cost_by_item", "cover_hours", "versions"]

PACKAGES = ("sunrota", "ortools", "numpy", "pandas", "scipy", "holidays", "pytz")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverHours:
    """Net agent-hours of a plan over all queues; only real-time queues can have too many."""

    required: float
    shortfall: float
    overstaffed: float

    @property
    def covered(self) -> float:
        """Required and there."""
        return self.required - self.shortfall


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Figures of a plan; money in whole cents, ``wall_seconds`` by step in order.

    ``progress`` are seconds since the solve began and the objective of the best roster by then, in
    cents; the last is the plan's own. It is empty where several weeks are planned.
    """

    start: date
    weeks: int
    status: str
    lower_bound_cents: int
    fixed_cost_cents: int
    cost_cents: Mapping[str, int]
    penalties: Penalties
    wall_seconds: Mapping[str, float]
    agents: int
    intervals: int
    hours: CoverHours
    service_level: Mapping[str, float | None]
    service_level_method: str
    violations: int
    seed: int
    versions: Mapping[str, str]
    progress: Sequence[tuple[float, int]] = ()

    @property
    def total_cost_cents(self) -> int:
        """What will be paid."""
        return sum(self.cost_cents.values())

    @property
    def objective_cents(self) -> int:
        """Cost and penalties."""
        return self.total_cost_cents + self.penalties.total_cents

    @property
    def gap(self) -> float:
        """How far from the best at most, as a share of what decisions change."""
        decided = self.objective_cents - self.fixed_cost_cents
        return (self.objective_cents - self.lower_bound_cents) / decided if decided else 0.0

    def as_json(self) -> dict[str, object]:
        """Contents of ``summary.json``."""
        return {
            "start": self.start,
            "weeks": self.weeks,
            "status": self.status,
            "objective": decimal_of(self.objective_cents),
            "lower_bound": decimal_of(self.lower_bound_cents),
            "fixed_cost": decimal_of(self.fixed_cost_cents),
            "gap": self.gap,
            "cost": decimal_of(self.total_cost_cents),
            "penalties": {
                "shortfall": decimal_of(self.penalties.shortfall_cents),
                "minimum_agents": decimal_of(self.penalties.minimum_agents_cents),
                "wishes": decimal_of(self.penalties.wishes_cents),
                "fairness": decimal_of(self.penalties.fairness_cents),
                **{kind: decimal_of(cents) for kind, cents in self.penalties.only_some()},
            },
            "wall_seconds": {step: round(spent, 3) for step, spent in self.wall_seconds.items()},
            "agents": self.agents,
            "intervals": self.intervals,
            "required_hours": self.hours.required,
            "covered_hours": self.hours.covered,
            "shortfall_hours": self.hours.shortfall,
            "overstaffed_hours": self.hours.overstaffed,
            "service_level": dict(self.service_level),
            "service_level_method": self.service_level_method,
            "violations": self.violations,
            "seed": self.seed,
            "versions": dict(self.versions),
            **self._progress_json(),
        }

    def _progress_json(self) -> dict[str, object]:
        if not self.progress:
            return {}
        told = [
            {"seconds": round(at, 3), "objective": decimal_of(cents)} for at, cents in self.progress
        ]
        return {"progress": told}


def cover_hours(
    cover: pd.DataFrame, *, waiting: Collection[str], interval_minutes: int
) -> CoverHours:
    """Hours required, short and too many, over all intervals and queues.

    Parameters
    ----------
    cover
        Columns of ``cover.csv``.
    waiting
        Queues whose work may wait: to them agents give what is there to do, never too much.
    interval_minutes
        Length of an interval.
    """
    hours = interval_minutes / 60
    given = cover["agents"] + cover["vendor_agents"]
    spare = (given - cover["required"])[~cover["queue"].isin(list(waiting))]
    return CoverHours(
        required=float(cover["required"].sum()) * hours,
        shortfall=float(cover["shortfall"].sum()) * hours,
        overstaffed=float(spare.clip(lower=0.0).sum()) * hours,
    )


def cost_by_item(cost: pd.DataFrame) -> dict[str, int]:
    """Cents of every item of a cost table, in the order of ``ITEMS``."""
    return {
        item: sum(int(amount.scaleb(2)) for amount in cost.loc[cost["item"] == item, "amount"])
        for item in ITEMS
    }


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that a plan depends on."""
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    return {"python": platform.python_version(), **found}
