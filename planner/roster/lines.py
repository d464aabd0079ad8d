"""Agents on lines of a rotation: what of a line stands, and that nothing else is worked.

On a date on which her line has her work, an agent is pinned to its shift; on all dates of the line
she has no other options than what she is pinned to. So everything that lays or bounds rosters
keeps to lines without knowing of them, and whoever is on a line costs no search.

What pins.csv or a freeze says of a date goes before the line. A shift of the line that time off
bars, or a rule forbids beside what was worked before, falls out: of all ways to leave some out,
the one with the fewest, and of those the one that leaves out the later ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from planner import clock
from planner.domain import Pin
from planner.line_days import LineCalendar, LineDay
from planner.roster.choices import choices_of
from planner.roster.cpsat import cheapest, feasible_with
from planner.roster.freeze import barred_by_freeze
from planner.roster.joining import barred_before_line
from planner.roster.problem import Member, OnLine, Option, Problem
from planner.roster.program import Program
from planner.rules import RULES
from planner.scenario import Scenario

__all__ = ["keep_to_lines", "line_pins_of", "reasons_against", "standing_shifts"]

LinePin = tuple[date, str, int]  # local date, shift, wall minute of the start


def keep_to_lines(problem: Problem, scenario: Scenario, horizon: clock.Horizon) -> Problem:
    """The problem with everybody who is on a line held to it.

    Parameters
    ----------
    problem
        As if nobody were on a line.
    scenario
        Where ``line_pins`` are settled, they are taken; else they are settled here.
    horizon
        The problem's.
    """
    if not scenario.line_places:
        return problem
    calendar, sharing = LineCalendar(scenario), _Sharing()
    settled: defaultdict[str, list[Pin]] = defaultdict(list)
    for pin in scenario.line_pins or ():
        settled[pin.agent_id].append(pin)
    members = []
    for member in problem.members:
        days = tuple(calendar.days(member.agent, horizon.start, horizon.end))
        pins = None if scenario.line_pins is None else settled[member.agent.agent_id]
        if days:
            stand = None if pins is None else tuple(map(_as_pin, pins))
            member = _held(problem, member, days, stand, sharing)
        if pins:
            member = _joining(horizon, member, pins)
        members.append(member)
    return replace(problem, members=tuple(members))


def line_pins_of(problem: Problem) -> tuple[Pin, ...]:
    """What of everybody's lines stands in a problem."""
    return tuple(
        Pin(agent_id=member.agent.agent_id, local_date=day, shift=shift, start_minute=minute)
        for member in problem.members
        if member.line is not None
        for day, shift, minute in member.line.pins
    )


def _as_pin(pin: Pin) -> LinePin:
    return pin.local_date, pin.shift, pin.start_minute


