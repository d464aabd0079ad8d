"""Random teams that are small enough for an exact solve, under every labour rule there is."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from planner.clock import Horizon
from planner.domain import Assignment, LabourRules, Weights
from planner.roster.prepare import prepare
from planner.roster.problem import Problem
from planner.scenario import Scenario
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_availability,
    make_break,
    make_contact_vendor,
    make_contract,
    make_email_queue,
    make_law,
    make_night,
    make_pin,
    make_queue,
    make_scenario,
    make_shift,
    make_tier,
    make_time_off,
    make_vendor,
    make_weekend,
    make_wish,
)
from tests.planner.roster.problems import requirement, week_from

CHANGES = (date(2026, 10, 19), date(2026, 3, 23))  # weeks of 169 and 167 hours in Europe alone
ZONES = ("Europe/Madrid", "Asia/Kolkata", "America/New_York", "UTC")
# One of these is in every team, in turn; most teams have some of the others too.
RULES: tuple[Mapping[str, Any], ...] = (
    {"min_rest_minutes": 660},
    {"min_weekly_rest_minutes": 2880},
    {"max_weekly_minutes": 1200},
    {"max_consecutive_days": 2},
    {"min_days_off_in_row": 2},
    {"max_start_spread_minutes": 180},
    {"forward_rotation": True},
    {"max_nights_in_row": 1},
    {"min_rest_after_nights_minutes": 2400},
    {"averaged_weekly_minutes": 1000, "averaging_weeks": 2},
    {"holidays_off": True},
    {"longest_unpaid_break_minutes": 30},
    {"max_daily_span_minutes": 450},
)
SOME = 0.15  # of the other rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scenario, its horizon, and what it is to cover."""

    scenario: Scenario
    horizon: Horizon
    needs: pd.DataFrame

    def problem(self) -> Problem:
        """In numbers."""
        return prepare(self.scenario, self.horizon, self.needs)

    def with_scenario(self, change: Callable[[Scenario], Scenario]) -> Case:
        """Another scenario, all else as it is."""
        return replace(self, scenario=change(self.scenario))


def random_case(seed: int, *, agents: int | None = None) -> Case:
    """Two or three agents with something of everything; what a seed leaves out another has."""
    draw = random.Random(seed)  # noqa: S311 - a test's dice

    def maybe(chance: float) -> bool:
        return draw.random() < chance

    monday = draw.choice(CHANGES) if maybe(0.2) else MONDAY
    zone = "Europe/Madrid" if maybe(0.5) else "UTC"
    team = [
        make_agent(
            f"agent{k}",
            timezone=draw.choice(ZONES),
            wage_per_hour=Fraction(draw.randint(500, 3000), 100),
            skills=draw.choice((frozenset({"phone", "en"}), frozenset({"phone", "en", "email"}))),
            region=draw.choice(("EU", "APAC")),
            nights=maybe(0.8),
            earliest_start_minute=360 if maybe(0.1) else None,
        )
        for k in range(agents or draw.choice((2, 2, 3)))
    ]
    queues = [make_queue("phone-en")]
    if maybe(0.3):
        queues.append(make_email_queue(respond_within_minutes=draw.choice((60, 300))))
    vendors = []
    if maybe(0.3):
        vendors.append(
            make_vendor(
                max_agents=draw.choice((1, 2)),
                min_hours_per_week=Fraction(draw.choice((0, 5))),
                price_per_hour=Fraction(draw.randint(10, 60)),
            )
        )
    if maybe(0.2):
        vendors.append(make_contact_vendor(price_per_contact=Fraction(5)))
    history = []
    if maybe(0.4):
        day = monday - timedelta(days=draw.choice((1, 1, 2, 5)))
        history.append(make_assignment("agent0", f"{day} 18:00", local_date=day))
    curve = np.array([draw.random() * 2 * (6 <= slot % 24 < 23) for slot in range(168)])
    horizon = week_from(monday, timezone=zone)
    slots = len(horizon.slots)
    curve = np.resize(curve, slots)
    needs: dict[str, Any] = {"phone-en": curve}
    if len(queues) > 1:
        needs["email-en"] = np.roll(curve, 5) * 0.3
    scenario = make_scenario(
        reporting_timezone=zone,
        interval_minutes=60,
        queues=queues,
        agents=team,
        shifts=_shifts(draw, half_hours=any(one.timezone == "Asia/Kolkata" for one in team)),
        contracts=[
            make_contract(
                hourly=maybe(0.6),
                weekly_minutes=1200,
                min_weekly_minutes=draw.choice((0, 0, 600)),
                max_weekly_minutes=1800,
                days_per_week=draw.choice((3, 4)),
                shifts=("long", "late", "night"),
            )
        ],
        labour_rules=[_law(seed, draw)],
        vendors=vendors,
        wishes=[
            make_wish("agent0", monday + timedelta(days=draw.randrange(7)), wish)
            for wish in ("off", "late")
        ],
        pins=[make_pin("agent1", monday + timedelta(days=2), "long", "09:00")]
        if maybe(0.2)
        else [],
        time_off=[make_time_off("agent1", f"{monday + timedelta(days=4)} 00:00",
                                f"{monday + timedelta(days=5)} 00:00",
                                draw.choice(("vacation", "unpaid")))]
        if maybe(0.3)
        else [],
        availability=[make_availability("agent0", day, "06:00", "24:00") for day in range(6)]
        if maybe(0.1)
        else [],
        history=history,
        weights=Weights(
            shortfall_per_agent_hour=Fraction(draw.choice((15, 40, 200))),
            wish=Fraction(draw.choice((0, 5, 50))),
            fairness_per_hour=Fraction(draw.choice((0, 0, 1, 8))),
        ),
        shrinkage_default=Fraction(draw.choice(("0", "0.1"))),
    )  # fmt: skip
    least = {"phone-en": (curve > 1.2).astype(int)} if maybe(0.3) else None
    return Case(
        scenario=scenario,
        horizon=horizon,
        needs=requirement(scenario, horizon, needs, minimum=least),
    )


