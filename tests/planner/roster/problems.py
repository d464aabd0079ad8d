"""Roster problems small enough to be solved in other ways, and those other ways."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise, product
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from ortools.sat.python import cp_model
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from planner.clock import Horizon
from planner.domain import Weights
from planner.roster.cpsat import to_model
from planner.roster.model import Fixed, build
from planner.roster.plan import Chosen, presence_of
from planner.roster.prepare import prepare
from planner.roster.problem import FloatArray, Member, Problem
from planner.roster.program import COST_SCALE, Program
from planner.scenario import Scenario
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_break,
    make_contact_vendor,
    make_contract,
    make_email_queue,
    make_law,
    make_night,
    make_queue,
    make_scenario,
    make_shift,
    make_tier,
    make_vendor,
    make_weekend,
    make_wish,
)

HOUR_SLOTS = 168
JUDGE_S = 2.5  # for the best roster, or one near it: proven sooner for most of these teams
Curve = Sequence[float] | FloatArray | float


def week_from(
    day: date = MONDAY, *, weeks: int = 1, timezone: str = "UTC", interval_minutes: int = 60
) -> Horizon:
    """Plan weeks of hourly slots."""
    return Horizon(
        start_date=day, weeks=weeks, timezone=timezone, interval_minutes=interval_minutes
    )


def requirement(
    scenario: Scenario,
    horizon: Horizon,
    required: Mapping[str, Curve],
    *,
    minimum: Mapping[str, Any] | None = None,
    contacts: float = 4.0,
) -> pd.DataFrame:
    """Rows of requirement.csv, ``required`` by queue; what is not named needs nobody."""
    starts = pd.DatetimeIndex(horizon.slots)
    parts = []
    for queue in scenario.queues:
        wait = queue.respond_within_minutes
        due = pd.Series(pd.NaT, index=range(len(starts)), dtype=starts.dtype)
        part = pd.DataFrame({"interval_start": starts, "queue": queue.name})
        part["required"] = np.broadcast_to(required.get(queue.name, 0.0), len(starts)).astype(float)
        part["due_by"] = due if wait is None else starts + pd.Timedelta(minutes=wait)
        part["minimum_agents"] = (minimum or {}).get(queue.name, 0)
        part["contacts"] = contacts
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def make_problem(
    required: Mapping[str, Curve] | None = None,
    *,
    horizon: Horizon | None = None,
    minimum: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Problem:
    """A problem of ``make_scenario`` with hourly slots."""
    horizon = horizon or week_from()
    scenario = make_scenario(interval_minutes=horizon.interval_minutes, **changes)
    needs = requirement(scenario, horizon, required or {}, minimum=minimum)
    return prepare(scenario, horizon, needs)


def random_team(seed: int, *, agents: int = 2) -> Problem:
    """A small team with something of everything: what a seed leaves out another has."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice

    def maybe(chance: float) -> bool:
        return draw.random() < chance

    queues = [make_queue("phone-en"), make_queue("phone-es", skills=frozenset({"phone", "es"}))]
    waits = maybe(0.5)
    if waits:
        queues.append(make_email_queue(respond_within_minutes=draw.choice((60, 180, 600))))
    kinds = [{"phone", "en"}, {"phone", "es"}, {"phone", "en", "es"}, {"phone", "en", "email"}]
    shifts = [
        make_shift(
            "long",
            paid_minutes=420,
            start_from_minute=480,
            start_to_minute=600,
            start_every_minutes=draw.choice((60, 120)),
            breaks=(make_break(60, between=(180, 240)),),
        ),
        make_shift(
            "late",
            paid_minutes=300,
            start_from_minute=1080,
            start_to_minute=1140,
            start_every_minutes=60,
            breaks=(make_break(30, paid=True, between=(90, 150)),) if maybe(0.5) else (),
        ),
    ]
    team = [
        make_agent(
            f"agent{k}",
            timezone=draw.choice(("Europe/Madrid", "Asia/Kolkata" if maybe(0.3) else "UTC")),
            wage_per_hour=Fraction(draw.randint(10, 30)),
            skills=frozenset(draw.choice(kinds)),
            region=draw.choice(("EU", "EU", "APAC")),
        )
        for k in range(agents)
    ]
    tiers = (
        make_tier("0.5", over_weekly_minutes=1200),
        make_tier("1", over_weekly_minutes=1600),
        make_tier("0.25", over_daily_minutes=360),
    )
    law = make_law(
        min_rest_minutes=draw.choice((0, 660)),
        min_weekly_rest_minutes=draw.choice((0, 2160)),
        night=make_night() if maybe(0.5) else None,
        weekend=make_weekend() if maybe(0.5) else None,
        overtime=tiers if maybe(0.5) else (),
    )
    vendors = []
    if maybe(0.4):
        vendors.append(
            make_vendor(
                queues=("phone-en", "phone-es"),
                max_agents=draw.choice((1, 2)),
                min_hours_per_week=Fraction(draw.choice((0, 5))),
                price_per_hour=Fraction(draw.randint(10, 60)),
            )
        )
    if maybe(0.4):
        named = ("phone-en", "email-en") if waits else ("phone-en",)
        vendors.append(make_contact_vendor(queues=named, price_per_contact=Fraction(5)))
    contract = make_contract(
        hourly=maybe(0.5),
        weekly_minutes=1260,
        min_weekly_minutes=draw.choice((0, 600)),
        max_weekly_minutes=2100,
        days_per_week=4,
        shifts=("long", "late"),
    )
    wishes = [
        make_wish(
            "agent0", MONDAY + timedelta(days=draw.randrange(7)), draw.choice(("off", "late"))
        )
        for _ in range(2)
    ]
    history = (
        [make_assignment("agent0", "2026-11-29 20:00", local_date=date(2026, 11, 29))]
        if maybe(0.4)
        else []
    )
    curve = np.array([draw.random() * 2 * (7 <= slot % 24 < 23) for slot in range(HOUR_SLOTS)])
    needs: dict[str, Curve] = {"phone-en": curve, "phone-es": curve[::-1] * 0.6}
    if waits:
        needs["email-en"] = np.roll(curve, 5) * 0.3
    return make_problem(
        needs,
        minimum={"phone-en": (curve > 0.7).astype(int)} if maybe(0.4) else None,
        queues=queues,
        agents=team,
        shifts=shifts,
        contracts=[contract],
        labour_rules=[law],
        vendors=vendors,
        wishes=wishes,
        history=history,
        weights=Weights(
            shortfall_per_agent_hour=Fraction(draw.choice((15, 40, 200))),
            wish=Fraction(draw.choice((0, 5, 50))),
            fairness_per_hour=Fraction(draw.choice((0, 1, 8))),
        ),
        shrinkage_default=Fraction(draw.choice(("0", "0.1", "0.3"))),
    )


