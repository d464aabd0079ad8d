"""The search for a good roster of one plan week: quickly, then by prices, then part by part."""

from __future__ import annotations

import time

import numpy as np

from planner.roster.agreement import GRACE_S, Agreement
from planner.roster.attentive import Attentive, Partner
from planner.roster.breaks_together import lay_breaks_together
from planner.roster.engines import Engine
from planner.roster.guessed_prices import guessed_prices
from planner.roster.improvement import Improvement
from planner.roster.messages import Move, Pattern, Prices
from planner.roster.plan import Plan
from planner.roster.problem import Problem
from planner.roster.reinsertion import Reinsertion
from planner.roster.resumption import is_published, resume
from planner.roster.undoing import undo_changes
from planner.roster.ways import by_what_gains

QUICK_S, QUICK_SHARE, QUICK_HEAT = 4.0, 0.1, 0.02
# A move changes about one part in so many members of the objective: the larger the team, the
# cooler. Measured on teams of 5, 24 and 42.
MOMENT_S, GUIDED_MOMENT_S = 5.0, 1.0  # for one part
PROMISING = 1.02  # times the best: what follows a pattern no nearer than that is dropped
LONG_SHARE = 0.3  # of the time left, until which agents are taken one to three at a time
HEAT_PER_MEMBER, MOST_HEAT = 0.06, 0.02
PRICES_SHARE, LOOK_S = 0.5, 0.5  # of the time, to wait for prices
AGREE_SHARE, AGREE_SHARE_AT_LARGE = 0.85, 0.92  # of the time left then
WAYS_SHARE = 0.85  # the same, until parts are changed by two processes together
AT_LARGE = 300  # members from which on a part of a roster is too small to look at by itself
SLICE_S = 2.0
LEAST_GAIN = 1e-6
LAY_SHARE = 0.05  # of the time, to lay breaks and activities anew in the end
# A large published roster is agreed on anew so often, each time from the best so far; and what a
# head off costs at first, for agents to find their way back to what they do.
AGREEMENTS, SHORTEST_AGREEMENT_S = 4, 2.0
AGREEMENTS_ANEW, FIRST_ANEW = 3, 0.1
OTHERWISE = 3  # every so many times a small team's roster is shaken, not found anew
EARLY_SHARE = 0.5  # of the time: prices that come later are gone on with, not begun anew
HELD_S, OTHER_S = 0.006, 0.1  # for a week of an agent, as the search begins


def search(
    problem: Problem,
    seed: int,
    until: float,
    partner: Partner,
    *,
    engine: Engine,
    prices: Prices | None = None,
) -> Plan:
    """The best roster found until a moment of ``time.monotonic``.

    Where a roster was published it begins from that, else from nothing.

    Parameters
    ----------
    problem
        Of one plan week.
    seed
        Of all draws.
    until
        When to end.
    partner
        Takes and gives moves, prices and patterns.
    engine
        Which of them; patterns come from the partner. Whether a team is large is told by its
        size and the time where that is left open.
    prices
        Of heads, where they are known; else the partner's are waited for.
    """
    by_agent = Reinsertion(problem, seed)
    end = until
    if any(member.owed for member in problem.members):
        until -= LAY_SHARE * max(0.0, until - time.monotonic())
    heard = Attentive(partner)
    plan = _search(by_agent, seed, until, heard, engine=engine, prices=prices)
    for roster in heard.rosters:
        plan = _better(by_agent, plan, roster)
    return laid_anew(by_agent, plan, end)


def _better(by_agent: Reinsertion, plan: Plan, roster: Plan) -> Plan:
    """The better of two, the first where the other is not legal."""
    costs = []
    for weeks in (roster, plan):
        for index in range(len(by_agent.weeks)):
            by_agent.put_chosen(index, weeks.get(index, ()))
        by_agent.cover.place_waiting(by_agent.supply)
        legal = weeks is plan or all(map(by_agent.is_legal, range(len(by_agent.weeks))))
        costs.append(by_agent.cost() if legal else np.inf)
    return roster if costs[0] < costs[1] else plan


