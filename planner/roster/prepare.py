"""From a scenario, a horizon and a requirement to the roster problem in numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import product

import numpy as np
import pandas as pd

from planner import absence, clock
from planner.costing.pay import price_rows
from planner.costing.premium_time import PremiumClock, premium_clock
from planner.domain import Agent, Assignment, OpenHours, Shift
from planner.roster.duties import (
    LaidShift,
    duty_of,
    lay_shifts,
    minutes_from,
    past_duty,
    placements,
)
from planner.roster.employment import Employment
from planner.roster.problem import (
    Demand,
    FloatArray,
    IntArray,
    Member,
    Option,
    Problem,
    VendorSlots,
    group_index,
    presence,
)
from planner.roster.program import FRACTION
from planner.roster.tour_space import BoolArray
from planner.rules import Duty
from planner.scenario import Scenario

FAIRNESS_HISTORY = timedelta(weeks=8)
Placement = tuple[int, ...]
Priced = tuple[int, int, int, int]  # row cents, night, weekend, holiday minutes


def prepare(
    scenario: Scenario,
    horizon: clock.Horizon,
    requirement: pd.DataFrame,
    employment: Employment | None = None,
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

    Returns
    -------
    Problem
    """
    groups = tuple(
        sorted({_served(scenario, agent) for agent in scenario.agents} - {frozenset()}, key=sorted)
    )
    past = _by_agent(scenario.history, horizon.start)
    slots = len(horizon.slots)
    members = tuple(
        _member(scenario, horizon, agent, groups, past.get(agent.agent_id, []), employment)
        for agent in scenario.agents
    )
    past_supply, past_heads = _past_presence(scenario, horizon, members, groups, past)
    return Problem(
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
    )


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
    past: list[Assignment],
    employment: Employment | None,
) -> Member:
    contract, law = scenario.contract_of(agent), scenario.rules_of(agent)
    first = min([horizon.start, *(row.start for row in past)]) - timedelta(days=2)
    timepiece = premium_clock(
        agent, law, first, horizon.end + timedelta(days=3), epoch=horizon.start
    )
    spans = [span for span in scenario.availability if span.agent_id == agent.agent_id]
    windows = absence.availability_windows(agent, spans, horizon.start, horizon.end)
    return Member(
        agent=agent,
        contract=contract,
        law=law,
        net=float(scenario.net_factor(agent)),
        group=group_index(groups, _served(scenario, agent)),
        options=_options(scenario, horizon, agent, timepiece, past),
        history=tuple(past_duty(row, agent, horizon) for row in past),
        time_off=_in_minutes(horizon, absence.time_off_spans(agent, scenario.time_off)),
        windows=None if windows is None else _in_minutes(horizon, windows),
        credited_dates=absence.credited_dates(agent, contract, scenario.time_off, horizon),
        pinned=_pins(scenario, horizon, agent),
        wishes=_wishes(scenario, horizon, agent),
        past_kind_minutes=_past_kinds(horizon, timepiece, past),
        seat=None if employment is None else float(employment.seat_per_week),
    )


def _in_minutes(
    horizon: clock.Horizon, spans: Sequence[tuple[datetime, datetime]]
) -> tuple[tuple[int, int], ...]:
    return tuple(
        (minutes_from(horizon.start, start), minutes_from(horizon.start, end))
        for start, end in spans
    )


def _pins(
    scenario: Scenario, horizon: clock.Horizon, agent: Agent
) -> tuple[tuple[date, str, int], ...]:
    """The agent's pins that start within the horizon."""
    found = []
    for pin in scenario.pins:
        if pin.agent_id == agent.agent_id:
            wall = datetime.combine(pin.local_date, time.min) + timedelta(minutes=pin.start_minute)
            start = clock.to_utc(wall, agent.timezone)
            if horizon.start <= start < horizon.end:
                shown = clock.to_local(start, agent.timezone)
                found.append((shown.date(), pin.shift, shown.hour * 60 + shown.minute))
    return tuple(found)


