# ruff: noqa: E501 - a message is one line, as users see it
"""[[presence]], [[handovers]], [[mentoring]] and split shifts, as a team folder says them."""

from __future__ import annotations

import pytest

from planner.files import read_team
from planner.together import Handover, Mentoring, Presence, Selection
from tests.planner.builders import make_hours
from tests.planner.files.folders import TeamFolder

RULES = """
[[presence]]
name = "a lead"
roles = ["lead", "agent"]
skills = ["email"]
at_least = 3
open = { timezone = "Europe/Madrid", days = "mon-fri", from = "08:00", to = "20:00" }

[[handovers]]
from_region = "ASIA"
to_region = "EU"
at = "08:00"
timezone = "Europe/Madrid"
days = "mon-fri"
minutes = 30

[[mentoring]]
name = "beside a lead"
new = { agents = ["kumar"] }
mentors = { roles = ["lead"] }
new_per_mentor = 2
"""


def test_rules_are_read(folder: TeamFolder) -> None:
    scenario = read_team(folder.append("plan.toml", RULES).path)
    office = make_hours("Europe/Madrid", days=range(5), start="08:00", end="20:00")
    meant = Selection(roles=frozenset({"lead", "agent"}), skills=frozenset({"email"}))
    assert scenario.presence == (Presence(name="a lead", who=meant, at_least=3, open_hours=office),)
    assert [agent.agent_id for agent in scenario.agents if meant.holds(agent)] == ["ana", "lee"]
    assert scenario.handovers == (
        Handover(
            name="ASIA to EU",
            from_region="ASIA",
            to_region="EU",
            at_minute=480,
            minutes=30,
            timezone="Europe/Madrid",
            weekdays=frozenset(range(5)),
        ),
    )
    assert scenario.mentoring == (
        Mentoring(
            name="beside a lead",
            new=Selection(agents=frozenset({"kumar"})),
            mentors=Selection(roles=frozenset({"lead"})),
            new_per_mentor=2,
        ),
    )
    assert "a lead asks for 3, and only 2 agents are meant" in scenario.notices


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            'roles = ["lead", "agent"]',
            'roles = ["leed"]',
            "presence[1].roles: expected a role of agents.csv (lead?), got 'leed'",
        ),
        (
            'skills = ["email"]',
            'skills = ["fax"]',
            "presence[1].skills: expected a skill of agents.csv (chat, email, en, phone), got 'fax'",
        ),
        (
            'from_region = "ASIA"',
            'from_region = "APAC"',
            "handovers[1].from_region: expected a region of agents.csv (ASIA, EU, NA), got 'APAC'",
        ),
        (
            'to_region = "EU"',
            'to_region = "ASIA"',
            "handovers[1].to_region: expected another region than from_region, got 'ASIA'",
        ),
        (
            'new = { agents = ["kumar"] }',
            'new = { agents = ["kuma"] }',
            "mentoring[1].new.agents: expected an agent of agents.csv (kumar?), got 'kuma'",
        ),
        (
            'new = { agents = ["kumar"] }',
            'new = { agents = ["lee"] }',
            "mentoring[1].mentors: expected mentors who are not new themselves, got lee, who are both",
        ),
        (
            'mentors = { roles = ["lead"] }',
            "mentors = {}",
            "mentoring[1].mentors: expected some of roles, regions, skills and agents, got none of them",
        ),
        (
            'mentors = { roles = ["lead"] }',
            'mentors = { roles = ["lead"], regions = ["EU"] }',
            "mentoring[1].mentors: expected some agent who meets all that is given, got nobody",
        ),
        (
            'name = "beside a lead"',
            'name = "ASIA to EU"',
            "mentoring[1].name: expected each name once in [[presence]], [[handovers]] and [[mentoring]], got 'ASIA to EU' again",
        ),
        (
            "at_least = 3",
            "at_least = 0",
            "presence[1].at_least: expected a whole number from 1 to 10,000, got 0",
        ),
        (
            "minutes = 30\n\n[[mentoring",
            "minutes = 721\n\n[[mentoring",
            "handovers[1].minutes: expected a whole number from 1 to 720, got 721",
        ),
        (
            'new = { agents = ["kumar"] }',
            'new = { agent = ["kumar"] }',
            "mentoring[1].new.agent: expected only the keys roles, regions, skills, agents, got 'agent' (agents?)",
        ),
    ],
)
def test_slips(folder: TeamFolder, old: str, new: str, fault: str) -> None:
    folder.append("plan.toml", RULES)
    found = str(folder.change("plan.toml", old, new).fault())
    assert found.startswith("plan.toml:")
    assert found.split(":", 2)[2] == fault


def test_a_slip_in_the_agents_is_not_one_of_the_rules_too(folder: TeamFolder) -> None:
    """A faulty agent's role and region are known all the same, and may be meant."""
    folder.append("plan.toml", RULES)
    folder.change("agents.csv", "lee,Lee,,US/Pacific", "lee,Lee,,US/Pacif")
    assert folder.fault().column == "timezone"


def test_split_shifts_are_a_matter_of_the_law(folder: TeamFolder) -> None:
    law = "max_consecutive_days = 6\n"
    more = "longest_unpaid_break_minutes = 120\nmax_daily_span_minutes = 720\n"
    rules = read_team(folder.change("plan.toml", law, law + more).path).labour_rules
    assert (rules[0].longest_unpaid_break_minutes, rules[0].max_daily_span_minutes) == (120, 720)
    assert (rules[1].longest_unpaid_break_minutes, rules[1].max_daily_span_minutes) == (None, None)
