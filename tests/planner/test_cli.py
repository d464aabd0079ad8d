"""The verbs as a user meets them: files, exit codes, and never a traceback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from planner import cli
from planner.bench.teams import CORE_START, BenchTeam, write_bench_team
from planner.errors import DataError, Fault
from tests.planner.small_team import WEEK, write_small_team

QUICK = ("--time-limit", "2", "--workers", "1")
LONGER = ("--time-limit", "6", "--workers", "1")
PLAN_FILES = {
    "accuracy.csv",
    "activities.csv",
    "cost.csv",
    "cover.csv",
    "duty.csv",
    "forecast.csv",
    "requirement.csv",
    "roster.csv",
    "summary.json",
}

Run = Callable[..., int]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_team(tmp_path_factory.mktemp("small") / "team")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command line in an empty folder; its exit code."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["sunrota", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert isinstance(end.value.code, int)
        return end.value.code

    return command


@pytest.fixture(scope="module")
def planned(team: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result folder of the small team, made by the command itself."""
    out = tmp_path_factory.mktemp("planned") / "plan"
    subprocess.run(
        [_command(), "plan", team, *WEEK, *QUICK, "--out", out], check=True, capture_output=True
    )
    return out


def _command() -> Path:
    return Path(sys.executable).with_name("sunrota")


