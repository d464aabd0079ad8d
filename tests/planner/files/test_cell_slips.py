# ruff: noqa: E501 - a message is one line, as users see it
"""Everything that may be wrong in a cell of the CSV files, one slip at a time."""

from __future__ import annotations

import pytest

from tests.planner.files.folders import TeamFolder

# A text of the file, what is put in its place, and the one fault that is shown then.
CASES = [
    (
        "2026-12-02T10:00,",
        "2026-12-02T25:00,",
        "time_off.csv:3:start: expected a local date or date-time without an offset, such as 2026-11-30T09:00, got '2026-12-02T25:00'",
    ),
    (
        "Europe/Madrid,ES",
        "Madrid,ES",
        "agents.csv:2:timezone: expected an IANA time zone, such as Europe/Madrid, got 'Madrid'",
    ),
    (
        "Europe/Madrid,ES",
        "Europe/Madrid,Spain",
        "agents.csv:2:country: expected a country's ISO 3166-1 code of two capital letters, such as ES, got 'Spain'",
    ),
    (
        "Europe/Madrid,ES",
        "Europe/Madrid,FR",
        "agents.csv:2:country: expected a country with [[labour_rules]], or rules for '*', got 'FR'",
    ),
    ("US,CA,NA", "US,QQ,NA", "agents.csv:4:subdivision: expected a subdivision of US, got 'QQ'"),
    (
        "days-only,31.25",
        "day-only,31.25",
        "agents.csv:4:contract: expected a contract of plan.toml (days-only?), got 'day-only'",
    ),
    (
        "31.25,USD",
        "31.25,PHP",
        "agents.csv:4:currency: expected a currency with an exchange rate in plan.toml (EUR, INR, USD), got 'PHP'",
    ),
    (
        "31.25,USD",
        "31.25,dollars",
        "agents.csv:4:currency: expected a currency's code of three capital letters, such as EUR, got 'dollars'",
    ),
    (
        "31.25,USD",
        "-31.25,USD",
        "agents.csv:4:hourly_wage: expected a number from 0 to 10,000, got '-31.25'",
    ),
    (
        "31.25,USD",
        "NaN,USD",
        "agents.csv:4:hourly_wage: expected a number from 0 to 10,000, with a decimal point, got 'NaN'",
    ),
    (
        "31.25,USD",
        "inf,USD",
        "agents.csv:4:hourly_wage: expected a number from 0 to 10,000, with a decimal point, got 'inf'",
    ),
    (
        "31.25,USD",
        "1e9,USD",
        "agents.csv:4:hourly_wage: expected a number from 0 to 10,000, got '1e9'",
    ),
    (
        "31.25,USD",
        '"31,25",USD',
        "agents.csv:4:hourly_wage: expected a number from 0 to 10,000, with a decimal point, got '31,25'",
    ),
    (
        "31.25,USD",
        ",USD",
        "agents.csv:4:hourly_wage: expected a number from 0 to 10,000, with a decimal point, got nothing",
    ),
    (
        "full-time,20,EUR,phone;chat;email;en",
        "full-time,20,EUR,klingon",
        "agents.csv:2:skills: expected a skill that some queue asks for (chat, email, en, phone), got 'klingon'",
    ),
    (
        "full-time,20,EUR,phone;chat;email;en",
        "full-time,20,EUR,;",
        "agents.csv:2:skills: expected skills joined by ';', got ';'",
    ),
    (
        "09:00,01:00,false",
        "9am,01:00,false",
        "agents.csv:3:earliest_start: expected a wall time from 00:00 to 24:00, got '9am'",
    ),
    (
        "09:00,01:00,false",
        "09:00,01:00,nope",
        "agents.csv:3:nights: expected true or false, got 'nope'",
    ),
    (
        "kumar,Kumar",
        "ana,Kumar",
        "agents.csv:3:agent_id: expected each agent once, got 'ana', as on line 2",
    ),
    (
        "kumar,Kumar",
        ",Kumar",
        "agents.csv:3:agent_id: expected text that is not empty, got nothing",
    ),
    (
        "Ana Ruiz",
        "Ana\x07Ruiz",
        "agents.csv:2:name: expected text on one line, without control characters, got 'Ana\\x07Ruiz'",
    ),
    (
        "Ana Ruiz",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "agents.csv:2:name: expected at most 200 characters, got 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA...'",
    ),
    (
        "ana,",
        "bob,",
        "time_off.csv:2:agent_id: expected an agent of agents.csv (ana, kumar, lee), got 'bob'",
    ),
    (
        "2026-12-03,2026-12-04",
        "2026-12-04,2026-12-03",
        "time_off.csv:2:end: expected an end after the start, 2026-12-04, got '2026-12-03'",
    ),
    (
        "2026-12-03,2026-12-04",
        "2026-12-03,2026-13-04",
        "time_off.csv:2:end: expected a date such as 2026-11-30, of the years 2000 to 2100, got '2026-13-04'",
    ),
    (
        "2026-12-03,2026-12-04",
        "2026-12-03,3026-12-04",
        "time_off.csv:2:end: expected a date such as 2026-11-30, of the years 2000 to 2100, got '3026-12-04'",
    ),
    (
        "2026-12-02T10:00,",
        "2026-12-02T10:00+01:00,",
        "time_off.csv:3:start: expected a local date or date-time without an offset, such as 2026-11-30T09:00, got '2026-12-02T10:00+01:00'",
    ),
    (
        "vacation",
        "holiday",
        "time_off.csv:2:kind: expected a kind of time off (sick, training, unpaid, vacation), got 'holiday'",
    ),
    (
        "lee,mon",
        "bob,mon",
        "availability.csv:2:agent_id: expected an agent of agents.csv (ana, kumar, lee), got 'bob'",
    ),
    (
        "lee,mon",
        "lee,monday",
        "availability.csv:2:weekday: expected a weekday: mon, tue, wed, thu, fri, sat, sun, got 'monday'",
    ),
    (
        "24:00",
        "24:30",
        "availability.csv:2:to: expected a wall time from 00:00 to 24:00, got '24:30'",
    ),
    (
        "ana,",
        "bob,",
        "wishes.csv:2:agent_id: expected an agent of agents.csv (ana, kumar, lee), got 'bob'",
    ),
    (
        "day8",
        "day9",
        "wishes.csv:3:wish: expected 'off' or a shift of plan.toml (day8?), got 'day9'",
    ),
    ("2.5", "-1", "wishes.csv:2:weight: expected a number from 0 to 1,000,000, got '-1'"),
    (
        "lee,2026-12-01",
        "ana,2026-12-05",
        "wishes.csv:3:local_date: expected one row for an agent and date, got another, as on line 2",
    ),
    (
        "lee,",
        "bob,",
        "pins.csv:4:agent_id: expected an agent of agents.csv (ana, kumar, lee), got 'bob'",
    ),
    (
        "lee,2026-12-02,day8",
        "lee,2026-12-02,night9",
        "pins.csv:4:shift: expected a shift of plan.toml (night8?), got 'night9'",
    ),
    (
        "lee,2026-12-02,day8,6:30",
        "lee,2026-12-02,night8,22:00",
        "pins.csv:4:shift: expected a shift of the contract days-only (day8), got 'night8'",
    ),
    (
        "6:30",
        "6:15",
        "pins.csv:4:start_local: expected a start of day8: 06:00 to 14:00, every 30 minutes, got '6:15'",
    ),
    (
        "6:30",
        "14:30",
        "pins.csv:4:start_local: expected a start of day8: 06:00 to 14:00, every 30 minutes, got '14:30'",
    ),
    (
        "6:30",
        "24:00",
        "pins.csv:4:start_local: expected a wall time such as 09:00, or such as 2026-12-02T09:00, got '24:00'",
    ),
    (
        "6:30",
        "2026-12-03T06:30",
        "pins.csv:4:start_local: expected a wall time such as 09:00, or such as 2026-12-02T09:00, got '2026-12-03T06:30'",
    ),
    (
        "6:30",
        "",
        "pins.csv:4:start_local: expected a wall time such as 09:00, or such as 2026-12-02T09:00, got nothing",
    ),
    (
        "ana,2026-11-23",
        "bob,2026-11-23",
        "history.csv:2:agent_id: expected an agent of agents.csv (ana, kumar, lee), got 'bob'",
    ),
    (
        "2026-11-23,day8",
        "2026-11-22,day8",
        "history.csv:2:local_date: expected the date in Europe/Madrid at the start, 2026-11-23, got '2026-11-22'",
    ),
    ("day8", "day9", "history.csv:2:shift: expected a shift of plan.toml (day8?), got 'day9'"),
    (
        "2026-11-23T16:30:00+00:00",
        "2026-11-23T06:30:00+00:00",
        "history.csv:2:end: expected an end after the start, within two days, got '2026-11-23T06:30:00+00:00'",
    ),
    (
        "2026-11-23T16:30:00+00:00",
        "2026-11-23T16:30:00",
        "history.csv:2:end: expected a date-time with its offset from UTC, such as 2026-11-30T09:00:00+00:00, got '2026-11-23T16:30:00'",
    ),
    (
        "2026-11-23T16:30:00+00:00",
        "2026-11-23T16:30:20+00:00",
        "history.csv:2:end: expected a time on a whole minute, got '2026-11-23T16:30:20+00:00'",
    ),
    (
        "2026-11-23T16:30:00+00:00",
        "2026-11-24T22:30:00+00:00",
        "history.csv:3:start: expected a start after the shift before, until 2026-11-24 22:30:00+00:00, got an overlap",
    ),
    (
        "ana,2026-11-24,night8,2026-11-24T22:00:00+01:00",
        "ana,2026-11-23,night8,2026-11-23T22:00:00+01:00",
        "history.csv:3:local_date: expected one shift for an agent and date, got another",
    ),
    (
        "chat-en",
        "chat-fr",
        "events.csv:2:queue: expected a queue of plan.toml, or '*' (chat-en?), got 'chat-fr'",
    ),
    ("1.2", "-1", "events.csv:2:factor: expected a number from 0 to 1,000, got '-1'"),
    (
        "2026-12-01T05:00:00+00:00",
        "2026-11-01T05:00:00+00:00",
        "events.csv:2:end: expected an end after the start, 2026-11-30T13:00:00+00:00, got '2026-11-01T05:00:00+00:00'",
    ),
    (
        "2026-12-01T05:00:00+00:00",
        "tomorrow",
        "events.csv:2:end: expected a date, or a date-time with or without an offset, got 'tomorrow'",
    ),
]


@pytest.mark.parametrize(("old", "new", "message"), CASES)
def test_a_slip_in_a_cell_is_one_clear_fault(
    folder: TeamFolder, old: str, new: str, message: str
) -> None:
    file = message.split(":")[0]
    assert str(folder.change(file, old, new).fault()) == message
