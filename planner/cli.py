"""The command line: one function a verb; what is heavy is imported when a verb needs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.errors import PlannerError
from planner.steps import Steps
from planner.verbs.bench import bench
from planner.verbs.options import EngineName, Engines, Out, Seed, Team, TimeLimit
from planner.verbs.published import AsOf, FrozenHours, PublishedOut, Replan
from planner.verbs.rotate import rotate
from planner.verbs.telling import list_files as _list_files
from planner.verbs.telling import tell as _tell
from planner.verbs.why import why
from planner.verbs.worth import worth

if TYPE_CHECKING:
    import pandas as pd

    from planner.audit import AuditReport
    from planner.clock import Horizon
    from planner.pipeline import Plan, Progress, SolveOptions, Stop
    from planner.scenario import Scenario

WRONG_DATA = 1
TELL_EVERY_S = 10.0
ACCURACY, FORECAST, REQUIREMENT = "accuracy.csv", "forecast.csv", "requirement.csv"

app = typer.Typer(
    name="sunrota",
    help="Follow-the-sun workforce planning: from a contact log to an audited, costed roster.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Start = Annotated[
    datetime,
    typer.Option(
        "--start",
        formats=["%Y-%m-%d"],
        metavar="DATE",
        help="First day, a date of the team's reporting time zone.",
    ),
]
Weeks = Annotated[int, typer.Option("--weeks", min=1, max=52, help="Weeks to plan.")]
ForecastFile = Annotated[
    Path | None, typer.Option("--forecast", metavar="FILE", help="Take this forecast.csv.")
]
RequirementFile = Annotated[
    Path | None, typer.Option("--requirement", metavar="FILE", help="Take this requirement.csv.")
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers", min=1, max=256, help="1, or 2 for a second process beside the search."
    ),
]
SkipBadRows = Annotated[
    bool, typer.Option("--skip-bad-rows", help="Leave faulty rows of the contact log out.")
]


def main() -> None:
    """Run the command line; no traceback reaches a user."""
    # Forecasts and bounds solve small systems: threads of the linear algebra only wait for each
    # other. Read when numpy is first imported.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    try:
        app()
    except PlannerError as error:
        _fail(str(error))
    except BrokenPipeError:
        # Whoever read the output has left; there is nobody to tell.
        sys.stdout = None
        sys.exit(WRONG_DATA)
    except OSError as error:
        _fail(f"{error.filename or 'sunrota'}: {error.strerror or error}")
    except Exception as error:
        if os.environ.get("SUNROTA_TRACEBACK"):
            raise
        _fail(
            f"sunrota failed, which is a fault of its own ({type(error).__name__}: {error}). "
            "SUNROTA_TRACEBACK=1 shows where."
        )


def _fail(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.exit(WRONG_DATA)


@app.command()
def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to write team and plan.")
    ] = Path("demo"),
    time_limit: TimeLimit = 60.0,
    workers: Workers = 2,
    seed: Seed = 0,
) -> None:
    """Write the synthetic demo team and plan its next week."""
    from sunrota_demo import DEMO_START, DEMO_WEEKS, write_demo_team

    steps = Steps()
    with steps.step("team"):
        write_demo_team(folder / "team")
    _plan(
        steps,
        folder / "team",
        folder / "plan",
        start=DEMO_START,
        weeks=DEMO_WEEKS,
        options=_options(time_limit, workers, seed),
    )
    typer.echo(f"The team in {folder / 'team'} is synthetic: nobody and nothing in it is real.")


@app.command()
def check(team: Team, skip_bad_rows: SkipBadRows = False) -> None:
    """Read a team folder and its contact log; list every fault at once."""
    from planner import pipeline
    from planner.files import read_team

    steps = Steps()
    with steps.step("read"):
        scenario = read_team(team)
    _tell(steps, scenario.notices)
    if scenario.contacts_path is not None:
        with steps.step("contacts"):
            log = pipeline.count_contacts(scenario, skip_bad_rows=skip_bad_rows)
        _tell(steps, log.notices)
    typer.echo(
        f"{team}: no faults. {scenario.name}: {len(scenario.agents)} agents, "
        f"{len(scenario.queues)} queues."
    )


@app.command()
def forecast(
    team: Team,
    start: Start,
    weeks: Weeks,
    out: Out,
    skip_bad_rows: SkipBadRows = False,
) -> None:
    """Contact log to forecast.csv, with the models' accuracy on the past."""
    from planner.files import check_out, write_results

    steps = Steps()
    scenario, horizon = _read(steps, team, start.date(), weeks)
    check_out(out)
    tables = _forecast(steps, scenario, horizon, skip_bad_rows)
    _list_files(write_results(out, tables))


