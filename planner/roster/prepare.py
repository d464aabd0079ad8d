"""From a scenario, a horizon and a requirement to the roster problem in numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

import numpy as np
import pandas as pd

from planner import absence, clock
from planner.costing.premium_time import PremiumClock, premium_clock
from planner.domain import Agent, Assignment, AvailabilitySpan, OpenHours, Pin, TimeOff, Wish
from planner.presence import HeadRule, head_rules
from planner.roster.activities_owed import owed_of
from planner.roster.duties import minutes_from, past_duty
from planner.roster.employment import Employment
from planner.roster.freeze import as_published, frozen_pins, frozen_until
from planner.roster.lines import keep_to_lines
from planner.roster.past_weeks import past_weeks
from planner.roster.problem import (
    Demand,
    FloatArray,
    HeadsTogether,
    Member,
    Problem,
    VendorSlots,
    group_index,
    presence,
)
from planner.roster.program import FRACTION
from planner.roster.shared_options import SharedOptions
from planner.roster.tour_space import BoolArray
from planner.rules import Duty
from planner.scenario import Scenario

FAIRNESS_HISTORY = timedelta(weeks=8)
R = TypeVar("R", TimeOff, AvailabilitySpan, Wish, Pin, Assignment)


def prepare(
    scenario: Scenario,
    horizon: clock.Horizon,
    requirement: pd.DataFrame,
    employment: Employment | None = None,
    *,
    first: bool = True,
) -> Problem:
    """Build the problem.

    Parameters
    ----------
    scenario
        Checked team.
    horizon
        What is planned.
    requirement
        Columns of requirement.csv, a row for every interval of the horizon and queue.
    employment
        Where whom to employ is to be decided too.
    first
        Whether the history is the team's: the first week's rest may have begun in it. Of a later
        week, whose history ends with weeks of the same plan, it begins inside the week.

    Returns
    -------
    Problem
    """
    groups = tuple(
        sorted({_served(scenario, agent) for agent in scenario.agents} - {frozenset()}, key=sorted)
    )
    past = _by_agent(scenario.history, horizon.start)
    slots = len(horizon.slots)
    rows, shared = _OwnRows(scenario, past), SharedOptions(scenario, horizon)
    rules = head_rules(scenario, horizon)
    members = tuple(
        replace(
            _member(scenario, horizon, agent, groups, employment, rows, shared),
            weighs=_weighs(rules, position),
        )
        for position, agent in enumerate(scenario.agents)
    )
    there = _past_shares(scenario, horizon, past)
    past_supply, past_heads = _past_presence(scenario, members, groups, there, slots)
    problem = Problem(
        slots=slots,
        interval_minutes=horizon.interval_minutes,
        week_bounds=tuple(minutes_from(horizon.start, bound) for bound in horizon.week_bounds),
        demand=_demand(scenario, horizon, requirement),
        groups=groups,
        members=members,
        peers=_peers(scenario.agents),
        vendors=_vendors(scenario, horizon),
        weights=scenario.weights,
        past_supply=past_supply,
        past_heads=past_heads,
        together=tuple(_together(rule, there) for rule in rules),
    )
    if not first:
        members = tuple(replace(member, rest_from=0) for member in members)
        problem = replace(problem, members=members)
    return keep_to_lines(problem, scenario, horizon)


class _OwnRows:
    """Rows of the team's files by agent; an agent without any has none."""

    def __init__(self, scenario: Scenario, past: dict[str, list[Assignment]]) -> None:
        self.past = past
        self.time_off = _by_id(scenario.time_off)
        self.availability = _by_id(scenario.availability)
        self.wishes = _by_id(scenario.wishes)
        self.pins = _by_id(scenario.pins)
        published = scenario.published
        self.published = _by_id(() if published is None else published.assignments)


def _by_id(rows: Iterable[R]) -> defaultdict[str, list[R]]:
    found: defaultdict[str, list[R]] = defaultdict(list)
    for row in rows:
        found[row.agent_id].append(row)
    return found


def _served(scenario: Scenario, agent: Agent) -> frozenset[int]:
    return frozenset(
        index for index, queue in enumerate(scenario.queues) if queue.skills <= agent.skills
    )


def _by_agent(history: Sequence[Assignment], before: datetime) -> dict[str, list[Assignment]]:
    rows: dict[str, list[Assignment]] = defaultdict(list)
    for row in sorted(history, key=lambda row: row.start):
        if row.start < before:
            rows[row.agent_id].append(row)
    return rows


def _peers(agents: Sequence[Agent]) -> tuple[tuple[int, ...], ...]:
    alike: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for index, agent in enumerate(agents):
        alike[agent.region, agent.nights].append(index)
    return tuple(tuple(indices) for indices in alike.values())


