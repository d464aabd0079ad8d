"""Shifts, contracts and labour rules of plan.toml."""

from __future__ import annotations

from planner import public_holidays
from planner.domain import (
    DAY_MINUTES,
    Break,
    Contract,
    LabourRules,
    NightWindow,
    OvertimeTier,
    Shift,
    Weekend,
)
from planner.files.plan_reading import Item, PlanFile
from planner.files.plan_references import no_doubles, references
from planner.files.plan_sections import (
    BreakSection,
    ContractSection,
    LabourSection,
    OvertimeSection,
    ShiftSection,
)
from planner.files.toml_lines import KeyPath

__all__ = ["contracts", "labour_rules", "shifts"]


def shifts(plan: PlanFile, interval_minutes: int) -> tuple[Shift, ...]:
    """Shift templates; starts are an interval apart where nothing else is said."""
    items = plan.items("shifts", ShiftSection)
    if not items and not plan.names.get("shifts"):
        plan.fault(("shifts",), "at least one [[shifts]]", "none")
    no_doubles(plan, items, "name")
    return tuple(_shift(plan, item, interval_minutes) for item in items)


def _shift(plan: PlanFile, item: Item[ShiftSection], interval_minutes: int) -> Shift:
    section = item.section
    first, last = section.start_between
    shift = Shift(
        name=section.name,
        paid_minutes=section.paid_minutes,
        breaks=tuple(_break(plan, item.path, k, pause) for k, pause in enumerate(section.breaks)),
        start_from_minute=first % DAY_MINUTES,
        start_to_minute=last if last >= first % DAY_MINUTES else last + DAY_MINUTES,
        start_every_minutes=section.start_every_minutes or interval_minutes,
    )
    if shift.length_minutes > DAY_MINUTES:
        plan.fault(
            (*item.path, "paid_minutes"),
            "a shift of at most 24 hours with its unpaid breaks",
            f"{shift.length_minutes} minutes",
        )
    _breaks_fit(plan, item.path, shift)
    return shift


def _break(plan: PlanFile, path: KeyPath, place: int, section: BreakSection) -> Break:
    earliest, latest = section.between
    if latest < earliest:
        plan.fault(
            (*path, "breaks", place, "between"),
            "an earliest start at or before the latest",
            f"[{earliest}, {latest}]",
        )
    return Break(
        minutes=section.minutes,
        paid=section.paid,
        earliest_minute=earliest,
        latest_minute=latest,
    )


def _breaks_fit(plan: PlanFile, path: KeyPath, shift: Shift) -> None:
    """Breaks end within the shift and can be laid in their order without overlap."""
    busy_until = 0
    for place, pause in enumerate(shift.breaks):
        where = (*path, "breaks", place, "between")
        end = pause.latest_minute + pause.minutes
        if end > shift.length_minutes:
            plan.fault(
                where,
                f"a break that ends within the shift's {shift.length_minutes} minutes",
                f"one that may end at {end}",
            )
        if busy_until > pause.latest_minute >= pause.earliest_minute:
            plan.fault(
                where,
                "breaks in the order in which they are taken, with room for each",
                f"a latest start of {pause.latest_minute} after a break until {busy_until}",
            )
        busy_until = max(busy_until, pause.earliest_minute) + pause.minutes


def contracts(plan: PlanFile, notices: list[str]) -> tuple[Contract, ...]:
    """Contracts; the maximum is the weekly minutes where nothing else is said."""
    items = plan.items("contracts", ContractSection)
    if not items and not plan.names.get("contracts"):
        plan.fault(("contracts",), "at least one [[contracts]]", "none")
    no_doubles(plan, items, "name")
    return tuple(_contract(plan, item, notices) for item in items)