def weeks_of(member: Member) -> Iterator[tuple[int, ...]]:
    """Every choice of at most one option a local date, legal or not, in order of time."""
    by_date: dict[date, list[int]] = {}
    for position, option in enumerate(member.options):
        by_date.setdefault(option.duty.local_date, []).append(position)
    for chosen in product(*[(None, *by_date[day]) for day in sorted(by_date)]):
        yield tuple(position for position in chosen if position is not None)


def is_legal_by_hand(problem: Problem, member: Member, week: Sequence[int]) -> bool:
    """Whether a plan of one week keeps every rule, written down from what the rules mean."""
    law, contract = member.law, member.contract
    duties = sorted((member.options[k].duty for k in week), key=lambda duty: duty.start_minute)
    minutes = sum(duty.paid_minutes for duty in duties)
    credit = member.credited_dates[0]
    most = min(contract.max_weekly_minutes, law.max_weekly_minutes or 10**6)
    least = contract.min_weekly_minutes - credit * Fraction(
        contract.weekly_minutes, contract.days_per_week
    )
    pins = {(duty.local_date, duty.shift, duty.start_wall_minute) for duty in duties}
    return (
        minutes <= most
        and (contract.hourly or minutes >= ceil(least))
        and len(duties) <= max(0, contract.days_per_week - credit)
        and all(pin in pins for pin in member.pinned)
        and all(_allowed_alone(member, duty) for duty in duties)
        and _rested(member, duties)
        and _paused(problem, member, duties)
        and _run(member, duties) <= (law.max_consecutive_days or 10**6)
    )


