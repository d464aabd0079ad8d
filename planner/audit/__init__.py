"""The audit: any roster judged from its rows, sharing nothing with solver, clock or costing."""

from planner.audit.costs import CostCents
from planner.audit.penalties import CoverHours, PenaltyCents
from planner.audit.report import AuditReport
from planner.audit.run import audit_roster
from planner.audit.summary import Figures
from planner.audit.tables import RosterTables

__all__ = [
    "AuditReport",
    "CostCents",
    "CoverHours",
    "Figures",
    "PenaltyCents",
    "RosterTables",
    "audit_roster",
]
