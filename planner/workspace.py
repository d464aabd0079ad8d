"""The folder that the app works in: team, plan, comparison and jobs; it survives restarts."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from planner.scenario import FIRST_YEAR, LAST_YEAR, MAX_WEEKS

__all__ = ["MAX_TIME_LIMIT_S", "MIN_TIME_LIMIT_S", "PlanSettings", "Workspace", "fingerprint"]

MIN_TIME_LIMIT_S, MAX_TIME_LIMIT_S = 1.0, 86_400.0
OWN_FOLDER = 0o700  # wages and names are nobody else's
MAX_SETTINGS_BYTES = 100_000
# What makes a folder a team's or a plan's, whatever else lies in it.
TEAM_FILES = ("plan.toml", "agents.csv")
PLAN_FILES = ("roster.csv", "summary.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """What was chosen for the next plan; ``start`` is a local date of the reporting time zone.

    ``start`` is None while nothing was chosen.
    """

    start: date | None = None
    weeks: int = 1
    time_limit_s: float = 60.0

    def __post_init__(self) -> None:
        """Refuse what no plan takes.

        Raises
        ------
        ValueError
            Start, weeks or seconds outside their bounds.
        """
        if self.start is not None and not FIRST_YEAR <= self.start.year <= LAST_YEAR:
            raise ValueError(
                f"Expected a start in the years {FIRST_YEAR} to {LAST_YEAR}, got {self.start}."
            )
        if not 1 <= self.weeks <= MAX_WEEKS:
            raise ValueError(f"Expected 1 to {MAX_WEEKS} weeks, got {self.weeks}.")
        if not MIN_TIME_LIMIT_S <= self.time_limit_s <= MAX_TIME_LIMIT_S:
            raise ValueError(
                f"Expected a time limit of {MIN_TIME_LIMIT_S:.0f} to {MAX_TIME_LIMIT_S:.0f} "
                f"seconds, got {self.time_limit_s}."
            )

    @classmethod
    def read(cls, path: Path) -> PlanSettings:
        """Settings of a file; the defaults where it is not there or not to be understood."""
        try:
            if path.stat().st_size > MAX_SETTINGS_BYTES:
                return cls()
            return cls._from_json(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            # They are a convenience: nothing is lost but a choice of date and seconds.
            return cls()

    @classmethod
    def _from_json(cls, held: dict[str, Any]) -> PlanSettings:
        start, weeks, seconds = held["start"], held["weeks"], held["time_limit_s"]
        whole = isinstance(weeks, int) and not isinstance(weeks, bool)
        number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if not (whole and number):
            raise TypeError("Expected numbers as weeks and time_limit_s.")
        return cls(
            start=None if start is None else date.fromisoformat(start),
            weeks=weeks,
            time_limit_s=float(seconds),
        )

    def write(self, path: Path) -> None:
        """Write them whole, or leave the file as it was.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        held = {
            "start": None if self.start is None else self.start.isoformat(),
            "weeks": self.weeks,
            "time_limit_s": self.time_limit_s,
        }
        _own_folder(path.parent)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        made = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(held, file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            made.replace(path)
        finally:
            made.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where everything of one team lies; folders are made when something is put there."""

    root: Path

    @property
    def team(self) -> Path:
        """Team folder."""
        return self.root / "team"

    @property
    def plan(self) -> Path:
        """Result folder of the last finished plan."""
        return self.root / "plan"

    @property
    def rejected_plan(self) -> Path:
        """Result folder of a plan that the audit refused."""
        return self.root / "plan.rejected"

    @property
    def comparison(self) -> Path:
        """Result folder of the last finished comparison of sourcing."""
        return self.root / "comparison"

    @property
    def jobs(self) -> Path:
        """Long work, one folder each."""
        return self.root / "jobs"

    @property
    def settings(self) -> Path:
        """File of ``PlanSettings``."""
        return self.root / "settings.json"

    @property
    def has_team(self) -> bool:
        """Whether there is a team to plan."""
        return all((self.team / name).is_file() for name in TEAM_FILES)

    @property
    def has_plan(self) -> bool:
        """Whether there is a finished plan."""
        return all((self.plan / name).is_file() for name in PLAN_FILES)

    def create(self) -> None:
        """Make the folder where it is not there, readable by its owner alone.

        Raises
        ------
        OSError
            It cannot be made.
        """
        _own_folder(self.root)

    def clear_results(self) -> None:
        """Take plan and comparison away: with another team they mean nothing any more.

        Raises
        ------
        OSError
            They cannot be removed.
        """
        for folder in (self.plan, self.rejected_plan, self.comparison):
            if folder.is_dir():
                # Renamed first, so that nobody reads half a plan while it goes.
                gone = Path(tempfile.mkdtemp(prefix=".gone.", dir=self.root))
                folder.rename(gone / folder.name)
                shutil.rmtree(gone)


def fingerprint(folder: Path) -> str:
    """A short text that changes when any file of a folder does: names, sizes, times of change.

    Contents are not read. A folder that is not there is like one with nothing in it.
    """
    digest = hashlib.sha256()
    for path in sorted(_files(folder)):
        # What vanishes meanwhile (a plan is replaced whole) is not there.
        with contextlib.suppress(FileNotFoundError):
            found = path.stat()
            name = path.relative_to(folder).as_posix()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for above, _, names in os.walk(folder):
        yield from (Path(above) / name for name in names)


def _own_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=OWN_FOLDER, parents=True, exist_ok=True)
