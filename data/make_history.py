"""The demo team's week before the plan: writes ``team/history.csv`` (run once, committed).

Run ``python -m sunrota_demo.make_history`` after a change of the table below.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

WEEK_BEFORE = date(2026, 11, 23)
COLUMNS = (
    "agent_id",
    "local_date",
    "shift",
    "start",
    "end",
    "start_local",
    "end_local",
    "timezone",
    "paid_minutes",
)
# Paid minutes and length of each shift of plan.toml.
LENGTHS = {
    "day8": (480, 510),
    "late8": (480, 510),
    "night8": (480, 510),
    "part6": (360, 390),
    "part5": (300, 300),
    "meal8": (480, 540),
    "meal8-night": (480, 540),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One agent's week: the same shift at the same local time on ``days`` (0 is Monday)."""

    agent_id: str
    shift: str
    start: time
    days: tuple[int, ...]


PATTERNS = (
    Pattern("lax-01", "day8", time(14), (2, 3, 4, 5, 6)),
    Pattern("lax-02", "part5", time(17), (0, 1, 4, 5)),
    Pattern("nyc-01", "day8", time(9), (0, 1, 2, 4, 5)),
    Pattern("nyc-02", "day8", time(11), (0, 1, 5, 6)),
    Pattern("nyc-03", "part5", time(10), (0, 1, 2, 4)),
    Pattern("mex-01", "day8", time(8), (0, 1, 2, 3, 4)),
    Pattern("mex-02", "night8", time(21), (1, 2, 3, 4, 5)),
    Pattern("mex-03", "part6", time(13), (2, 3, 4, 5, 6)),
    Pattern("mad-01", "day8", time(9), (0, 1, 2, 3, 4)),
    Pattern("mad-02", "day8", time(11, 30), (0, 1, 2, 3, 4)),
    Pattern("mad-03", "part5", time(9), (0, 1, 2, 3)),
    Pattern("waw-01", "late8", time(16), (2, 3, 4, 5, 6)),
    Pattern("waw-02", "part6", time(8), (0, 1, 2, 3, 4)),
    Pattern("ccu-01", "day8", time(9), (0, 1, 2, 3, 4)),
    Pattern("ccu-02", "night8", time(22), (0, 1, 2, 3, 4)),
    Pattern("ccu-03", "late8", time(15), (2, 3, 4, 5, 6)),
    Pattern("ccu-04", "part6", time(10), (1, 2, 3, 4, 5)),
    Pattern("mnl-01", "meal8", time(9), (0, 1, 2, 3, 4)),
    Pattern("mnl-02", "meal8-night", time(21), (1, 2, 3, 4, 5)),
    Pattern("mnl-03", "meal8", time(13), (2, 3, 4, 5, 6)),
    Pattern("mnl-04", "meal8", time(8), (0, 1, 5, 6)),
    Pattern("tyo-01", "day8", time(9), (1, 2, 3, 4)),
    Pattern("tyo-02", "day8", time(9, 30), (0, 1, 2, 3, 4)),
    Pattern("tyo-03", "part6", time(10), (1, 2, 3, 4, 5)),
)


def make_history(timezones: dict[str, str]) -> list[dict[str, str]]:
    """Rows of ``history.csv`` in order of time; ``timezones`` by agent id."""
    rows = [
        _row(pattern, WEEK_BEFORE + timedelta(days=day), timezones[pattern.agent_id])
        for pattern in PATTERNS
        for day in pattern.days
    ]
    return sorted(rows, key=lambda row: (row["start"], row["agent_id"]))


def _row(pattern: Pattern, day: date, timezone: str) -> dict[str, str]:
    paid_minutes, length_minutes = LENGTHS[pattern.shift]
    zone = ZoneInfo(timezone)
    start = datetime.combine(day, pattern.start, tzinfo=zone).astimezone(UTC)
    end = start + timedelta(minutes=length_minutes)
    values = (
        pattern.agent_id,
        day.isoformat(),
        pattern.shift,
        start.isoformat(),
        end.isoformat(),
        start.astimezone(zone).replace(tzinfo=None).isoformat(),
        end.astimezone(zone).replace(tzinfo=None).isoformat(),
        timezone,
        str(paid_minutes),
    )
    return dict(zip(COLUMNS, values, strict=True))


def main() -> None:
    """Write the file beside the agents'."""
    team = Path(__file__).parent / "team"
    with (team / "agents.csv").open(newline="", encoding="utf-8") as source:
        timezones = {row["agent_id"]: row["timezone"] for row in csv.DictReader(source)}
    with (team / "history.csv").open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(make_history(timezones))


if __name__ == "__main__":
    main()
