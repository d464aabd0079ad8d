"""Pay from the rows: base and premiums per row, overtime and idle per agent and week.

All arithmetic is exact (fractions of the team's currency), rounded half to even to whole cents
where the law of the figures says so and nowhere else.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

import holidays

from planner.audit.integrity import breach
from planner.audit.rows import USUAL_NIGHT, Roster, Row
from planner.audit.timeline import Timeline
from planner.audit.zones import ONE_DAY, pieces
from planner.domain import Agent, OvertimeTier, Violation, Weekend
from planner.scenario import Scenario

USUAL_WEEKEND = Weekend(weekdays=frozenset({5, 6}))
STRAIGHT_DAYS = 7


def cents_of(amount: Fraction) -> int:
    """Whole cents, half to even.

    Examples
    --------
    >>> cents_of(Fraction("0.125")), cents_of(Fraction("0.375"))
    (12, 38)
    """
    return round(amount * 100)


@lru_cache(maxsize=1_000)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Days off by law in a country and, where known, its subdivision; none where unknown."""
    with warnings.catch_warnings():
        # Renamed subdivisions and estimated dates are the package's to warn of, not a fault here.
        warnings.simplefilter("ignore")
        for part in (subdivision or None, None):
            try:
                days = holidays.country_holidays(
                    country, subdiv=part, years=year, categories="public", expand=False
                )
            except NotImplementedError:
                continue
            return frozenset(days)
    return frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMinutes:
    """Paid minutes by night, on weekends and on public holidays; one minute may be all three."""

    night: int
    weekend: int
    holiday: int


def state_minutes(row: Row) -> StateMinutes:
    """Paid minutes of a row in each state, by the clock on the agent's wall."""
    night = row.law.night or USUAL_NIGHT
    weekend = row.law.weekend or USUAL_WEEKEND
    counted = [0, 0, 0]
    for start, end in row.paid_spans:
        for piece in pieces(start, end, row.agent.timezone):
            counted[0] += piece.minutes_within(night.from_minute, night.to_minute)
            for day, minutes in piece.days:
                counted[1] += minutes * (day.weekday() in weekend.weekdays)
                counted[2] += minutes * _is_holiday(row.agent, day)
    return StateMinutes(night=counted[0], weekend=counted[1], holiday=counted[2])


def holiday_minutes(row: Row) -> int:
    """Elapsed minutes of a row on public holidays, breaks included."""
    return sum(
        minutes * _is_holiday(row.agent, day)
        for piece in pieces(*row.span, row.agent.timezone)
        for day, minutes in piece.days
    )


