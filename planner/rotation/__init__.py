"""Rotating rosters: a cyclic table for a team, or the proof that there is none and why."""

from planner.rotation.check import faults_of
from planner.rotation.clash import Clash
from planner.rotation.rotate import Answer, RotateOptions, find_table, rotate
from planner.rotation.search import Status
from planner.rotation.table import RotationTable
from planner.rotation.tables import build_rotation_table
from planner.rotation.text import rotation_lines, why_not

__all__ = [
    "Answer",
    "Clash",
    "RotateOptions",
    "RotationTable",
    "Status",
    "build_rotation_table",
    "faults_of",
    "find_table",
    "rotate",
    "rotation_lines",
    "why_not",
]
