"""Jobs as they are: processes that are started, followed, stopped, killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import psutil
import pytest

from planner import jobs, pipeline
from planner.files import read_team
from planner.jobs import (
    JobKind,
    JobRequest,
    JobRunningError,
    JobState,
    JobStatus,
    processes,
    worker,
)
from planner.jobs.folder import JobFolder, jobs_of, lay_out
from planner.jobs.journal import EventKind, Journal
from planner.jobs.processes import end_with_children
from planner.jobs.state import MAX_EVENT_BYTES
from planner.pipeline import Progress, SolveOptions
from planner.workspace import Workspace, fingerprint
from tests.planner.small_team import START, WEEKS, write_buying_team, write_small_team

PATIENCE_S = 90.0  # on a machine with much else to do
QUICK = JobRequest(
    kind=JobKind.PLAN,
    start=date(2026, 12, 14),
    weeks=1,
    options=SolveOptions(time_limit_s=2.0, workers=1),
)
LONG = JobRequest(
    kind=JobKind.PLAN, start=START, weeks=WEEKS, options=SolveOptions(time_limit_s=600.0)
)


def seen(workspace: Workspace) -> JobState:
    state = jobs.follow(workspace, JobKind.PLAN)
    assert state is not None
    return state


def wait_until(workspace: Workspace, told: Callable[[JobState], bool]) -> JobState:
    until = time.monotonic() + PATIENCE_S
    while not told(state := seen(workspace)):
        assert time.monotonic() < until, state
        time.sleep(0.02)
    return state


def wait_for_end(workspace: Workspace) -> JobState:
    return wait_until(workspace, lambda state: not state.alive)


def process_of(job: jobs.Job) -> psutil.Process:
    return psutil.Process(int(JobFolder(job.folder).pid.read_text()))


def family_of(job: jobs.Job) -> list[psutil.Process]:
    """Worker and the solver's process beside it, once that is there."""
    parent = process_of(job)
    until = time.monotonic() + PATIENCE_S
    while not (children := parent.children(recursive=True)):
        assert time.monotonic() < until
        time.sleep(0.02)
    return [parent, *children]


