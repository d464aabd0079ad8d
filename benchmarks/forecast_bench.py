"""How well and how fast contacts are forecast: rolling origins on real logs, and speed.

    python benchmarks/forecast_bench.py --data DIR [--large] [--check] [--out FILE]

DIR holds the counted logs named in `LOGS`, which do not ship with the project; without them only
speed is measured. ``--large`` also reads ten million rows. ``--check`` exits 1 where a must is
missed.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.backtest import Actuals, Origins, Trial, actuals, judge, naive_error, try_model
from forecasting.calendars import CustomerCalendar
from forecasting.contact_log import read_contact_log
from forecasting.forecast import make_forecast
from forecasting.models import MODELS
from forecasting.past import queue_series, read_past

SEED = 2026
ORIGINS = 8
HORIZON_WEEKS = 4
LARGE_ROWS = 10_000_000
ROWS_A_PART = 500_000
PACKAGES = ("numpy", "pandas", "pyarrow", "holidays", "pytz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A real log, how far apart its origins lie, and the WAPE that must be reached on it."""

    name: str
    file: str
    interval_minutes: int
    weeks_between: int
    must_wape: float
    aim_wape: float


LOGS = (
    Log(
        name="bank",
        file="bank_15min.csv",
        interval_minutes=15,
        weeks_between=2,
        must_wape=0.0532,
        aim_wape=0.0525,
    ),
    Log(
        name="anonymous bank",
        file="anonymous_bank_30min.csv",
        interval_minutes=30,
        weeks_between=4,
        must_wape=0.222,
        aim_wape=0.210,
    ),
    Log(
        name="emergency arrivals",
        file="emergency_arrivals_hourly.csv",
        interval_minutes=60,
        weeks_between=8,
        must_wape=0.303,
        aim_wape=0.300,
    ),
)

ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "America/Mexico_City",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Warsaw",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Tokyo",
)
END = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; ``must`` and ``aim`` are its limits, empty where there is none."""

    case: str
    metric: str
    value: float
    unit: str
    must: str = ""
    aim: str = ""
    met: bool = True


def at_most(case: str, metric: str, value: float, unit: str, must: float, aim: float) -> Row:
    """A figure with an upper limit."""
    return Row(
        case=case,
        metric=metric,
        value=value,
        unit=unit,
        must=f"<= {must:g}",
        aim=f"<= {aim:g}",
        met=value <= must,
    )


def within(case: str, metric: str, value: float, low: float, high: float) -> Row:
    """A share with a range."""
    return Row(
        case=case,
        metric=metric,
        value=value,
        unit="share",
        must=f"{low:g} to {high:g}",
        met=low <= value <= high,
    )


def first_weeks(trial: Trial, actual: Actuals, length: int) -> tuple[Trial, Actuals]:
    """The same forecasts, judged on their first intervals alone."""
    return (
        Trial(name=trial.name, zones=trial.zones[..., :length], total=trial.total[:, :length]),
        Actuals(
            zones=actual.zones[..., :length],
            zones_known=actual.zones_known[..., :length],
            total=actual.total[:, :length],
            total_known=actual.total_known[:, :length],
        ),
    )


def accuracy_rows(folder: Path, log: Log) -> Iterator[Row]:
    """Every model on one log; the best must reach the log's WAPE, and its quantiles cover."""
    read = read_contact_log(folder / log.file, interval_minutes=log.interval_minutes)
    assert read.last is not None  # noqa: S101 - these logs have rows
    start = (read.last + timedelta(hours=1)).replace(minute=0)
    past = read_past(
        read.volume,
        start=start,
        end=start + timedelta(weeks=1),
        interval_minutes=log.interval_minutes,
        absent_is_zero=False,
        calendar=CustomerCalendar(),
        events=(),
    )
    zones, _ = queue_series(past, past.queues[0])
    week, length = past.timeline.per_week, HORIZON_WEEKS * past.timeline.per_week
    last = past.timeline.past - length
    cuts = tuple(last - log.weeks_between * week * back for back in range(ORIGINS - 1, -1, -1))
    origins = Origins(cuts=cuts, horizon_weeks=HORIZON_WEEKS)
    trials = [try_model(name, zones, origins, length) for name in MODELS]
    actual = actuals(zones, origins, length, np.max([trial.zones for trial in trials], axis=0))
    blocks = zones[0].clock.block[np.array([np.arange(cut, cut + length) for cut in cuts])]
    scale, per_hour = naive_error(zones, past.timeline, cuts[0]), past.timeline.per_hour
    judged = [judge(trial, actual, blocks, scale, per_hour) for trial in trials]
    yield Row(
        case=log.name, metric="floor (Poisson noise)", value=judged[-1].floor, unit="WAPE, 4 weeks"
    )
    for trial, accuracy in zip(trials, judged, strict=True):
        short = judge(*first_weeks(trial, actual, week), blocks[:, :week], scale, per_hour)
        yield Row(case=log.name, metric=trial.name, value=accuracy.wape, unit="WAPE, 4 weeks")
        yield Row(case=log.name, metric=trial.name, value=short.wape, unit="WAPE, 1 week")
        yield Row(case=log.name, metric=trial.name, value=accuracy.bias, unit="bias, 4 weeks")
    best = min(judged, key=lambda accuracy: accuracy.wape)
    yield at_most(
        log.name, f"best ({best.model})", best.wape, "WAPE, 4 weeks", log.must_wape, log.aim_wape
    )
    yield within(log.name, "cover of 80 %", best.coverage_80, 0.75, 0.85)
    yield within(log.name, "cover of 95 %", best.coverage_95, 0.92, 0.98)