def _contract(plan: PlanFile, item: Item[ContractSection], notices: list[str]) -> Contract:
    section = item.section
    most = (
        section.weekly_minutes
        if section.max_weekly_minutes is None
        else (section.max_weekly_minutes)
    )
    if section.min_weekly_minutes > most:
        plan.fault(
            (*item.path, "min_weekly_minutes"),
            f"at most max_weekly_minutes, {most}",
            f"{section.min_weekly_minutes}",
        )
    if section.weekly_minutes > most:
        notices.append(
            f"contract {section.name}: weekly_minutes {section.weekly_minutes} can never be "
            f"rostered, max_weekly_minutes is {most}"
        )
    references(plan, (*item.path, "shifts"), section.shifts, "shifts", "a shift")
    return Contract(
        name=section.name,
        weekly_minutes=section.weekly_minutes,
        hourly=section.hourly,
        min_weekly_minutes=section.min_weekly_minutes,
        max_weekly_minutes=most,
        days_per_week=section.days_per_week,
        shifts=tuple(section.shifts),
    )


def labour_rules(plan: PlanFile) -> tuple[LabourRules, ...]:
    """Labour rules, one table a place."""
    items = plan.items("labour_rules", LabourSection)
    if not items and not plan.names.get("labour_rules"):
        plan.fault(("labour_rules",), "at least one [[labour_rules]]", "none")
    no_doubles(plan, items, "country")
    return tuple(_labour_rules(plan, item) for item in items)


def _labour_rules(plan: PlanFile, item: Item[LabourSection]) -> LabourRules:
    section = item.section
    country, _, subdivision = section.country.partition("-")
    if subdivision and not known_place(country, subdivision):
        plan.fault((*item.path, "country"), f"a subdivision of {country}", f"'{section.country}'")
    if (section.averaged_weekly_minutes is None) != (section.averaging_weeks is None):
        plan.fault(
            item.path,
            "averaged_weekly_minutes and averaging_weeks together",
            "averaging_weeks alone"
            if section.averaged_weekly_minutes is None
            else "averaged_weekly_minutes alone",
        )
    return LabourRules(
        country=section.country,
        min_rest_minutes=section.min_rest_minutes,
        min_weekly_rest_minutes=section.min_weekly_rest_minutes,
        max_weekly_minutes=section.max_weekly_minutes,
        max_consecutive_days=section.max_consecutive_days,
        min_days_off_in_row=section.min_days_off_in_row,
        max_start_spread_minutes=section.max_start_spread_minutes,
        forward_rotation=section.forward_rotation,
        max_nights_in_row=section.max_nights_in_row,
        min_rest_after_nights_minutes=section.min_rest_after_nights_minutes,
        longest_unpaid_break_minutes=section.longest_unpaid_break_minutes,
        max_daily_span_minutes=section.max_daily_span_minutes,
        averaged_weekly_minutes=section.averaged_weekly_minutes,
        averaging_weeks=section.averaging_weeks,
        night=_night(plan, item),
        weekend=None
        if section.weekend is None
        else Weekend(weekdays=frozenset(section.weekend.days), premium=section.weekend.premium),
        holiday_premium=section.holiday_premium,
        holidays_off=section.holidays_off,
        overtime=tuple(
            _tier(plan, (*item.path, "overtime", place), tier)
            for place, tier in enumerate(section.overtime)
        ),
        source=section.source,
    )


def known_place(country: str, subdivision: str) -> bool:
    """Whether the subdivision is known, or nobody can tell (no holidays of the country known)."""
    return not public_holidays.known_country(country) or public_holidays.known_subdivision(
        country, subdivision
    )


def _night(plan: PlanFile, item: Item[LabourSection]) -> NightWindow | None:
    night = item.section.night
    if night is None:
        return None
    if night.from_minute % DAY_MINUTES == night.to_minute % DAY_MINUTES:
        plan.fault((*item.path, "night"), "a night of less than 24 hours", "the same time twice")
    return NightWindow(
        from_minute=night.from_minute, to_minute=night.to_minute, premium=night.premium
    )


def _tier(plan: PlanFile, path: KeyPath, section: OvertimeSection) -> OvertimeTier:
    bounds = (section.over_weekly_minutes, section.over_daily_minutes)
    if bounds == (None, None) and not section.seventh_day:
        plan.fault(
            path, "over_weekly_minutes, over_daily_minutes or seventh_day = true", "none of them"
        )
    return OvertimeTier(
        premium=section.premium,
        over_weekly_minutes=section.over_weekly_minutes,
        over_daily_minutes=section.over_daily_minutes,
        seventh_day=section.seventh_day,
    )