def _search(
    by_agent: Reinsertion,
    seed: int,
    until: float,
    partner: Partner,
    *,
    engine: Engine,
    prices: Prices | None,
) -> Plan:
    problem = by_agent.problem
    guided = engine == Engine.PATTERNS
    at_large = engine == Engine.AGREEMENT or (engine == Engine.AUTO and _is_large(by_agent, until))
    resumed, meanwhile = is_published(by_agent), None
    if resumed:
        resume(by_agent)
    elif at_large and prices is None:
        prices, meanwhile = _awaited(by_agent, seed, until, partner)
    elif not resumed and not at_large:
        by_agent.construct()
    began = time.monotonic()
    quick = began + min(QUICK_S / (2 if guided else 1), QUICK_SHARE * (until - began))
    if guided:
        by_agent.improve(quick, QUICK_HEAT, partner.enough)
        prices = prices or _first_prices(by_agent, until, partner)
        by_part = Improvement(by_agent, seed, GUIDED_MOMENT_S)
        _again_and_again(by_part, prices, until, partner)
        return by_part.record_plan
    if meanwhile is None:
        prices = prices or _first_prices(by_agent, until, partner)
    improving = Improvement(by_agent, seed, MOMENT_S) if not at_large else None
    now = time.monotonic()
    if prices is None:
        if not partner.enough(by_agent.cost()):
            end = now + LONG_SHARE * (until - now)
            by_agent.improve(end, _warm(problem), partner.enough)
    elif resumed and at_large:
        _agree_anew(by_agent, prices, seed, now + AGREE_SHARE_AT_LARGE * (until - now), partner)
    elif resumed or improving is None:
        end = now + (AGREE_SHARE_AT_LARGE if at_large else AGREE_SHARE) * (until - now)
        _agree(by_agent, prices, seed, end, partner, last=until, begun_early=resumed)
    else:
        end = now + WAYS_SHARE * (until - now)
        by_what_gains(improving, prices, seed, end, partner.enough, heat=_warm(problem))
    if improving is not None:
        improving.look_anew()
        _together(improving, until, partner)
        return improving.record_plan
    if by_agent.problem.shortfall_price == 0 or not by_agent.classes:
        by_agent.construct()  # heads are worth nothing: nobody was put in
    if meanwhile is not None:
        by_agent.take_better(meanwhile)
    return _at_large(by_agent, until, partner)


def laid_anew(by_agent: Reinsertion, plan: Plan, until: float) -> Plan:
    """A plan with breaks and activities where they cost least, agents one after the other.

    They do so until a round gains nothing, or time is up.
    """
    owing = [index for index in plan if by_agent.problem.members[index].owed]
    if not owing:
        return plan
    for index, chosen in plan.items():
        by_agent.put(index, by_agent.week_of(index, chosen))
    by_agent.cover.place_waiting(by_agent.supply)
    best, before = by_agent.cost(), np.inf
    while best < before - LEAST_GAIN and time.monotonic() < until:
        before = best
        for index in owing:
            if time.monotonic() >= until:
                break
            kept = by_agent.weeks[index]
            by_agent.lay_anew(index)
            cost = by_agent.cost()
            if cost > best:
                by_agent.put(index, kept)
            best = min(best, cost)
    return by_agent.plan()


def _is_large(by_agent: Reinsertion, until: float) -> bool:
    """Whether a team is large, or too large for the time to put in one agent after the other."""
    held = sum(map(by_agent.best_weeks.is_held, range(len(by_agent.weeks))))
    count = len(by_agent.weeks)
    seconds = HELD_S * held + OTHER_S * (count - held)
    return count >= AT_LARGE or time.monotonic() + seconds > until + GRACE_S


def _agree(
    by_agent: Reinsertion,
    prices: Prices,
    seed: int,
    until: float,
    partner: Partner,
    *,
    last: float,
    begun_early: bool,
) -> None:
    """Again and again from the best roster so far, agents in other orders each time.

    Until ``last`` there is time to lay breaks anew. Where it is ``begun_early``, at prices that
    were kept, better ones of the partner's are gone on with when they come.
    """
    began = time.monotonic()
    part = until - began
    if len(by_agent.problem.members) < AT_LARGE:
        part = min(part, max(SHORTEST_AGREEMENT_S, part / AGREEMENTS))
    best, empty = by_agent.cost(), not any(week.chosen for week in by_agent.weeks)
    while empty or (time.monotonic() < until and not partner.enough(best)):
        end = min(until, time.monotonic() + part)
        agreement = Agreement(by_agent, prices, seed)
        best, empty = agreement.run(end, partner.enough), False
        average = agreement.average() if part == until - began else None
        if average is not None:
            partner.send(average)
        if time.monotonic() < last and not partner.enough(best):
            best = lay_breaks_together(by_agent)
        if begun_early:
            best, found = _learned(by_agent, partner)
            prices = found or prices
        seed += 1


