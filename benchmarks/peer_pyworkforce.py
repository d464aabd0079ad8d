"""pyworkforce on what it can say, and the same asked of us; its figures in our currency.

pyworkforce (https://github.com/rodrigo-arenas/pyworkforce, MIT) chooses how many work which shift
of a day, or who works which. It counts positions by Erlang C too (``peer_staffing.py``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import numpy as np
from peer_cases import MONDAY, QUEUE, Team, made_up_team, requirement_of, shift
from peer_rosters import Outcome
from peer_teams import audited_rows, team_by_us

from planner.clock import Horizon
from planner.domain import Assignment, LabourRules, TimeOff, Weights, Wish

__all__ = [
    "KINDS",
    "Compared",
    "cover_team",
    "heads_wanted",
    "is_here",
    "named_by_peer",
    "rosters_compared",
]

DAYS, HOURS_A_DAY = 7, 24
WAGE = 10
PEER = "pyworkforce"
# A day's shifts: first hour and hours. None passes midnight: to the peer a day is a circle.
KINDS = {"early": (6, 8), "middle": (9, 8), "late": (14, 8), "short": (10, 4)}
NEVER = 1000  # an hour of a head that must not be missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A case and what both made of it."""

    case: str
    peer: Outcome
    ours: Outcome


def is_here() -> bool:
    """Whether pyworkforce can be imported."""
    try:
        import pyworkforce  # noqa: F401
    except ImportError:
        return False
    return True


def rosters_compared(limit_s: float, seed: int = 1) -> Sequence[Compared]:
    """Cover by shifts in two ways, and rosters by name."""
    from pyworkforce.scheduling import MinAbsDifference, MinRequiredResources

    heads = heads_wanted(seed)
    common: dict[str, Any] = {
        "num_days": DAYS,
        "periods": HOURS_A_DAY,
        "shifts_coverage": {name: _covers(*span) for name, span in KINDS.items()},
        "required_resources": heads.tolist(),
        "max_period_concurrency": 1000,
        "max_shift_concurrency": 1000,
        "max_search_time": float(limit_s),
    }
    hours = {name: span[1] for name, span in KINDS.items()}
    least = MinRequiredResources(**common, cost_dict=hours)
    nearest = MinAbsDifference(**common)
    total = int(heads.sum())
    return (
        Compared(
            case="no head missing, fewest hours",
            peer=_timed(least.solve),
            ours=_in_hours(team_by_us(cover_team(heads, NEVER), limit_s), 0),
        ),
        Compared(
            case="heads too many and too few alike",
            peer=_timed(nearest.solve),
            # An hour paid for, two for one that is missing: the difference but for a constant.
            ours=_in_hours(team_by_us(cover_team(heads, 2 * WAGE), limit_s), -total),
        ),
        Compared(
            case="fewest hours by name, less those liked",
            peer=named_by_peer(limit_s),
            ours=_in_hours(team_by_us(named_team(), limit_s), -DAYS * len(LIKES)),
        ),
    )


def heads_wanted(seed: int) -> np.ndarray:
    """Whole heads by day and hour, from 6 to 22."""
    random = np.random.default_rng(seed)
    hours = np.arange(HOURS_A_DAY)
    curve = 6 + 8 * np.exp(-(((hours - 11) / 3) ** 2)) + 5 * np.exp(-(((hours - 18) / 2) ** 2))
    heads = random.poisson(curve, (DAYS, HOURS_A_DAY))
    return np.where((hours >= 6) & (hours < 22), heads, 0)


def _covers(first: int, hours: int) -> list[int]:
    return [int(first <= hour < first + hours) for hour in range(HOURS_A_DAY)]


def _timed(solve: Callable[[], dict[str, Any]]) -> Outcome:
    """The peer tells a cost and a status; a bound only where it is the cost."""
    began = time.monotonic()
    found = solve()
    proven = found["status"] == "OPTIMAL"
    cost = float(found["cost"]) if proven or found["status"] == "FEASIBLE" else None
    return Outcome(
        solver=PEER,
        objective=cost,
        bound=cost if proven else None,
        proven=proven,
        seconds=time.monotonic() - began,
        faults=None,
    )


def named_by_peer(limit_s: float) -> Outcome:
    """Its roster by name, audited and costed as ours are."""
    from pyworkforce.rostering import MinHoursRoster

    team, kept = named_team(), {}

    def solve() -> dict[str, Any]:
        kept.update(MinHoursRoster(**_named(limit_s)).solve())
        return kept

    found = _timed(solve)
    if found.objective is None:
        return found
    scenario = team.scenario
    templates = {one.name: one for one in scenario.shifts}
    rows = []
    for row in kept["resource_shifts"]:
        template, day = templates[row["shift"]], MONDAY + timedelta(days=row["day"])
        start = team.horizon.start + timedelta(days=row["day"], minutes=template.start_from_minute)
        rows.append(
            Assignment(
                agent_id=row["resource"],
                local_date=day,
                shift=template.name,
                start=start,
                end=start + timedelta(minutes=template.length_minutes),
                activities=(),
            )
        )
    objective, faults = audited_rows(team, rows)
    return replace(found, objective=objective / WAGE - DAYS * len(LIKES), faults=faults)


