"""Small scenarios made in code: every factory has sensible defaults, any field may be changed.

One agent, one phone queue, one 8-hour shift, one full-time contract and one country's rules
that forbid next to nothing; a test sets only what it is about::

    scenario = make_scenario(
        agents=[make_agent("ana"), make_agent("kumar", timezone="Asia/Kolkata", country="IN")],
        labour_rules=[make_law(min_rest_minutes=660)],
    )
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from planner.domain import (
    Activity,
    Agent,
    Assignment,
    AvailabilitySpan,
    Bot,
    Break,
    Contract,
    LabourRules,
    NightWindow,
    OpenHours,
    OvertimeTier,
    Pin,
    Queue,
    Shift,
    TimeOff,
    Vendor,
    Weekend,
    Weights,
    Wish,
)
from planner.scenario import Scenario

MONDAY = date(2026, 11, 30)  # a plain week: no clock change anywhere
MADRID = "Europe/Madrid"


def utc(text: str) -> datetime:
    """``2026-11-30 09:00`` or any ISO text as an aware instant in UTC."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def wall(text: str) -> datetime:
    """A naive local wall time."""
    return datetime.fromisoformat(text)


def minute(text: str) -> int:
    """``07:30`` as minutes from midnight."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def make_agent(agent_id: str = "ana", **changes: Any) -> Agent:
    """A full-timer in Madrid at 20 an hour who speaks English on the phone."""
    base = Agent(
        agent_id=agent_id,
        name=agent_id.title(),
        timezone=MADRID,
        country="ES",
        region="EU",
        contract="full-time",
        wage_per_hour=Fraction(20),
        skills=frozenset({"phone", "en"}),
    )
    return replace(base, **changes)


def make_break(
    minutes: int = 30, paid: bool = False, between: tuple[int, int] = (180, 330)
) -> Break:
    """A pause of a shift; ``between`` bounds its start, minutes into the shift."""
    return Break(minutes=minutes, paid=paid, earliest_minute=between[0], latest_minute=between[1])


def make_shift(name: str = "day8", **changes: Any) -> Shift:
    """Eight paid hours and an unpaid half-hour break, starting 06:00 to 14:00 by half-hours."""
    base = Shift(
        name=name,
        paid_minutes=480,
        breaks=(make_break(),),
        start_from_minute=360,
        start_to_minute=840,
        start_every_minutes=30,
    )
    return replace(base, **changes)


def make_contract(name: str = "full-time", **changes: Any) -> Contract:
    """Salaried, 40 hours, five days, up to 48 hours."""
    base = Contract(
        name=name,
        weekly_minutes=2400,
        hourly=False,
        min_weekly_minutes=0,
        max_weekly_minutes=2880,
        days_per_week=5,
        shifts=("day8",),
    )
    return replace(base, **changes)


def make_law(country: str = "*", **changes: Any) -> LabourRules:
    """Rules without a limit or premium; set those the test is about."""
    return replace(LabourRules(country=country), **changes)


def make_night(
    start: str = "22:00", end: str = "06:00", premium: Fraction | str = "0.25"
) -> NightWindow:
    """Night hours and their premium."""
    return NightWindow(from_minute=minute(start), to_minute=minute(end), premium=Fraction(premium))


def make_weekend(days: Iterable[int] = (5, 6), premium: Fraction | str = "0.5") -> Weekend:
    """Weekend days (0 is Monday) and their premium."""
    return Weekend(weekdays=frozenset(days), premium=Fraction(premium))


def make_tier(premium: Fraction | str = "0.5", **bounds: Any) -> OvertimeTier:
    """An overtime tier; bounds as ``over_weekly_minutes=2400``."""
    return OvertimeTier(premium=Fraction(premium), **bounds)


def make_queue(name: str = "phone-en", **changes: Any) -> Queue:
    """A phone queue in English, open around the clock."""
    base = Queue(
        name=name,
        channel="phone",
        skills=frozenset({"phone", "en"}),
        service_level=0.8,
        answer_within_s=20.0,
        max_occupancy=0.85,
        aht_s=240.0,
    )
    return replace(base, **changes)


def make_email_queue(name: str = "email-en", **changes: Any) -> Queue:
    """Email that may wait an hour."""
    base = Queue(
        name=name,
        channel="email",
        skills=frozenset({"email", "en"}),
        respond_within_minutes=60,
        aht_s=600.0,
    )
    return replace(base, **changes)


def make_vendor(name: str = "NightDesk", **changes: Any) -> Vendor:
    """Up to ten agents by the hour at 14 for the phone queue, any time."""
    base = Vendor(name=name, queues=("phone-en",), price_per_hour=Fraction(14), max_agents=10)
    return replace(base, **changes)


def make_contact_vendor(name: str = "PerCall", **changes: Any) -> Vendor:
    """A vendor paid 3 a contact for the phone queue, any time."""
    base = Vendor(name=name, queues=("phone-en",), price_per_contact=Fraction(3))
    return replace(base, **changes)


def make_bot(name: str = "helpbot", **changes: Any) -> Bot:
    """A bot that resolves two fifths of the phone queue's contacts at 0.99."""
    base = Bot(
        name=name,
        queues=("phone-en",),
        deflection=0.4,
        price_per_resolution=Fraction("0.99"),
    )
    return replace(base, **changes)


