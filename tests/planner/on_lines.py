"""Teams with a rotation of two or three lines, small enough to be judged by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from planner.domain import LinePlace, LineShift
from planner.scenario import Rotation, Scenario
from tests.planner.builders import (
    MADRID,
    MONDAY,
    make_agent,
    make_contract,
    make_scenario,
    make_shift,
    minute,
)

SHIFT_OF = {"D": ("day", "08:00"), "L": ("late", "14:00"), "N": ("night", "22:00")}


def cells(*lines: str, rotation: str = "r") -> tuple[LineShift, ...]:
    """Shifts of lines such as ``"DDDDD--"``."""
    return tuple(
        LineShift(
            rotation=rotation,
            line=number,
            weekday=weekday,
            shift=SHIFT_OF[cell][0],
            start_minute=minute(SHIFT_OF[cell][1]),
        )
        for number, line in enumerate(lines, start=1)
        for weekday, cell in enumerate(line)
        if cell != "-"
    )


def on(agent_id: str, line: int | None, from_date: date = MONDAY) -> LinePlace:
    """An agent on a line of the rotation ``r``."""
    return LinePlace(agent_id=agent_id, rotation="r", line=line, from_date=from_date)


def rotating(
    lines: Sequence[str],
    places: Sequence[LinePlace],
    *,
    timezone: str = MADRID,
    starts: int = 3,
    **changes: Any,
) -> Scenario:
    """Agents ana, ben and eva, who may work day, late and night; hourly slots, no breaks.

    Each shift has so many starts, an hour apart.
    """
    shifts = [
        make_shift(
            name,
            breaks=(),
            start_from_minute=minute(start),
            start_to_minute=minute(start) + 60 * (starts - 1),
            start_every_minutes=60,
        )
        for name, start in SHIFT_OF.values()
    ]
    given: Mapping[str, Any] = {
        "interval_minutes": 60,
        "reporting_timezone": timezone,
        "agents": [make_agent(name, timezone=timezone) for name in ("ana", "ben", "eva")],
        "shifts": shifts,
        "contracts": [make_contract(shifts=("day", "late", "night"), days_per_week=6)],
        "rotations": [
            Rotation(
                name="r",
                timezone=timezone,
                lines=len(lines),
                demand=tuple((name, (1,) * 7) for name, _ in SHIFT_OF.values()),
            )
        ],
        "line_shifts": cells(*lines),
        "line_places": tuple(places),
    }
    return make_scenario(**{**given, **changes})
