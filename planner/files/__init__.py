"""Files in and out: the team folder, requirement and forecast, result folders."""

from planner.files.history_csv import earliest_breaks
from planner.files.needs import read_forecast, read_requirement
from planner.files.published_folder import PublishedFolder, read_published
from planner.files.result_folder import ResultFolder, read_result_folder
from planner.files.results import check_out, rejected_folder, write_results
from planner.files.sheets import SHEETS
from planner.files.team import read_team
from planner.files.team_zip import pack_team, unpack_team

__all__ = [
    "SHEETS",
    "PublishedFolder",
    "ResultFolder",
    "check_out",
    "earliest_breaks",
    "pack_team",
    "read_forecast",
    "read_published",
    "read_requirement",
    "read_result_folder",
    "read_team",
    "rejected_folder",
    "unpack_team",
    "write_results",
]
