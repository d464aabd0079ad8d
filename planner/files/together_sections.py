"""The tables of plan.toml on who is at work together, one pydantic model each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.files.plan_sections import OpenSection, Section
from planner.files.toml_values import ClockMinute, Days, Name, Zone, whole

__all__ = ["HandoverSection", "MentoringSection", "PresenceSection", "WhoSection"]

LEAST_MAX, HALF_A_DAY = 10_000, 720
Least = Annotated[int, whole(1, LEAST_MAX)]


class WhoSection(Section):
    """Agents by what they are: those who meet every list that is given."""

    roles: list[Name] = Field(default_factory=list)
    regions: list[Name] = Field(default_factory=list)
    skills: list[Name] = Field(default_factory=list)
    agents: list[Name] = Field(default_factory=list)


class PresenceSection(WhoSection):
    """``[[presence]]``."""

    name: Name
    at_least: Least = 1
    open: OpenSection = OpenSection()


class HandoverSection(Section):
    """``[[handovers]]``."""

    name: Name | None = None
    from_region: Name
    to_region: Name
    at: ClockMinute
    minutes: Annotated[int, whole(1, HALF_A_DAY)]
    at_least: Least = 1
    timezone: Zone = "UTC"
    days: Days = frozenset(range(7))


class MentoringSection(Section):
    """``[[mentoring]]``."""

    name: Name
    new: WhoSection
    mentors: WhoSection
    new_per_mentor: Annotated[int, whole(1, 100)] = 1
