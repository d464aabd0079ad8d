"""What a plan is marked down for: shortfall, missing heads, wishes refused, unfairness.

Penalties weigh one plan against another. They are in the team's currency so that they can be
traded off against the cost, but nobody is paid them: they never enter a figure of cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from planner.activities import missing_activities
from planner.changes import changed_weeks
from planner.clock import Horizon, local_date
from planner.costing.money import cents_of
from planner.domain import Assignment, Wish
from planner.fairness import fairness_lines
from planner.scenario import Scenario

__all__ = ["Penalties", "penalties", "refused_wishes"]

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalties:
    """Cents per kind over the horizon, each rounded once, half-even.

    ``together_cents`` is None where no rule says who is at work together, ``changes_cents`` where
    there is no published roster to change, ``activities_cents`` where no agent owes meetings or
    training blocks.
    """

    shortfall_cents: int
    minimum_agents_cents: int
    wishes_cents: int
    fairness_cents: int
    together_cents: int | None = None
    changes_cents: int | None = None
    activities_cents: int | None = None

    @property
    def total_cents(self) -> int:
        """All kinds."""
        return (
            self.shortfall_cents
            + self.minimum_agents_cents
            + self.wishes_cents
            + self.fairness_cents
            + (self.together_cents or 0)
            + (self.changes_cents or 0)
            + (self.activities_cents or 0)
        )

    def only_some(self) -> Iterator[tuple[str, int]]:
        """Kinds that not every plan has, with their cents."""
        if self.together_cents is not None:
            yield "together", self.together_cents
        if self.changes_cents is not None:
            yield "changes", self.changes_cents
        if self.activities_cents is not None:
            yield "activities", self.activities_cents


def penalties(
    scenario: Scenario,
    horizon: Horizon,
    assignments: Sequence[Assignment],
    *,
    shortfall_hours: float,
    missing_head_hours: float,
    unmet_hours: Fraction | None = None,
) -> Penalties:
    """Penalties of a plan.

    Parameters
    ----------
    scenario, horizon
        The team, its history and weights, and the weeks that are planned.
    assignments
        The plan's rows.
    shortfall_hours
        Net agent-hours required and not covered, over all queues.
    missing_head_hours
        Hours by which the heads present fall short of ``minimum_agents``, over all queues.
    unmet_hours
        Head-hours missing to the rules on who is at work together; None where there are none.
    """
    weights = scenario.weights
    refused = sum(
        (wish.weight for wish in refused_wishes(scenario, horizon, assignments)),
        start=Fraction(0),
    )
    distance = sum(
        (line.distance_hours for line in fairness_lines(scenario, horizon, assignments)),
        start=Fraction(0),
    )
    hourly = weights.shortfall_per_agent_hour
    return Penalties(
        shortfall_cents=cents_of(hourly * Fraction(shortfall_hours)),
        minimum_agents_cents=cents_of(hourly * Fraction(missing_head_hours)),
        wishes_cents=cents_of(weights.wish * refused),
        fairness_cents=cents_of(weights.fairness_per_hour * distance),
        together_cents=None if unmet_hours is None else cents_of(hourly * unmet_hours),
        changes_cents=(
            None
            if scenario.published is None
            else cents_of(weights.change * changed_weeks(scenario, horizon, assignments))
        ),
        activities_cents=(
            cents_of(
                weights.activity
                * sum(one.times for one in missing_activities(scenario, horizon, assignments))
            )
            if scenario.activities
            else None
        ),
    )


def refused_wishes(
    scenario: Scenario, horizon: Horizon, assignments: Iterable[Assignment]
) -> tuple[Wish, ...]:
    """Wishes for local dates of the horizon that the plan does not grant, in file order.

    A wish for ``off`` is refused by any shift of the agent on that date; one for a shift by the
    absence of a shift of that name.
    """
    worked: dict[tuple[str, date], set[str]] = {}
    for one in assignments:
        worked.setdefault((one.agent_id, one.local_date), set()).add(one.shift)
    return tuple(
        wish
        for wish in scenario.wishes
        if _counts(scenario, horizon, wish)
        and not _granted(wish, worked.get((wish.agent_id, wish.local_date), set()))
    )


def _counts(scenario: Scenario, horizon: Horizon, wish: Wish) -> bool:
    zone = scenario.agent(wish.agent_id).timezone
    first, last = local_date(horizon.start, zone), local_date(horizon.end - MINUTE, zone)
    return first <= wish.local_date <= last


def _granted(wish: Wish, worked: set[str]) -> bool:
    return not worked if wish.wish == "off" else wish.wish in worked
