"""What is asked of an agent, one thing after the other, in words: rules, time off, pins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planner.roster.problem import Member
from planner.rules import RULES, Rule
from planner.rules.base import hours
from planner.rules.duty_rules import PinsStand, TimeOffBars

__all__ = ["Demand", "dates_of", "demands_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One thing that can be left out: a pin, a span of time off, or a rule."""

    rule: type[Rule]
    text: str
    remedy: str
    pin: tuple[date, str, int] | None = None
    absence: tuple[int, int] | None = None
    of_line: bool = False  # to work nothing but what her line has


def demands_of(member: Member) -> Iterator[Demand]:
    """What is asked of an agent: rules before time off, both before pins.

    A conflict is shrunk by leaving out the first ones sooner, so pins stay in it.
    """
    for rule in RULES:
        if rule not in (PinsStand, TimeOffBars):
            yield Demand(rule=rule, text=_rule_text(member, rule), remedy=_remedy(rule))
    for span in member.time_off:
        yield Demand(
            rule=TimeOffBars,
            text=f"time off {_days_text(member, span)}",
            remedy="moving or shortening the time off",
            absence=span,
        )
    if member.line is not None:
        yield Demand(
            rule=PinsStand,
            text=f"no other shifts than those of {member.line.where}",
            remedy="taking the agent off the line",
            of_line=True,
        )
    for day, name, minute in member.pinned:
        if member.line is not None and (day, name, minute) in member.line.pins:
            yield Demand(
                rule=PinsStand,
                text=f"{name} on {day}, as {member.line.where} has it",
                remedy="taking the agent off the line",
                pin=(day, name, minute),
            )
            continue
        yield Demand(
            rule=PinsStand,
            text=f"the pinned {name} on {day} from {minute // 60:02d}:{minute % 60:02d}",
            remedy=f"unpinning {name} on {day.isoformat()}",
            pin=(day, name, minute),
        )


def _rule_text(member: Member, rule: type[Rule]) -> str:
    law, contract = member.law, member.contract
    most = min(
        bound
        for bound in (contract.max_weekly_minutes, law.max_weekly_minutes)
        if bound is not None
    )
    texts = {
        "nights": "no night shifts" if not member.agent.nights else "nights are worked",
        "availability": "shifts within the agent's available hours",
        "rest": f"{hours(law.min_rest_minutes)} of rest between shifts",
        "weekly-rest": f"a weekly rest of {hours(law.min_weekly_rest_minutes)}",
        "max-hours": f"at most {hours(most)} a week",
        "min-hours": f"at least {hours(contract.min_weekly_minutes)} a week ({contract.name})",
        "days-per-week": f"at most {contract.days_per_week} days a week, absences counted",
        "consecutive-days": f"at most {law.max_consecutive_days} days in a row",
        "days-off-in-row": f"at least {law.min_days_off_in_row} days off in a row",
        "nights-in-row": f"at most {law.max_nights_in_row} nights in a row",
        "rest-after-nights": f"{hours(law.min_rest_after_nights_minutes)} of rest after nights",
        "holidays-off": "no work on public holidays",
        "averaged-hours": f"at most {hours(law.averaged_weekly_minutes or 0)} a week on average",
        "forward-rotation": "no earlier start than the day before",
        "start-spread": f"starts within {hours(law.max_start_spread_minutes or 0)} of the day",
    }
    return texts.get(rule.name, f"the rule {rule.name}")


def _remedy(rule: type[Rule]) -> str:
    remedies = {
        "nights": "letting the agent work nights",
        "availability": "widening the agent's available hours",
        "min-hours": "lowering the contract's least hours",
        "days-per-week": "raising the contract's days a week",
    }
    return remedies.get(rule.name, f"changing the rule {rule.name}")


def _days_text(member: Member, span: tuple[int, int]) -> str:
    days = sorted(_dates_in(member, span))
    if not days:
        return f"of {hours(span[1] - span[0])}"
    if days[0] == days[-1]:
        return f"on {days[0].isoformat()}"
    return f"from {days[0].isoformat()} to {days[-1].isoformat()}"


def _dates_in(member: Member, span: tuple[int, int]) -> set[date]:
    return {
        option.duty.local_date
        for option in member.options
        if option.duty.start_minute < span[1] and span[0] < option.duty.end_minute
    }


def dates_of(member: Member, demand: Demand) -> set[date]:
    """Local dates on which an absence bars what a member may work; none of other demands."""
    return set() if demand.absence is None else _dates_in(member, demand.absence)
