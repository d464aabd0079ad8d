"""The search for a good roster of one plan week: quickly, then by agents, then part by part."""

from __future__ import annotations

import time
from typing import Protocol

from planner.roster.improvement import Improvement
from planner.roster.messages import Message, Move, Pattern
from planner.roster.plan import Plan
from planner.roster.problem import Problem
from planner.roster.reinsertion import Reinsertion

QUICK_S, QUICK_SHARE, QUICK_HEAT = 4.0, 0.1, 0.02
# A move changes about one part in so many members of the objective: the larger the team, the
# cooler. Measured on teams of 5, 24 and 42.
MOMENT_S, GUIDED_MOMENT_S = 5.0, 1.0  # for one part
PROMISING = 1.02  # times the best: what follows a pattern no nearer than that is dropped
LONG_SHARE = 0.3  # of the time left, until which agents are taken one to three at a time
HEAT_PER_MEMBER, MOST_HEAT = 0.06, 0.02


class Partner(Protocol):
    """Who searches beside, if anybody does."""

    def enough(self, best: float) -> bool:
        """Whether to end with an objective: asked to, or proven good enough."""

    def received(self) -> list[Message]:
        """What came since it was asked before."""

    def send(self, message: Message) -> None:
        """Tell what was found."""


def search(problem: Problem, seed: int, until: float, partner: Partner, *, guided: bool) -> Plan:
    """The best roster found until a moment of ``time.monotonic``.

    Parameters
    ----------
    problem
        Of one plan week.
    seed
        Of all draws.
    until
        When to end.
    partner
        Takes and gives moves and patterns.
    guided
        Patterns will come that are better to begin with than any long search by agents.
    """
    by_agent = Reinsertion(problem, seed)
    by_agent.construct()
    began = time.monotonic()
    left = until - began
    quick = began + min(QUICK_S / (2 if guided else 1), QUICK_SHARE * left)
    best = by_agent.improve(quick, QUICK_HEAT, partner.enough)
    if not guided and not partner.enough(best):
        warm = min(MOST_HEAT, HEAT_PER_MEMBER / max(1, len(problem.members)))
        by_agent.improve(quick + LONG_SHARE * (until - quick), warm, partner.enough)
    by_part = Improvement(by_agent, seed, GUIDED_MOMENT_S if guided else MOMENT_S)
    if guided:
        _again_and_again(by_part, until, partner)
    else:
        _together(by_part, until, partner)
    return by_part.record_plan


def _again_and_again(by_part: Improvement, until: float, partner: Partner) -> None:
    """From ever other beginnings, patterns where there are new ones: for small teams."""
    pattern: list[Pattern] = []

    def waiting() -> bool:
        """Whether there is a pattern that was not followed; the last one is the best."""
        new = [one for one in partner.received() if isinstance(one, Pattern)]
        pattern[:] = new[-1:] or pattern
        return bool(pattern)

    while time.monotonic() < until and not partner.enough(by_part.record):
        if by_part.best <= PROMISING * by_part.record:
            by_part.polish(until, partner.enough, waiting)
        if not waiting() or not by_part.follow(pattern.pop(), until):
            by_part.shake(until, partner.enough)


def _together(by_part: Improvement, until: float, partner: Partner) -> None:
    """Part by part from one roster, which the partner improves too: for larger teams."""
    partner.send(Move(weeks=by_part.plan()))
    while time.monotonic() < until and not partner.enough(by_part.best):
        better = by_part.step(until)
        if better is not None:
            partner.send(Move(weeks=better))
        for message in partner.received():
            if isinstance(message, Move):
                by_part.take(message.weeks)
