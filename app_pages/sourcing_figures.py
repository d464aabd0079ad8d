"""The figures of a way to staff, from the tables of a comparison or of a plan; nothing draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

import pandas as pd

from app_pages.plan_tables import PlanTables
from app_pages.sourcing_reading import ComparisonTables

__all__ = ["ITEMS", "MOST_OPEN", "PLAN", "WayFigures", "cheapest", "figures_of", "figures_of_plan"]

ITEMS = ("wages", "premiums", "idle", "vendor", "bot", "software")
PREMIUMS = frozenset({"overtime", "night", "weekend", "holiday"})
MOST_OPEN = 0.01
"""Share of the required hours that a way may leave open and still count as covering them."""
PLAN = "plan"
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayFigures:
    """What a way to staff comes to.

    ``amounts`` are by ``ITEMS`` and add up to ``total``, to the cent. ``per_contact`` and
    ``per_covered_hour`` are None where there is nothing to share by. Hours are net agent-hours of
    contact work.
    """

    name: str
    amounts: Mapping[str, Decimal]
    total: Decimal
    per_contact: Decimal | None
    per_covered_hour: Decimal | None
    required_hours: float
    open_hours: float
    headcount: int
    service_level: float
    lower_bound: Decimal

    @property
    def with_bots(self) -> bool:
        """Whether bots stand in front."""
        return self.name.endswith("+bots")

    @property
    def open_share(self) -> float:
        """Hours left open as a share of those required."""
        return self.open_hours / self.required_hours if self.required_hours else 0.0

    @property
    def leaves_too_much(self) -> bool:
        """Whether the total buys too little to be compared by itself."""
        return self.open_share > MOST_OPEN


def figures_of(tables: ComparisonTables) -> tuple[WayFigures, ...]:
    """Figures of every way, in the order of ``scenarios.csv``."""
    hours = tables.hours.groupby("scenario")["required"].sum() * tables.interval_minutes / 60
    found = []
    for row in tables.scenarios.to_dict("records"):
        required = float(hours.get(row["scenario"], 0.0))
        found.append(
            WayFigures(
                name=row["scenario"],
                amounts={item: row[item] for item in ITEMS},
                total=row["total"],
                per_contact=row["cost_per_contact"],
                per_covered_hour=shared(row["total"], required - row["shortfall_hours"]),
                required_hours=required,
                open_hours=row["shortfall_hours"],
                headcount=row["headcount"],
                service_level=row["service_level"],
                lower_bound=row["lower_bound"],
            )
        )
    return tuple(found)


def figures_of_plan(plan: PlanTables) -> WayFigures:
    """The same of a finished plan; it counts no software, and its bound weighs wishes too."""
    summary = plan.summary
    amounts = dict.fromkeys(ITEMS, Decimal("0.00"))
    for item, amount in zip(plan.cost["item"], plan.cost["amount"], strict=True):
        amounts["premiums" if item in PREMIUMS else item] += amount
    total = sum(amounts.values(), Decimal("0.00"))
    totals = plan.forecast[plan.forecast["customer_timezone"] == "*"]
    return WayFigures(
        name=PLAN,
        amounts=amounts,
        total=total,
        per_contact=shared(total, float(totals["mean"].sum())),
        per_covered_hour=shared(total, float(str(summary["covered_hours"]))),
        required_hours=float(str(summary["required_hours"])),
        open_hours=float(str(summary["shortfall_hours"])),
        headcount=plan.roster["agent_id"].nunique(),
        service_level=_service_level(plan),
        lower_bound=Decimal(str(summary["lower_bound"])).quantize(CENT),
    )


def _service_level(plan: PlanTables) -> float:
    """Share of the contacts of all queues that are answered, or worked, in time."""
    levels = plan.summary["service_level"]
    known = {
        queue: float(level)
        for queue, level in (levels.items() if isinstance(levels, Mapping) else ())
        if level is not None
    }
    contacts = plan.requirement.groupby("queue")["contacts"].sum()
    weights = {queue: float(contacts.get(queue, 0.0)) for queue in known}
    total = sum(weights.values())
    if total == 0:
        return 1.0
    return sum(weights[queue] * level for queue, level in known.items()) / total


def shared(amount: Decimal, among: float) -> Decimal | None:
    """An amount shared evenly, to the cent, half to even; None where there is nobody to share.

    Examples
    --------
    >>> str(shared(Decimal("8892.79"), 500.0))
    '17.79'
    """
    if among < 1e-9:
        return None
    return (amount / Decimal(str(among))).quantize(CENT, rounding=ROUND_HALF_EVEN)


def cheapest(ways: Iterable[WayFigures]) -> frozenset[str]:
    """Names of the ways of the least total among those that leave no more than 1 % open.

    Several where they cost the same to the cent, none where every way leaves more open.
    """
    covering: Sequence[WayFigures] = [way for way in ways if not way.leaves_too_much]
    least = min((way.total for way in covering), default=None)
    return frozenset(way.name for way in covering if way.total == least)


def amounts_table(ways: Sequence[WayFigures]) -> pd.DataFrame:
    """Rows for a chart: ``way`` (name), ``item``, ``amount`` and ``total`` as float64."""
    rows = [
        (way.name, item, float(way.amounts[item]), float(way.total))
        for way in ways
        for item in ITEMS
    ]
    return pd.DataFrame(rows, columns=["way", "item", "amount", "total"])