def test_plan_writes_every_file_and_a_summary(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("plan", team, *WEEK, *QUICK, "--out", "plan") == 0
    shown = capsys.readouterr()
    summary = json.loads((tmp_path / "plan" / "summary.json").read_text())
    assert {path.name for path in (tmp_path / "plan").iterdir()} == PLAN_FILES
    assert summary["violations"] == 0
    assert summary["start"] == "2026-12-14"
    assert summary["agents"] == 2
    assert summary["intervals"] == 336
    assert summary["lower_bound"] <= summary["objective"]
    assert {"read", "contacts", "forecast", "staff", "roster", "audit"} <= set(
        summary["wall_seconds"]
    )
    assert "Small team: 1 week from Mon 14 Dec 2026 (Europe/Madrid)" in shown.out
    assert "Written to plan: accuracy.csv" in shown.out
    assert f"{summary['cost']:,.2f} EUR" in shown.out
    assert "roster: " in shown.err


def test_steps_one_by_one_give_what_plan_gives(
    run: Run, team: Path, planned: Path, tmp_path: Path
) -> None:
    assert run("forecast", team, *WEEK, "--out", "f") == 0
    assert run("staff", team, *WEEK, "--out", "s", "--forecast", "f/forecast.csv") == 0
    words = ("--requirement", "s/requirement.csv", "--out", "r")
    assert run("roster", team, *WEEK, *QUICK, *words) == 0
    for name, folder in (("forecast", "f"), ("requirement", "s")):
        pd.testing.assert_frame_equal(
            pd.read_csv(tmp_path / folder / f"{name}.csv"), pd.read_csv(planned / f"{name}.csv")
        )
    alone = json.loads((tmp_path / "r" / "summary.json").read_text())
    whole = json.loads((planned / "summary.json").read_text())
    for key in ("objective", "cost", "penalties", "lower_bound", "fixed_cost", "service_level"):
        assert alone[key] == pytest.approx(whole[key]), key
    assert {path.name for path in (tmp_path / "r").iterdir()} == PLAN_FILES - {
        "accuracy.csv",
        "forecast.csv",
    }


def test_staff_can_begin_with_the_log(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("staff", team, *WEEK, "--out", "s") == 0
    names = {path.name for path in (tmp_path / "s").iterdir()}
    assert names == {"accuracy.csv", "forecast.csv", "requirement.csv"}
    assert "agent-hours are required" in capsys.readouterr().out


def test_check_finds_no_fault(run: Run, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", team) == 0
    assert "no faults. Small team: 2 agents, 2 queues." in capsys.readouterr().out


def test_check_without_a_log_is_content(run: Run, team: Path, tmp_path: Path) -> None:
    copy = _copy(team, tmp_path)
    (copy / "contacts.csv").unlink()
    assert run("check", copy) == 0


def _copy(team: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in team.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def test_check_lists_every_fault(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = _copy(team, tmp_path)
    agents = (copy / "agents.csv").read_text()
    (copy / "agents.csv").write_text(agents.replace("Europe/Madrid", "Europe/Madird"))
    assert run("check", copy) == 1
    shown = capsys.readouterr().err
    assert "agents.csv:2:timezone: expected " in shown
    assert "agents.csv:3:timezone: expected " in shown
    assert "Traceback" not in shown


def test_faults_of_the_log_are_listed_or_skipped(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = _copy(team, tmp_path)
    with (copy / "contacts.csv").open("a") as log:
        log.write("yesterday,phone-en,Europe/Madrid,1,300\n")
    assert run("check", copy) == 1
    assert "contacts.csv:802:interval_start: expected " in capsys.readouterr().err
    assert run("forecast", copy, *WEEK, "--out", "out") == 1
    assert not (tmp_path / "out").exists()
    capsys.readouterr()
    assert run("forecast", copy, *WEEK, "--out", "out", "--skip-bad-rows") == 0
    assert "note: " in capsys.readouterr().err
    assert (tmp_path / "out" / "forecast.csv").is_file()


def test_no_log_is_said_in_words(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = _copy(team, tmp_path)
    (copy / "contacts.csv").unlink()
    assert run("plan", copy, *WEEK, "--out", "out") == 1
    assert "contacts.csv::: expected a contact log" in capsys.readouterr().err


def test_a_clash_names_agent_and_date(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = _copy(team, tmp_path)
    (copy / "pins.csv").write_text(
        "agent_id,local_date,shift,start_local\nana,2026-12-15,morning,09:00\n"
    )
    (copy / "time_off.csv").write_text(
        "agent_id,start,end,kind\nana,2026-12-15,2026-12-15,vacation\n"
    )
    assert run("plan", copy, *WEEK, *QUICK, "--out", "out") == 1
    shown = capsys.readouterr().err
    assert "agent ana: these cannot stand together" in shown
    assert "2026-12-15" in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "out").exists()


def test_audit_passes_what_plan_wrote(
    run: Run, team: Path, planned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("audit", team, planned) == 0
    assert "no violations in 1 week(s) from 2026-12-14" in capsys.readouterr().out


def test_audit_names_a_planted_fault(
    run: Run, team: Path, planned: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = pd.read_csv(planned / "roster.csv", dtype=str)
    roster.loc[0, "pay"] = "1.00"
    (tmp_path / "hand").mkdir()
    roster.to_csv(tmp_path / "hand" / "roster.csv", index=False)
    assert run("audit", team, "hand") == 1
    shown = capsys.readouterr()
    assert "pay: " in shown.err
    assert "1 violations: pay 1" in shown.err
    assert "no violations" not in shown.out


def test_a_refused_plan_lies_beside(
    run: Run,
    team: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from planner import pipeline

    def cheap(*args: object, **kwargs: object) -> int:
        return 0

    # A cost of bots that is not in the table: the audit must see through it.
    monkeypatch.setattr(pipeline, "fixed_cost_cents", cheap)
    assert run("plan", team, *WEEK, *QUICK, "--out", "plan") == 1
    shown = capsys.readouterr().err
    assert "fixed_cost" in shown
    assert "The audit refuses this plan" in shown
    assert not (tmp_path / "plan").exists()
    assert (tmp_path / "plan.rejected" / "summary.json").is_file()
    assert json.loads((tmp_path / "plan.rejected" / "summary.json").read_text())["violations"] > 0


@pytest.mark.parametrize(
    "words",
    [
        ("plan",),
        ("nonsense",),
        ("plan", "TEAM", "--start", "next monday", "--weeks", "1", "--out", "out"),
        ("plan", "TEAM", "--start", "2026-12-14", "--weeks", "0", "--out", "out"),
        ("plan", "TEAM", "--start", "2026-12-14", "--weeks", "1", "--out", "out", "--seed", "-1"),
        ("roster", "TEAM", *WEEK, "--out", "out", "--time-limit", "0"),
    ],
)
def test_wrong_usage_is_2(
    run: Run, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["demo", "check", "forecast", "staff", "roster", "plan", "audit"])
def test_every_verb_has_help(run: Run, verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(verb, "--help") == 0
    assert "Usage" in capsys.readouterr().out


def test_a_strangers_folder_is_left_alone(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert run("forecast", team, *WEEK, "--out", "mine") == 1
    assert "thesis.txt" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_faults_of_the_program_are_a_line(
    run: Run, team: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(folder: Path) -> None:
        raise ZeroDivisionError(str(folder.name))

    monkeypatch.setattr("planner.files.read_team", broken)
    monkeypatch.delenv("SUNROTA_TRACEBACK", raising=False)
    assert run("check", team) == 1
    shown = capsys.readouterr().err
    assert "a fault of its own (ZeroDivisionError: team)" in shown
    assert "Traceback" not in shown
    monkeypatch.setenv("SUNROTA_TRACEBACK", "1")
    monkeypatch.setattr(sys, "argv", ["sunrota", "check", str(team)])
    with pytest.raises(ZeroDivisionError):
        cli.main()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(28, "No space left on device", "demo"), "demo: No space left on device"),
        (OSError("odd"), "sunrota: odd"),
        (DataError([Fault(file="a.csv", expected="b", got="c")]), "a.csv::: expected b, got c"),
    ],
)
def test_trouble_with_files_is_a_line(
    run: Run,
    team: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: Exception,
    said: str,
) -> None:
    def broken(folder: Path) -> None:
        raise error

    monkeypatch.setattr("planner.files.read_team", broken)
    assert run("check", team) == 1
    assert said in capsys.readouterr().err


def test_a_reader_who_leaves_is_no_fault(
    run: Run, team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(folder: Path) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("planner.files.read_team", gone)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    assert run("check", team) == 1


def test_an_interrupt_keeps_the_best_so_far(tmp_path: Path) -> None:
    team = write_bench_team(BenchTeam(agents=12), tmp_path / "team")
    command = [_command(), "roster", team, "--start", str(CORE_START), "--weeks", "1"]
    command += ["--requirement", team / "requirement.csv", "--out", tmp_path / "plan"]
    process = subprocess.Popen(
        [*command, "--time-limit", "600"],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    told = []
    for line in process.stderr:
        told.append(line)
        # The first roster stands, and is far from being proven the best.
        if line.startswith("search"):
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, "".join(told) + err
    summary = json.loads((tmp_path / "plan" / "summary.json").read_text())
    assert "stopping: the best roster so far is kept" in err
    assert summary["status"] == "STOPPED"
    assert summary["violations"] == 0
    assert summary["wall_seconds"]["roster"] < 300
    assert "stopped early" in out


def test_a_way_that_is_not_one_is_told(
    run: Run, team: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("compare", team, *WEEK, "--only", "mix", "--only", "cheap", "--out", "out") == 2
    told = " ".join(capsys.readouterr().err.split())
    assert "staff-by-day" in told
    assert "got cheap" in told
    assert not (tmp_path / "out").exists()


def test_compare_lays_the_ways_side_by_side(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    team = write_small_team(tmp_path / "team")
    plan = team / "plan.toml"
    plan.write_text(plan.read_text() + '\n[exchange_rates]\nUSD = "0.90"\n')
    assert run("compare", team, *WEEK, *LONGER, "--out", tmp_path / "out") == 0
    shown = capsys.readouterr()
    assert "mix+bots" in shown.out
    assert "market prices stand in" in shown.err
    rows = pd.read_csv(tmp_path / "out" / "scenarios.csv").set_index("scenario")
    assert len(rows) == 10
    parts = ["wages", "premiums", "idle", "vendor", "bot", "software"]
    assert (rows[parts].sum(axis=1) - rows["total"]).abs().max() < 0.005
    # What is left open has its price: 200 an hour, as the team's weights say.
    whole = rows["total"] + 200 * rows["shortfall_hours"]
    assert rows["lower_bound"]["mix"] <= whole.iloc[:5].min() + 0.02
    assert whole["mix"] <= whole.iloc[:5].min() + 0.02
    assert (tmp_path / "out" / "scenarios.xlsx").stat().st_size > 5_000