class _Sharing:
    """Options by what they are cut from and to: members on one line have the very same tuple."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Option, ...]] = {}

    def cut(
        self, options: tuple[Option, ...], dates: frozenset[date], pins: frozenset[LinePin]
    ) -> tuple[Option, ...]:
        """Options less those of the dates that are none of the pins."""
        key = (id(options), dates, pins)
        if key not in self._known:
            self._known[key] = _cut(options, dates, pins)
        return self._known[key]


def _cut(
    options: Sequence[Option], dates: frozenset[date], pins: frozenset[LinePin]
) -> tuple[Option, ...]:
    return tuple(
        option for option in options if option.duty.local_date not in dates or _key(option) in pins
    )


def _key(option: Option) -> LinePin:
    return option.duty.local_date, option.duty.shift, option.duty.start_wall_minute


def _held(
    problem: Problem,
    member: Member,
    days: Sequence[LineDay],
    settled: Sequence[LinePin] | None,
    sharing: _Sharing,
) -> Member:
    dates = frozenset(day.local_date for day in days)
    if settled is None:
        stand = standing_shifts(problem, member, days)
    else:
        # A date may lie in two weeks: its shift is of the one in which it begins.
        stand = tuple(pin for pin in _wanted(member, days) if pin in settled)
    pinned = tuple(dict.fromkeys((*member.pinned, *stand)))
    return replace(
        member,
        pinned=pinned,
        options=sharing.cut(member.options, dates, frozenset(pinned)),
        line=OnLine(dates=dates, pins=stand, off_line=member.options, where=_where(days)),
    )


def _where(days: Sequence[LineDay]) -> str:
    lines = dict.fromkeys((day.rotation, day.line) for day in days)
    rotations: dict[str, list[str]] = {}
    for rotation, line in lines:
        rotations.setdefault(rotation, []).append(str(line))
    return " and ".join(
        f"line{'s' if len(some) > 1 else ''} {', '.join(some)} of {rotation}"
        for rotation, some in rotations.items()
    )


def standing_shifts(
    problem: Problem, member: Member, days: Sequence[LineDay]
) -> tuple[LinePin, ...]:
    """The shifts of a line that a member can work, beside what she is pinned to.

    Parameters
    ----------
    problem
        Its weeks are of interest.
    member
        With the options that she has on no line.
    days
        The dates on which she is on a line.

    Returns
    -------
    tuple of (date, shift, wall minute)
        As many as the rules allow together; none where they allow no week at all, not even one
        with none of them.
    """
    wanted = _wanted(member, days)
    dates = frozenset(day.local_date for day in days)
    options = _duties(member, dates, frozenset((*wanted, *member.pinned)))
    worths = _worths(wanted)
    program = Program()
    variables = [
        program.variable(1, cost=-worths.get(_key(option), 0), whole=True) for option in options
    ]
    of_pin = {_key(option): variable for option, variable in zip(options, variables, strict=True)}
    _constrain(problem, member, options, variables, program)
    if all(pin in of_pin for pin in wanted) and feasible_with(
        program, [of_pin[pin] for pin in wanted]
    ):
        return wanted
    values = cheapest(program)
    if values is None:
        return ()
    return tuple(pin for pin in wanted if pin in of_pin and values[of_pin[pin]])


def _wanted(member: Member, days: Sequence[LineDay]) -> tuple[LinePin, ...]:
    """Shifts of a line on dates of which nothing else is settled."""
    taken = {pin[0] for pin in member.pinned}
    return tuple(
        (day.local_date, day.shift, day.start_minute)
        for day in days
        if day.shift is not None and day.local_date not in taken
    )


def _duties(member: Member, dates: frozenset[date], pins: frozenset[LinePin]) -> tuple[Option, ...]:
    """An option for every duty that is open to a member; rules do not look at breaks."""
    barred = barred_by_freeze(member)
    some = [option for option, shut in zip(member.options, barred, strict=True) if not shut]
    return tuple({option.duty: option for option in _cut(some, dates, pins)}.values())


def _worths(wanted: Sequence[LinePin]) -> dict[LinePin, int]:
    """More are worth more than fewer, whichever they are; of as many, earlier ones."""
    count = len(wanted)
    return {pin: count * count + count - place for place, pin in enumerate(wanted)}


def _constrain(
    problem: Problem,
    member: Member,
    options: Sequence[Option],
    variables: Sequence[int],
    program: Program,
) -> None:
    by_date: defaultdict[date, list[int]] = defaultdict(list)
    for option, variable in zip(options, variables, strict=True):
        by_date[option.duty.local_date].append(variable)
    for same_date in by_date.values():
        program.add(same_date, [1] * len(same_date), None, 1)
    choices = choices_of(problem, member, options, variables)
    for rule in RULES:
        rule.of(choices).constrain(choices, program)


def reasons_against(
    problem: Problem, member: Member, stand: Sequence[LinePin], fallen: LinePin
) -> tuple[str, ...]:
    """Names of the rules that a shift which fell out would break beside those that stand.

    Parameters
    ----------
    problem, member
        As for :func:`standing_shifts`.
    stand, fallen
        What stands, and what does not.
    """
    pins = frozenset((*stand, fallen, *member.pinned))
    some = [option for option in member.options if _key(option) in pins]
    options = tuple({option.duty: option for option in some}.values())
    if fallen not in {_key(option) for option in options}:
        return ("one shift a date",)
    broken = []
    for rule in RULES:
        program = Program()
        variables = [program.new_bool("") for _ in options]
        choices = choices_of(problem, member, options, variables)
        rule.of(choices).constrain(choices, program)
        if not feasible_with(program, variables):
            broken.append(rule.name)
    return tuple(broken)


def _joining(horizon: clock.Horizon, member: Member, pins: Sequence[Pin]) -> Member:
    """Without what bars a line that a later week begins: weeks are rostered in turn."""
    barred = barred_before_line(horizon, member, pins)
    if not barred.any():
        return member
    left = tuple(member.options[k] for k in np.flatnonzero(~barred))
    return replace(member, options=left)
