"""What the peers are compared on: the sample's own data, and made-up teams that both can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pandas as pd

from planner.bench.shift_scheduling.instance import Cover, Employee, Instance, Request, Shift
from planner.clock import Horizon
from planner.domain import (
    Agent,
    Contract,
    LabourRules,
    NightWindow,
    Queue,
    Weekend,
    Weights,
    Wish,
)
from planner.domain import Shift as Template
from planner.scenario import Scenario

__all__ = ["SAMPLE", "Sample", "Team", "made_up_team", "part_of_sample", "requirement_of"]

MONDAY = date(2026, 11, 30)
ZONE = "Europe/Madrid"
QUEUE = "phone"
DAYS, HOURS_A_DAY = 7, 24
WAGES = (12, 15, 20)
LOAD = 0.92
HARD = 1000  # stands for what the sample never allows


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The data of OR-Tools' sample; shifts are 0 off, 1 morning, 2 afternoon, 3 night.

    Facts from https://github.com/google/or-tools/blob/stable/examples/python/
    shift_scheduling_sat.py. ``requests`` pay their weight where the shift is worked; a weight below
    nothing is a wish. Sequences and weekly sums are (shift, hard least, soft least, price a day
    below, soft most, hard most, price a day above).
    """

    employees: int = 8
    weeks: int = 3
    # (employee, shift, day)
    fixed: tuple[tuple[int, int, int], ...] = (
        (0, 0, 0), (1, 0, 0), (2, 1, 0), (3, 1, 0), (4, 2, 0), (5, 2, 0), (6, 2, 3), (7, 3, 0),
        (0, 1, 1), (1, 1, 1), (2, 2, 1), (3, 2, 1), (4, 2, 1), (5, 0, 1), (6, 0, 1), (7, 3, 1),
    )  # fmt: skip
    requests: tuple[tuple[int, int, int, int], ...] = ((3, 0, 5, -2), (5, 3, 10, -2), (2, 3, 4, 4))
    sequences: tuple[tuple[int, int, int, int, int, int, int], ...] = (
        (0, 1, 1, 0, 2, 2, 0),
        (3, 1, 2, 20, 3, 4, 5),
    )
    weekly: tuple[tuple[int, int, int, int, int, int, int], ...] = (
        (0, 1, 2, 7, 2, 3, 4),
        (3, 0, 1, 3, 4, 4, 0),
    )
    transitions: tuple[tuple[int, int, int | None], ...] = ((2, 3, 4), (3, 1, None))
    cover: tuple[tuple[int, int, int], ...] = (
        (2, 3, 1), (2, 3, 1), (2, 2, 2), (2, 3, 1), (2, 2, 2), (1, 2, 3), (1, 3, 1),
    )  # fmt: skip
    excess: tuple[int, int, int] = (2, 2, 5)


SAMPLE = Sample()