def at_work(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def assert_gone(family: list[psutil.Process], seconds: float) -> None:
    until = time.monotonic() + seconds
    while left := [process for process in family if at_work(process)]:
        assert time.monotonic() < until, left
        time.sleep(0.02)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with the small team; what runs in it in the end is killed."""
    made = Workspace(tmp_path / "sunrota")
    made.create()
    write_small_team(made.team)
    yield made
    jobs.give_up(made)


@pytest.fixture
def searching(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with a team whose search goes on until its time is over."""
    made = Workspace(tmp_path / "sunrota")
    made.create()
    write_buying_team(made.team)
    yield made
    jobs.give_up(made)


def test_a_plan_is_made_and_told(workspace: Workspace) -> None:
    assert jobs.follow(workspace, JobKind.PLAN) is None
    assert jobs.running(workspace) is None
    job = jobs.start(workspace, QUICK)
    process = process_of(job)
    assert seen(workspace).alive
    assert jobs.running(workspace) == job
    assert os.getsid(process.pid) == process.pid
    state = wait_for_end(workspace)
    assert state.status is JobStatus.DONE, state.message
    assert state.request == QUICK
    assert state.folder == job.folder
    assert state.result == workspace.plan
    summary = json.loads((workspace.plan / "summary.json").read_text())
    assert state.objective == summary["objective"]
    assert state.lower_bound == summary["lower_bound"]
    assert state.gap == pytest.approx(summary["gap"], abs=1e-6)
    assert [step.name for step in state.steps] == [
        *("read", "contacts", "forecast", "staff", "roster", "cost", "audit", "write")
    ]
    assert all(step.seconds is not None and step.seconds >= 0 for step in state.steps)
    assert state.step == "write"
    assert 0 < state.elapsed_s < PATIENCE_S
    assert pipeline.audit_folder(read_team(workspace.team), workspace.plan).passed
    assert jobs.follow(workspace, JobKind.COMPARE) is None
    assert jobs.running(workspace) is None
    assert not jobs.ask_stop(workspace)
    assert not jobs.give_up(workspace)
    assert seen(workspace).status is JobStatus.DONE
    # Neither names nor wages, and no zombie.
    told = JobFolder(job.folder).events.read_text()
    assert not any(word in told for word in ("ana", "Ana", "10.00", "11.00"))
    assert_reaped(process)
    workspace.clear_results()
    assert seen(workspace).result is None


def assert_reaped(process: psutil.Process) -> None:
    until = time.monotonic() + 5
    while process.is_running():
        assert time.monotonic() < until, process.status()
        time.sleep(0.02)


def test_one_job_at_a_time_and_a_stop_keeps_the_best(searching: Workspace) -> None:
    def begin(_: int) -> jobs.Job | JobRunningError:
        try:
            return jobs.start(searching, LONG)
        except JobRunningError as error:
            return error

    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(begin, range(4)))
    started = [job for job in begun if isinstance(job, jobs.Job)]
    refused = [error for error in begun if isinstance(error, JobRunningError)]
    assert (len(started), len(refused)) == (1, 3)
    assert refused[0].kind is JobKind.PLAN
    assert "a plan that is still being made" in str(refused[0])
    state = wait_until(searching, lambda state: state.objective is not None)
    assert state.status is JobStatus.RUNNING
    assert (state.step, state.detail) == ("roster", "search")
    assert state.steps[-1].seconds is None
    environment = process_of(started[0]).environ()
    assert environment["OPENBLAS_NUM_THREADS"] == environment["OMP_NUM_THREADS"] == "1"
    family = family_of(started[0])
    assert jobs.ask_stop(searching)
    assert seen(searching).status in (JobStatus.STOPPING, JobStatus.STOPPED)
    state = wait_for_end(searching)
    assert state.status is JobStatus.STOPPED, state.message
    assert "best plan found until then is kept" in state.message
    assert state.result == searching.plan
    assert_gone(family, 5.0)
    summary = json.loads((searching.plan / "summary.json").read_text())
    assert summary["status"] == "STOPPED"
    assert state.objective == summary["objective"]
    # Bots, a twentieth of the cost, are in what was told before, too.
    known = [point.objective for point in state.series if point.objective is not None]
    assert known[-1] == pytest.approx(summary["objective"], rel=0.02)
    assert pipeline.audit_folder(read_team(searching.team), searching.plan).passed


def test_a_killed_job_is_told_and_does_no_harm(searching: Workspace) -> None:
    searching.plan.mkdir()
    (searching.plan / "roster.csv").write_text("what was planned before\n")
    before = fingerprint(searching.plan)
    family = family_of(jobs.start(searching, LONG))
    assert len(family) == 2
    os.kill(family[0].pid, signal.SIGKILL)
    state = wait_for_end(searching)
    assert state.status is JobStatus.CRASHED
    assert "killed" in state.message
    assert "Nothing is lost" in state.message
    assert state.step == "roster"
    assert state.result is None
    assert_gone(family, 20.0)
    assert fingerprint(searching.plan) == before
    # Another can start; given up, it leaves nobody behind.
    job = jobs.start(searching, LONG)
    assert seen(searching).status is JobStatus.STARTING
    family = family_of(job)
    assert jobs.give_up(searching)
    assert_gone(family, 1.0)
    state = seen(searching)
    assert state.status is JobStatus.STOPPED
    assert state.message.startswith("Given up")
    assert state.result is None
    assert fingerprint(searching.plan) == before


def test_stopped_before_the_solve_there_is_nothing(workspace: Workspace) -> None:
    jobs.start(workspace, QUICK)
    assert jobs.ask_stop(workspace)
    assert seen(workspace).status is JobStatus.STOPPING
    state = wait_for_end(workspace)
    assert state.status is JobStatus.STOPPED
    assert "before anything was found" in state.message
    assert state.result is None
    assert not workspace.plan.exists()


