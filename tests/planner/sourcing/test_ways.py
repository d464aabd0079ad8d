"""Ways to staff as teams of their own, and what the market asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from planner.clock import Horizon
from planner.scenario import Scenario
from planner.sourcing import MARKET, SourcingSettings, seat_cents_per_week, ways_to_staff
from planner.sourcing.ways import Way
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_availability,
    make_bot,
    make_contact_vendor,
    make_email_queue,
    make_pin,
    make_queue,
    make_scenario,
    make_vendor,
    make_wish,
)


def ways(scenario: Scenario, **settings: float) -> dict[str, Way]:
    horizon = Horizon(start_date=MONDAY, weeks=1, timezone="Europe/Madrid", interval_minutes=30)
    made = ways_to_staff(scenario, horizon, SourcingSettings(**settings))
    return {way.name: way for way in made}


def team(**changes: object) -> Scenario:
    return make_scenario(
        vendors=[make_vendor()],
        offers=[make_vendor("Plenty", max_agents=None), make_contact_vendor()],
        bots=[make_bot()],
        **changes,
    )


def test_every_way_is_there_without_bots_and_with_them_the_mix_last() -> None:
    names = list(ways(team()))
    plain = ["staff", "staff-by-day", "vendors-by-hour", "vendors-by-contact", "mix"]
    assert names == plain + [f"{name}+bots" for name in plain]


def test_who_works_in_each_way() -> None:
    found = ways(team())
    vendors = {name: [v.name for v in way.scenario.vendors] for name, way in found.items()}
    agents = {name: len(way.scenario.agents) for name, way in found.items()}
    assert vendors["staff"] == []
    assert vendors["vendors-by-hour"] == ["NightDesk", "Plenty"]
    assert vendors["vendors-by-contact"] == ["PerCall"]
    assert vendors["mix"] == vendors["staff-by-day"] == ["NightDesk", "Plenty", "PerCall"]
    assert (agents["staff"], agents["staff-by-day"], agents["mix"]) == (1, 1, 1)
    assert agents["vendors-by-hour"] == agents["vendors-by-contact"] == 0
    assert not any(way.scenario.bots for name, way in found.items() if "bots" not in name)
    assert all(way.scenario.bots for name, way in found.items() if "bots" in name)


def test_all_begin_even_and_count_money_and_cover_alone() -> None:
    past = make_assignment("ana", "2026-11-29 20:00", local_date=date(2026, 11, 29))
    early = make_assignment("ana", "2026-11-27 09:00", local_date=date(2026, 11, 27))
    for way in ways(team(history=(early, past), wishes=(make_wish("ana", MONDAY),))).values():
        assert way.scenario.wishes == ()
        assert way.scenario.weights.fairness_per_hour == 0
        assert past not in way.scenario.history
        assert (early in way.scenario.history) == bool(way.scenario.agents)


def test_by_day_agents_work_by_day_and_vendors_at_other_hours() -> None:
    agents = [
        make_agent("ana"),
        make_agent("early", earliest_start_minute=4 * 60, latest_end_minute=12 * 60),
        make_agent("night", earliest_start_minute=22 * 60, latest_end_minute=6 * 60),
        make_agent("late", earliest_start_minute=18 * 60, latest_end_minute=2 * 60),
        make_agent("sun"),
    ]
    spans = (
        make_availability("sun", 6, "20:00", "10:00"),
        make_availability("sun", 5, "09:00", "17:00"),
    )
    way = ways(team(agents=agents, availability=spans))["staff-by-day"]
    found = {
        agent.agent_id: sorted(
            (s.weekday, s.from_minute // 60, s.to_minute // 60)
            for s in way.scenario.availability
            if s.agent_id == agent.agent_id
        )
        for agent in way.scenario.agents
    }
    assert found == {
        "ana": [(day, 6, 22) for day in range(5)],
        "early": [(day, 6, 12) for day in range(5)],
        "late": [(day, 18, 22) for day in range(5)],
        "sun": [(0, 6, 10)],  # the Sunday night's part that lies on Monday
    }
    assert not any(agent.nights for agent in way.scenario.agents)
    night, weekend = way.scenario.vendors[0].within
    assert (night.timezone, night.from_minute, night.to_minute) == ("Europe/Madrid", 1320, 360)
    assert weekend.weekdays == {5, 6}


def test_pins_at_night_or_on_weekends_are_left_out_by_day_and_told() -> None:
    pins = (make_pin("ana", MONDAY), make_pin("ana", date(2026, 12, 5)))
    found = ways(team(pins=pins))
    assert found["staff-by-day"].scenario.pins == pins[:1]
    assert "1 pins at night" in found["staff-by-day"].notices[-1]
    assert found["staff"].scenario.pins == pins


def test_market_prices_stand_in_where_nothing_is_offered() -> None:
    queues = (
        make_queue(),
        make_queue("chat-en", channel="chat"),
        make_email_queue(),
    )
    scenario = make_scenario(queues=queues, dollar=Fraction("0.9"))
    found = ways(scenario)
    vendors = {vendor.name: vendor for vendor in found["mix+bots"].scenario.vendors}
    hour = vendors["market by the hour"]
    assert hour.price_per_hour == Fraction("17.85") * Fraction("0.9")
    assert hour.queues == ("phone-en", "chat-en", "email-en")
    assert hour.max_agents is None
    voice = vendors["market by the contact (voice)"]
    assert (voice.queues, voice.price_per_contact) == (("phone-en",), Fraction("3.375"))
    assert vendors["market by the contact (email)"].queues == ("email-en",)
    assert vendors["market by the contact (chat)"].queues == ("chat-en",)
    (bot,) = found["mix+bots"].scenario.bots
    assert (bot.queues, bot.deflection) == (("chat-en",), 0.41)
    assert len(found["mix"].notices) == 2
    assert all(price.source for price in MARKET.values())


def test_without_a_rate_of_the_dollar_there_is_no_market() -> None:
    found = ways(make_scenario())
    assert list(found) == ["staff", "staff-by-day", "vendors-by-hour", "vendors-by-contact", "mix"]
    assert found["mix"].scenario.vendors == ()
    assert "no exchange rate for USD" in found["mix"].notices[0]


def test_prices_and_deflection_can_be_varied_exactly() -> None:
    found = ways(team(), vendor_price_factor=1.1, deflection=0.25)["mix+bots"].scenario
    assert [v.price_per_hour for v in found.vendors] == [Fraction("15.4"), Fraction("15.4"), None]
    assert found.vendors[2].price_per_contact == Fraction("3.3")
    assert found.bots[0].deflection == 0.25


@pytest.mark.parametrize(
    "wrong", [{"vendor_price_factor": 0.0}, {"vendor_price_factor": 11.0}, {"deflection": 1.2}]
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"Expected a .*, got"):
        SourcingSettings(**wrong)


def test_a_seat_is_twelve_months_over_52_weeks_to_the_cent() -> None:
    scenario = make_scenario(seat_per_month=Fraction(45))
    assert seat_cents_per_week(scenario) == 1038  # 45 * 12 / 52 = 10.3846...
    assert seat_cents_per_week(replace(scenario, seat_per_month=Fraction(0))) == 0
    unsaid = replace(scenario, seat_per_month=None, dollar=Fraction(2))
    assert seat_cents_per_week(unsaid) == 2077
    assert seat_cents_per_week(replace(unsaid, dollar=None)) == 0
