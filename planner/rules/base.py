"""The form of a labour rule: its law once, for solvers and for the audit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Protocol

from planner.domain import Violation
from planner.rules.choices import Choices, ConstraintSink
from planner.rules.record import AgentRecord


class Rule(Protocol):
    """One rule with its parameters, taken from an agent's contract, law or files.

    A rule that is a class with these three members and an entry in ``RULES`` is solved, audited
    and put to the contract test.
    """

    name: ClassVar[str]
    source: ClassVar[str]

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Rule:
        """The rule with the parameters that hold for this agent."""

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Demand the rule of every duty that ``choices`` offers, history counted on."""

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every breach by rows of the plan (never by history alone)."""