def make_hours(
    timezone: str = "UTC", days: Iterable[int] = range(7), start: str = "00:00", end: str = "24:00"
) -> OpenHours:
    """Weekly opening hours."""
    return OpenHours(
        timezone=timezone,
        weekdays=frozenset(days),
        from_minute=minute(start),
        to_minute=minute(end),
    )


def make_time_off(agent_id: str, start: str, end: str, kind: str = "vacation") -> TimeOff:
    """An absence between two naive local wall times (the end excluded)."""
    return TimeOff(agent_id=agent_id, start_local=wall(start), end_local=wall(end), kind=kind)


def make_availability(agent_id: str, weekday: int, start: str, end: str) -> AvailabilitySpan:
    """Weekly hours in which an agent may work."""
    return AvailabilitySpan(
        agent_id=agent_id, weekday=weekday, from_minute=minute(start), to_minute=minute(end)
    )


def make_wish(agent_id: str, day: date, wish: str = "off", weight: str = "1") -> Wish:
    """A wish of an agent for a local date."""
    return Wish(agent_id=agent_id, local_date=day, wish=wish, weight=Fraction(weight))


def make_pin(agent_id: str, day: date, shift: str = "day8", start: str = "09:00") -> Pin:
    """An assignment that must stand."""
    return Pin(agent_id=agent_id, local_date=day, shift=shift, start_minute=minute(start))


def make_assignment(
    agent_id: str,
    start: str,
    *,
    local_date: date,
    shift: Shift | None = None,
) -> Assignment:
    """A shift from ``start`` (an instant) with each break at the earliest minute of its window."""
    template = make_shift() if shift is None else shift
    begin = utc(start)
    free = begin
    pauses = []
    for pause in template.breaks:
        first = max(begin + timedelta(minutes=pause.earliest_minute), free)
        free = first + timedelta(minutes=pause.minutes)
        pauses.append(Activity(activity="break", start=first, end=free, paid=pause.paid))
    return Assignment(
        agent_id=agent_id,
        local_date=local_date,
        shift=template.name,
        start=begin,
        end=begin + timedelta(minutes=template.length_minutes),
        activities=tuple(pauses),
    )


def make_scenario(**changes: Any) -> Scenario:
    """One agent, one queue, one shift, one contract, rules without limits, nothing else.

    Lists are taken where the scenario holds tuples.
    """
    fields: dict[str, Any] = {
        "name": "Test team",
        "currency": "USD",
        "reporting_timezone": MADRID,
        "interval_minutes": 30,
        "queues": (make_queue(),),
        "agents": (make_agent(),),
        "shifts": (make_shift(),),
        "contracts": (make_contract(),),
        "labour_rules": (make_law(),),
        "weights": Weights(),
        "shrinkage_default": Fraction(0),
    }
    fields.update(
        {key: tuple(value) if isinstance(value, list) else value for key, value in changes.items()}
    )
    return Scenario(**fields)
