"""The exceptions of the planner.

PlannerError
├── DataError          faults in what the user brought, all of them at once
├── ConflictError      what must stand (pins, time off, rules) cannot stand together
├── ResultError        a result folder that cannot be written or read
└── AuditError         a plan that the audit refuses: a bug, never a warning
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN_FAULTS = 50


class PlannerError(Exception):
    """Base of every error that the planner raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in one place of one file.

    ``row`` is the line as an editor counts it (the header is 1), ``column`` the column's name or
    the key's path in a TOML file; both are empty where they do not apply. An option of the command
    line is told by its name alone.
    """

    file: str
    row: int | None = None
    column: str = ""
    expected: str
    got: str

    def __str__(self) -> str:
        row = "" if self.row is None else str(self.row)
        place = self.file if self.file.startswith("--") else f"{self.file}:{row}:{self.column}"
        return f"{place}: expected {self.expected}, got {self.got}"


class DataError(PlannerError):
    """Faults in the user's files; carries them all, shows the first fifty and the count."""

    def __init__(self, faults: Iterable[Fault], total: int | None = None) -> None:
        self.faults = tuple(faults)
        self.total = len(self.faults) if total is None else total
        super().__init__(self._text())

    def _text(self) -> str:
        lines = [str(fault) for fault in self.faults[:SHOWN_FAULTS]]
        if self.total > len(lines):
            lines.append(f"... and {self.total - len(lines)} more")
        lines.append(f"{self.total} fault{'s' if self.total != 1 else ''}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A smallest set of demands on one agent that cannot stand together.

    ``demands`` are sentences for a person; ``remedies`` say what would lift the conflict.
    """

    agent_id: str
    local_dates: tuple[str, ...]
    rules: tuple[str, ...]
    demands: tuple[str, ...]
    remedies: tuple[str, ...]

    def __str__(self) -> str:
        what = "; ".join(self.demands)
        how = " or ".join(self.remedies)
        return f"agent {self.agent_id}: these cannot stand together: {what}. To lift it: {how}."


class ConflictError(PlannerError):
    """Pins, time off and rules of at least one agent clash."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__("\n".join(str(conflict) for conflict in self.conflicts))


class ResultError(PlannerError):
    """A result folder or file that cannot be written or read."""


class AuditError(PlannerError):
    """The audit found a plan's own figures or rules broken."""