def _allowed_alone(member: Member, duty: Any) -> bool:
    if not member.agent.nights and duty.night_window_minutes >= 180:
        return False
    if any(duty.start_minute < end and start < duty.end_minute for start, end in member.time_off):
        return False
    if member.windows is None:
        return bool(duty.start_wall_minute >= (member.agent.earliest_start_minute or 0))
    return any(a <= duty.start_minute and duty.end_minute <= b for a, b in member.windows)


def _rested(member: Member, duties: Sequence[Any]) -> bool:
    last = max(member.history, key=lambda past: past.end_minute, default=None)
    line = [*([last] if last else []), *duties]
    least = member.law.min_rest_minutes
    return all(b.start_minute - a.end_minute >= least for a, b in pairwise(line))


def _paused(problem: Problem, member: Member, duties: Sequence[Any]) -> bool:
    least, (lower, upper) = member.law.min_weekly_rest_minutes, problem.week_bounds
    free_from = max((past.end_minute for past in member.history), default=lower)
    for duty in duties:
        if duty.start_minute > lower and duty.start_minute - free_from >= least:
            return True
        free_from = duty.end_minute
    return upper - free_from >= least


def _run(member: Member, duties: Sequence[Any]) -> int:
    """The longest run of dates that holds a planned one."""
    planned = {duty.local_date for duty in duties}
    dates = sorted(planned | {past.local_date for past in member.history})
    longest = run = 0
    before = None
    for day in dates:
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        before = day
        longest = max(longest, run if day in planned else 0)
    return longest


def optimum(program: Program, time_limit_s: float = 20.0) -> tuple[float, FloatArray] | None:
    """The best of a program by CP-SAT: its cost as the program counts it, and the values."""
    model, variables = to_model(program)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_time_in_seconds = time_limit_s
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    values = np.array([solver.value(variable) for variable in variables], dtype=float)
    values /= np.array(program.units)
    return float(values @ np.array(program.cost)), values


def best_objective(problem: Problem, time_limit_s: float = 20.0) -> float | None:
    """The full model's best objective, in currency; None where there is no roster.

    HiGHS proves in a second most of what takes CP-SAT minutes, and stops there. Where the time is
    up first it is the best roster so far, which no bound may lie above either.
    """
    model = build(problem, range(len(problem.members)), Fixed.nothing(problem))
    program = model.program
    rows = [LinearConstraint(*program.rows())]
    apart = _one_at_a_time(program)
    if apart.shape[0]:
        rows.append(LinearConstraint(apart, -np.inf, 1.0))
    found: Any = milp(
        np.array(program.cost) / COST_SCALE,
        constraints=rows,
        bounds=Bounds(0.0, program.upper_bounds()),
        integrality=np.array(program.whole, dtype=int),
        options={"time_limit": time_limit_s, "mip_rel_gap": 1e-9},
    )
    return None if found.x is None else float(found.fun) + model.offset / COST_SCALE


def _one_at_a_time(program: Program) -> sparse.csr_array:
    """A row for every start of a span: of the spans that hold it, one may be taken."""
    held = [
        [
            variable
            for variable, start, end in zip(group.variables, group.starts, group.ends, strict=True)
            if start <= at < end
        ]
        for group in program.no_overlaps
        for at in sorted(set(group.starts))
    ]
    places = [(row, variable) for row, variables in enumerate(held) for variable in variables]
    rows, columns = zip(*places, strict=True) if places else ((), ())
    return sparse.csr_array(
        (np.ones(len(places)), (rows, columns)), shape=(len(held), len(program))
    )


def without_time(problem: Problem, **changes: Any) -> Problem:
    """The problem with other members or weights."""
    return replace(problem, **changes)


def earliest(member: Member, options: Sequence[int]) -> tuple[Chosen, ...]:
    """Options worked, each break at its first place."""
    return tuple(
        Chosen(
            option=k,
            break_starts=tuple(
                member.options[k].duty.start_minute + offsets[0]
                for offsets in member.options[k].offsets
            ),
        )
        for k in options
    )


def supply_of(problem: Problem, plan: Mapping[int, tuple[Chosen, ...]]) -> FloatArray:
    """Heads on duty, members by slots."""
    return np.array([presence_of(problem, k, plan.get(k, ())) for k in range(len(problem.members))])
