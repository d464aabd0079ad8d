"""The cost recomputed item by item, and cost.csv held against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from planner.audit.owed import AGENT_ITEMS, Owed
from planner.audit.pay import cents_of, money
from planner.audit.tables import CostLine
from planner.domain import Violation

ITEMS = (*AGENT_ITEMS, "vendor", "bot")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCents:
    """The cost in cents, by item."""

    wages: int
    idle: int
    overtime: int
    night: int
    weekend: int
    holiday: int
    vendor: int
    bot: int

    @property
    def total(self) -> int:
        """All items."""
        return sum(self.of(item) for item in ITEMS)

    def of(self, item: str) -> int:
        """One item by its name in cost.csv."""
        return int(getattr(self, item))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditedCost:
    """The cost as it should be, and what cost.csv says otherwise."""

    cents: CostCents
    violations: tuple[Violation, ...]


def audited_cost(owed: Sequence[Owed], lines: Sequence[CostLine] | None) -> AuditedCost:
    """Add up what is owed and hold cost.csv, where there is one, against it."""
    written = _written(lines or ())
    totals: dict[str, int] = dict.fromkeys(ITEMS, 0)
    found: list[Violation] = []
    known = {(one.item, who, one.week) for one in owed for who in one.who}
    for one in owed:
        cents = sum(written.get((one.item, who, one.week), 0) for who in one.who)
        paid = one.is_paid_by(cents)
        totals[one.item] += cents if paid else cents_of(one.least)
        if lines is not None and not paid:
            found.append(_wrong(one, cents))
    if lines is not None:
        found.extend(_strangers(lines, known))
        found.extend(_regions(lines, owed))
    return AuditedCost(cents=CostCents(**totals), violations=tuple(found))


def _written(lines: Iterable[CostLine]) -> Mapping[tuple[str, str, int], int]:
    amounts: dict[tuple[str, str, int], int] = defaultdict(int)
    for line in lines:
        amounts[line.item, line.who, line.week] += line.amount_cents
    return amounts


def _wrong(one: Owed, cents: int) -> Violation:
    least, most = money(cents_of(one.least)), money(cents_of(one.most))
    expected = least if one.least == one.most else f"{least} to {most}"
    is_agent = one.region is not None
    whom = "" if is_agent else f" of {' and '.join(one.who)}"
    return Violation(
        rule="cost",
        agent_id=one.who[0] if is_agent else "",
        local_date=None,
        expected=f"{one.item}{whom} in week {one.week + 1}: {expected}",
        found=money(cents),
    )


def _strangers(lines: Iterable[CostLine], known: set[tuple[str, str, int]]) -> Iterator[Violation]:
    for line in lines:
        if (line.item, line.who, line.week) not in known:
            yield Violation(
                rule="cost",
                agent_id="",
                local_date=None,
                expected="an item, payee and week of the plan",
                found=f"{line.item} of {line.who} in week {line.week}: {money(line.amount_cents)}",
            )


def _regions(lines: Iterable[CostLine], owed: Iterable[Owed]) -> Iterator[Violation]:
    regions = {one.who[0]: one.region for one in owed if one.region is not None}
    for line in lines:
        if line.item not in {"vendor", "bot"} and line.region not in {"", regions.get(line.who)}:
            yield Violation(
                rule="cost",
                agent_id=line.who,
                local_date=None,
                expected=f"region {regions.get(line.who)}",
                found=line.region,
            )