@app.command()
def staff(
    team: Team,
    start: Start,
    weeks: Weeks,
    out: Out,
    forecast: ForecastFile = None,
    skip_bad_rows: SkipBadRows = False,
) -> None:
    """Forecast to requirement.csv: agents needed per interval and queue."""
    from planner.files import check_out, write_results

    steps = Steps()
    scenario, horizon = _read(steps, team, start.date(), weeks)
    check_out(out)
    tables = _required(steps, scenario, horizon, forecast, None, skip_bad_rows)
    hours = tables[REQUIREMENT]["required"].sum() * horizon.interval_minutes / 60
    typer.echo(f"{hours:,.1f} agent-hours are required.")
    _list_files(write_results(out, tables))


@app.command()
def roster(
    team: Team,
    start: Start,
    weeks: Weeks,
    out: Out,
    requirement: RequirementFile = None,
    forecast: ForecastFile = None,
    time_limit: TimeLimit = 60.0,
    workers: Workers = 2,
    seed: Seed = 0,
    engine: EngineName = "auto",
    skip_bad_rows: SkipBadRows = False,
    published: PublishedOut = None,
    frozen_hours: FrozenHours = 0.0,
    as_of: AsOf = None,
) -> None:
    """Requirement to roster, with cover, cost and audit."""
    _plan(
        Steps(),
        team,
        out,
        start=start.date(),
        weeks=weeks,
        options=_options(time_limit, workers, seed, engine),
        forecast=forecast,
        requirement=requirement,
        skip_bad_rows=skip_bad_rows,
        replan=Replan.asked(published, frozen_hours, as_of),
    )


@app.command()
def plan(
    team: Team,
    start: Start,
    weeks: Weeks,
    out: Out,
    forecast: ForecastFile = None,
    requirement: RequirementFile = None,
    time_limit: TimeLimit = 60.0,
    workers: Workers = 2,
    seed: Seed = 0,
    engine: EngineName = "auto",
    skip_bad_rows: SkipBadRows = False,
    published: PublishedOut = None,
    frozen_hours: FrozenHours = 0.0,
    as_of: AsOf = None,
) -> None:
    """All in one go: forecast, requirement, roster, audit, cost, service level."""
    _plan(
        Steps(),
        team,
        out,
        start=start.date(),
        weeks=weeks,
        options=_options(time_limit, workers, seed, engine),
        forecast=forecast,
        requirement=requirement,
        skip_bad_rows=skip_bad_rows,
        replan=Replan.asked(published, frozen_hours, as_of),
    )


@app.command()
def audit(
    team: Team,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Result folder.")],
    published: PublishedOut = None,
) -> None:
    """Check any roster.csv, hand-written ones too, against rules, cover and cost."""
    from planner import pipeline
    from planner.files import read_team

    steps = Steps()
    with steps.step("read"):
        scenario = read_team(team)
        if published is not None:
            scenario = pipeline.with_published(scenario, out, published)
    with steps.step("audit"):
        report = pipeline.audit_folder(scenario, out)
    _tell(steps, report.notes)
    _report(report)
    if not report.passed:
        raise typer.Exit(WRONG_DATA)
    typer.echo(f"{out}: no violations in {report.weeks} week(s) from {report.start_date}.")


