"""Planning anew what was published, as a support manager does it on a Tuesday."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from planner import pipeline
from planner.clock import Horizon
from planner.errors import DataError
from planner.files import read_published, read_team
from planner.verbs.published import Replan
from tests.planner.builders import utc
from tests.planner.small_team import START, WEEK, write_small_team

QUICK = ("--time-limit", "1", "--workers", "1")
TUESDAY = ("--as-of", "2026-12-15T07:30", "--frozen-hours", "2")
Run = Callable[..., int]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_team(tmp_path_factory.mktemp("team") / "team")


@pytest.fixture(scope="module")
def horizon(team: Path) -> Horizon:
    return read_team(team).horizon(START, 1)


@pytest.fixture(scope="module")
def published(team: Path, horizon: Horizon, tmp_path_factory: pytest.TempPathFactory) -> Path:
    scenario = read_team(team)
    log = pipeline.count_contacts(scenario, horizon)
    forecast = pipeline.forecast_contacts(scenario, horizon, log).table
    made = pipeline.plan_week(
        scenario,
        horizon,
        pipeline.require_agents(scenario, horizon, forecast),
        options=pipeline.SolveOptions(time_limit_s=1.0, workers=1),
    )
    out = tmp_path_factory.mktemp("published") / "plan"
    pipeline.write_plan(made, out)
    return out


@pytest.fixture
def ill(team: Path, tmp_path: Path) -> Path:
    """The team, Ana ill from Wednesday to Thursday."""
    folder = tmp_path / "ill"
    shutil.copytree(team, folder)
    (folder / "time_off.csv").write_text(
        "agent_id,start,end,kind\nana,2026-12-16,2026-12-17,sick\n"
    )
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def starts(out: Path, agent: str) -> set[str]:
    return {row["start_local"] for row in rows_of(out / "roster.csv") if row["agent_id"] == agent}


def test_on_tuesday_somebody_is_ill(
    run: Run, ill: Path, published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--requirement", published / "requirement.csv", "--published", published, *TUESDAY)
    assert run("roster", ill, *WEEK, *QUICK, *words, "--out", "new") == 0
    said = capsys.readouterr()
    new = tmp_path / "new"
    before, after = starts(published, "ana"), starts(new, "ana")
    gone = {start for start in before if start[:10] in ("2026-12-16", "2026-12-17")}
    assert gone
    assert after == before - gone
    assert starts(new, "ben") == starts(published, "ben")
    changes = rows_of(new / "changes.csv")
    assert changes == [
        {"agent_id": "ana", "local_date": start[:10], "before": "morning 09:00", "after": ""}
        for start in sorted(gone)
    ]
    count = len(gone)
    assert f"Changes    {count} shift{'s' * (count > 1)} of 1 agent changed" in said.out
    assert "changes 10.00" in said.out
    summary = json.loads((new / "summary.json").read_text())
    assert summary["penalties"]["changes"] == 10.0
    assert summary["violations"] == 0

    assert run("audit", ill, "new", "--published", published) == 0
    assert run("audit", ill, "new") == 0
    assert "which is not at hand (--published)" in capsys.readouterr().err
    for kind in ("changes", "wishes"):
        tampered = json.loads((new / "summary.json").read_text())
        tampered["penalties"][kind] += 10.0
        shutil.copytree(new, tmp_path / kind)
        (tmp_path / kind / "summary.json").write_text(json.dumps(tampered))
        assert run("audit", ill, kind, "--published", published) == 1
        assert f"penalties.{kind}: " in capsys.readouterr().err


def test_without_a_published_folder_nothing_is_said_of_changes(published: Path) -> None:
    summary = json.loads((published / "summary.json").read_text())
    assert set(summary["penalties"]) == {"shortfall", "minimum_agents", "wishes", "fairness"}
    assert not (published / "changes.csv").exists()


def test_the_audit_finds_what_was_frozen_and_moved(
    team: Path, horizon: Horizon, published: Path
) -> None:
    scenario = read_team(team)
    until = utc("2026-12-16 09:00")
    found = read_published(published, scenario, horizon, until).published
    scenario = replace(scenario, published=found)
    assert pipeline.audit_folder(scenario, published).passed
    early = [row for row in found.assignments if row.start < until]
    assert len(early) >= 2
    # As if one more had been published, at another hour, and another one had not.
    moved = replace(early[0], start=early[0].start + timedelta(minutes=30))
    other = replace(found, assignments=(moved, *found.assignments[1:]))
    report = pipeline.audit_folder(replace(scenario, published=other), published)
    texts = [str(one) for one in report.violations if one.rule == "frozen"]
    assert len(texts) == 2
    assert "morning from 09:30 as it was published" in texts[0]
    assert "nothing new that starts before the freeze ends" in texts[1]
    unmoved = replace(other, frozen_until=None)
    report = pipeline.audit_folder(replace(scenario, published=unmoved), published)
    assert {one.rule for one in report.violations} == {"summary"}  # a change that weighs


@pytest.mark.parametrize(
    ("as_of", "hours", "until"),
    [
        ("2026-12-15T07:30", 2.0, "2026-12-15 08:30"),  # Madrid's clocks are an hour ahead
        ("2026-12-15", 0.0, "2026-12-14 23:00"),
        ("2026-12-15T07:30+05:30", 0.0, "2026-12-15 02:00"),
    ],
)
def test_until_when_it_is_frozen(horizon: Horizon, as_of: str, hours: float, until: str) -> None:
    replan = Replan(folder=Path(), as_of=as_of, frozen_hours=hours)
    assert replan.frozen_until(horizon) == utc(until)


def test_weeks_that_are_over_are_not_frozen() -> None:
    past = Horizon(
        start_date=START.replace(year=2020), weeks=1, timezone="UTC", interval_minutes=30
    )
    assert Replan(folder=Path(), as_of=None, frozen_hours=0.0).frozen_until(past) == past.start


def faults(folder: Path, team: Path, horizon: Horizon, until: str | None = None) -> str:
    with pytest.raises(DataError) as error:
        frozen = None if until is None else utc(until)
        read_published(folder, read_team(team), horizon, frozen)
    return str(error.value)


def test_a_folder_that_is_not_there(
    run: Run, team: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("plan", team, *WEEK, "--out", "new", "--published", "nowhere") == 1
    said = capsys.readouterr().err
    assert "nowhere::: expected a result folder that was published, got none" in said


@pytest.mark.parametrize("words", [TUESDAY, ("--frozen-hours", "3"), ("--as-of", "2026-12-15")])
def test_a_freeze_of_nothing(
    run: Run, team: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("plan", team, *WEEK, "--out", "new", *words) == 2
    assert "expected --published OUT too" in capsys.readouterr().err


def test_a_moment_that_is_none(run: Run, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--published", "plan", "--as-of", "tuesday")
    assert run("plan", team, *WEEK, "--out", "new", *words) == 2
    assert "expected a date and time such as" in capsys.readouterr().err


def test_all_faults_at_once(team: Path, published: Path, horizon: Horizon, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(published, folder)
    summary = json.loads((folder / "summary.json").read_text())
    (folder / "summary.json").write_text(json.dumps({**summary, "start": "2026-12-21", "weeks": 2}))
    lines = (folder / "roster.csv").read_text().splitlines()
    first, second = lines[1].split(","), lines[2].split(",")
    first[2], second[3] = "gone", "soon"
    (folder / "roster.csv").write_text("\n".join([lines[0], ",".join(first), ",".join(second)]))
    said = faults(folder, team, horizon, "2026-12-20 00:00")
    assert "summary.json::start: expected the start of the plan, 2026-12-14, got 2026-12-21" in said
    assert "expected the weeks of the plan, 1, got 2" in said
    assert "roster.csv:2:shift: expected for a frozen shift one that the agent may work" in said
    assert "roster.csv:3:start: expected a date-time with its offset from UTC" in said


def test_other_weeks_without_a_summary(
    team: Path, published: Path, horizon: Horizon, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    text = (published / "roster.csv").read_text().replace("2026-12-1", "2026-11-1")
    (folder / "roster.csv").write_text(text)
    said = faults(folder, team, horizon)
    assert "expected shifts that start in the 1 week(s) from 2026-12-14, got none" in said


def test_who_has_left_is_ignored(
    team: Path, published: Path, horizon: Horizon, tmp_path: Path
) -> None:
    folder = tmp_path / "fewer"
    shutil.copytree(team, folder)
    agents = (folder / "agents.csv").read_text().splitlines()
    (folder / "agents.csv").write_text("\n".join(agents[:2]) + "\n")
    found = read_published(published, read_team(folder), horizon)
    assert {row.agent_id for row in found.published.assignments} == {"ana"}
    assert found.notices == ("1 published agent(s) are not in the team any more: ben",)


def test_a_weight_of_ones_own(team: Path, tmp_path: Path) -> None:
    folder = tmp_path / "weighed"
    shutil.copytree(team, folder)
    plan = folder / "plan.toml"
    assert read_team(folder).weights.change == 10
    plan.write_text(plan.read_text().replace("[weights]\n", '[weights]\nchange = "12.50"\n'))
    assert read_team(folder).weights.change == 12.5


PRICES = "interval_start,queues,net_share,together,worth,wanted\n"


def test_prices_are_read_with_what_was_published(
    team: Path, published: Path, horizon: Horizon, tmp_path: Path
) -> None:
    folder = tmp_path / "priced"
    shutil.copytree(published, folder)
    assert read_published(folder, read_team(team), horizon).published.prices == ()
    line = f"{horizon.start.isoformat()},phone-en;chat-en,0.9,lead=1,-2.5,3.25\n"
    (folder / "prices.csv").write_text(PRICES + line)
    (price,) = read_published(folder, read_team(team), horizon).published.prices
    assert (price.start, price.queues) == (horizon.start, ("phone-en", "chat-en"))
    assert (price.net_share, price.together) == (0.9, "lead=1")
    assert (price.worth, price.wanted) == (-2.5, 3.25)


def test_all_faults_of_prices_at_once(
    team: Path, published: Path, horizon: Horizon, tmp_path: Path
) -> None:
    folder = tmp_path / "priced"
    shutil.copytree(published, folder)
    start = horizon.start.isoformat()
    lines = ["soon,phone-en,0.9,,1,1", f"{start},phone-en,2,,much,-1"]
    (folder / "prices.csv").write_text(PRICES + "\n".join(lines) + "\n")
    said = faults(folder, team, horizon)
    assert "prices.csv:2:interval_start: expected a date-time with its offset from UTC" in said
    assert "prices.csv:3:net_share: expected a number from 0 to 1" in said
    assert "prices.csv:3:worth: expected a number from" in said
    assert "prices.csv:3:wanted: expected a number from 0 to" in said
