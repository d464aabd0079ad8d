"""What agents may work, laid down and priced once for all who are alike in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np

from planner import clock
from planner.absence import time_off_spans
from planner.costing.pay import price_rows
from planner.costing.premium_time import PremiumClock
from planner.domain import Agent, Assignment, Shift, TimeOff
from planner.roster.duties import (
    LaidShift,
    duty_of,
    lay_shifts,
    minutes_from,
    placements,
)
from planner.roster.problem import IntArray, Option
from planner.rules import Duty
from planner.scenario import Scenario

__all__ = ["SharedOptions"]

Placement = tuple[int, ...]
Priced = tuple[int, int, int, int]  # row cents, night, weekend, holiday minutes


class SharedOptions:
    """Options of a scenario's agents in a horizon.

    Agents of one zone, one place, one wage and the same shifts get the very same tuple: a team of
    thousands has a few dozen.
    """

    def __init__(self, scenario: Scenario, horizon: clock.Horizon) -> None:
        self._scenario, self._horizon = scenario, horizon
        self._known: dict[tuple[object, ...], tuple[Option, ...]] = {}
        self._frozen = _frozen_by_place(scenario, horizon)

    def of(
        self, agent: Agent, timepiece: PremiumClock, past: list[Assignment]
    ) -> tuple[Option, ...]:
        """What an agent may work, in order of starts.

        Parameters
        ----------
        agent
            Of the scenario.
        timepiece
            Counts her night, weekend and holiday minutes over the horizon.
        past
            Her earlier shifts; their local dates are taken.
        """
        worked = frozenset(row.local_date for row in past)
        place = _place(self._scenario, agent)
        key = (*place, self._near(worked))
        if key not in self._known:
            frozen = self._frozen.get(place, ())
            self._known[key] = _options(
                self._scenario, self._horizon, agent, timepiece, past, frozen
            )
        return self._known[key]

    def _near(self, worked: frozenset[date]) -> frozenset[date]:
        """Worked dates on which a shift of the horizon could begin too."""
        first = self._horizon.start.date() - timedelta(days=1)
        return frozenset(day for day in worked if day >= first)


def _place(scenario: Scenario, agent: Agent) -> tuple[object, ...]:
    """What agents who may work the same share, but for what they have worked."""
    shifts = tuple(shift.name for shift in scenario.shifts_of(agent))
    return agent.timezone, agent.country, agent.subdivision, agent.wage_per_hour, shifts


def _frozen_by_place(
    scenario: Scenario, horizon: clock.Horizon
) -> dict[tuple[object, ...], tuple[Assignment, ...]]:
    """Published shifts that stand as they are, each with its breaks once for all alike."""
    published, found = scenario.published, defaultdict(list)
    if published is None or published.frozen_until is None:
        return {}
    agents = {agent.agent_id: agent for agent in scenario.agents}
    away: dict[str, list[TimeOff]] = defaultdict(list)
    for absence in scenario.time_off:
        away[absence.agent_id].append(absence)
    for row in published.assignments:
        agent = agents.get(row.agent_id)
        if agent is None or not horizon.start <= row.start < horizon.end:
            continue
        if published.freezes(row, time_off_spans(agent, away[row.agent_id])):
            found[_place(scenario, agent)].append(replace(row, agent_id=""))
    return {place: tuple(dict.fromkeys(rows)) for place, rows in found.items()}


def _laid_anew(
    scenario: Scenario, horizon: clock.Horizon, agent: Agent
) -> list[tuple[LaidShift, tuple[Placement, ...]]]:
    """Every shift that is not frozen, and every way to lay its breaks."""
    frozen_until = None if scenario.published is None else scenario.published.frozen_until
    return [
        (
            shift,
            placements(
                shift.template,
                minutes_from(horizon.start, shift.start),
                horizon.interval_minutes,
            ),
        )
        for shift in lay_shifts(agent, scenario.shifts_of(agent), horizon.start, horizon.end)
        if frozen_until is None or shift.start >= frozen_until
    ]


def _standing(
    scenario: Scenario, agent: Agent, frozen: Sequence[Assignment]
) -> list[tuple[LaidShift, tuple[Placement, ...]]]:
    """Every frozen shift, its breaks as they were published."""
    templates = {shift.name: shift for shift in scenario.shifts_of(agent)}
    found: list[tuple[LaidShift, tuple[Placement, ...]]] = []
    for row in frozen:
        wall = clock.to_local(row.start, agent.timezone)
        shift = LaidShift(
            template=templates[row.shift],
            local_date=wall.date(),
            start=row.start,
            start_wall_minute=wall.hour * 60 + wall.minute,
        )
        way = tuple(minutes_from(row.start, one.start) for one in row.activities if one.is_pause)
        found.append((shift, (way,)))
    return found


def _options(
    scenario: Scenario,
    horizon: clock.Horizon,
    agent: Agent,
    timepiece: PremiumClock,
    past: list[Assignment],
    frozen: Sequence[Assignment],
) -> tuple[Option, ...]:
    worked = {row.local_date for row in past}
    both = [*_laid_anew(scenario, horizon, agent), *_standing(scenario, agent, frozen)]
    both = [(shift, way) for shift, way in both if shift.local_date not in worked]
    laid, ways = [shift for shift, _ in both], [way for _, way in both]
    starts = np.array([minutes_from(horizon.start, shift.start) for shift in laid], dtype=np.int64)
    lengths = np.array([shift.template.length_minutes for shift in laid], dtype=np.int64)
    within = timepiece.between(starts, starts + lengths)
    priced = _priced(scenario, agent, timepiece, laid, starts, ways)
    options: list[Option] = []
    for index, shift in enumerate(laid):
        duty = duty_of(shift, horizon, int(within.night[index]), int(within.holiday[index]))
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
