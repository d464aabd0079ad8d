"""Rotating rosters: a cyclic table for a team, or the proof that there is none and why."""

from planner.rotation.check import faults_of
from planner.rotation.clash import Clash
from planner.rotation.laying import Fallen, Laid, lay_agents, lines_file
from planner.rotation.rotate import Answer, RotateOptions, find_table, rotate
from planner.rotation.search import Status
from planner.rotation.table import RotationTable
from planner.rotation.tables import (
    build_lines_table,
    build_rotation_table,
    own_table,
    shifts_of_lines,
)
from planner.rotation.text import laid_lines, laid_notes, rotation_lines, why_not

__all__ = [
    "Answer",
    "Clash",
    "Fallen",
    "Laid",
    "RotateOptions",
    "RotationTable",
    "Status",
    "build_lines_table",
    "build_rotation_table",
    "faults_of",
    "find_table",
    "laid_lines",
    "laid_notes",
    "lay_agents",
    "lines_file",
    "own_table",
    "rotate",
    "rotation_lines",
    "shifts_of_lines",
    "why_not",
]