@app.command()
def compare(
    team: Team,
    start: Start,
    weeks: Weeks,
    out: Out,
    forecast: ForecastFile = None,
    vendor_price_factor: Annotated[
        float,
        typer.Option(
            "--vendor-price-factor",
            min=0.01,
            max=10.0,
            help="Multiply the prices of all vendors and offers by this.",
        ),
    ] = 1.0,
    deflection: Annotated[
        float | None,
        typer.Option(
            "--deflection", min=0.01, max=1.0, help="Share of contacts that bots resolve."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="WAY", help="Compare this way; repeat it for more."),
    ] = None,
    time_limit: Annotated[
        float,
        typer.Option(
            "--time-limit", min=1.0, max=86_400.0, help="Seconds of solving, all ways together."
        ),
    ] = 180.0,
    workers: Workers = 2,
    seed: Seed = 0,
    skip_bad_rows: SkipBadRows = False,
) -> None:
    """Ways to staff side by side: own agents, vendors, bots, and the best mix."""
    from planner import pipeline
    from planner.comparison import compare_sourcing, write_comparison
    from planner.comparison.text import comparison_lines
    from planner.files import check_out
    from planner.sourcing import SourcingSettings, ways_to_staff

    steps = Steps()
    scenario, horizon = _read(steps, team, start.date(), weeks)
    check_out(out)
    settings = SourcingSettings(vendor_price_factor=vendor_price_factor, deflection=deflection)
    names = [way.name for way in ways_to_staff(scenario, horizon, settings)]
    unknown = [name for name in only or () if name not in names]
    if unknown:
        raise typer.BadParameter(
            f"expected one of {', '.join(names)}; got {', '.join(unknown)}.", param_hint="--only"
        )
    tables = _required(steps, scenario, horizon, forecast, None, skip_bad_rows)
    stop = pipeline.Stop()
    with _stopped_by_interrupt(steps, stop):
        made = compare_sourcing(
            scenario,
            horizon,
            tables[FORECAST],
            options=_options(time_limit, workers, seed),
            settings=settings,
            only=only,
            on_progress=_Ticker(steps).tell,
            stop=stop,
            timed=steps.step,
        )
    _tell(steps, made.notices)
    if not made.costed:
        steps.say("stopped before any way was finished: nothing is written")
        raise typer.Exit(WRONG_DATA)
    written = write_comparison(made, out)
    for line in comparison_lines(made):
        typer.echo(line)
    _list_files(written)


app.command()(rotate)
app.command()(why)
app.command()(worth)


@app.command()
def serve(
    folder: Annotated[
        Path, typer.Option("--folder", metavar="DIR", help="Where team and plan are kept.")
    ] = Path("sunrota-app"),
    port: Annotated[int, typer.Option("--port", min=1, max=65_535, help="Port to listen on.")] = (
        8501
    ),
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser window.")
    ] = False,
) -> None:
    """Start the app in the browser, for this machine alone (127.0.0.1)."""
    # In a process of its own: the web framework is no part of the planner. -P: files that lie in
    # the user's folder are not taken for modules.
    command = [sys.executable, "-P", "-m", "app_pages.server", "--folder", str(folder)]
    command += ["--port", str(port), *(["--no-browser"] if no_browser else [])]
    beside = str(Path(__file__).parent.parent)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [*sys.path, beside]))
    sys.stdout.flush()
    if os.name == "posix":
        os.execv(sys.executable, command)  # noqa: S606 - signals reach the server itself
    sys.exit(subprocess.call(command))  # noqa: S603 - the command is ours


app.command()(bench)


def _options(time_limit: float, workers: int, seed: int, engine: Engines = "auto") -> SolveOptions:
    from planner.pipeline import Engine, SolveOptions

    return SolveOptions(time_limit_s=time_limit, workers=workers, seed=seed, engine=Engine(engine))


def _read(steps: Steps, team: Path, start: date, weeks: int) -> tuple[Scenario, Horizon]:
    from planner.files import read_team

    with steps.step("read"):
        scenario = read_team(team)
        horizon = scenario.horizon(start, weeks)
    _tell(steps, scenario.notices)
    return scenario, horizon


def _forecast(
    steps: Steps, scenario: Scenario, horizon: Horizon, skip_bad_rows: bool
) -> dict[str, pd.DataFrame]:
    from planner import pipeline

    with steps.step("contacts"):
        log = pipeline.count_contacts(scenario, horizon, skip_bad_rows=skip_bad_rows)
    _tell(steps, log.notices)
    with steps.step("forecast"):
        made = pipeline.forecast_contacts(scenario, horizon, log)
    _tell(steps, made.notices)
    return {FORECAST: made.table, ACCURACY: made.accuracy}


