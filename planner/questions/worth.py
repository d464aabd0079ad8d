"""What one more agent, vendor's agent, hour of cover or step of a rule would save in a plan.

Everything is estimated at the linear relaxation's prices first; what promises most is checked by a
search from the plan's own roster. The plan gets as long a search of its own, and what that finds
is no saving of anything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.domain import Agent
from planner.pipeline import Timer
from planner.questions.plan_at_hand import PlanAtHand, judged
from planner.questions.relaxations import relaxations_of
from planner.roster.again import search_again
from planner.roster.bounding import find_prices
from planner.roster.messages import Prices
from planner.roster.prepare import prepare
from planner.roster.price_bound import weeks_alone
from planner.roster.queue_sets import supply_classes
from planner.roster.solution_rows import as_plan
from planner.roster.tour_space import FAR
from planner.roster.worth import Worth
from planner.scenario import Scenario
from planner.summary import Summary

__all__ = ["Saving", "WorthAnswer", "WorthOptions", "what_is_worth"]

AGENT, VENDOR, RULE = "agent", "vendor", "rule"
LEAST = 0.005  # half a cent is nothing
PRICES_S = 120.0  # at most, for prices


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthOptions:
    """Seconds of searching, all searches together; how many promises are checked; a seed."""

    time_limit_s: float = 60.0
    checked: int = 3
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Saving:
    """What one thing would save over the plan, in the team's currency.

    ``estimated`` is at the relaxation's prices; ``found_cents`` by searching, None where nobody
    searched, and of it ``found_cost_cents`` is paid and the rest penalties.
    """

    item: str
    what: str
    unit: str
    estimated: float
    scenario: Scenario
    found_cents: int | None = None
    found_cost_cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WorthAnswer:
    """Savings, the greatest estimates first; hours worth something, by queue and interval.

    ``hours`` has the columns of ``hour_worth.csv``. ``again_cents`` is what a search of the plan
    as it is found, as long as each that is told of; it is counted in none of the savings.
    ``notices`` say what could not be told.
    """

    savings: tuple[Saving, ...]
    hours: pd.DataFrame
    again_cents: int
    seconds_each: float
    notices: tuple[str, ...] = ()

    def table(self) -> pd.DataFrame:
        """Columns of ``worth.csv``."""
        return pd.DataFrame(
            {
                "item": [one.item for one in self.savings],
                "what": [one.what for one in self.savings],
                "estimated": [one.estimated for one in self.savings],
                "found": [_money(one.found_cents) for one in self.savings],
                "found_cost": [_money(one.found_cost_cents) for one in self.savings],
                "found_penalties": [_money(_rest(one)) for one in self.savings],
                "unit": [one.unit for one in self.savings],
            }
        )


def _money(cents: int | None) -> float:
    return np.nan if cents is None else cents / 100


def _rest(one: Saving) -> int | None:
    if one.found_cents is None or one.found_cost_cents is None:
        return None
    return one.found_cents - one.found_cost_cents


def what_is_worth(at_hand: PlanAtHand, options: WorthOptions, timed: Timer) -> WorthAnswer:
    """Estimate what one more of everything would save, and check what promises most.

    Parameters
    ----------
    at_hand
        The plan.
    options
        Limits of the searches.
    timed
        Times a step by its name.
    """
    problem = at_hand.problem
    with timed("prices"):
        prices = _prices(at_hand)
    if prices is None:
        empty = pd.DataFrame({"interval_start": [], "queue": [], "worth": []})
        notice = "prices did not come in time: nothing is estimated"
        return WorthAnswer(
            savings=(), hours=empty, again_cents=0, seconds_each=0.0, notices=(notice,)
        )
    worth = Worth(problem, prices.gain)
    notices = []
    with timed("estimates"):
        savings = list(_vendors(at_hand, worth))
        if worth.knows_weeks:
            savings += [*_agents(at_hand, worth), *_rules(at_hand, worth)]
        else:
            notices.append("rules tie the weeks together: ask about one week for agents and rules")
        hours = _hours(at_hand, worth)
    savings.sort(key=lambda one: -one.estimated)
    most = [one for one in savings if one.estimated > LEAST][: options.checked]
    seconds = options.time_limit_s / (len(most) + 1)
    again, checked = 0, {}
    if most:
        with timed("searches"):
            before = judged(at_hand, at_hand.weeks).summary
            same = _searched(at_hand, at_hand.scenario, prices, seconds, options.seed)
            base = min(before, same, key=lambda one: one.objective_cents)
            again = before.objective_cents - base.objective_cents
            for one in most:
                found = _searched(at_hand, one.scenario, prices, seconds, options.seed)
                if one.item != AGENT:
                    # The roster that is best without it may be worked with it too.
                    found = min(found, base, key=lambda one: one.objective_cents)
                checked[one.what] = replace(
                    one,
                    found_cents=base.objective_cents - found.objective_cents,
                    found_cost_cents=base.total_cost_cents - found.total_cost_cents,
                )
    return WorthAnswer(
        savings=tuple(checked.get(one.what, one) for one in savings),
        hours=hours,
        again_cents=again,
        seconds_each=seconds,
        notices=tuple(notices),
    )


def _prices(at_hand: PlanAtHand) -> Prices | None:
    """Prices of heads over the whole horizon: each week's own where they are several."""
    problem = at_hand.problem
    if at_hand.horizon.weeks == 1:
        return find_prices(problem, PRICES_S)
    alone = weeks_alone(problem)
    if alone is None:
        return None
    shape = (len(supply_classes(problem)), problem.slots)
    gain, supply = np.zeros(shape), np.zeros(shape)
    for week in alone:
        found = find_prices(week, PRICES_S)
        if found is None:
            return None
        gain, supply = gain + found.gain, supply + found.supply
    return Prices(gain=gain, supply=supply)