def made_volume(rng: np.random.Generator) -> pd.DataFrame:
    """A year of half hours, 5 queues by 9 zones, some 900,000 contacts."""
    starts = pd.date_range(END - timedelta(weeks=52), END, freq="30min", inclusive="left")
    tables = []
    for queue in ("phone", "chat", "email", "social", "ticket"):
        for timezone in ZONES:
            local = starts.tz_convert(timezone)
            hour = local.hour + local.minute / 60
            rate = np.exp(-(((hour - 13) / 5) ** 2)) * np.where(local.day_of_week < 5, 1.0, 0.5)
            counts = rng.poisson(rate * rng.uniform(0.5, 6.0)).astype(float)
            table = pd.DataFrame({"interval_start": starts, "volume": counts})
            tables.append(table.assign(queue=queue, customer_timezone=timezone, aht_seconds=300.0))
    volume = pd.concat(tables, ignore_index=True)
    return volume[volume["volume"] > 0].astype(
        {"queue": "category", "customer_timezone": "category"}
    )


def speed_rows() -> Iterator[Row]:
    """Seconds of a whole forecast, backtest included."""
    volume = made_volume(np.random.default_rng(SEED))
    began, used = time.perf_counter(), time.process_time()
    make_forecast(
        volume,
        start=END,
        end=END + timedelta(weeks=1),
        interval_minutes=30,
        absent_is_zero=True,
    )
    case = "45 series of 52 weeks, half hours"
    yield at_most(case, "forecast and backtest", time.perf_counter() - began, "s", 30, 10)
    yield Row(
        case=case, metric="forecast and backtest", value=time.process_time() - used, unit="CPU s"
    )