def _member(
    scenario: Scenario,
    horizon: clock.Horizon,
    agent: Agent,
    groups: tuple[frozenset[int], ...],
    employment: Employment | None,
    rows: _OwnRows,
    shared: SharedOptions,
) -> Member:
    contract, law = scenario.contract_of(agent), scenario.rules_of(agent)
    past = rows.past.get(agent.agent_id, [])
    first = min([horizon.start, *(row.start for row in past)]) - timedelta(days=2)
    timepiece = premium_clock(
        agent, law, first, horizon.end + timedelta(days=3), epoch=horizon.start
    )
    spans = rows.availability[agent.agent_id]
    windows = absence.availability_windows(agent, spans, horizon.start, horizon.end)
    away = absence.time_off_spans(agent, rows.time_off[agent.agent_id])
    owed = owed_of(scenario, horizon, agent)
    published = as_published(scenario, horizon, rows.published[agent.agent_id], away, owed)
    pins = [*_pins(rows.pins[agent.agent_id], horizon, agent)]
    pins += frozen_pins(horizon, agent, published or ())
    return Member(
        agent=agent,
        contract=contract,
        law=law,
        net=float(scenario.net_factor(agent)),
        group=group_index(groups, _served(scenario, agent)),
        options=shared.of(agent, timepiece, past),
        history=_past_duties(agent, horizon, timepiece, past),
        time_off=_in_minutes(horizon, away),
        windows=None if windows is None else _in_minutes(horizon, windows),
        credited_dates=absence.credited_dates(
            agent, contract, rows.time_off[agent.agent_id], horizon
        ),
        pinned=tuple(dict.fromkeys(pins)),
        wishes=_wishes(scenario, rows.wishes[agent.agent_id], horizon, agent),
        past_kind_minutes=_past_kinds(horizon, timepiece, past),
        seat=None if employment is None else float(employment.seat_per_week),
        absent_dates=absence.absent_dates(agent, rows.time_off[agent.agent_id], horizon),
        past_weeks=past_weeks(agent, contract, law, rows.time_off[agent.agent_id], past, horizon),
        published=published,
        frozen_until=frozen_until(scenario, horizon),
        owed=owed,
    )


def _past_duties(
    agent: Agent, horizon: clock.Horizon, timepiece: PremiumClock, past: Sequence[Assignment]
) -> tuple[Duty, ...]:
    starts = np.array([minutes_from(horizon.start, row.start) for row in past], dtype=np.int64)
    ends = np.array([minutes_from(horizon.start, row.end) for row in past], dtype=np.int64)
    nights = timepiece.night_window_minutes(starts, ends)
    return tuple(
        past_duty(row, agent, horizon, night)
        for row, night in zip(past, nights.tolist(), strict=True)
    )


def _in_minutes(
    horizon: clock.Horizon, spans: Sequence[tuple[datetime, datetime]]
) -> tuple[tuple[int, int], ...]:
    return tuple(
        (minutes_from(horizon.start, start), minutes_from(horizon.start, end))
        for start, end in spans
    )


def _pins(
    pins: Sequence[Pin], horizon: clock.Horizon, agent: Agent
) -> tuple[tuple[date, str, int], ...]:
    """The agent's pins that start within the horizon."""
    found = []
    for pin in pins:
        wall = datetime.combine(pin.local_date, time.min) + timedelta(minutes=pin.start_minute)
        start = clock.to_utc(wall, agent.timezone)
        if horizon.start <= start < horizon.end:
            shown = clock.to_local(start, agent.timezone)
            found.append((shown.date(), pin.shift, shown.hour * 60 + shown.minute))
    return tuple(found)


def _wishes(
    scenario: Scenario, wishes: Sequence[Wish], horizon: clock.Horizon, agent: Agent
) -> tuple[tuple[date, str, float], ...]:
    first = clock.local_date(horizon.start, agent.timezone)
    last = clock.local_date(horizon.end - timedelta(minutes=1), agent.timezone)
    return tuple(
        (wish.local_date, wish.wish, float(wish.weight * scenario.weights.wish))
        for wish in wishes
        if first <= wish.local_date <= last
    )


def _past_kinds(
    horizon: clock.Horizon, timepiece: PremiumClock, past: list[Assignment]
) -> tuple[int, int, int]:
    recent = [row for row in past if row.start >= horizon.start - FAIRNESS_HISTORY]
    totals = [0, 0, 0]
    for row in recent:
        spans = [(row.start, row.end)]
        whole = timepiece.minutes(spans)
        unpaid = [(pause.start, pause.end) for pause in row.activities if not pause.paid]
        away = timepiece.minutes(unpaid)
        totals[0] += whole.night - away.night
        totals[1] += whole.weekend - away.weekend
        totals[2] += whole.holiday - away.holiday
    return totals[0], totals[1], totals[2]


