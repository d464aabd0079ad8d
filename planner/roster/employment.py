"""Whom a plan may do without: agents who are paid only if they work at all.

In a roster of people under contract everybody is paid. Where ways to staff are compared, who is
employed is a decision too: an agent without a shift in the whole horizon costs nothing, one with a
shift costs her contract, and a seat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from planner.rules.choices import ConstraintSink

__all__ = ["Employment", "IfEmployed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """Employment as a decision, of all agents alike.

    ``seat_per_week`` is what each employed agent costs on top of her pay (software), in the team's
    currency; it counts in the objective and in the bound, never in the pay.
    """

    seat_per_week: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class IfEmployed:
    """Passes rules on hours and days to a model so that they hold of whom is employed.

    ``least <= sum <= most`` becomes ``least * employed <= sum <= most * employed``: the same where
    she is, nothing at all where she is not, and tighter in between, where a relaxation likes to be.
    """

    model: ConstraintSink
    employed: int

    def new_bool(self, name: str) -> int:
        """As the model's."""
        return self.model.new_bool(name)

    def add(
        self,
        variables: Sequence[int],
        coefficients: Sequence[int],
        lower: int | None,
        upper: int | None,
    ) -> None:
        """Demand the bounds in proportion to employment."""
        columns = [*variables, self.employed]
        if lower is not None and lower > 0:
            self.model.add(columns, [*coefficients, -lower], 0, None)
        if upper is not None:
            self.model.add(columns, [*coefficients, -upper], None, 0)

    def add_no_overlap(
        self, variables: Sequence[int], starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        """As the model's."""
        self.model.add_no_overlap(variables, starts, ends)

    def forbid(self, variable: int) -> None:
        """As the model's."""
        self.model.forbid(variable)