def _shifts(draw: random.Random, *, half_hours: bool) -> list[Any]:
    """Few starts, so that an exact solve is quick; where a zone is off by half an hour, so are."""
    off = 30 if half_hours and draw.random() < 0.5 else 0
    return [
        make_shift(
            "long", paid_minutes=420, start_from_minute=480 + off, start_to_minute=600 + off,
            start_every_minutes=60, breaks=(make_break(60, between=(180, 240)),),
        ),
        make_shift(
            "late", paid_minutes=300, start_from_minute=1020, start_to_minute=1080,
            start_every_minutes=60,
            breaks=(make_break(30, paid=True, between=(90, 150)),) if draw.random() < 0.5 else (),
        ),
        make_shift(
            "night", paid_minutes=420, start_from_minute=1320, start_to_minute=1320,
            start_every_minutes=60, breaks=(),
        ),
    ]  # fmt: skip


def _law(seed: int, draw: random.Random) -> LabourRules:
    given: dict[str, Any] = {}
    for rule in RULES:
        if draw.random() < SOME:
            given |= rule
    given |= RULES[seed % len(RULES)]
    tiers = (make_tier("0.5", over_weekly_minutes=900), make_tier("0.25", over_daily_minutes=360))
    return make_law(
        **given,
        night=make_night(),
        weekend=make_weekend() if draw.random() < 0.5 else None,
        overtime=tiers if draw.random() < 0.5 else (),
        holiday_premium=Fraction(1),
    )


def scaled(case: Case, times: int) -> Case:
    """Every wage and every price so many times as high."""

    def change(scenario: Scenario) -> Scenario:
        weights = scenario.weights
        vendors = tuple(
            replace(
                one,
                price_per_hour=None if one.price_per_hour is None else one.price_per_hour * times,
                price_per_contact=None
                if one.price_per_contact is None
                else one.price_per_contact * times,
            )
            for one in scenario.vendors
        )
        return replace(
            scenario,
            agents=tuple(
                replace(one, wage_per_hour=one.wage_per_hour * times) for one in scenario.agents
            ),
            vendors=vendors,
            weights=replace(
                weights,
                shortfall_per_agent_hour=weights.shortfall_per_agent_hour * times,
                wish=weights.wish * times,
                fairness_per_hour=weights.fairness_per_hour * times,
            ),
        )

    return case.with_scenario(change)


def reordered(case: Case) -> Case:
    """The same agents, the last one first."""
    return case.with_scenario(lambda one: replace(one, agents=one.agents[::-1]))


def with_one_more(case: Case) -> Case:
    """One more agent, who is paid by the hour, owes nothing and has no peers."""
    more = make_agent("one-more", contract="by-the-hour", region="ELSEWHERE")
    bound = make_contract(
        "by-the-hour", hourly=True, weekly_minutes=1200, max_weekly_minutes=1800,
        shifts=("long", "late", "night"),
    )  # fmt: skip
    return case.with_scenario(
        lambda one: replace(one, agents=(*one.agents, more), contracts=(*one.contracts, bound))
    )


def weeks_later(case: Case, weeks: int) -> Case:
    """All of it so many weeks later; clocks must not change in between."""
    by = timedelta(weeks=weeks)

    def past(row: Assignment) -> Assignment:
        pauses = tuple(
            replace(one, start=one.start + by, end=one.end + by) for one in row.activities
        )
        return replace(
            row, local_date=row.local_date + by, start=row.start + by, end=row.end + by,
            activities=pauses,
        )  # fmt: skip

    scenario = replace(
        case.scenario,
        wishes=tuple(replace(one, local_date=one.local_date + by) for one in case.scenario.wishes),
        pins=tuple(replace(one, local_date=one.local_date + by) for one in case.scenario.pins),
        time_off=tuple(
            replace(one, start_local=one.start_local + by, end_local=one.end_local + by)
            for one in case.scenario.time_off
        ),
        history=tuple(past(row) for row in case.scenario.history),
    )
    needs = case.needs.copy()
    for column in ("interval_start", "due_by"):
        needs[column] = needs[column] + pd.Timedelta(by)
    horizon = replace(case.horizon, start_date=case.horizon.start_date + by)
    return Case(scenario=scenario, horizon=horizon, needs=needs)
