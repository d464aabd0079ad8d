"""Who is at work together, from plan.toml: checked against the agents there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.files.agents_csv import Roll
from planner.files.cells import known
from planner.files.faults import Unfit, shown
from planner.files.plan_reading import PLAN, Item, PlanFile
from planner.files.plan_references import open_hours
from planner.files.together_sections import (
    HandoverSection,
    MentoringSection,
    PresenceSection,
    WhoSection,
)
from planner.files.toml_lines import KeyPath
from planner.together import Handover, Mentoring, Presence, Selection

__all__ = ["Together", "together"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The rules of a team, and what is odd about them, and no fault."""

    presence: tuple[Presence, ...]
    handovers: tuple[Handover, ...]
    mentoring: tuple[Mentoring, ...]
    notices: tuple[str, ...]


def together(plan: PlanFile, roll: Roll, *, whole: bool) -> Together:
    """Read ``[[presence]]``, ``[[handovers]]`` and ``[[mentoring]]``; faults go to the plan's log.

    Parameters
    ----------
    plan
        The sections.
    roll
        The agents.
    whole
        Whether agents.csv was read to its end: else nobody is missed.
    """
    reading = _Reading(plan, roll, whole=whole)
    return Together(
        presence=tuple(map(reading.presence, plan.items("presence", PresenceSection))),
        handovers=tuple(map(reading.handover, plan.items("handovers", HandoverSection))),
        mentoring=tuple(map(reading.mentoring, plan.items("mentoring", MentoringSection))),
        notices=tuple(reading.notices),
    )


class _Reading:
    def __init__(self, plan: PlanFile, roll: Roll, *, whole: bool) -> None:
        self.plan, self.roll, self.whole = plan, roll, whole
        # Whoever is faulty in agents.csv may be meant, too: then nobody is counted.
        self.sound = whole and len(roll.agents) == len(roll.ids)
        self.notices: list[str] = []
        self.names: set[str] = set()

    def presence(self, item: Item[PresenceSection]) -> Presence:
        section = item.section
        who = self._who(item.path, section)
        self._once(item.path, section.name)
        self._enough(section.name, who, section.at_least)
        return Presence(
            name=section.name,
            who=who,
            at_least=section.at_least,
            open_hours=open_hours(section.open),
        )

    def handover(self, item: Item[HandoverSection]) -> Handover:
        section = item.section
        name = section.name or f"{section.from_region} to {section.to_region}"
        self._once(item.path, name)
        if section.from_region == section.to_region:
            self.plan.fault(
                (*item.path, "to_region"),
                "another region than from_region",
                shown(section.to_region),
            )
        for key in ("from_region", "to_region"):
            region = getattr(section, key)
            self._known((*item.path, key), "region", [region])
            who = Selection(regions=frozenset([region]))
            self._enough(f"{name}: {region}", who, section.at_least)
        return Handover(
            name=name,
            from_region=section.from_region,
            to_region=section.to_region,
            at_minute=section.at,
            minutes=section.minutes,
            at_least=section.at_least,
            timezone=section.timezone,
            weekdays=section.days,
        )

    def mentoring(self, item: Item[MentoringSection]) -> Mentoring:
        section = item.section
        self._once(item.path, section.name)
        new = self._who((*item.path, "new"), section.new)
        mentors = self._who((*item.path, "mentors"), section.mentors)
        both = [one.agent_id for one in self.roll.agents if new.holds(one) and mentors.holds(one)]
        if both and section.new.model_fields_set and section.mentors.model_fields_set:
            got = ", ".join(both[:3]) + (" and others" if both[3:] else "")
            self.plan.fault(
                (*item.path, "mentors"),
                "mentors who are not new themselves",
                f"{got}, who are both",
            )
        return Mentoring(
            name=section.name, new=new, mentors=mentors, new_per_mentor=section.new_per_mentor
        )

    def _once(self, path: KeyPath, name: str) -> None:
        if name in self.names:
            expected = "each name once in [[presence]], [[handovers]] and [[mentoring]]"
            self.plan.fault((*path, "name"), expected, f"{shown(name)} again")
        self.names.add(name)

    def _who(self, path: KeyPath, section: WhoSection) -> Selection:
        who = Selection(
            roles=frozenset(section.roles),
            regions=frozenset(section.regions),
            skills=frozenset(section.skills),
            agents=frozenset(section.agents),
        )
        before = self.plan.log.total
        lists = {"role": section.roles, "region": section.regions, "skill": section.skills}
        for what, names in {**lists, "agent": section.agents}.items():
            self._known((*path, f"{what}s"), what, names)
        if who == Selection():
            self.plan.fault(path, "some of roles, regions, skills and agents", "none of them")
        elif self.sound and before == self.plan.log.total and not any(self._meant(who)):
            self.plan.fault(path, "some agent who meets all that is given", "nobody")
        return who

    def _known(self, path: KeyPath, what: str, names: list[str]) -> None:
        if not self.whole:
            return
        parse = known(self._there(what), f"{_an(what)} of agents.csv")
        for name in names:
            if self.plan.log.gives_up(PLAN):
                return
            try:
                parse(name)
            except Unfit as unfit:
                self.plan.fault(path, unfit.expected, shown(name))

    def _there(self, what: str) -> frozenset[str]:
        roll = self.roll
        there = {"role": roll.roles, "region": roll.regions, "skill": roll.skills}
        return there.get(what, roll.ids)

    def _meant(self, who: Selection) -> Iterator[str]:
        return (agent.agent_id for agent in self.roll.agents if who.holds(agent))

    def _enough(self, name: str, who: Selection, at_least: int) -> None:
        there = len(list(self._meant(who)))
        if self.sound and 0 < there < at_least:
            agents = "1 agent is" if there == 1 else f"{there} agents are"
            self.notices.append(f"{name} asks for {at_least}, and only {agents} meant")


def _an(what: str) -> str:
    return f"an {what}" if what == "agent" else f"a {what}"