def write_large(folder: Path) -> tuple[Path, Path]:
    """Ten million contacts of a year as CSV and as Parquet."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    rng = np.random.default_rng(SEED)
    paths = folder / "large.csv", folder / "large.parquet"
    year = 364 * 86_400
    opened = np.sort(rng.integers(0, year, LARGE_ROWS)).astype("timedelta64[s]")
    stamps = np.datetime64(END.replace(tzinfo=None) - timedelta(weeks=52), "s") + opened
    schema = None
    for first in range(0, LARGE_ROWS, ROWS_A_PART):
        part = slice(first, first + ROWS_A_PART)
        times = pa.array(stamps[part], pa.timestamp("s")).cast(pa.timestamp("s", "UTC"))
        text = pa.array(np.datetime_as_string(stamps[part], unit="s", timezone="UTC"))
        columns = {
            "queue": rng.choice(["phone", "chat", "email"], ROWS_A_PART),
            "customer_timezone": rng.choice(ZONES, ROWS_A_PART),
            "handle_seconds": rng.integers(30, 900, ROWS_A_PART),
            "wait_seconds": rng.integers(0, 100, ROWS_A_PART),
            "abandoned": rng.random(ROWS_A_PART) < 0.05,
        }
        as_text = pa.table({"opened_at": text, **columns})
        as_times = pa.table({"opened_at": times, **columns})
        if schema is None:
            schema = as_times.schema
            to_csv = csv.CSVWriter(paths[0], as_text.schema)
            to_parquet = parquet.ParquetWriter(paths[1], schema)
        to_csv.write(as_text)
        to_parquet.write(as_times)
    to_csv.close()
    to_parquet.close()
    return paths


def large_rows() -> Iterator[Row]:
    """Seconds and memory of reading ten million rows, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for path in write_large(Path(folder)):
            script = f"""
                import re, time
                from pathlib import Path
                from forecasting.contact_log import read_contact_log
                began = time.perf_counter()
                log = read_contact_log(Path({str(path)!r}), interval_minutes=30)
                seconds = time.perf_counter() - began
                # Not getrusage: its figure begins with that of the process that started this one.
                status = Path("/proc/self/status").read_text()
                peak = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024
                print(seconds, peak, log.volume["volume"].sum())
            """
            done = subprocess.run(
                [sys.executable, "-c", textwrap.dedent(script)],
                capture_output=True,
                text=True,
                check=True,
            )
            seconds, peak, contacts = map(float, done.stdout.split())
            if contacts != LARGE_ROWS:
                raise RuntimeError(f"Expected {LARGE_ROWS} contacts, got {contacts}.")
            case = f"10 million rows of {path.suffix}"
            yield at_most(case, "read and count", seconds, "s", 30, 10)
            yield at_most(case, "peak memory", peak, "MB", 2000, 1000)


def report(rows: Sequence[Row]) -> str:
    """The table in Markdown, with what it was measured on."""
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    lines = [
        "# Forecasts: accuracy and speed",
        "",
        f"Measured on {datetime.now(UTC).date()} by `benchmarks/forecast_bench.py`; Python "
        f"{platform.python_version()}, {versions}; {platform.machine()}, one process; seed {SEED} "
        "(made logs only: nothing in a forecast is drawn).",
        "",
        f"Accuracy: {ORIGINS} origins, {HORIZON_WEEKS} weeks ahead (and the first week of each), "
        "WAPE of hourly totals, pooled; 2 weeks apart on the bank's calls, 4 on the anonymous "
        "bank's, 8 on the emergency arrivals; the last origin leaves 4 weeks to score. Cover of "
        "intervals, each origin by quantiles learnt at the others.",
        "",
        "| case | metric | value | unit | must | aim | met |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        met = ("yes" if row.met else "NO") if row.must else ""
        value = f"{row.value:.4f}" if abs(row.value) < 1 else f"{row.value:.1f}"
        lines.append(
            f"| {row.case} | {row.metric} | {value} | {row.unit} | {row.must} | {row.aim} | {met} |"
        )
    return "\n".join([*lines, ""])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of the real logs")
    parser.add_argument("--large", action="store_true", help="also read ten million rows")
    parser.add_argument("--check", action="store_true", help="exit 1 where a must is missed")
    parser.add_argument("--out", type=Path, help="write the table to this file too")
    options = parser.parse_args(arguments)
    rows: list[Row] = []
    if options.data is None:
        print("no --data: accuracy on real logs is left out", file=sys.stderr)
    else:
        for log in LOGS:
            rows += accuracy_rows(options.data, log)
    rows += speed_rows()
    if options.large:
        rows += large_rows()
    text = report(rows)
    print(text)
    if options.out is not None:
        options.out.write_text(text, encoding="utf-8")
    return int(options.check and not all(row.met for row in rows))


if __name__ == "__main__":
    sys.exit(main())
