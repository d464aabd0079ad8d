"""The team folder as a whole: what is read, what is only noticed, what is refused."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from planner.domain import Break, NightWindow, OpenHours, OvertimeTier, Weekend
from planner.errors import DataError
from planner.files import read_team
from planner.files.plan_work import ANSWERED_NOW, MAY_WAIT
from planner.scenario import SequenceBan
from planner.staffing.channels import CHANNELS, Discipline
from tests.planner.files.folders import TeamFolder

OPTIONAL = ("time_off", "availability", "wishes", "pins", "history", "events")


def test_a_sound_folder_has_no_notice(folder: TeamFolder) -> None:
    scenario = read_team(folder.path)
    assert scenario.notices == ()
    assert (scenario.name, scenario.currency) == ("Acme Support", "USD")
    assert (scenario.reporting_timezone, scenario.interval_minutes) == ("Europe/Madrid", 30)
    assert scenario.contacts_timezone == "UTC"
    assert scenario.contacts_path == folder.path / "contacts.csv"


def test_queues_with_targets_and_hours(folder: TeamFolder) -> None:
    phone, chat, email = read_team(folder.path).queues
    assert (phone.service_level, phone.answer_within_s, phone.patience_s) == (0.8, 20.0, 120.0)
    assert (phone.max_occupancy, phone.aht_s, phone.minimum_agents) == (0.85, 300.0, 1)
    assert phone.open_hours == OpenHours()
    assert chat.concurrency == 2.0
    assert chat.open_hours == OpenHours(
        timezone="Europe/Madrid", weekdays=frozenset(range(5)), from_minute=540, to_minute=1200
    )
    assert (email.respond_within_minutes, email.backlog_hours) == (60, 2.5)
    assert email.skills == {"email", "en"}


def test_shifts_contracts_and_rules(folder: TeamFolder) -> None:
    scenario = read_team(folder.path)
    day, night = scenario.shifts
    assert (day.length_minutes, day.start_from_minute, day.start_to_minute) == (510, 360, 840)
    assert (night.start_from_minute, night.start_to_minute) == (1320, 1500)  # past midnight
    assert night.breaks[0] == Break(minutes=15, paid=True, earliest_minute=60, latest_minute=120)
    full, days_only = scenario.contracts
    assert (full.max_weekly_minutes, full.hourly, full.shifts) == (2880, False, ("day8", "night8"))
    assert (days_only.max_weekly_minutes, days_only.days_per_week) == (2400, 5)
    spain, california, india = scenario.labour_rules
    quarter, half, tenth = Fraction(1, 4), Fraction(1, 2), Fraction(1, 10)
    assert spain.night == NightWindow(from_minute=1320, to_minute=360, premium=quarter)
    assert spain.weekend == Weekend(weekdays=frozenset({5, 6}), premium=tenth)
    assert spain.overtime == (OvertimeTier(premium=half, over_weekly_minutes=2400),)
    assert (spain.min_rest_minutes, spain.max_weekly_minutes) == (720, 2880)
    assert california.overtime[1] == OvertimeTier(premium=Fraction(1), seventh_day=True)
    assert (india.night, india.weekend, india.max_weekly_minutes) == (None, None, None)


def test_money_is_converted_exactly(folder: TeamFolder) -> None:
    scenario = read_team(folder.path)
    ana, kumar, lee = scenario.agents
    assert ana.wage_per_hour == 20 * Fraction("1.08")
    assert kumar.wage_per_hour == Fraction("350.50") * Fraction("0.0119")
    assert lee.wage_per_hour == Fraction("31.25")
    by_hour, by_piece = scenario.vendors
    assert by_hour.price_per_hour == 14 * Fraction("1.08")
    assert (by_piece.price_per_hour, by_piece.price_per_contact) == (None, Fraction("1.5"))
    assert scenario.bots[0].price_per_resolution == Fraction("0.99")
    assert scenario.candidates[0].wage_per_hour == 300 * Fraction("0.0119")
    assert scenario.weights.shortfall_per_agent_hour == 150
    assert scenario.weights.wish == Fraction("2.5")
    assert scenario.shrinkage_default == Fraction("0.1")
    assert scenario.net_factor(ana) == 1 - Fraction("0.12")
    assert scenario.net_factor(lee) == Fraction("0.9")


def test_agents(folder: TeamFolder) -> None:
    ana, kumar, lee = read_team(folder.path).agents
    assert (ana.name, ana.email, ana.region, ana.nights) == (
        "Ana Ruiz",
        "ana@acme.example",
        "EU",
        True,
    )
    assert kumar.skills == {"phone", "en"}
    assert (kumar.earliest_start_minute, kumar.latest_end_minute) == (540, 60)
    assert (lee.timezone, lee.subdivision, lee.nights) == ("US/Pacific", "CA", False)
    assert (lee.earliest_start_minute, lee.latest_end_minute) == (None, None)


def test_calendars(folder: TeamFolder) -> None:
    scenario = read_team(folder.path)
    vacation, training = scenario.time_off
    assert vacation.end_local == datetime.fromisoformat("2026-12-05T00:00")  # the date is in
    assert training.end_local == datetime.fromisoformat("2026-12-02T13:30")
    assert [(span.weekday, span.from_minute, span.to_minute) for span in scenario.availability] == [
        (0, 540, 1440),
        (1, 1320, 360),
    ]
    assert [wish.weight for wish in scenario.wishes] == [Fraction("2.5"), 1]
    assert [pin.start_minute for pin in scenario.pins] == [540, 0, 390]


def test_history_has_its_breaks_at_the_earliest_slot(folder: TeamFolder) -> None:
    day, night = read_team(folder.path).history
    assert day.paid_minutes == 480
    assert [pause.start for pause in day.activities] == [datetime(2026, 11, 23, 11, tzinfo=UTC)]
    assert night.start == datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert [(pause.start.hour, pause.paid) for pause in night.activities] == [
        (22, True),
        (0, False),
    ]


def test_an_event_of_all_queues_is_one_for_each(folder: TeamFolder) -> None:
    monday, *everywhere = read_team(folder.path).events
    assert (monday.queue, monday.factor, monday.note) == ("chat-en", 1.2, "Cyber Monday")
    assert {event.queue for event in everywhere} == {"phone-en", "chat-en", "email-en"}
    # Dates are the reporting zone's, the last one included.
    assert {event.start for event in everywhere} == {datetime(2026, 12, 1, 23, tzinfo=UTC)}
    assert {event.end for event in everywhere} == {datetime(2026, 12, 2, 23, tzinfo=UTC)}


def test_rotations_and_candidates(folder: TeamFolder) -> None:
    scenario = read_team(folder.path)
    (rotation,) = scenario.rotations
    assert rotation.demand == (("day8", (2,) * 7), ("night8", (2,) * 7))
    assert rotation.block == (("day8", (2, 7)), ("night8", (2, 4)))
    assert (rotation.lines, rotation.work_block, rotation.off_block) == (9, (4, 7), (2, 4))
    assert rotation.forbidden == (
        SequenceBan(before="night8", after="day8", day_off_between=False),
        SequenceBan(before="night8", after="day8", day_off_between=True),
    )
    (candidate,) = scenario.candidates
    assert (candidate.contract, candidate.max_headcount) == ("full-time", 50)


def test_optional_files_and_tables_may_be_missing(folder: TeamFolder) -> None:
    folder.drop("contacts.csv", *(f"{name}.csv" for name in OPTIONAL))
    plan = (folder.path / "plan.toml").read_text()
    rotations = plan[plan.index("[[rotations]]") : plan.index("[[candidates]]")]
    shrinkage = plan[plan.index("[shrinkage]") : plan.index("[[shifts]]")]
    plan = plan[: plan.index("[weights]")].replace(rotations, "").replace(shrinkage, "")
    folder.write("plan.toml", plan)
    scenario = read_team(folder.path)
    assert all(getattr(scenario, name) == () for name in OPTIONAL)
    assert scenario.rotations == ()
    assert scenario.shrinkage_default == 0
    assert scenario.weights.shortfall_per_agent_hour == 200
    assert scenario.contacts_path is None
    assert "no contact log" in scenario.notices[0]


def test_defaults_of_keys(folder: TeamFolder) -> None:
    folder.change("plan.toml", "interval_minutes = 30\n", "")
    folder.change("plan.toml", "start_every_minutes = 60\n", "")
    folder.change("plan.toml", "respond_within_minutes = 60\n", "")
    scenario = read_team(folder.path)
    assert scenario.interval_minutes == 30
    assert scenario.shift("night8").start_every_minutes == 30
    assert scenario.queue("email-en").respond_within_minutes == 60
    assert scenario.notices == ("queue email-en: no respond_within_minutes; 60 is taken",)


@pytest.mark.parametrize(
    ("file", "old", "new", "notice"),
    [
        ("agents.csv", "350.50,INR,phone; en", "350.50,INR,phone;en;hi", "no queue asks for: hi"),
        ("agents.csv", "350.50,INR,phone; en", "350.50,INR,phone", "fit no queue: kumar"),
        ("plan.toml", 'skills = ["email", "en"]', 'skills = ["email", "fr"]', "queue email-en: no agent has its skills (email, fr)"),  # noqa: E501
        ("plan.toml", "regions = { EU = 0.12 }", "regions = { MOON = 0.12 }", "shrinkage of region MOON: no agent is there"),  # noqa: E501
        ("plan.toml", "aht_seconds = 300\n", "", "no aht_seconds for phone-en"),
        ("plan.toml", "patience_seconds = 120", "respond_within_minutes = 5", "queue phone-en is answered in real time: respond_within_minutes not used"),  # noqa: E501
        ("plan.toml", "backlog_hours = 2.5", "service_level = 0.8", "queue email-en may wait: service_level not used"),  # noqa: E501
        ("plan.toml", 'price_per_contact = "1.50"', 'price_per_contact = 1\nmax_agents = 3', "max_agents and min_hours_per_week not used"),  # noqa: E501
        ("plan.toml", "max_weekly_minutes = 2880\ndays", "max_weekly_minutes = 2000\ndays", "contract full-time: weekly_minutes 2400 can never be rostered"),  # noqa: E501
    ],
)  # fmt: skip
def test_what_is_odd_is_noticed(
    folder: TeamFolder, file: str, old: str, new: str, notice: str
) -> None:
    notices = read_team(folder.change(file, old, new).path).notices
    assert len([each for each in notices if notice in each]) == 1, notices


def test_unknown_files_are_noticed_and_notes_are_not(folder: TeamFolder) -> None:
    for name in ("wishes_old.csv", "README.md", ".DS_Store", "~$agents.xlsx"):
        folder.write(name, "x")
    assert read_team(folder.path).notices == (
        "not read, because sunrota knows no such file: wishes_old.csv",
    )


def test_a_country_without_known_holidays_is_noticed(
    folder: TeamFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "planner.public_holidays.known_country", lambda country: country not in {"IN"}
    )
    assert read_team(folder.path).notices == ("no public holidays are known for IN",)


@pytest.mark.parametrize(
    ("channel", "targets", "waits"),
    [
        ("sms", "answer_within_seconds = 20\nservice_level = 0.8", False),
        ("sms", "respond_within_minutes = 30", True),
        ("may-wait", "", True),
        ("real-time", "answer_within_seconds = 20\nservice_level = 0.8", False),
    ],
)
def test_other_channels_are_the_discipline_that_they_name(
    folder: TeamFolder, channel: str, targets: str, waits: bool
) -> None:
    folder.append(
        "plan.toml",
        f'[[queues]]\nname = "new"\nchannel = "{channel}"\nskills = ["en"]\n{targets}\n',
    )
    queue = read_team(folder.path).queue("new")
    assert (queue.respond_within_minutes is not None) is waits


def test_channels_are_those_of_staffing() -> None:
    waiting = {channel for channel, kind in CHANNELS.items() if kind is Discipline.MAY_WAIT}
    assert waiting | {Discipline.MAY_WAIT} == MAY_WAIT
    assert (set(CHANNELS) - waiting) | {Discipline.REAL_TIME} == ANSWERED_NOW


def test_faults_of_all_files_come_together_the_plan_first(folder: TeamFolder) -> None:
    folder.change("agents.csv", "Europe/Madrid,ES", "Mars,ES")
    folder.change("agents.csv", "full-time,350.50", "full-time,-1")
    folder.change("wishes.csv", "day8", "day9")
    folder.change("plan.toml", "concurrency = 2", "concurrency = 0")
    assert [(fault.file, fault.row, fault.column) for fault in folder.faults()] == [
        ("plan.toml", 29, "queues[2].concurrency"),
        ("agents.csv", 2, "timezone"),
        ("agents.csv", 3, "hourly_wage"),
        ("wishes.csv", 3, "wish"),
    ]


def test_a_faulty_table_is_no_unknown_name_elsewhere(folder: TeamFolder) -> None:
    folder.change("plan.toml", "deflection = 0.41", "deflection = 41")
    folder.change("plan.toml", "paid_minutes = 480\nbreaks = [{", "paid_minutes = -1\nbreaks = [{")
    folder.change("plan.toml", "days_per_week = 5", "days_per_week = 9")
    folder.change("plan.toml", "interval_minutes = 30", "interval_minutes = 7")
    folder.change("plan.toml", 'INR = "0.0119"', 'INR = "cheap"')
    assert [fault.column for fault in folder.faults()] == [
        "team.interval_minutes",
        "exchange_rates.INR",
        "shifts[1].paid_minutes",
        "contracts[1].days_per_week",
        "bots[1].deflection",
    ]


def test_one_fault_for_a_country_without_rules_not_one_an_agent(folder: TeamFolder) -> None:
    folder.append("agents.csv", "zoe,Zoe,,Europe/Paris,FR,,EU,,full-time,1,EUR,phone,,,true\n")
    folder.append("agents.csv", "yan,Yan,,Europe/Paris,FR,,EU,,full-time,1,EUR,phone,,,true\n")
    assert (folder.fault().row, folder.fault().got) == (5, "'FR'")


def test_no_agents(folder: TeamFolder) -> None:
    header = (folder.path / "agents.csv").read_text().splitlines()[0]
    folder.write("agents.csv", header + "\n")
    folder.drop(*(f"{name}.csv" for name in OPTIONAL))
    assert str(folder.fault()) == "agents.csv::: expected at least one agent, got none"


def test_no_agents_file(folder: TeamFolder) -> None:
    folder.drop("agents.csv")
    assert str(folder.fault()) == (
        "agents.csv::: expected a file agents.csv in the team folder, got none"
    )


def test_no_queues_shifts_contracts_rules_or_team(folder: TeamFolder) -> None:
    folder.write("plan.toml", "# nothing\n").drop(*(f"{name}.csv" for name in OPTIONAL))
    found = [str(fault) for fault in folder.faults() if fault.file == "plan.toml"]
    assert found == [
        "plan.toml::team: expected a table [team], got none",
        "plan.toml::queues: expected at least one [[queues]], got none",
        "plan.toml::shifts: expected at least one [[shifts]], got none",
        "plan.toml::contracts: expected at least one [[contracts]], got none",
        "plan.toml::labour_rules: expected at least one [[labour_rules]], got none",
    ]


def test_no_plan(folder: TeamFolder) -> None:
    folder.drop("plan.toml").change("agents.csv", "email,timezone", "mail,timezone")
    assert [fault.file for fault in folder.faults()] == ["plan.toml", "agents.csv"]


def test_two_contact_logs(folder: TeamFolder) -> None:
    (folder.path / "contacts").mkdir()
    assert str(folder.fault()) == (
        "contacts::: expected one contact log, and there is contacts.csv, got another"
    )


@pytest.mark.parametrize(("make", "got"), [(False, "No such file"), (True, "Not a directory")])
def test_a_folder_that_is_none(tmp_path: Path, make: bool, got: str) -> None:
    place = tmp_path / "team"
    if make:
        place.write_text("x")
    with pytest.raises(DataError, match=f"expected a team folder that can be read, got {got}"):
        read_team(place)


def test_an_unreadable_file(folder: TeamFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.read_bytes

    def denied(path: Path) -> bytes:
        if path.name == "wishes.csv":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(DataError) as caught:
        read_team(folder.path)
    assert str(caught.value.faults[0]) == (
        "wishes.csv::: expected a file that can be read, got Permission denied"
    )


def test_a_folder_in_the_place_of_a_file(folder: TeamFolder) -> None:
    folder.drop("wishes.csv")
    (folder.path / "wishes.csv").mkdir()
    assert folder.fault().got == "Is a directory"


def test_a_file_of_too_many_faults_is_left_after_a_thousand(folder: TeamFolder) -> None:
    folder.append("wishes.csv", "bob,2026-12-05,off,1\n" * 1200)
    with pytest.raises(DataError, match="expected fewer than 1,000 faults in a file") as caught:
        read_team(folder.path)
    assert len(caught.value.faults) <= 1001


def test_three_thousand_agents_are_read_in_two_seconds(folder: TeamFolder) -> None:
    places = [("Europe/Madrid", "ES", ""), ("Asia/Kolkata", "IN", ""), ("US/Pacific", "US", "CA")]
    agents, history = [], []
    for number in range(3000):
        zone, country, subdivision = places[number % 3]
        agents.append(
            f"a{number},Agent {number},,{zone},{country},{subdivision},R,agent,full-time,"
            f"{3 + number % 37}.50,USD,phone;en,,,true\n"
        )
        history.append(
            f"a{number},2026-11-23,day8,2026-11-23T10:00:00+00:00,2026-11-23T18:30:00+00:00\n"
        )
    folder.append("agents.csv", "".join(agents)).append("history.csv", "".join(history))
    begun = time.process_time()
    scenario = read_team(folder.path)
    assert time.process_time() - begun < 2
    assert len(scenario.agents) == 3003
    assert len(scenario.history) == 3002
    assert scenario.horizon(date(2026, 11, 30), 1).weeks == 1