def _is_holiday(agent: Agent, day: date) -> bool:
    return day in public_holidays(agent.country, agent.subdivision, day.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEarnings:
    """What a row earns, in cents, and its minutes in each state."""

    row: Row
    minutes: StateMinutes
    base_cents: int
    night_cents: int
    weekend_cents: int
    holiday_cents: int

    @property
    def premium_cents(self) -> int:
        """Night, weekend and holiday premium, each rounded by itself."""
        return self.night_cents + self.weekend_cents + self.holiday_cents


def earnings_of(row: Row) -> RowEarnings:
    """Base pay and premiums of a row."""
    per_minute = row.agent.wage_per_hour / 60
    minutes = state_minutes(row)
    night = Fraction(0) if row.law.night is None else row.law.night.premium
    weekend = Fraction(0) if row.law.weekend is None else row.law.weekend.premium
    return RowEarnings(
        row=row,
        minutes=minutes,
        base_cents=cents_of(per_minute * row.paid_minutes),
        night_cents=cents_of(per_minute * minutes.night * night),
        weekend_cents=cents_of(per_minute * minutes.weekend * weekend),
        holiday_cents=cents_of(per_minute * minutes.holiday * row.law.holiday_premium),
    )


def pay_violations(earnings: Iterable[RowEarnings]) -> Iterator[Violation]:
    """Rows whose written pay or premium is not what they earn, to the cent."""
    for earned in earnings:
        line = earned.row.line
        pay = None if line is None else line.pay_cents
        premium = None if line is None else line.premium_cents
        if pay is not None and pay != earned.base_cents:
            yield breach(earned.row, "pay", money(earned.base_cents), money(pay))
        if premium is not None and premium != earned.premium_cents:
            yield breach(earned.row, "premium", money(earned.premium_cents), money(premium))


def money(cents: int) -> str:
    """Cents as an amount: ``1234.50``."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekEarnings:
    """What an agent costs in a plan week, in cents, by item."""

    agent: Agent
    week: int
    wages_cents: int
    idle_cents: int
    overtime_cents: int
    night_cents: int
    weekend_cents: int
    holiday_cents: int


def week_earnings(
    scenario: Scenario,
    timeline: Timeline,
    roster: Roster,
    earnings: Sequence[RowEarnings],
) -> Iterator[WeekEarnings]:
    """Every agent and week, those without a row included (idle is paid there too)."""
    rows_of = roster.of_agents()
    earned_of: dict[tuple[str, int | None], list[RowEarnings]] = {}
    for earned in sorted(earnings, key=lambda earned: earned.row.start):
        key = (earned.row.agent.agent_id, earned.row.week)
        earned_of.setdefault(key, []).append(earned)
    for agent in scenario.agents:
        dates = {row.local_date for row in rows_of.get(agent.agent_id, ())}
        for week in range(timeline.weeks):
            own = earned_of.get((agent.agent_id, week), [])
            yield WeekEarnings(
                agent=agent,
                week=week,
                wages_cents=sum(earned.base_cents for earned in own),
                idle_cents=_idle_cents(scenario, agent, own),
                overtime_cents=_overtime_cents(scenario, agent, own, dates),
                night_cents=sum(earned.night_cents for earned in own),
                weekend_cents=sum(earned.weekend_cents for earned in own),
                holiday_cents=sum(earned.holiday_cents for earned in own),
            )


def _idle_cents(scenario: Scenario, agent: Agent, own: Sequence[RowEarnings]) -> int:
    contract = scenario.contract_of(agent)
    owed = contract.min_weekly_minutes if contract.hourly else contract.weekly_minutes
    idle = max(0, owed - sum(earned.row.paid_minutes for earned in own))
    return cents_of(agent.wage_per_hour * idle / 60)


def _overtime_cents(
    scenario: Scenario, agent: Agent, own: Sequence[RowEarnings], dates: set[date]
) -> int:
    tiers = scenario.rules_of(agent).overtime
    share = Fraction(0)
    worked = 0
    for earned in own:
        minutes = earned.row.paid_minutes
        seventh = is_seventh_day(earned.row.local_date, dates)
        share += overtime_share(tiers, minutes, worked, seventh=seventh)
        worked += minutes
    return cents_of(agent.wage_per_hour * share / 60)


def is_seventh_day(day: date, dates: set[date]) -> bool:
    """Whether the six dates before a worked one were worked too."""
    return all(day - back * ONE_DAY in dates for back in range(STRAIGHT_DAYS))


def overtime_share(
    tiers: Sequence[OvertimeTier], minutes: int, worked_before: int, *, seventh: bool
) -> Fraction:
    """Minutes of a shift times the premium of each: the highest of the tiers that apply.

    Parameters
    ----------
    tiers
        Of the agent's labour rules.
    minutes
        Paid minutes of the shift, in order of time.
    worked_before
        Paid minutes of the same week before it.
    seventh
        Whether the shift's date is at least the seventh worked in a row.
    """
    begins = [
        (_first_minute(tier, worked_before), tier.premium)
        for tier in tiers
        if seventh or not tier.seventh_day
    ]
    cuts = sorted({0, minutes} | {min(begin, minutes) for begin, _ in begins})
    total = Fraction(0)
    for cut, following in pairwise(cuts):
        applying = [premium for begin, premium in begins if begin <= cut]
        total += (following - cut) * max(applying, default=Fraction(0))
    return total


def _first_minute(tier: OvertimeTier, worked_before: int) -> int:
    """How many minutes of the shift pass before the tier applies to the rest."""
    weekly = 0 if tier.over_weekly_minutes is None else tier.over_weekly_minutes - worked_before
    return max(0, weekly, tier.over_daily_minutes or 0)