def _demand(scenario: Scenario, horizon: clock.Horizon, requirement: pd.DataFrame) -> Demand:
    names = [queue.name for queue in scenario.queues]
    slots = len(horizon.slots)
    shape = (len(names), slots)
    exact, contacts = np.zeros(shape), np.zeros(shape)
    minimum = np.zeros(shape, dtype=np.int64)
    last_slot = np.full(shape, slots, dtype=np.int64)
    step = pd.Timedelta(minutes=horizon.interval_minutes)
    start = pd.Timestamp(horizon.start)
    column = ((requirement["interval_start"] - start) // step).to_numpy(dtype=np.int64)
    row = requirement["queue"].map({name: index for index, name in enumerate(names)})
    at = (row.to_numpy(dtype=np.int64), column)
    exact[at] = requirement["required"].to_numpy(dtype=float)
    contacts[at] = requirement["contacts"].to_numpy(dtype=float)
    minimum[at] = requirement["minimum_agents"].to_numpy(dtype=np.int64)
    due = requirement["due_by"]
    waits = np.zeros(len(names), dtype=bool)
    waits[row[due.notna()].unique()] = True
    # An interval is usable if it ends by then, and the interval of arrival always is.
    last = ((due - start) // step - 1).fillna(slots).to_numpy(dtype=np.int64)
    last_slot[at] = np.where(last >= slots, slots, np.maximum(last, column))
    return Demand(
        queues=tuple(names),
        waits=tuple(bool(flag) for flag in waits),
        # Rounded down to what whole-number models can say: never more than is really asked.
        required=np.floor(exact * FRACTION + 1e-6) / FRACTION,
        exact=exact,
        last_slot=last_slot,
        minimum=minimum,
        contacts=contacts,
    )


def _vendors(scenario: Scenario, horizon: clock.Horizon) -> tuple[VendorSlots, ...]:
    names = [queue.name for queue in scenario.queues]
    result = []
    for vendor in scenario.vendors:
        step = horizon.interval_minutes
        is_open = _open_slots(vendor.open_hours, horizon)
        if vendor.within:
            is_open &= np.any([_open_slots(hours, horizon) for hours in vendor.within], axis=0)
        by_contact = vendor.price_per_contact is not None
        price = vendor.price_per_contact if by_contact else vendor.price_per_hour
        share = 1.0 if by_contact else step / 60
        result.append(
            VendorSlots(
                name=vendor.name,
                queues=tuple(names.index(queue) for queue in vendor.queues),
                by_contact=by_contact,
                price=float(price or 0) * share,
                max_agents=vendor.max_agents,
                min_intervals_per_week=float(vendor.min_hours_per_week * 60 / step),
                open_slots=is_open,
            )
        )
    return tuple(result)


def _open_slots(hours: OpenHours, horizon: clock.Horizon) -> BoolArray:
    """Slots that lie wholly in opening hours."""
    is_open = np.zeros(len(horizon.slots), dtype=bool)
    step = horizon.interval_minutes
    for start, end in clock.open_spans(hours, horizon.start, horizon.end):
        first = -(-minutes_from(horizon.start, start) // step)
        is_open[first : minutes_from(horizon.start, end) // step] = True
    return is_open


def _weighs(rules: Sequence[HeadRule], position: int) -> tuple[tuple[int, int], ...]:
    """Rules on heads in which an agent weighs anything, and how much."""
    weights = ((k, rule.weights[position]) for k, rule in enumerate(rules))
    return tuple((k, weight) for k, weight in weights if weight)


def _together(rule: HeadRule, there: Mapping[int, FloatArray]) -> HeadsTogether:
    """A rule on heads, less what shifts from before the horizon give it."""
    least = rule.least.astype(float)
    for position, heads in there.items():
        least -= rule.weights[position] * heads
    return HeadsTogether(name=rule.name, asked=rule.asked, least=least)


def _past_shares(
    scenario: Scenario, horizon: clock.Horizon, past: Mapping[str, list[Assignment]]
) -> dict[int, FloatArray]:
    """Heads by slot of each agent, by position, whose shifts run past the horizon's start."""
    slots, step = len(horizon.slots), horizon.interval_minutes
    found: dict[int, FloatArray] = {}
    for position, agent in enumerate(scenario.agents):
        for row in past.get(agent.agent_id, []):
            if row.end <= horizon.start:
                continue
            here = found.setdefault(position, np.zeros(slots))
            for start, end, sign in _worked_spans(row, horizon):
                for slot, minutes in presence(start, end, slots, step):
                    here[slot] += sign * minutes / step
    return found


def _past_presence(
    scenario: Scenario,
    members: tuple[Member, ...],
    groups: tuple[frozenset[int], ...],
    there: Mapping[int, FloatArray],
    slots: int,
) -> tuple[FloatArray, FloatArray]:
    """Net agents by group and heads by queue from shifts that run past the horizon's start."""
    supply = np.zeros((len(groups), slots))
    heads = np.zeros((len(scenario.queues), slots))
    for position, here in there.items():
        member = members[position]
        if member.group >= 0:
            supply[member.group] += here * member.net
            for queue in groups[member.group]:
                heads[queue] += here
    return supply, heads


def _worked_spans(row: Assignment, horizon: clock.Horizon) -> list[tuple[int, int, int]]:
    spans = [(row.start, row.end, 1)]
    spans += [(pause.start, pause.end, -1) for pause in row.activities]
    return [
        (minutes_from(horizon.start, start), minutes_from(horizon.start, end), sign)
        for start, end, sign in spans
    ]
