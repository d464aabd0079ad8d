"""The problem in numbers: options, their pay, what stands already, and what is asked."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest

from planner.clock import Horizon
from planner.costing.pay import price_row
from planner.costing.premium_time import premium_clock
from planner.domain import Activity, Assignment, Weights
from planner.roster.duties import placements
from planner.roster.prepare import prepare
from planner.roster.problem import Member, Option, Problem
from planner.scenario import Scenario
from planner.staffing.deferred import last_usable_slot
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_assignment,
    make_availability,
    make_break,
    make_contact_vendor,
    make_contract,
    make_email_queue,
    make_hours,
    make_law,
    make_night,
    make_pin,
    make_queue,
    make_scenario,
    make_shift,
    make_time_off,
    make_vendor,
    make_weekend,
    make_wish,
)
from tests.planner.roster.problems import make_problem, requirement, week_from

KOLKATA = "Asia/Kolkata"
SPRING, AUTUMN, CHRISTMAS = date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 21)
LUNCH = make_break(45, between=(180, 285))
COFFEE = make_break(15, paid=True, between=(300, 360))
SUPPER = make_break(30, between=(330, 420))


def laid(member: Member, option: Option, breaks: tuple[int, ...], horizon: Horizon) -> Assignment:
    start = horizon.start + timedelta(minutes=option.duty.start_minute)
    pauses = []
    for pause, at in zip(option.template.breaks, breaks, strict=True):
        begin = start + timedelta(minutes=at)
        end = begin + timedelta(minutes=pause.minutes)
        pauses.append(Activity(activity="break", start=begin, end=end, paid=pause.paid))
    return Assignment(
        agent_id=member.agent.agent_id,
        local_date=option.duty.local_date,
        shift=option.duty.shift,
        start=start,
        end=start + timedelta(minutes=option.template.length_minutes),
        activities=tuple(pauses),
    )


def round_the_clock(day: date, timezone: str, interval: int) -> tuple[Problem, Horizon]:
    horizon = week_from(day, timezone=MADRID, interval_minutes=interval)
    shift = make_shift(
        breaks=(LUNCH, COFFEE, SUPPER),
        start_from_minute=0,
        start_to_minute=1380,
        start_every_minutes=180,
    )
    law = make_law(
        night=make_night(), weekend=make_weekend(premium="0.3"), holiday_premium=Fraction(1)
    )
    agent = make_agent(timezone=timezone, wage_per_hour=Fraction("17.37"))
    return make_problem(
        horizon=horizon, shifts=[shift], labour_rules=[law], agents=[agent]
    ), horizon


@pytest.mark.parametrize(
    ("day", "timezone", "interval"),
    [(SPRING, MADRID, 30), (AUTUMN, MADRID, 15), (CHRISTMAS, MADRID, 60), (CHRISTMAS, KOLKATA, 30)],
)
def test_options_cost_what_the_rows_are_paid(day: date, timezone: str, interval: int) -> None:
    problem, horizon = round_the_clock(day, timezone, interval)
    member = problem.members[0]
    span = (horizon.start - timedelta(days=2), horizon.end + timedelta(days=3))
    clock = premium_clock(member.agent, member.law, *span)
    special = [0, 0, 0]
    for option in member.options[:: max(1, len(member.options) // 60)]:
        ways = list(product(*option.offsets))
        for way in (ways[0], ways[-1]):
            row = price_row(
                member.agent.wage_per_hour, member.law, clock, laid(member, option, way, horizon)
            )
            kinds = (row.night_minutes, row.weekend_minutes, row.holiday_minutes)
            assert option.row_cents == row.total_cents
            assert option.kind_minutes == kinds
            special = [a + b for a, b in zip(special, kinds, strict=True)]
    assert special[0] > 0
    assert special[1] > 0
    assert (special[2] > 0) == (day == CHRISTMAS)


@pytest.mark.parametrize("timezone", [MADRID, KOLKATA])
def test_options_hold_every_way_to_lay_breaks_once(timezone: str) -> None:
    problem, horizon = round_the_clock(CHRISTMAS, timezone, 30)
    by_start: dict[int, list[tuple[int, ...]]] = {}
    for option in problem.members[0].options:
        ways = by_start.setdefault(option.duty.start_minute, [])
        ways += list(product(*option.offsets))
    assert len(by_start) == 7 * 8
    for start, ways in by_start.items():
        template = problem.members[0].options[0].template
        assert sorted(ways) == sorted(placements(template, start, horizon.interval_minutes))
    assert len(problem.members[0].options) > len(by_start)  # some ways cost more than others


def test_options_are_in_order_and_say_where_they_stand() -> None:
    horizon = week_from(SPRING, weeks=2, timezone=MADRID)
    problem = make_problem(horizon=horizon, shifts=[make_shift(breaks=())])
    duties = [option.duty for option in problem.members[0].options]
    assert [duty.start_minute for duty in duties] == sorted(duty.start_minute for duty in duties)
    assert problem.week_bounds == (0, 167 * 60, 335 * 60)
    assert problem.slots == 335
    assert {duty.week for duty in duties} == {0, 1}
    sunday = [duty for duty in duties if duty.local_date == date(2026, 3, 29)]
    assert sunday[0].start_wall_minute == 360
    assert sunday[0].start_minute == 6 * 1440 + 300
    assert problem.week_of_slot(166) == 0
    assert problem.week_of_slot(167) == 1


def test_a_night_is_counted_with_its_breaks() -> None:
    problem, _ = round_the_clock(CHRISTMAS, MADRID, 30)
    by_wall = {
        o.duty.start_wall_minute: o.duty.night_window_minutes for o in problem.members[0].options
    }
    assert by_wall[21 * 60] == 480
    assert by_wall[9 * 60] == 0


def test_half_hour_zones_start_between_hourly_slots() -> None:
    agent = make_agent(timezone=KOLKATA)
    problem = make_problem(agents=[agent], shifts=[make_shift(start_every_minutes=60)])
    assert {option.duty.start_minute % 60 for option in problem.members[0].options} == {30}


def test_dates_of_the_history_are_taken() -> None:
    horizon = week_from(MONDAY, timezone="America/New_York")  # begins at 05:00 UTC
    worked = make_assignment("ana", "2026-11-30 00:00", local_date=MONDAY)
    agents = [make_agent("ana", timezone="UTC"), make_agent("ben", timezone="UTC")]
    ignored = make_assignment("ana", "2026-12-02 09:00", local_date=date(2026, 12, 2))
    problem = make_problem(horizon=horizon, agents=agents, history=[ignored, worked])
    ana, ben = problem.members
    assert MONDAY not in {option.duty.local_date for option in ana.options}
    assert date(2026, 12, 2) in {option.duty.local_date for option in ana.options}
    assert MONDAY in {option.duty.local_date for option in ben.options}
    assert [duty.start_minute for duty in ana.history] == [-300]
    assert ben.history == ()


def test_shifts_that_run_into_the_plan_are_present_less_their_breaks() -> None:
    shift = make_shift(
        breaks=(make_break(30, between=(180, 180)), make_break(15, True, (300, 300)))
    )
    row = make_assignment("ana", "2026-11-29 20:00", local_date=date(2026, 11, 29), shift=shift)
    early = make_assignment("ben", "2026-11-29 02:00", local_date=date(2026, 11, 29), shift=shift)
    deaf = make_assignment("kim", "2026-11-29 20:00", local_date=date(2026, 11, 29), shift=shift)
    queues = [make_queue(), make_queue("phone-es", skills=frozenset({"phone", "es"}))]
    agents = [make_agent("ana"), make_agent("ben"), make_agent("kim", skills=frozenset({"chat"}))]
    problem = make_problem(
        queues=queues, agents=agents, history=[row, early, deaf], shrinkage_default=Fraction("0.2")
    )
    assert problem.groups == (frozenset({0}),)
    assert problem.members[2].group == -1
    heads = [1.0, 0.75, 1.0, 1.0, 0.5, 0.0]  # until 04:30; coffee from 01:00
    assert problem.past_heads[0, :6].tolist() == heads
    assert problem.past_heads[1].sum() == 0
    assert problem.past_supply[0, :6] == pytest.approx(np.array(heads) * 0.8)
    assert problem.past_heads.sum() == pytest.approx(sum(heads))


def test_fairness_counts_eight_weeks_of_history() -> None:
    law = make_law(night=make_night(), weekend=make_weekend())
    long_ago = make_assignment("ana", "2026-10-04 22:00", local_date=date(2026, 10, 4))
    recent = make_assignment("ana", "2026-10-05 21:00", local_date=date(2026, 10, 5))
    sunday = make_assignment("ana", "2026-11-22 09:00", local_date=date(2026, 11, 22))
    problem = make_problem(
        horizon=week_from(MONDAY),
        agents=[make_agent(timezone="UTC")],
        labour_rules=[law],
        history=[long_ago, recent, sunday],
    )
    # 21:00 to 05:30 less a half-hour break after three hours; 2026-11-22 is a Sunday.
    assert problem.members[0].past_kind_minutes == (420, 480, 0)


def test_pins_within_the_plan() -> None:
    pins = [
        make_pin("ana", MONDAY, start="09:00"),
        make_pin("ana", MONDAY - timedelta(days=1), start="09:00"),
        make_pin("ben", MONDAY + timedelta(days=1), start="09:00"),
        make_pin("ana", date(2026, 12, 7), start="09:00"),
    ]
    problem = make_problem(agents=[make_agent("ana"), make_agent("ben")], pins=pins)
    assert problem.members[0].pinned == ((MONDAY, "day8", 540),)
    assert problem.members[1].pinned == ((MONDAY + timedelta(days=1), "day8", 540),)


def test_a_pin_in_the_hour_that_is_skipped_is_shown_when_it_starts() -> None:
    night = make_shift("night", start_from_minute=120, start_to_minute=180)
    problem = make_problem(
        horizon=week_from(SPRING, timezone=MADRID),
        shifts=[make_shift(), night],
        contracts=[make_contract(shifts=("day8", "night"))],
        pins=[make_pin("ana", date(2026, 3, 29), "night", "02:30")],
    )
    assert problem.members[0].pinned == ((date(2026, 3, 29), "night", 180),)
    starts = [o.duty for o in problem.members[0].options if o.duty.shift == "night"]
    skipped = [duty.start_wall_minute for duty in starts if duty.local_date == date(2026, 3, 29)]
    assert skipped == [180]


def test_wishes_of_the_plans_dates() -> None:
    wishes = [
        make_wish("ana", MONDAY, "off", weight="2"),
        make_wish("ana", MONDAY - timedelta(days=1)),
        make_wish("ana", date(2026, 12, 6), "day8"),
        make_wish("ana", date(2026, 12, 7)),
        make_wish("ben", MONDAY),
    ]
    problem = make_problem(
        horizon=week_from(MONDAY, timezone=MADRID), wishes=wishes, weights=Weights(wish=Fraction(3))
    )
    assert problem.members[0].wishes == ((MONDAY, "off", 6.0), (date(2026, 12, 6), "day8", 3.0))


def test_absences_and_hours_in_minutes() -> None:
    free = make_agent("ben", timezone="UTC")
    ana = make_agent("ana", timezone="UTC")
    problem = make_problem(
        agents=[ana, free],
        time_off=[make_time_off("ana", "2026-12-01", "2026-12-03")],
        availability=[make_availability("ana", 0, "09:00", "17:00")],
    )
    member, other = problem.members
    assert member.time_off == ((1440, 3 * 1440),)
    assert member.credited_dates == (2,)
    assert member.windows is not None
    assert (540, 1020) in member.windows
    assert (other.time_off, other.credited_dates, other.windows) == ((), (0,), None)


def test_peers_share_region_and_nights() -> None:
    agents = [
        make_agent("ana"),
        make_agent("ben", nights=False),
        make_agent("kim", region="APAC"),
        make_agent("lea"),
    ]
    assert make_problem(agents=agents).peers == ((0, 3), (1,), (2,))


def test_vendors_are_open_in_whole_slots() -> None:
    offers = [
        make_vendor(open_hours=make_hours(start="08:30", end="12:30"), max_agents=None),
        make_contact_vendor(),
        make_vendor("B", min_hours_per_week=Fraction(10)),
    ]
    horizon = week_from(interval_minutes=30)
    problem = make_problem(vendors=offers, horizon=horizon)
    hours, contacts, least = problem.vendors
    assert np.nonzero(hours.open_slots[:48])[0].tolist() == list(range(17, 25))
    assert (hours.by_contact, hours.price, hours.max_agents) == (False, 7.0, None)
    assert (contacts.by_contact, contacts.price, contacts.queues) == (True, 3.0, (0,))
    assert contacts.open_slots.all()
    assert (hours.min_intervals_per_week, least.min_intervals_per_week) == (0.0, 20.0)
    quarter_past = make_vendor(open_hours=make_hours(start="08:45", end="12:15"))
    odd = make_problem(vendors=[quarter_past], horizon=horizon).vendors[0]
    assert np.nonzero(odd.open_slots[:48])[0].tolist() == list(range(18, 24))


class TestDemand:
    def team(self) -> Scenario:
        return make_scenario(
            interval_minutes=60,
            queues=[make_queue(), make_email_queue(respond_within_minutes=150)],
        )

    def test_each_row_finds_its_place(self) -> None:
        scenario, horizon = self.team(), week_from()
        needs = requirement(
            scenario, horizon, {"phone-en": np.arange(168) / 10}, minimum={"phone-en": 2}
        )
        demand = prepare(scenario, horizon, needs.sample(frac=1, random_state=1)).demand
        assert demand.queues == ("phone-en", "email-en")
        assert demand.waits == (False, True)
        assert demand.exact[0].tolist() == (np.arange(168) / 10).tolist()
        assert demand.minimum[0].tolist() == [2] * 168
        assert demand.minimum[1].sum() == 0
        assert demand.contacts.tolist() == [[4.0] * 168] * 2

    def test_what_is_required_is_rounded_down_to_whole_hundred_thousandths(self) -> None:
        demand = make_problem({"phone-en": 1 / 3}).demand
        assert demand.required[0, 0] == pytest.approx(0.33333, abs=1e-12)
        assert demand.exact[0, 0] == 1 / 3
        assert make_problem({"phone-en": 2.7}).demand.required[0, 0] == 2.7

    @pytest.mark.parametrize("wait", [30, 60, 119, 120, 150, 600])
    def test_the_last_slot_is_the_one_that_ends_in_time(self, wait: int) -> None:
        scenario = make_scenario(
            interval_minutes=60, queues=[make_email_queue(respond_within_minutes=wait)]
        )
        horizon = week_from()
        demand = prepare(scenario, horizon, requirement(scenario, horizon, {})).demand
        due = np.arange(168) * 60 + wait
        assert demand.last_slot[0].tolist() == last_usable_slot(due, 60, 168).tolist()

    def test_work_at_once_has_no_last_slot(self) -> None:
        scenario, horizon = self.team(), week_from()
        needs = requirement(scenario, horizon, {})
        needs.loc[(needs["queue"] == "email-en").to_numpy().nonzero()[0][:5], "due_by"] = pd.NaT
        demand = prepare(scenario, horizon, needs).demand
        assert demand.last_slot[0].tolist() == [168] * 168
        assert demand.last_slot[1, :7].tolist() == [168] * 5 + [6, 7]


def test_a_contract_without_shifts_has_no_options() -> None:
    problem = make_problem(contracts=[make_contract(shifts=())])
    assert problem.members[0].options == ()


def test_shifts_whose_breaks_find_no_place_are_none() -> None:
    breaks = (make_break(40, between=(60, 60)), make_break(15, True, between=(60, 99)))
    problem = make_problem(shifts=[make_shift(breaks=breaks)])
    assert problem.members[0].options == ()


def test_agents_alike_share_what_they_may_work() -> None:
    agents = [
        make_agent("ana", nights=True),
        make_agent("ben", nights=False),
        make_agent("cem", wage_per_hour=Fraction(31)),
        make_agent("dev", timezone=KOLKATA),
        make_agent("eve", timezone=KOLKATA),
    ]
    # Monday at 02:00 in Kolkata is Sunday where the week is counted.
    worked = make_assignment("eve", "2026-11-29 20:30", local_date=MONDAY)
    problem = make_problem({"phone-en": 1.0}, agents=agents, history=[worked])
    ana, ben, cem, dev, eve = (member.options for member in problem.members)
    assert ana is ben
    assert [option.duty for option in ana] == [option.duty for option in cem]
    assert [option.row_cents for option in ana] != [option.row_cents for option in cem]
    assert {o.duty.local_date for o in dev} - {o.duty.local_date for o in eve} == {MONDAY}
    alone = make_problem({"phone-en": 1.0}, agents=[agents[3]])
    assert alone.members[0].options == dev


def test_what_is_an_agents_own_stays_hers() -> None:
    problem = make_problem(
        {"phone-en": 1.0},
        agents=[make_agent("ana"), make_agent("ben")],
        time_off=[make_time_off("ben", "2026-11-30 00:00", "2026-12-01 00:00")],
        wishes=[make_wish("ana", MONDAY)],
        pins=[make_pin("ana", MONDAY + timedelta(days=1))],
        availability=[make_availability("ben", 2, "09:00", "18:00")],
    )
    ana, ben = problem.members
    assert ana.options is ben.options
    assert (len(ana.time_off), len(ben.time_off)) == (0, 1)
    assert (len(ana.wishes), len(ben.wishes)) == (1, 0)
    assert (len(ana.pinned), len(ben.pinned)) == (1, 0)
    assert ana.windows is None
    assert ben.windows is not None