def _required(
    steps: Steps,
    scenario: Scenario,
    horizon: Horizon,
    forecast: Path | None,
    requirement: Path | None,
    skip_bad_rows: bool,
) -> dict[str, pd.DataFrame]:
    """Tables of forecast and requirement, from files where they are given."""
    from planner import pipeline
    from planner.files import read_forecast, read_requirement

    tables: dict[str, pd.DataFrame] = {}
    if forecast is not None:
        tables[FORECAST] = read_forecast(forecast, scenario, horizon)
    elif requirement is None:
        tables |= _forecast(steps, scenario, horizon, skip_bad_rows)
    if requirement is not None:
        tables[REQUIREMENT] = read_requirement(requirement, scenario, horizon)
    else:
        with steps.step("staff"):
            tables[REQUIREMENT] = pipeline.require_agents(scenario, horizon, tables[FORECAST])
    return tables


def _plan(
    steps: Steps,
    team: Path,
    out: Path,
    *,
    start: date,
    weeks: int,
    options: SolveOptions,
    forecast: Path | None = None,
    requirement: Path | None = None,
    skip_bad_rows: bool = False,
    replan: Replan | None = None,
) -> None:
    from planner import pipeline
    from planner.files import check_out
    from planner.summary_text import summary_lines

    scenario, horizon = _read(steps, team, start, weeks)
    if replan is not None:
        scenario = replan.of(steps, scenario, horizon)
    check_out(out)
    tables = _required(steps, scenario, horizon, forecast, requirement, skip_bad_rows)
    stop = pipeline.Stop()
    with _stopped_by_interrupt(steps, stop):
        made = pipeline.plan_week(
            scenario,
            horizon,
            tables[REQUIREMENT],
            forecast=tables.get(FORECAST),
            accuracy=tables.get(ACCURACY),
            options=options,
            on_progress=_Ticker(steps).tell,
            stop=stop,
            timed=steps.step,
            seconds=steps.seconds,
        )
    _tell(steps, (*made.notices, *made.report.notes))
    written = pipeline.write_plan(made, out)
    changes, presence = made.tables.get("changes.csv"), made.tables.get("presence.csv")
    shifts, cover = len(made.tables["roster.csv"]), made.tables["cover.csv"]
    for line in summary_lines(
        scenario, horizon, made.summary, cover, shifts, changes, presence, made.missing
    ):
        typer.echo(line)
    _list_files(written)
    if not made.report.passed:
        _refuse(made, written)


def _refuse(made: Plan, written: tuple[Path, ...]) -> None:
    _report(made.report)
    sys.stderr.write(f"The audit refuses this plan: it lies in {written[0].parent}.\n")
    raise typer.Exit(WRONG_DATA)


def _report(report: AuditReport) -> None:
    for violation in report.violations:
        sys.stderr.write(f"{violation}\n")
    if not report.passed:
        counts = ", ".join(f"{rule} {count}" for rule, count in report.count_by_rule)
        sys.stderr.write(f"{len(report.violations)} violations: {counts}\n")


class _Ticker:
    """Tells how a solve goes: all the time on a terminal, now and then elsewhere."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._told = 0.0

    def tell(self, progress: Progress) -> None:
        text = f"{progress.step} {progress.seconds:.0f} s"
        if progress.objective is not None:
            text += f", objective {progress.objective:,.2f}"
        if progress.lower_bound is not None:
            text += f", lower bound {progress.lower_bound:,.2f}"
        self._steps.moving(text)
        if not self._steps.on_terminal and progress.seconds - self._told >= TELL_EVERY_S:
            self._told = progress.seconds
            self._steps.say(text)


@contextmanager
def _stopped_by_interrupt(steps: Steps, stop: Stop) -> Iterator[None]:
    """Let the first Ctrl-C end the search with the best roster so far; the second ends all."""

    def ask(signum: int, frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        steps.say("stopping: the best roster so far is kept (Ctrl-C again gives up)")
        stop.ask()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
