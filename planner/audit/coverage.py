"""Cover from end to end: demand, shares, vendors, what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.audit.cover import (
    Cover,
    Matrix,
    WrittenCover,
    best_cover,
    claim_violations,
    cover_violations,
    read_cover,
    shortfall_of,
)
from planner.audit.demand import Demand, read_demand
from planner.audit.duty import read_duty
from planner.audit.supply import Supply
from planner.audit.tables import CoverLine, DutyLine, Lines
from planner.audit.timeline import Timeline
from planner.audit.vendors import Bought, read_vendors
from planner.domain import Violation
from planner.scenario import Scenario


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AuditedCover:
    """Cover as it should be; ``demand`` and ``cover`` are None where nothing tells the demand."""

    demand: Demand | None = None
    cover: Cover | None = None
    bought: tuple[Bought, ...] = ()
    violations: tuple[Violation, ...] = ()
    notes: tuple[str, ...] = ()


def audit_cover(
    scenario: Scenario, timeline: Timeline, lines: Lines, supply: Supply
) -> AuditedCover:
    """Judge duty.csv and cover.csv, or find the best cover where there is neither."""
    audit = _CoverAudit(scenario, timeline, supply)
    read = read_demand(scenario, timeline, lines)
    audit.found.extend(read.violations)
    audit.notes.extend(read.notes)
    agents = audit.shares(lines.duty)
    if read.demand is None:
        return AuditedCover(violations=tuple(audit.found), notes=tuple(audit.notes))
    written = audit.written(lines.cover)
    bought: tuple[Bought, ...] = ()
    if agents is None and written is None:
        cover = audit.best(read.demand)
    else:
        cover, bought = audit.held(read.demand, agents, written)
    return AuditedCover(
        demand=read.demand,
        cover=cover,
        bought=bought,
        violations=tuple(audit.found),
        notes=tuple(audit.notes),
    )


class _CoverAudit:
    """The steps of the audit of cover; ``found`` and ``notes`` gather as they go."""

    def __init__(self, scenario: Scenario, timeline: Timeline, supply: Supply) -> None:
        self._scenario = scenario
        self._timeline = timeline
        self._supply = supply
        self.found: list[Violation] = []
        self.notes: list[str] = []

    def shares(self, lines: Sequence[DutyLine] | None) -> Matrix | None:
        """Net agents that duty.csv gives to each queue; None without it."""
        if lines is None:
            return None
        duty = read_duty(self._scenario, self._timeline, self._supply, lines)
        self.found.extend(duty.violations)
        return duty.agents

    def written(self, lines: Sequence[CoverLine] | None) -> WrittenCover | None:
        """cover.csv laid out; None without it."""
        if lines is None:
            return None
        read = read_cover(self._scenario, self._timeline, lines)
        self.found.extend(read.violations)
        return read.written

    def best(self, demand: Demand) -> Cover:
        """Cover of those at work, split as well as the audit can."""
        self.notes.append(
            "neither duty.csv nor cover.csv: the audit splits those at work over the queues as "
            "well as it can, without vendors"
        )
        return best_cover(self._timeline, demand, self._supply)

    def held(
        self, demand: Demand, agents: Matrix | None, written: WrittenCover | None
    ) -> tuple[Cover, tuple[Bought, ...]]:
        """Cover that the files' own shares and vendors give, cover.csv held against it."""
        vendor_agents = np.zeros_like(demand.required)
        if written is not None:
            vendor_agents = np.nan_to_num(written.vendor_agents)
        elif self._scenario.vendors:
            self.notes.append("no cover.csv: vendors are taken to give nothing")
        if agents is None:
            agents = self._claimed(written)
        vendors = read_vendors(self._scenario, self._timeline, demand, vendor_agents)
        self.found.extend(vendors.violations)
        cover = Cover(
            agents=agents,
            vendor_agents=vendor_agents,
            shortfall=shortfall_of(demand, agents, vendors.by_hour, vendors.by_contact),
        )
        if written is not None:
            self.found.extend(
                cover_violations(self._scenario, self._timeline, demand, written, cover)
            )
        return cover, vendors.bought

    def _claimed(self, written: WrittenCover | None) -> Matrix:
        claimed = np.zeros(0) if written is None else np.nan_to_num(written.agents)
        self.notes.append("no duty.csv: cover.csv is held against all who are at work")
        self.found.extend(claim_violations(self._scenario, self._timeline, self._supply, claimed))
        return claimed
