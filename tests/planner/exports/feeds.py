"""Calendar feeds read back: by two libraries, and by the words of RFC 5545 alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pandas as pd
import vobject
from icalendar import Calendar

from planner.clock import local_date
from tests.planner.builders import utc

Span = tuple[datetime, datetime]
COLUMNS = ("agent_id", "local_date", "shift", "start", "end")
LOCAL = "%Y%m%dT%H%M%S"


def roster_of(
    timezone: str, *starts: str, minutes: int = 510, agent_id: str = "ana"
) -> pd.DataFrame:
    """Shifts of one agent from instants in UTC, as a hand-written roster has them."""
    rows = [
        (
            agent_id,
            local_date(utc(start), timezone),
            "night8",
            utc(start),
            utc(start) + timedelta(minutes=minutes),
        )
        for start in starts
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def spans_of(roster: pd.DataFrame) -> list[Span]:
    return sorted(
        (start.to_pydatetime(), end.to_pydatetime())
        for start, end in zip(roster["start"], roster["end"], strict=True)
    )


def by_icalendar(feed: bytes) -> list[Span]:
    """Spans as a program reads them that knows the zones by their names."""
    events = Calendar.from_ical(feed).walk("VEVENT")
    return sorted((event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events)


def by_vobject(feed: bytes) -> list[Span]:
    """Spans as a program reads them that knows the zones by their VTIMEZONE."""
    for timezone in tzids(feed):
        # The first definition of a zone would stand for all feeds to come.
        vobject.icalendar.registerTzid(timezone, None)
    calendar = vobject.readOne(feed.decode())
    events = calendar.contents.get("vevent", [])
    return sorted(
        (event.dtstart.value.astimezone(UTC), event.dtend.value.astimezone(UTC)) for event in events
    )


def unfolded(feed: bytes) -> list[str]:
    return feed.replace(b"\r\n ", b"").decode().split("\r\n")


def values(feed: bytes, name: str) -> list[str]:
    """What stands after the colon of every line of a property without parameters."""
    return [line.removeprefix(f"{name}:") for line in unfolded(feed) if line.startswith(f"{name}:")]


def tzids(feed: bytes) -> set[str]:
    """Zones that start or end of an event names."""
    return {
        line.partition(";TZID=")[2].partition(":")[0]
        for line in unfolded(feed)
        if line.startswith(("DTSTART;TZID=", "DTEND;TZID="))
    }


def onsets(feed: bytes) -> Mapping[datetime, timedelta]:
    """Offset from UTC since each instant, as the VTIMEZONE's lines alone say (RFC 5545, 3.6.5)."""
    found: dict[datetime, timedelta] = {}
    inside: list[str] = []
    for line in unfolded(feed):
        if line in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"}:
            inside = []
        elif line in {"END:STANDARD", "END:DAYLIGHT"}:
            held = dict(part.split(":", 1) for part in inside)
            before, after = (_offset(held[f"TZOFFSET{way}"]) for way in ("FROM", "TO"))
            for onset in (held["DTSTART"], *filter(None, held.get("RDATE", "").split(","))):
                wall = datetime.strptime(onset, LOCAL).replace(tzinfo=UTC)
                found[wall - before] = after
        inside.append(line)
    return dict(sorted(found.items()))


def _offset(text: str) -> timedelta:
    size = timedelta(hours=int(text[1:3]), minutes=int(text[3:5]))
    return -size if text[0] == "-" else size