def _agents(at_hand: PlanAtHand, worth: Worth) -> Iterator[Saving]:
    """One more like somebody of each sort: of those alike in words, whoever would save most."""
    members, scenario = at_hand.problem.members, at_hand.scenario
    saved = worth.of_one_more(members)
    sorts: dict[tuple[str, str, tuple[str, ...], bool], list[int]] = defaultdict(list)
    for index, member in enumerate(members):
        agent = member.agent
        skills = tuple(sorted(agent.skills))
        sorts[agent.timezone, agent.contract, skills, agent.nights].append(index)
    for (zone, contract, skills, nights), indices in sorts.items():
        best = max(indices, key=lambda index: float(saved[index]))
        agent = members[best].agent
        if saved[best] <= -FAR / 2:
            continue
        yield Saving(
            item=AGENT,
            what=f"one more like {agent.agent_id}: {zone}, {contract}, {';'.join(skills)}"
            f"{', nights' if nights else ''}",
            unit="agent",
            estimated=float(saved[best]),
            scenario=_with_copy(scenario, agent),
        )


def _with_copy(scenario: Scenario, agent: Agent) -> Scenario:
    """The team with an agent more, who is like one of them but for what is hers alone."""
    taken = {one.agent_id for one in scenario.agents}
    number = next(k for k in range(2, len(taken) + 3) if f"{agent.agent_id}-{k}" not in taken)
    copy = replace(agent, agent_id=f"{agent.agent_id}-{number}")
    spans = tuple(
        replace(span, agent_id=copy.agent_id)
        for span in scenario.availability
        if span.agent_id == agent.agent_id
    )
    return replace(
        scenario,
        agents=(*scenario.agents, copy),
        availability=(*scenario.availability, *spans),
    )


def _vendors(at_hand: PlanAtHand, worth: Worth) -> Iterator[Saving]:
    scenario = at_hand.scenario
    for place, vendor in enumerate(scenario.vendors):
        if vendor.max_agents is None:
            continue
        more = replace(vendor, max_agents=vendor.max_agents + 1)
        vendors = tuple(more if one is vendor else one for one in scenario.vendors)
        yield Saving(
            item=VENDOR,
            what=f"{vendor.name}: up to {more.max_agents} agents, not {vendor.max_agents}",
            unit="vendor agent",
            estimated=worth.of_more_vendor_agents(place),
            scenario=replace(scenario, vendors=vendors),
        )


def _rules(at_hand: PlanAtHand, worth: Worth) -> Iterator[Saving]:
    for one in relaxations_of(at_hand.scenario, at_hand.problem.members):
        yield Saving(
            item=RULE,
            what=one.what,
            unit="rule",
            estimated=worth.of_relaxing(one.members, one.relaxed),
            scenario=one.scenario,
        )


def _hours(at_hand: PlanAtHand, worth: Worth) -> pd.DataFrame:
    """Columns of ``hour_worth.csv``, every interval and queue."""
    values = worth.of_an_hour()
    slots = pd.DatetimeIndex(at_hand.horizon.slots)
    names = at_hand.problem.demand.queues
    return pd.DataFrame(
        {
            "interval_start": slots.repeat(len(names)),
            "queue": list(names) * len(slots),
            "worth": values.T.ravel(),
        }
    )


def _searched(
    at_hand: PlanAtHand, scenario: Scenario, prices: Prices, seconds: float, seed: int
) -> Summary:
    """Figures of the best roster that a team was found to have, from the plan's own roster."""
    horizon, requirement = at_hand.horizon, at_hand.requirement
    rows = search_again(
        scenario,
        horizon,
        requirement,
        at_hand.assignments,
        prices,
        seconds=seconds,
        seed=seed,
    )
    problem = prepare(scenario, horizon, requirement)
    plan = as_plan(problem, horizon, rows)
    weeks = {index: plan.get(index, ()) for index in range(len(problem.members))}
    made = replace(
        at_hand, scenario=scenario, problem=problem, assignments=tuple(rows), weeks=weeks
    )
    return judged(made, weeks).summary
