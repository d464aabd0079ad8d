"""The form of a labour rule: its law once, for solvers and for the audit."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Protocol, Self

from planner.domain import Violation
from planner.rules.choices import Choices, ConstraintSink, Duty
from planner.rules.record import AgentRecord, Worked


class Rule(Protocol):
    """One rule with its parameters, taken from an agent's contract, law or files.

    A class with these members and an entry in ``RULES`` is solved, audited, named in conflicts and
    put to the contract test. ``linking`` is false where the rule judges each duty by itself.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    linking: ClassVar[bool]

    @classmethod
    def of(cls, subject: Choices | AgentRecord) -> Self:
        """The rule with the parameters that hold for this agent."""

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Demand the rule of every duty that ``choices`` offers, history counted on."""

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every breach by rows of the plan (never by history alone)."""


class DutyRule:
    """Base of the rules that judge each duty by itself: a duty is allowed or it is not."""

    name: ClassVar[str]
    linking: ClassVar[bool] = False

    @abstractmethod
    def allows(self, choices: Choices, duty: Duty) -> bool:
        """Whether the duty may be worked."""

    @abstractmethod
    def breach(self, record: AgentRecord, row: Worked) -> tuple[str, str] | None:
        """What was expected and found where a row breaks the rule, else None."""

    def constrain(self, choices: Choices, model: ConstraintSink) -> None:
        """Forbid every duty that is not allowed."""
        for duty, variable in zip(choices.duties, choices.variables, strict=True):
            if not self.allows(choices, duty):
                model.forbid(variable)

    def violations(self, record: AgentRecord) -> Iterator[Violation]:
        """Every row that breaks the rule."""
        for row in record.planned:
            found = self.breach(record, row)
            if found is not None:
                yield Violation(
                    rule=self.name,
                    agent_id=record.agent.agent_id,
                    local_date=row.local_date,
                    expected=found[0],
                    found=found[1],
                )


def hours(minutes: int) -> str:
    """Minutes as people say them: ``10 h 30 min``."""
    whole, rest = divmod(abs(minutes), 60)
    text = f"{whole} h" if rest == 0 else f"{whole} h {rest:02d} min"
    return f"-{text}" if minutes < 0 else text