def part_of_sample(sample: Sample = SAMPLE) -> Instance:
    """What of the sample an instance of Curtois and Qu can say.

    Left out are soft sequences, weekly sums, penalised transitions and the most days off in a row.
    In their place: at most six days in a row, 12 to 18 shifts in the three weeks, at most four
    nights a week on average. Heads too few cost so much that none are left; so do days that the
    sample fixes.
    """
    names = ("", "M", "A", "N")
    barred = {(first, second) for first, second, price in sample.transitions if price is None}
    days, weeks = 7 * sample.weeks, sample.weeks
    shifts = tuple(
        Shift(
            shift_id=names[one],
            minutes=480,
            not_next=frozenset(names[other] for first, other in barred if first == one),
        )
        for one in (1, 2, 3)
    )
    people = tuple(
        Employee(
            employee_id=f"E{number}",
            most_shifts={"M": days, "A": days, "N": 4 * weeks},
            most_minutes=480 * 6 * weeks,
            least_minutes=480 * 4 * weeks,
            most_run=6,
            least_run=1,
            least_off=1,
            most_weekends=weeks,
        )
        for number in range(sample.employees)
    )
    asked = [
        *sample.requests,
        *((who, shift, day, -HARD) for who, shift, day in sample.fixed if shift),
    ]
    requests = [
        Request(
            employee_id=f"E{who}",
            day=day,
            shift_id=names[one],
            weight=abs(weight),
            wanted=weight < 0 and shift > 0,
        )
        for who, shift, day, weight in asked
        for one in ((shift,) if shift else (1, 2, 3))
    ]
    cover = [
        Cover(
            day=day,
            shift_id=names[shift],
            wanted=sample.cover[day % 7][shift - 1],
            under=HARD,
            over=sample.excess[shift - 1],
        )
        for day in range(days)
        for shift in (1, 2, 3)
    ]
    return Instance(
        name="the sample's part that both can say",
        days=days,
        shifts=shifts,
        employees=people,
        days_off=frozenset((f"E{who}", day) for who, shift, day in sample.fixed if shift == 0),
        requests=tuple(requests),
        cover=tuple(cover),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team, its week and its requirement."""

    name: str
    scenario: Scenario
    horizon: Horizon
    requirement: pd.DataFrame


def shift(name: str, first: int, last: int, hours: int = 8) -> Template:
    """A shift without breaks that starts on the hour, in minutes of the day."""
    return Template(
        name=name,
        paid_minutes=60 * hours,
        breaks=(),
        start_from_minute=60 * first,
        start_to_minute=60 * last,
        start_every_minutes=60,
    )


def made_up_team(agents: int, *, starts: bool, seed: int = 1) -> Team:
    """A team in one zone, paid by the hour, around the clock; what it lacks a peer cannot say.

    No breaks, one zone, no clock change, no overtime, rest that binds between neighbouring dates
    alone, nobody's past, no fairness. Every third agent works no nights; half of them wish for
    something.

    Parameters
    ----------
    agents
        How many.
    starts
        Day shifts may start at any hour from 6 to 15 and nights from 20 to 23; else there are three
        shifts, each with one start.
    seed
        Of demand and wishes.
    """
    random = np.random.default_rng([seed, agents])
    if starts:
        shifts = [shift("day", 6, 15), shift("night", 20, 23)]
    else:
        shifts = [shift("day", 7, 7), shift("late", 15, 15), shift("night", 23, 23)]
    horizon = Horizon(start_date=MONDAY, weeks=1, timezone=ZONE, interval_minutes=60)
    people = [
        Agent(
            agent_id=f"a{number:03d}",
            name=f"Agent {number}",
            timezone=ZONE,
            country="ES",
            region="EU",
            contract="forty",
            wage_per_hour=Fraction(WAGES[number % len(WAGES)]),
            skills=frozenset({QUEUE}),
            nights=number % 3 != 1,
        )
        for number in range(agents)
    ]
    wishes = [
        Wish(
            agent_id=person.agent_id,
            local_date=MONDAY + timedelta(days=int(random.integers(DAYS))),
            wish=str(random.choice(["off", *(one.name for one in shifts)])),
            weight=Fraction(1),
        )
        for person in people[::2]
    ]
    scenario = Scenario(
        name=f"{agents} agents",
        currency="EUR",
        reporting_timezone=ZONE,
        interval_minutes=60,
        queues=(
            Queue(
                name=QUEUE,
                channel="phone",
                skills=frozenset({QUEUE}),
                service_level=0.8,
                answer_within_s=20.0,
                max_occupancy=0.85,
                aht_s=240.0,
            ),
        ),
        agents=tuple(people),
        shifts=tuple(shifts),
        contracts=(
            Contract(
                name="forty",
                weekly_minutes=2400,
                hourly=True,
                min_weekly_minutes=0,
                max_weekly_minutes=2400,
                days_per_week=5,
                shifts=tuple(one.name for one in shifts),
            ),
        ),
        labour_rules=(
            LabourRules(
                country="*",
                min_rest_minutes=660,
                max_consecutive_days=4,
                night=NightWindow(from_minute=1320, to_minute=360, premium=Fraction(1, 4)),
                weekend=Weekend(weekdays=frozenset({5, 6}), premium=Fraction(1, 2)),
            ),
        ),
        weights=Weights(
            shortfall_per_agent_hour=Fraction(60), wish=Fraction(5), fairness_per_hour=Fraction(0)
        ),
        wishes=tuple(wishes),
        shrinkage_default=Fraction(1, 10),
    )
    hours = np.arange(len(horizon.slots)) % HOURS_A_DAY
    curve = 0.35 + np.clip(np.sin((hours - 7) / 14 * np.pi), 0.0, 1.0) * (hours > 6) * (hours < 22)
    curve = curve * random.uniform(0.9, 1.1, len(curve))
    # Thousandths, so that the peer's whole numbers say the same.
    asked = np.round(curve / curve.sum() * LOAD * 0.9 * 40 * agents, 3)
    name = f"{agents} agents, {'14 starts' if starts else '3 shifts'}"
    return Team(
        name=name,
        scenario=scenario,
        horizon=horizon,
        requirement=requirement_of(horizon, QUEUE, asked),
    )


def requirement_of(horizon: Horizon, queue: str, asked: Sequence[float]) -> pd.DataFrame:
    """Rows of requirement.csv for one queue that is answered at once."""
    starts = pd.DatetimeIndex(horizon.slots)
    return pd.DataFrame(
        {
            "interval_start": starts,
            "queue": queue,
            "required": np.asarray(asked, dtype=float),
            "due_by": pd.Series(pd.NaT, index=range(len(starts)), dtype=starts.dtype),
            "minimum_agents": 0,
            "contacts": 0.0,
        }
    )