def _in_hours(found: Outcome, constant: int) -> Outcome:
    """Money as hours of pay, less what no decision changes."""
    return replace(
        found,
        objective=(found.objective or 0.0) / WAGE + constant,
        bound=(found.bound or 0.0) / WAGE + constant,
    )


def _plain_team(agents: int, missing: int) -> Team:
    """Agents alike at ten an hour, who may work every day; UTC, nothing but heads counts."""
    team = made_up_team(agents, starts=False)
    contract = replace(
        team.scenario.contracts[0], weekly_minutes=0, max_weekly_minutes=10080, days_per_week=DAYS
    )
    people = tuple(
        replace(one, wage_per_hour=Fraction(WAGE), timezone="UTC", nights=True)
        for one in team.scenario.agents
    )
    scenario = replace(
        team.scenario,
        reporting_timezone="UTC",
        agents=people,
        contracts=(contract,),
        labour_rules=(LabourRules(country="*"),),
        wishes=(),
        weights=Weights(
            shortfall_per_agent_hour=Fraction(missing),
            wish=Fraction(WAGE),
            fairness_per_hour=Fraction(0),
        ),
        shrinkage_default=Fraction(0),
    )
    horizon = Horizon(start_date=MONDAY, weeks=1, timezone="UTC", interval_minutes=60)
    return replace(team, scenario=scenario, horizon=horizon)


def cover_team(heads: np.ndarray, missing: int) -> Team:
    """A week of whole heads by the hour, an hour missing at a price, and agents enough."""
    team = _plain_team(2 * int(heads.max()), missing)
    shifts = tuple(shift(name, first, first, hours) for name, (first, hours) in KINDS.items())
    contract = replace(team.scenario.contracts[0], shifts=tuple(KINDS))
    scenario = replace(team.scenario, shifts=shifts, contracts=(contract,))
    needs = requirement_of(team.horizon, QUEUE, heads.ravel().tolist())
    return replace(team, scenario=scenario, requirement=needs)


# -- by name: a week of three shifts a day, five to seven days each -------------------------

NAMED_AGENTS, NAMED_HOURS, MOST_OFF = 14, 40, 2
NAMED = {"Morning": (6, 4), "Afternoon": (14, 3), "Night": (22, 2)}  # first hour, heads
LIKES = {0: "Morning", 3: "Night", 5: "Afternoon", 8: "Morning", 11: "Night"}  # agent, shift
AWAY = ((1, 2), (6, 4), (9, 0))  # agent, day


def _named(limit_s: float) -> dict[str, Any]:
    names = [f"a{number:03d}" for number in range(NAMED_AGENTS)]
    return {
        "num_days": DAYS,
        "resources": names,
        "shifts": list(NAMED),
        "shifts_hours": [8, 8, 8],
        "min_working_hours": NAMED_HOURS,
        "banned_shifts": [
            {"resource": names[who], "shift": name, "day": day}
            for who, day in AWAY
            for name in NAMED
        ],
        "max_resting": MOST_OFF,
        "required_resources": {name: [heads] * DAYS for name, (_, heads) in NAMED.items()},
        "non_sequential_shifts": [{"origin": "Night", "destination": "Morning"}],
        "resources_preferences": [
            {"resource": names[who], "shift": name} for who, name in LIKES.items()
        ],
        "resources_prioritization": [],
        "max_search_time": float(limit_s),
    }


def named_team() -> Team:
    """The same week as a team of ours.

    A morning after a night is barred by a rest of eight hours. Who likes a shift wishes for it on
    every day. At least five days are at least forty hours.
    """
    team = _plain_team(NAMED_AGENTS, NEVER)
    shifts = tuple(shift(name, first, first) for name, (first, _) in NAMED.items())
    contract = replace(
        team.scenario.contracts[0],
        shifts=tuple(NAMED),
        hourly=False,
        weekly_minutes=0,
        min_weekly_minutes=60 * NAMED_HOURS,
    )
    people = team.scenario.agents
    days = [MONDAY + timedelta(days=day) for day in range(DAYS)]
    wishes = tuple(
        Wish(agent_id=people[who].agent_id, local_date=day, wish=name, weight=Fraction(1))
        for who, name in LIKES.items()
        for day in days
    )
    away = tuple(
        TimeOff(
            agent_id=people[who].agent_id,
            # From the end of the night before on: the peer bars what starts on the day alone.
            start_local=datetime.combine(days[day], datetime.min.time()) + timedelta(hours=6),
            end_local=datetime.combine(days[day], datetime.min.time()) + timedelta(hours=24),
            kind="unpaid",
        )
        for who, day in AWAY
    )
    scenario = replace(
        team.scenario,
        shifts=shifts,
        contracts=(contract,),
        labour_rules=(LabourRules(country="*", min_rest_minutes=480),),
        wishes=wishes,
        time_off=away,
    )
    asked = np.zeros(DAYS * HOURS_A_DAY)
    for first, heads in NAMED.values():
        for day in range(DAYS):
            asked[HOURS_A_DAY * day + first :][:8] = heads
    needs = requirement_of(team.horizon, QUEUE, asked.tolist())
    return replace(team, scenario=scenario, requirement=needs)
