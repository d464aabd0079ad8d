"""Files in and out: the team folder, requirement and forecast, result folders."""

from planner.files.history_csv import earliest_breaks
from planner.files.team import read_team

__all__ = ["earliest_breaks", "read_team"]
