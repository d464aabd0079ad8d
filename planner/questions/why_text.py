"""The answer to a question about a shift, in plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from planner.costing import decimal_of
from planner.domain import Agent
from planner.penalties import Penalties
from planner.pipeline import Plan
from planner.questions.plan_at_hand import PlanAtHand
from planner.questions.why import OFF, WhyAnswer
from planner.roster.demands import Demand
from planner.roster.why_not import StartAnswer

__all__ = ["why_lines"]

SHOWN_STARTS = 6
ITEM_WORDS: Mapping[str, str] = {"vendor": "vendors", "bot": "bots"}


def why_lines(at_hand: PlanAtHand, answer: WhyAnswer) -> Iterator[str]:
    """The answer, line by line; money with its currency."""
    yield f"{_asked(at_hand, answer)}?"
    if answer.already:
        yield f"  It is so in the plan: {answer.already}."
    elif answer.no_such_shift:
        yield f"  Not possible: {answer.no_such_shift}."
    elif answer.possible:
        yield from _possible(at_hand, answer)
    elif all(start.forbidden for start in answer.starts):
        yield from _forbidden(answer)
    else:
        yield "  Nothing forbids it, but no week with it was found in the time given."


def _asked(at_hand: PlanAtHand, answer: WhyAnswer) -> str:
    question = answer.question
    agent = at_hand.scenario.agent(question.agent_id)
    start = "" if question.start_minute is None else f" from {_clock_face(question.start_minute)}"
    what = "a day off" if question.shift == OFF else f"{question.shift}{start}"
    return f"{_named(agent)}, {what} on {question.local_date:%a %d %b %Y}"


def _named(agent: Agent) -> str:
    return f"{agent.name} ({agent.agent_id}, {agent.timezone})"


def _forbidden(answer: WhyAnswer) -> Iterator[str]:
    """Reasons, each once, with the starts that it forbids where they differ."""
    several = len(answer.starts) > 1
    for demands, starts in _by_reason(answer.starts):
        here = f" ({_spans(starts)})" if several and len(starts) < len(answer.starts) else ""
        alone = bool(starts[0].alone)
        what = "It alone breaks" if alone else "No week of hers with it keeps all of"
        yield f"  Forbidden{here}. {what}:"
        yield from (f"    - {demand.text}" for demand in demands)
        remedies = dict.fromkeys(demand.remedy for demand in demands)
        if remedies:
            word = " and " if alone else " or "
            yield f"    To lift it: {word.join(remedies)}."


def _by_reason(
    starts: Sequence[StartAnswer],
) -> list[tuple[tuple[Demand, ...], list[StartAnswer]]]:
    found: dict[tuple[str, ...], list[StartAnswer]] = defaultdict(list)
    for start in starts:
        demands = start.alone or start.clash or ()
        found[tuple(demand.text for demand in demands)].append(start)
    return [(some[0].alone or some[0].clash or (), some) for some in found.values()]


def _spans(starts: Sequence[StartAnswer]) -> str:
    faces = [_clock_face(minute) for minute in sorted(one.start_minute or 0 for one in starts)]
    if len(faces) <= SHOWN_STARTS:
        return f"from {', '.join(faces)}"
    return f"{len(faces)} starts from {faces[0]} to {faces[-1]}"


def _possible(at_hand: PlanAtHand, answer: WhyAnswer) -> Iterator[str]:
    best, before, after = answer.starts[0], answer.before, answer.after
    if before is None or after is None:
        raise AssertionError("a plan that is possible was costed")  # pragma: no cover
    currency = at_hand.scenario.currency
    change = after.summary.objective_cents - before.summary.objective_cents
    at = "" if best.start_minute is None else f", from {_clock_face(best.start_minute)}"
    verdict = "the plan would be worse by" if change > 0 else "the plan would be better by"
    sure = "" if best.proven else " (the best found in the time given)"
    if change == 0:
        yield f"  Possible{at}: the plan would be as good{sure}."
    else:
        yield f"  Possible{at}: {verdict} {_plain(abs(change))} {currency}{sure}."
    yield from _figures(before, after, currency)
    if answer.in_the_way:
        yield "  Not with the rest of her week as it is, for these cannot stand together with it:"
        yield from (f"    - {demand.text}" for demand in answer.in_the_way)
    yield "  Her best week with it, all others as they are:"
    for one in answer.changes:
        yield f"    {one.local_date:%a %d %b}: {one.before or OFF} -> {one.after or OFF}"
    if answer.anyway_cents > 0:
        yield (
            f"  Whatever she works that day, her week could be {_plain(answer.anyway_cents)} "
            f"{currency} better than it is."
        )
    yield from _other_starts(answer, currency)
    for plan, name in ((before, "as it stands"), (after, "with it")):
        if not plan.report.passed:
            yield f"  The audit finds {len(plan.report.violations)} violations in the plan {name}."
    if answer.question.shift != OFF:
        yield "  To have it, put it in pins.csv and plan anew."
    else:
        yield "  To have it, put it in time_off.csv and plan anew."


def _figures(before: Plan, after: Plan, currency: str) -> Iterator[str]:
    """Changes of cost and of penalties, apart; each part that changes."""
    was, now = before.summary, after.summary
    paid = now.total_cost_cents - was.total_cost_cents
    parts = [
        f"{ITEM_WORDS.get(item, item)} {_signed(now.cost_cents[item] - cents)}"
        for item, cents in was.cost_cents.items()
        if now.cost_cents[item] != cents
    ]
    yield f"    Cost {_signed(paid)} {currency}" + (f": {', '.join(parts)}" if parts else "")
    weighed = now.penalties.total_cents - was.penalties.total_cents
    apart = [
        f"{name} {_signed(cents)}"
        for name, cents in _penalty_changes(was.penalties, now.penalties)
        if cents
    ]
    hours = now.hours.shortfall - was.hours.shortfall
    short = f"; {abs(hours):.1f} h {'more' if hours > 0 else 'less'} short"
    yield (
        f"    Penalties {_signed(weighed)} {currency}, weighed and not paid"
        + (f": {', '.join(apart)}" if apart else "")
        + (short if abs(hours) >= 0.05 else "")
    )


def _penalty_changes(was: Penalties, now: Penalties) -> Iterator[tuple[str, int]]:
    yield "shortfall", now.shortfall_cents - was.shortfall_cents
    yield "missing heads", now.minimum_agents_cents - was.minimum_agents_cents
    yield "wishes refused", now.wishes_cents - was.wishes_cents
    yield "unfairness", now.fairness_cents - was.fairness_cents


def _other_starts(answer: WhyAnswer, currency: str) -> Iterator[str]:
    """What comes of the other starts: about what they cost more than the best, or why not."""
    best = answer.starts[0].dearer or 0.0
    rest = answer.starts[1:]
    if not rest:
        return
    costs = [
        f"{_clock_face(one.start_minute or 0)} about {max(0.0, one.dearer - best):+,.2f}"
        for one in rest
        if one.dearer is not None and not one.forbidden
    ]
    if costs:
        shown = ", ".join(costs[:SHOWN_STARTS]) + (" ..." if len(costs) > SHOWN_STARTS else "")
        yield f"  Other starts, against that one, in {currency}: {shown}"
    for demands, starts in _by_reason([one for one in rest if one.forbidden]):
        yield f"  Forbidden {_spans(starts)}: {'; '.join(demand.text for demand in demands)}"


def _plain(cents: int) -> str:
    return f"{decimal_of(cents):,.2f}"


def _signed(cents: int) -> str:
    return f"{decimal_of(cents):+,.2f}"


def _clock_face(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
