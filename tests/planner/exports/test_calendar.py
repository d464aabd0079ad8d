"""The calendar of an agent: instants by two parsers, and each point of RFC 5545 on the bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.clock import Horizon
from planner.costing import build_activities_table, build_roster_table
from planner.domain import Assignment
from planner.errors import DataError
from planner.exports.calendar import shifts_calendar
from planner.files import read_result_folder, write_results
from planner.scenario import Scenario
from tests.planner.builders import make_agent, make_assignment, make_scenario, make_shift, utc
from tests.planner.exports.feeds import (
    by_icalendar,
    by_vobject,
    onsets,
    roster_of,
    spans_of,
    tzids,
    unfolded,
    values,
)

STAMP = utc("2026-10-01 12:00")
MADRID, NEW_YORK = "Europe/Madrid", "America/New_York"
MANILA, KOLKATA = "Asia/Manila", "Asia/Kolkata"
ZONES = (MADRID, NEW_YORK, MANILA, KOLKATA, "Australia/Lord_Howe", "Europe/Dublin", "UTC")
# Instants of both changes of the winter, and a length that reaches over each.
CHANGES = (
    (MADRID, "2026-10-25 01:00"),
    (MADRID, "2027-03-28 01:00"),
    (NEW_YORK, "2026-11-01 06:00"),
    (NEW_YORK, "2027-03-14 07:00"),
    ("Australia/Lord_Howe", "2027-04-03 15:00"),
)


def team_in(timezone: str) -> Scenario:
    agents = [
        make_agent("ana", timezone=timezone, email="ana@mail.example", name="Ana Pérez"),
        make_agent("kumar", timezone=KOLKATA, country="IN", email="kumar@mail.example"),
    ]
    return make_scenario(agents=agents)


def feed_of(timezone: str, roster: pd.DataFrame, **options: object) -> bytes:
    given_options = {"stamp": STAMP, **options}
    return shifts_calendar(team_in(timezone), "ana", roster, None, **given_options)  # type: ignore[arg-type]


def from_plan(
    *assignments: Assignment, timezone: str = MADRID
) -> tuple[pd.DataFrame, pd.DataFrame]:
    horizon = Horizon(start_date=date(2026, 10, 19), weeks=2, timezone=MADRID, interval_minutes=30)
    roster = build_roster_table(team_in(timezone), horizon, assignments)
    return roster, build_activities_table(assignments)


def over_the_change() -> Assignment:
    """Madrid, Saturday 22:00 to Sunday 05:30 by a clock that went back; a break in that hour."""
    night = make_assignment("ana", "2026-10-24 20:00", local_date=date(2026, 10, 24))
    [pause] = night.activities
    pause = replace(pause, start=utc("2026-10-25 00:30"), end=utc("2026-10-25 01:00"))
    return replace(night, shift="night8", activities=(pause,))


@pytest.mark.parametrize(("timezone", "change"), CHANGES)
@pytest.mark.parametrize("before", [0, 30, 60, 240, 480, 510])
def test_a_shift_near_a_clock_change_is_the_same_instants(
    timezone: str, change: str, before: int
) -> None:
    start = utc(change) - timedelta(minutes=before)
    roster = roster_of(timezone, start.isoformat())
    feed = feed_of(timezone, roster)
    assert by_icalendar(feed) == by_vobject(feed) == spans_of(roster)


@pytest.mark.parametrize("timezone", ZONES)
def test_a_winter_of_shifts_is_the_same_instants(timezone: str) -> None:
    first = utc("2026-10-01 17:30")
    starts = [(first + timedelta(days=day)).isoformat() for day in range(200)]
    roster = roster_of(timezone, *starts)
    feed = feed_of(timezone, roster)
    assert len(spans_of(roster)) == 200
    assert by_icalendar(feed) == by_vobject(feed) == spans_of(roster)


@pytest.mark.parametrize(
    ("timezone", "start", "local"),
    [
        (MADRID, "2026-10-24 20:00", "20261024T220000"),
        (MADRID, "2026-10-26 08:00", "20261026T090000"),
        (NEW_YORK, "2026-11-01 02:00", "20261031T220000"),
        (NEW_YORK, "2027-03-14 13:00", "20270314T090000"),
        (MANILA, "2026-10-25 01:00", "20261025T090000"),
        (KOLKATA, "2026-10-25 03:30", "20261025T090000"),
    ],
)
def test_starts_are_local_and_name_the_agents_zone(timezone: str, start: str, local: str) -> None:
    lines = unfolded(feed_of(timezone, roster_of(timezone, start)))
    assert f"DTSTART;TZID={timezone}:{local}" in lines


def test_a_night_over_the_change_shows_an_hour_less_by_the_clock() -> None:
    lines = unfolded(feed_of(MADRID, roster_of(MADRID, "2026-10-24 20:00")))
    assert f"DTSTART;TZID={MADRID}:20261024T220000" in lines
    assert f"DTEND;TZID={MADRID}:20261025T053000" in lines  # 8.5 hours, not 06:30


@pytest.mark.parametrize(
    ("timezone", "start", "minutes"),
    [
        (MADRID, "2026-10-25 00:30", 510),  # 02:30, the first time
        (MADRID, "2026-10-25 01:30", 510),  # 02:30, the second time
        (MADRID, "2026-10-24 16:30", 510),  # ends at 03:00 by summer time, 02:00 by the new
        (MADRID, "2026-10-24 17:00", 510),  # ends in the hour
        (NEW_YORK, "2026-11-01 05:30", 510),
        (NEW_YORK, "2026-11-01 06:30", 510),
    ],
)
def test_times_that_clocks_show_twice_are_written_in_utc(
    timezone: str, start: str, minutes: int
) -> None:
    begin = utc(start)
    end = begin + timedelta(minutes=minutes)
    feed = feed_of(timezone, roster_of(timezone, start, minutes=minutes))
    lines = unfolded(feed)
    assert f"DTSTART:{begin:%Y%m%dT%H%M%SZ}" in lines
    assert f"DTEND:{end:%Y%m%dT%H%M%SZ}" in lines
    assert "BEGIN:VTIMEZONE" not in lines, "no zone is named"


@pytest.mark.parametrize(
    ("start", "local"), [("2026-10-24 23:30", "T013000"), ("2026-10-25 02:00", "T030000")]
)
def test_times_beside_the_repeated_hour_stay_local(start: str, local: str) -> None:
    feed = feed_of(MADRID, roster_of(MADRID, start))
    assert f"DTSTART;TZID={MADRID}:20261025{local}" in unfolded(feed)


@pytest.mark.parametrize("timezone", ZONES)
def test_one_vtimezone_for_the_zone_used_covers_the_events_dates(timezone: str) -> None:
    first, last = utc("2026-10-20 08:00"), utc("2027-04-20 08:00")
    feed = feed_of(timezone, roster_of(timezone, first.isoformat(), last.isoformat()))
    used = tzids(feed)
    assert used == (set() if timezone == "UTC" else {timezone})
    assert values(feed, "TZID") == sorted(used)
    if not used:
        return
    written = onsets(feed)
    hours = 24 * 182 + 9
    for at in (first + timedelta(hours=hour) for hour in range(hours)):
        since = max(onset for onset in written if onset <= at)
        assert written[since] == at.astimezone(ZoneInfo(timezone)).utcoffset(), at


@pytest.mark.parametrize(
    ("timezone", "expected"),
    [
        (MADRID, ["20261025T030000", "20270328T020000"]),
        (NEW_YORK, ["20261101T020000", "20270314T020000"]),
        (MANILA, ["19700101T000000"]),
    ],
)
def test_changes_begin_by_the_clock_before_them(timezone: str, expected: list[str]) -> None:
    feed = feed_of(timezone, roster_of(timezone, "2026-11-10 09:00", "2027-04-10 09:00"))
    assert values(feed, "DTSTART") == expected


def test_the_zone_reaches_a_year_past_the_last_event() -> None:
    feed = feed_of(MADRID, roster_of(MADRID, "2026-11-10 09:00"))
    assert list(onsets(feed)) == [
        utc("2026-10-25 01:00"),
        utc("2027-03-28 01:00"),
        utc("2027-10-31 01:00"),
    ]


def test_offsets_of_half_an_hour() -> None:
    feed = feed_of(KOLKATA, roster_of(KOLKATA, "2026-11-10 09:00"))
    assert set(values(feed, "TZOFFSETTO")) == {"+0530"}


def test_utc_times_name_no_zone() -> None:
    for timezone in ("UTC", "Etc/UTC", "Zulu"):
        feed = feed_of(timezone, roster_of(timezone, "2026-11-10 09:00"))
        assert "DTSTART:20261110T090000Z" in unfolded(feed)
        assert b"TZID" not in feed


def test_lines_end_in_crlf_and_fold_at_75_octets() -> None:
    agent = make_agent(name="Ñandú " * 25)
    scenario = make_scenario(agents=[agent], name="日本語のチーム" * 10)
    feed = shifts_calendar(
        scenario, "ana", roster_of(MADRID, "2026-11-10 09:00"), None, stamp=STAMP
    )
    assert feed.endswith(b"END:VCALENDAR\r\n")
    assert feed.count(b"\n") == feed.count(b"\r") == feed.count(b"\r\n")
    lines = feed.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert f"X-WR-CALNAME:Shifts of {agent.name}\\, {scenario.name}" in unfolded(feed)


def test_the_calendar_says_what_it_is() -> None:
    lines = unfolded(feed_of(MADRID, roster_of(MADRID, "2026-11-10 09:00")))
    assert lines[0] == "BEGIN:VCALENDAR"
    for line in (
        "VERSION:2.0",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Shifts of Ana Pérez\\, Test team",
        f"X-WR-TIMEZONE:{MADRID}",
    ):
        assert lines.count(line) == 1
    assert len([line for line in lines if line.startswith("PRODID:-//sunrota//")]) == 1


def test_an_event_has_stamp_sequence_and_status() -> None:
    stamp = datetime.fromisoformat("2026-10-01T14:00:30.250+02:00")
    feed = feed_of(MADRID, roster_of(MADRID, "2026-11-10 09:00"), stamp=stamp, sequence=7)
    assert values(feed, "DTSTAMP") == ["20261001T120030Z"]
    assert values(feed, "SEQUENCE") == ["7"]
    assert values(feed, "STATUS") == ["CONFIRMED"]
    assert values(feed, "SUMMARY") == ["Shift night8"]


def test_an_end_is_the_first_minute_off() -> None:
    feed = feed_of(MADRID, roster_of(MADRID, "2026-11-10 09:00", minutes=60))
    assert f"DTEND;TZID={MADRID}:20261110T110000" in unfolded(feed)


def test_a_uid_lasts_for_the_life_of_a_shift() -> None:
    before = feed_of(MADRID, roster_of(MADRID, "2026-11-10 09:00", "2026-11-11 09:00"))
    moved = roster_of(MADRID, "2026-11-10 12:30", "2026-11-11 06:00", minutes=300)
    after = feed_of(MADRID, moved.assign(shift="late5"), sequence=1)
    assert values(before, "UID") == values(after, "UID")
    assert len(set(values(before, "UID"))) == 2
    for uid in values(before, "UID"):
        assert re.fullmatch(r"[0-9a-f]{40}@sunrota", uid)


def test_agents_do_not_share_uids() -> None:
    scenario = team_in(KOLKATA)
    feeds = [
        shifts_calendar(
            scenario,
            agent_id,
            roster_of(KOLKATA, "2026-11-10 09:00", agent_id=agent_id),
            None,
            stamp=STAMP,
        )
        for agent_id in ("ana", "kumar")
    ]
    uids = [values(feed, "UID") for feed in feeds]
    assert uids[0] != uids[1]


def test_a_shift_that_is_gone_is_cancelled_under_its_uid() -> None:
    before = roster_of(MADRID, "2026-11-10 09:00", "2026-11-11 09:00")
    published = feed_of(MADRID, before)
    feed = feed_of(MADRID, before[:1], sequence=1, cancelled=before[1:])
    assert values(feed, "UID") == values(published, "UID")
    assert values(feed, "STATUS") == ["CONFIRMED", "CANCELLED"]
    assert values(feed, "SEQUENCE") == ["1", "1"]
    assert by_icalendar(feed) == by_vobject(feed) == spans_of(before)


def test_a_shift_that_moved_is_not_cancelled() -> None:
    before = roster_of(MADRID, "2026-11-10 09:00")
    after = roster_of(MADRID, "2026-11-10 12:00")
    feed = feed_of(MADRID, after, sequence=1, cancelled=before)
    assert values(feed, "STATUS") == ["CONFIRMED"]
    assert by_icalendar(feed) == spans_of(after)


def test_the_zone_covers_what_is_cancelled_too() -> None:
    standing, gone = roster_of(MADRID, "2026-11-10 09:00"), roster_of(MADRID, "2026-10-20 09:00")
    feed = feed_of(MADRID, standing, cancelled=gone)
    assert by_vobject(feed) == sorted(spans_of(standing) + spans_of(gone))


def test_breaks_are_told_in_local_time() -> None:
    day = make_assignment("ana", "2026-10-20 07:00", local_date=date(2026, 10, 20))
    feed = shifts_calendar(team_in(MADRID), "ana", *from_plan(day), stamp=STAMP)
    assert values(feed, "DESCRIPTION") == [f"Times are those of {MADRID}.\\nBreak 12:00 to 12:30."]


def test_a_clock_change_inside_the_shift_is_told() -> None:
    feed = shifts_calendar(team_in(MADRID), "ana", *from_plan(over_the_change()), stamp=STAMP)
    [text] = values(feed, "DESCRIPTION")
    assert text.split("\\n") == [
        f"Times are those of {MADRID}.",
        "Break 02:30 (UTC+2) to 02:00 (UTC+1).",
        "Clocks go back by 1 h in this shift: 03:00 on Sun 25 Oct becomes 02:00. "
        "The shift lasts 8 h 30 min.",
    ]


@pytest.mark.parametrize(
    ("timezone", "start", "told"),
    [
        (MADRID, "2027-03-27 21:00", "forward by 1 h in this shift: 02:00 on Sun 28 Mar becomes"),
        (NEW_YORK, "2027-03-14 03:00", "forward by 1 h in this shift: 02:00 on Sun 14 Mar becomes"),
        (NEW_YORK, "2026-11-01 02:00", "back by 1 h in this shift: 02:00 on Sun 1 Nov becomes 01"),
        ("Australia/Lord_Howe", "2027-04-03 12:00", "back by 30 min in this shift: 02:00 on Sun 4"),
        (MADRID, "2026-10-25 01:00", None),  # starts with the change
        (MADRID, "2026-10-24 16:30", None),  # ends with it
        (MADRID, "2026-10-23 20:00", None),
        (MANILA, "2026-10-24 20:00", None),
    ],
)
def test_only_a_change_inside_the_shift_is_told(
    timezone: str, start: str, told: str | None
) -> None:
    [text] = values(feed_of(timezone, roster_of(timezone, start)), "DESCRIPTION")
    assert ("Clocks go" in text) is (told is not None)
    assert told is None or told in text


def test_no_pay_no_address_and_no_colleague() -> None:
    own, other = over_the_change(), replace(over_the_change(), agent_id="kumar", shift="secret8")
    roster, activities = from_plan(own, other)
    assert set(roster["agent_id"]) == {"ana", "kumar"}
    feed = shifts_calendar(team_in(MADRID), "ana", roster, activities, stamp=STAMP).decode()
    assert feed.count("BEGIN:VEVENT") == 1
    amounts = [str(amount) for name in ("pay", "premium") for amount in roster[name] if amount]
    assert len(amounts) >= 2
    for secret in ("mail.example", "Kumar", "kumar", "secret8", "paid", "USD", *amounts):
        assert secret not in feed


def test_text_from_a_folder_gives_the_bytes_of_the_plan(tmp_path: Path) -> None:
    day = make_assignment("ana", "2026-10-20 07:00", local_date=date(2026, 10, 20))
    roster, activities = from_plan(day, over_the_change())
    write_results(tmp_path / "plan", {"roster.csv": roster, "activities.csv": activities})
    found = read_result_folder(tmp_path / "plan")
    scenario = team_in(MADRID)
    feeds = {
        shifts_calendar(scenario, "ana", table, parts, stamp=STAMP)
        for table, parts in ((roster, activities), (found.roster, found.activities))
    }
    assert len(feeds) == 1
    assert by_icalendar(feeds.pop()) == spans_of(roster)


@pytest.mark.parametrize("timezone", [MADRID, KOLKATA])
def test_without_a_shift_the_calendar_is_empty_and_valid(timezone: str) -> None:
    feed = feed_of(timezone, roster_of(timezone))
    assert values(feed, "X-WR-CALDESC") == ["No shift is planned."]
    assert by_icalendar(feed) == by_vobject(feed) == []
    # RFC 5545 (3.6): a calendar holds at least one component.
    assert values(feed, "TZID") == [timezone]
    busy = feed_of(timezone, roster_of(timezone, "2026-11-10 09:00"))
    assert values(busy, "X-WR-CALDESC") == []


def test_every_fault_of_the_agents_rows_is_named_at_once() -> None:
    roster = roster_of(MADRID, "2026-11-10 09:00", "2026-11-11 09:00").astype("object")
    roster.loc[0, "start"], roster.loc[1, "local_date"] = "2026-11-10T09:00", "tomorrow"
    roster.loc[2] = ["kumar", "not mine", "", "", ""]
    with pytest.raises(DataError) as caught:
        feed_of(MADRID, roster)
    places = {(fault.file, fault.row, fault.column) for fault in caught.value.faults}
    assert places == {("roster.csv", 2, "start"), ("roster.csv", 3, "local_date")}


def test_rows_that_cannot_be_are_refused() -> None:
    twice = roster_of(MADRID, "2026-11-10 05:00", "2026-11-10 15:00", minutes=60)
    backward = roster_of(MADRID, "2026-11-12 05:00", minutes=-60)
    with pytest.raises(DataError) as caught:
        feed_of(MADRID, pd.concat([twice, backward]))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (3, "local_date"),
        (4, "end"),
    ]


def test_a_roster_without_its_columns_and_a_stranger_are_refused() -> None:
    roster = roster_of(MADRID, "2026-11-10 09:00")
    with pytest.raises(DataError, match=r"roster.csv:1:end: expected a column end"):
        feed_of(MADRID, roster.drop(columns="end"))
    with pytest.raises(DataError, match="expected an agent of the team, got 'zoe'"):
        shifts_calendar(team_in(MADRID), "zoe", roster, None, stamp=STAMP)


def test_a_stamp_without_a_zone_and_a_sequence_below_0_are_refused() -> None:
    roster = roster_of(MADRID, "2026-11-10 09:00")
    with pytest.raises(ValueError, match="Expected an aware instant as stamp"):
        feed_of(MADRID, roster, stamp=STAMP.replace(tzinfo=None))
    with pytest.raises(ValueError, match="Expected a sequence of at least 0, got -1"):
        feed_of(MADRID, roster, sequence=-1)


shift_starts = st.integers(0, 4 * 24 * 400).map(
    lambda quarter: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=15 * quarter)
)
near_changes = st.builds(
    lambda change, quarter: utc(change[1]) + timedelta(minutes=15 * quarter),
    st.sampled_from(CHANGES),
    st.integers(-48, 48),
)


@settings(max_examples=150, deadline=None)
@given(
    timezone=st.sampled_from(ZONES),
    starts=st.lists(shift_starts | near_changes, min_size=1, max_size=4),
    minutes=st.integers(15, 780),
)
def test_any_shift_is_the_same_instants_to_both_parsers(
    timezone: str, starts: list[datetime], minutes: int
) -> None:
    roster = roster_of(timezone, *(start.isoformat() for start in starts), minutes=minutes)
    roster = roster.drop_duplicates("local_date")
    feed = feed_of(timezone, roster)
    assert by_icalendar(feed) == by_vobject(feed) == spans_of(roster)
    assert set(values(feed, "TZID")) == tzids(feed)
    assert max(map(len, feed.split(b"\r\n"))) <= 75


def test_a_long_shift_name_is_told_whole() -> None:
    shift = make_shift(name="meal, night; two\\three")
    day = make_assignment("ana", "2026-10-20 07:00", local_date=date(2026, 10, 20), shift=shift)
    feed = shifts_calendar(team_in(MADRID), "ana", *from_plan(day), stamp=STAMP)
    assert values(feed, "SUMMARY") == ["Shift meal\\, night\\; two\\\\three"]
