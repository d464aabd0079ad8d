"""Options of verbs that plan anew what was published: from which folder, what is frozen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.steps import Steps
from planner.verbs.telling import tell

if TYPE_CHECKING:
    from planner.clock import Horizon
    from planner.scenario import Scenario

__all__ = ["AsOf", "FrozenHours", "PublishedOut", "Replan"]

MOST_HOURS = 8_784.0

PublishedOut = Annotated[
    Path | None,
    typer.Option(
        "--published",
        metavar="OUT",
        help="Begin at this result folder, planned for the same weeks; changed weeks weigh.",
    ),
]
FrozenHours = Annotated[
    float,
    typer.Option(
        "--frozen-hours",
        metavar="N",
        min=0.0,
        max=MOST_HOURS,
        help="What starts within N hours of --as-of stands as it was published.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="WHEN",
        help="Date and time of the team's reporting time zone, or with an offset; what started "
        "before stands. Now where it is left out, or the plan's start where the weeks are over.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replan:
    """What was published, and until when it is frozen."""

    folder: Path
    as_of: str | None
    frozen_hours: float

    @classmethod
    def asked(cls, folder: Path | None, frozen_hours: float, as_of: str | None) -> Replan | None:
        """None where nothing was published.

        Raises
        ------
        typer.BadParameter
            The freeze is asked for, but nothing to freeze; or ``as_of`` is no date and time.
        """
        if folder is None:
            if frozen_hours or as_of is not None:
                name = "--frozen-hours" if frozen_hours else "--as-of"
                raise typer.BadParameter("expected --published OUT too; got none.", param_hint=name)
            return None
        if as_of is not None:
            _moment(as_of)
        return cls(folder=folder, as_of=as_of, frozen_hours=frozen_hours)

    def of(self, steps: Steps, scenario: Scenario, horizon: Horizon) -> Scenario:
        """The team with what was published.

        Raises
        ------
        DataError
            With every fault of the folder.
        """
        from planner.files import read_published

        found = read_published(self.folder, scenario, horizon, self.frozen_until(horizon))
        tell(steps, found.notices)
        return replace(scenario, published=found.published)

    def frozen_until(self, horizon: Horizon) -> datetime:
        """The instant before which nothing may change."""
        from planner.clock import to_utc

        if self.as_of is None:
            now = datetime.now(UTC)
            as_of = now if now < horizon.end else horizon.start
        else:
            as_of = _moment(self.as_of)
            as_of = to_utc(as_of, horizon.timezone) if as_of.tzinfo is None else as_of
        return as_of.astimezone(UTC) + timedelta(hours=self.frozen_hours)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"expected a date and time such as 2026-12-01T09:00; got {text}.", param_hint="--as-of"
        ) from None