def _wishes(
    scenario: Scenario, horizon: clock.Horizon, agent: Agent
) -> tuple[tuple[date, str, float], ...]:
    first = clock.local_date(horizon.start, agent.timezone)
    last = clock.local_date(horizon.end - timedelta(minutes=1), agent.timezone)
    return tuple(
        (wish.local_date, wish.wish, float(wish.weight * scenario.weights.wish))
        for wish in scenario.wishes
        if wish.agent_id == agent.agent_id and first <= wish.local_date <= last
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


def _options(
    scenario: Scenario,
    horizon: clock.Horizon,
    agent: Agent,
    timepiece: PremiumClock,
    past: list[Assignment],
) -> tuple[Option, ...]:
    worked = {row.local_date for row in past}
    laid = [
        shift
        for shift in lay_shifts(agent, scenario.shifts_of(agent), horizon.start, horizon.end)
        if shift.local_date not in worked
    ]
    starts = np.array([minutes_from(horizon.start, shift.start) for shift in laid], dtype=np.int64)
    lengths = np.array([shift.template.length_minutes for shift in laid], dtype=np.int64)
    nights = timepiece.night_window_minutes(starts, starts + lengths)
    ways = [
        placements(shift.template, int(start), horizon.interval_minutes)
        for shift, start in zip(laid, starts, strict=True)
    ]
    priced = _priced(scenario, agent, timepiece, laid, starts, ways)
    options: list[Option] = []
    for index, shift in enumerate(laid):
        duty = duty_of(shift, horizon, int(nights[index]))
        options.extend(_alike(duty, shift.template, ways[index], priced[index]))
    return tuple(sorted(options, key=lambda option: (option.duty.start_minute, option.duty.shift)))


def _priced(
    scenario: Scenario,
    agent: Agent,
    timepiece: PremiumClock,
    laid: list[LaidShift],
    starts: IntArray,
    ways: list[tuple[Placement, ...]],
) -> list[list[Priced]]:
    """Row cents and special minutes of every placement of every laid shift, all at once."""
    owner = np.repeat(np.arange(len(laid)), [len(some) for some in ways])
    if len(owner) == 0:
        return [[] for _ in laid]
    lengths = np.array([shift.template.length_minutes for shift in laid], dtype=np.int64)
    paid = np.array([shift.template.paid_minutes for shift in laid], dtype=np.int64)
    special = timepiece.between(starts[owner], (starts + lengths)[owner])
    for column in range(max(len(shift.template.breaks) for shift in laid)):
        begin, end = _unpaid_break(laid, starts, ways, column)
        special = special.less(timepiece.between(begin, end))
    money = price_rows(agent.wage_per_hour, scenario.rules_of(agent), paid[owner], special)
    table = np.column_stack((money.total_cents, special.night, special.weekend, special.holiday))
    result: list[list[Priced]] = [[] for _ in laid]
    for index, row in zip(owner.tolist(), table.tolist(), strict=True):
        result[index].append(tuple(row))
    return result


def _unpaid_break(
    laid: list[LaidShift], starts: IntArray, ways: list[tuple[Placement, ...]], column: int
) -> tuple[IntArray, IntArray]:
    """Start and end of one break in every placement; empty spans where it is paid or not there."""
    begin, end = [], []
    for shift, start, some in zip(laid, starts.tolist(), ways, strict=True):
        breaks = shift.template.breaks
        counts = column < len(breaks) and not breaks[column].paid
        for way in some:
            at = start + way[column] if counts else start
            begin.append(at)
            end.append(at + breaks[column].minutes if counts else at)
    return np.array(begin, dtype=np.int64), np.array(end, dtype=np.int64)


def _alike(
    duty: Duty, template: Shift, ways: Sequence[Placement], priced: Sequence[Priced]
) -> list[Option]:
    """Options of one duty: placements of one price together where every combination is allowed."""
    by_price: dict[Priced, list[Placement]] = defaultdict(list)
    for way, price in zip(ways, priced, strict=True):
        by_price[price].append(way)
    options: list[Option] = []
    for price, some in by_price.items():
        offsets = tuple(tuple(sorted(set(column))) for column in zip(*some, strict=True))
        combined = set(product(*offsets)) == set(some)
        each_way = [tuple((at,) for at in way) for way in some]
        options.extend(
            Option(
                duty=duty,
                template=template,
                offsets=each,
                row_cents=price[0],
                kind_minutes=price[1:],
            )
            for each in ([offsets] if combined else each_way)
        )
    return options


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


def _past_presence(
    scenario: Scenario,
    horizon: clock.Horizon,
    members: tuple[Member, ...],
    groups: tuple[frozenset[int], ...],
    past: dict[str, list[Assignment]],
) -> tuple[FloatArray, FloatArray]:
    """Net agents by group and heads by queue from shifts that run past the horizon's start."""
    slots, step = len(horizon.slots), horizon.interval_minutes
    supply = np.zeros((len(groups), slots))
    heads = np.zeros((len(scenario.queues), slots))
    for member in members:
        for row in past.get(member.agent.agent_id, []):
            if row.end <= horizon.start or member.group < 0:
                continue
            here = np.zeros(slots)
            for start, end, sign in _worked_spans(row, horizon):
                for slot, minutes in presence(start, end, slots, step):
                    here[slot] += sign * minutes / step
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