def test_faults_of_the_data_are_all_told(workspace: Workspace) -> None:
    with (workspace.team / "contacts.csv").open("a") as log:
        log.write("yesterday,phone-en,Europe/Madrid,1,300\n" * 60)
    jobs.start(workspace, QUICK)
    state = wait_for_end(workspace)
    assert state.status is JobStatus.FAILED
    lines = state.message.split("\n")
    assert len(lines) == 60
    assert lines[0].startswith("contacts.csv:802:interval_start: expected ")
    assert lines[-1].startswith("contacts.csv:861:interval_start: expected ")
    assert state.step == "contacts"
    assert state.steps[-1].seconds is None
    assert not workspace.plan.exists()
    assert "skip_bad_rows" in JobFolder(state.folder).request_file.read_text()


def test_who_starts_a_job_may_leave(workspace: Workspace) -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from planner.jobs import start\n"
        "from planner.jobs.request import request_from\n"
        "from planner.workspace import Workspace\n"
        "start(Workspace(Path(sys.argv[1])), request_from(sys.argv[2]))\n"
    )
    asked = {
        "kind": "plan",
        "start": "2026-12-14",
        "weeks": 1,
        "options": {"time_limit_s": 2.0, "workers": 1, "seed": 0},
        "skip_bad_rows": False,
        "compare": {},
    }
    subprocess.run(
        [sys.executable, "-c", script, workspace.root, json.dumps(asked)],
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert seen(workspace).alive
    assert wait_for_end(workspace).status is JobStatus.DONE
    assert workspace.has_plan


# What follows starts no process: folders are laid out, or the worker's work is done right here.


def laid_out(workspace: Workspace, request: JobRequest = QUICK) -> JobFolder:
    workspace.jobs.mkdir(exist_ok=True)
    with lay_out(workspace.jobs, request) as (folder, _):
        assert folder.lives()
    assert not folder.lives()
    return folder


def test_a_damaged_record_is_read_as_far_as_it_goes(workspace: Workspace) -> None:
    folder = laid_out(workspace)
    journal = Journal(folder.events)
    with journal.step("read"):
        journal.notice("a note")
    journal.progress("search", 1.0, objective=10.0, lower_bound=None)
    at = datetime.now(UTC).isoformat()
    rubbish = [
        b"\xff\xfe\x00\x01",
        b"{",
        b"null",
        b"7",
        b'{"kind": "done"}',
        b'{"at": "yesterday", "kind": "done"}',
        b'{"at": 1, "kind": "done"}',
        b'{"at": "0001-01-01T00:00:00+14:00", "kind": "done"}',
        f'{{"at": "{at}", "kind": "party"}}'.encode(),
        f'{{"at": "{at}", "kind": ["done"]}}'.encode(),
        f'{{"at": "{at}", "kind": "step", "step": 7}}'.encode(),
        f'{{"at": "{at}", "kind": "progress", "seconds": "2", "objective": 11}}'.encode(),
        f'{{"at": "{at}", "kind": "progress", "seconds": 2, "objective": {"9" * 400}}}'.encode(),
        f'{{"at": "{at}", "kind": "progress", "seconds": 3, "objective": NaN}}'.encode(),
        b"[" * 100_000,
        b'{"at": "2026-12-14T00:00:0',
    ]
    with folder.events.open("ab") as file:
        file.write(b"\n".join(rubbish))
    state = seen(workspace)
    assert state.status is JobStatus.CRASHED
    assert state.notices == ("a note",)
    assert state.objective == 11
    assert [point.objective for point in state.series] == [10.0, None, None]
    # The half line does not swallow what is written next.
    Journal(folder.events).end(EventKind.FAILED, message="so it was", result="../team")
    state = seen(workspace)
    assert (state.status, state.message) == (JobStatus.FAILED, "so it was")
    assert state.result is None


@pytest.mark.parametrize("name", ["events.jsonl", "request.json"])
def test_missing_or_unreadable_files_are_no_trouble(workspace: Workspace, name: str) -> None:
    folder = laid_out(workspace)
    (folder.path / name).unlink(missing_ok=True)
    assert seen(workspace).status is JobStatus.CRASHED
    (folder.path / name).write_bytes(b"\x00" * 1_000)
    assert seen(workspace).status is JobStatus.CRASHED
    assert (seen(workspace).request is None) == (name == "request.json")
    shutil.rmtree(folder.path)
    assert jobs.follow(workspace, JobKind.PLAN) is None


def test_of_an_endless_record_the_end_is_read(workspace: Workspace) -> None:
    folder = laid_out(workspace)
    with folder.events.open("wb") as file:
        file.write(b"x" * (MAX_EVENT_BYTES + 1_000))
    Journal(folder.events).end(EventKind.DONE)
    assert seen(workspace).status is JobStatus.DONE


def test_a_day_of_telling_stays_small(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = laid_out(workspace)
    now = [0.0]
    monkeypatch.setattr("planner.jobs.journal.time.monotonic", lambda: now[0])
    journal = Journal(folder.events)
    for second in range(86_400):
        now[0] = float(second)
        journal.progress("search", now[0], objective=123_456.78, lower_bound=None)
    for _ in range(1_000):
        journal.notice("n" * 1_000)
    journal.end(EventKind.FAILED, message="m" * 10_000_000)
    assert folder.events.stat().st_size < MAX_EVENT_BYTES / 4
    state = seen(workspace)
    assert 2_000 < len(state.series) < 5_000
    assert state.series[-1].seconds > 86_000
    assert len(state.notices) == 200


def test_the_first_end_counts(workspace: Workspace) -> None:
    folder = laid_out(workspace)
    journal = Journal(folder.events)
    assert journal.end(EventKind.DONE, message="first")
    assert not journal.end(EventKind.CRASHED, message="second")
    journal.notice("too late")
    Journal(folder.events).end(EventKind.STOPPED, message="given up too late")
    state = seen(workspace)
    assert (state.status, state.message, state.notices) == (JobStatus.DONE, "first", ())


def test_old_jobs_go_and_the_latest_is_followed(workspace: Workspace) -> None:
    folders = [laid_out(workspace) for _ in range(5)]
    (workspace.jobs / ".new.left").mkdir()
    (workspace.jobs / "notes").mkdir()
    folders.append(laid_out(workspace))
    assert [job.number for job in jobs_of(workspace.jobs)] == [4, 5, 6]
    assert not (workspace.jobs / ".new.left").exists()
    assert seen(workspace).folder == folders[-1].path


def test_a_recycled_number_is_not_taken_for_the_job(workspace: Workspace) -> None:
    folder = laid_out(workspace)
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        try:
            folder.pid.write_text(str(stranger.pid))
            assert seen(workspace).status is JobStatus.CRASHED
            assert not jobs.give_up(workspace)
            assert not end_with_children(stranger.pid, is_it=folder.lives)
            wait_for_status(stranger.pid, psutil.STATUS_SLEEPING)
        finally:
            stranger.kill()
    assert not end_with_children(stranger.pid, is_it=lambda: True)


def wait_for_status(pid: int, status: str) -> None:
    until = time.monotonic() + 5
    while psutil.Process(pid).status() != status:
        assert time.monotonic() < until, psutil.Process(pid)
        time.sleep(0.02)


def test_children_in_sessions_of_their_own_are_ended() -> None:
    grandchild = "import subprocess; subprocess.run(['sleep', '60'])"
    script = (
        "import subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', {grandchild!r}], start_new_session=True).wait()\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], start_new_session=True) as process:
        parent = psutil.Process(process.pid)
        until = time.monotonic() + PATIENCE_S
        while len(family := [parent, *parent.children(recursive=True)]) < 3:
            assert time.monotonic() < until
            time.sleep(0.02)
        assert end_with_children(process.pid, is_it=lambda: True)
        assert_gone(family, 1.0)


def test_where_the_system_shows_no_files_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with subprocess.Popen(["sleep", "60"]) as child:
        known = processes._parents()
        monkeypatch.setattr(processes, "PROC", Path("/nowhere"))
        asked = processes._parents()
        child.kill()
    assert known[child.pid] == asked[child.pid] == os.getpid()


def test_faults_of_the_program_are_told_as_such(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(folder: Path) -> None:
        raise ZeroDivisionError("she earns 12.34")

    monkeypatch.setattr("planner.jobs.tasks.read_team", broken)
    folder = laid_out(workspace)
    worker.main(folder.path)
    state = seen(workspace)
    assert state.status is JobStatus.CRASHED
    assert "a fault of its own (ZeroDivisionError)" in state.message
    assert "Nothing is lost" in state.message
    assert "12.34" not in folder.events.read_text()
    assert "Traceback" not in state.message
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (MemoryError(), JobStatus.CRASHED, "The memory of the machine was used up."),
        (
            OSError(13, "Permission denied", "agents.csv"),
            JobStatus.FAILED,
            "agents.csv: Permission",
        ),
    ],
)
def test_troubles_of_the_machine_are_told(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: JobStatus,
    said: str,
) -> None:
    def broken(folder: Path) -> None:
        raise error

    monkeypatch.setattr("planner.jobs.tasks.read_team", broken)
    worker.main(laid_out(workspace).path)
    state = seen(workspace)
    assert state.status is status
    assert said in state.message


def test_a_damaged_request_is_a_fault_of_the_program(workspace: Workspace) -> None:
    folder = laid_out(workspace)
    folder.request_file.write_text("{}")
    worker.main(folder.path)
    assert seen(workspace).status is JobStatus.CRASHED


def test_a_refused_plan_lies_beside(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*args: object, **kwargs: object) -> int:
        return 0

    workspace.plan.mkdir()
    (workspace.plan / "roster.csv").write_text("what was planned before\n")
    # A cost of bots that is not in the table: the audit must see through it.
    monkeypatch.setattr(pipeline, "fixed_cost_cents", nothing)
    worker.main(laid_out(workspace).path)
    state = seen(workspace)
    assert state.status is JobStatus.FAILED
    assert "The audit refuses this plan (" in state.message
    assert state.result == workspace.rejected_plan
    assert json.loads((workspace.rejected_plan / "summary.json").read_text())["violations"] > 0
    assert (workspace.plan / "roster.csv").read_text() == "what was planned before\n"


def test_a_team_that_changed_meanwhile_is_told(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pipeline.write_plan

    def edited(plan: pipeline.Plan, out: Path) -> tuple[Path, ...]:
        (workspace.team / "agents.csv").touch()
        return made(plan, out)

    monkeypatch.setattr(pipeline, "write_plan", edited)
    worker.main(laid_out(workspace).path)
    state = seen(workspace)
    assert state.status is JobStatus.DONE
    assert any("files were changed while this was made" in notice for notice in state.notices)


@pytest.mark.parametrize("weeks", [1, 2])
def test_what_is_told_can_be_compared_or_is_left_out(workspace: Workspace, weeks: int) -> None:
    from planner.jobs.tasks import _Expected, _Teller

    scenario = read_team(workspace.team)
    horizon = scenario.horizon(QUICK.start, weeks)
    log = pipeline.count_contacts(scenario, horizon)
    forecast = pipeline.forecast_contacts(scenario, horizon, log).table
    folder = laid_out(workspace)
    expected = _Expected(
        scenario=scenario, horizon=horizon, forecast=forecast, accuracy=pd.DataFrame()
    )
    tell = _Teller(Journal(folder.events), expected).tell
    tell(Progress(step="search", seconds=1.0, objective=200.0, lower_bound=150.0))
    state = seen(workspace)
    chats = forecast[(forecast["queue"] == "chat-en") & (forecast["customer_timezone"] == "*")]
    bots = chats["mean"].sum() * 0.5 * 0.50
    assert bots > 1
    assert state.lower_bound == pytest.approx(150 + bots, abs=0.02)
    if weeks == 1:
        assert state.objective == pytest.approx(200 + bots, abs=0.02)
        # Nobody has a salary here: all but the bots is decided.
        assert state.gap == pytest.approx(50 / 200, abs=1e-4)
    else:
        assert state.objective is None
        assert state.gap is None