def _learned(by_agent: Reinsertion, partner: Partner) -> tuple[float, Prices | None]:
    """Take up what the partner found: the better of two rosters, its objective; and new prices."""
    best, prices = by_agent.cost(), None
    for message in partner.received():
        if isinstance(message, Move):
            best = by_agent.take_better(message.weeks)
        elif isinstance(message, Prices):
            prices = message
    return best, prices


def _agree_anew(
    by_agent: Reinsertion, prices: Prices, seed: int, until: float, partner: Partner
) -> None:
    """Change a large published roster, a few times over, each at the mean prices of the last.

    The better of two rosters is gone on from.
    """
    best, _ = _learned(by_agent, partner)
    for left in range(AGREEMENTS_ANEW, 0, -1):
        now = time.monotonic()
        if now >= until or partner.enough(best):
            return
        agreement = Agreement(by_agent, prices, seed, first=FIRST_ANEW)
        agreement.run(now + (until - now) / left, partner.enough)
        best = lay_breaks_together(by_agent)
        partner.send(Move(weeks=by_agent.plan()))
        average = agreement.average()
        if average is not None:
            partner.send(average)
            prices = average
        best, _ = _learned(by_agent, partner)
        seed += 1


def _warm(problem: Problem) -> float:
    return min(MOST_HEAT, HEAT_PER_MEMBER / max(1, len(problem.members)))


def _first_prices(by_agent: Reinsertion, until: float, partner: Partner) -> Prices | None:
    """Prices as soon as they come, a roster made a little better meanwhile; None if none do."""
    end = time.monotonic() + PRICES_SHARE * (until - time.monotonic())
    best = by_agent.cost()
    while time.monotonic() < end and not partner.enough(best):
        found = [one for one in partner.received() if isinstance(one, Prices)]
        if found:
            return found[-1]
        best = by_agent.improve(min(end, time.monotonic() + LOOK_S), QUICK_HEAT, partner.enough)
    return None


def _awaited(
    by_agent: Reinsertion, seed: int, until: float, partner: Partner
) -> tuple[Prices | None, Plan]:
    """Prices as soon as they come, None if none do; and the roster that a guess led to meanwhile.

    Where prices come early, everybody is taken out again: at these, the best rosters begin from
    nothing.
    """
    now = time.monotonic()
    early = now + EARLY_SHARE * max(0.0, until - now)
    found: list[Prices] = []

    def come(best: float) -> bool:
        found.extend(one for one in partner.received() if isinstance(one, Prices))
        return bool(found) or (np.isfinite(best) and partner.enough(best))

    Agreement(by_agent, guessed_prices(by_agent.problem), seed).run(until, come)
    kept = by_agent.plan()
    if found and time.monotonic() < early:
        for index, week in enumerate(by_agent.empty):
            by_agent.put(index, week)
    return (found[-1] if found else None), kept


def _at_large(by_agent: Reinsertion, until: float, partner: Partner) -> Plan:
    """A large roster: what is better of two, then agents one to three at a time.

    Where it changes a published one, changes are undone in between.
    """
    best, resumed = by_agent.cost(), is_published(by_agent)
    undoing = resumed
    partner.send(Move(weeks=by_agent.plan()))
    while True:
        for message in partner.received():
            if isinstance(message, Move):
                best = by_agent.take_better(message.weeks)
        if time.monotonic() >= until or partner.enough(best):
            return by_agent.plan()
        end = min(until, time.monotonic() + SLICE_S)
        if undoing:
            best = undo_changes(by_agent, end, partner.enough)
        else:
            best = by_agent.improve(end, _warm(by_agent.problem), partner.enough)
        undoing = resumed and not undoing


def _again_and_again(
    by_part: Improvement, prices: Prices | None, until: float, partner: Partner
) -> None:
    """From ever other beginnings, patterns where there are new ones: for small teams."""
    pattern: list[Pattern] = []
    number = 0

    def waiting() -> bool:
        """Whether there is a pattern that was not followed; the last one is the best."""
        new = partner.received()
        pattern[:] = [one for one in new if isinstance(one, Pattern)][-1:] or pattern
        for one in new:
            if isinstance(one, Move):
                by_part.take(one.weeks)
        return bool(pattern)

    while time.monotonic() < until and not partner.enough(by_part.record):
        if by_part.best <= PROMISING * by_part.record:
            by_part.polish(until, partner.enough, waiting)
        if not waiting() or not by_part.follow(pattern.pop(), until):
            number += 1
            if prices is not None and number % OTHERWISE:
                by_part.agree(prices, until, partner.enough)
            else:
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
