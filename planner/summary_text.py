"""A plan's summary as a manager reads it: a page of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import pandas as pd

from planner.activities import Missing
from planner.clock import Horizon, to_local
from planner.costing import decimal_of
from planner.penalties import Penalties
from planner.scenario import Scenario
from planner.summary import Summary

__all__ = ["OpenSpan", "missing_spans_of", "open_spans_of", "summary_lines"]

SHOWN_SPANS = 5
LEAST_SHORTFALL = 1e-6  # net agents; less is rounding
LABEL_WIDTH = 11
PREMIUMS = ("night", "weekend", "holiday", "overtime")
STATUS_WORDS = {
    "OPTIMAL": "the best there is, proven",
    "FEASIBLE": "the best found in the time given",
    "STOPPED": "stopped early: the best found until then",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    """Consecutive intervals in which a queue lacks agents."""

    queue: str
    start: datetime
    end: datetime
    agent_hours: float
    most_agents: float


def summary_lines(
    scenario: Scenario,
    horizon: Horizon,
    summary: Summary,
    cover: pd.DataFrame,
    shifts: int,
    changes: pd.DataFrame | None = None,
    presence: pd.DataFrame | None = None,
    missing: Sequence[Missing] = (),
) -> Iterator[str]:
    """The summary, line by line.

    Parameters
    ----------
    scenario, horizon
        Whose plan it is, and for when.
    summary
        Its figures.
    cover
        Columns of ``cover.csv``.
    shifts
        Rows of the roster.
    changes
        Columns of ``changes.csv``; None where there was no published roster.
    presence
        Columns of ``presence.csv``; None where no rule says who is at work together.
    missing
        Meetings and training blocks that found no place.
    """
    weeks = "1 week" if horizon.weeks == 1 else f"{horizon.weeks} weeks"
    yield f"{scenario.name}: {weeks} from {horizon.start_date:%a %d %b %Y} ({horizon.timezone})"
    yield _line("Roster", f"{shifts} shifts of {summary.agents} agents, {_status(summary)}")
    if changes is not None:
        yield _line("Changes", _changes(changes))
    yield _line("Gap", _gap(summary))
    yield _line("Cover", _cover(summary))
    spans = open_spans_of(cover, horizon.interval_minutes)
    yield from _lines("Unmet", _unmet(spans, horizon, "agents", "cover.csv"))
    if presence is not None:
        apart = missing_spans_of(presence, horizon.interval_minutes)
        yield from _lines("Together", _unmet(apart, horizon, "heads", "presence.csv"))
    yield from _lines("Missing", _missing(missing))
    yield _line("Cost", _cost(scenario, summary))
    yield from _lines("", _cost_parts(summary))
    yield _line("Penalties", _penalties(scenario, summary))
    yield from _lines("Service", _service(scenario, summary))
    yield _line("Audit", _audit(summary))
    yield from _lines("Time", _time(summary.wall_seconds))


def open_spans_of(cover: pd.DataFrame, interval_minutes: int) -> tuple[OpenSpan, ...]:
    """Where cover lacks agents: spans by queue, the most agent-hours first."""
    step = timedelta(minutes=interval_minutes)
    short = cover[cover["shortfall"] > LEAST_SHORTFALL]
    spans = []
    for queue, rows in short.groupby("queue", sort=False):
        ordered = rows.sort_values("interval_start")
        starts = [start.to_pydatetime() for start in ordered["interval_start"]]
        amounts = [float(amount) for amount in ordered["shortfall"]]
        for first, last in _runs(starts, step):
            part = amounts[first:last]
            spans.append(
                OpenSpan(
                    queue=str(queue),
                    start=starts[first],
                    end=starts[last - 1] + step,
                    agent_hours=sum(part) * interval_minutes / 60,
                    most_agents=max(part),
                )
            )
    return tuple(sorted(spans, key=lambda span: (-span.agent_hours, span.start, span.queue)))


def missing_spans_of(presence: pd.DataFrame, interval_minutes: int) -> tuple[OpenSpan, ...]:
    """Where heads are missing beside others: spans by the rule's name, most head-hours first."""
    rows = presence[["interval_start", "name", "missing"]]
    as_cover = rows.rename(columns={"name": "queue", "missing": "shortfall"})
    return open_spans_of(as_cover, interval_minutes)


def _runs(starts: Sequence[datetime], step: timedelta) -> Iterator[tuple[int, int]]:
    """Positions (first, one past the last) of runs without a break."""
    breaks = [k + 1 for k, (one, after) in enumerate(pairwise(starts)) if after - one > step]
    yield from pairwise([0, *breaks, len(starts)])


def _line(label: str, text: str) -> str:
    return f"  {label:<{LABEL_WIDTH}}{text}"


def _lines(label: str, texts: Sequence[str]) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield _line(label if number == 0 else "", text)


def _money(amount_cents: int) -> str:
    return f"{decimal_of(amount_cents):,.2f}"


def _status(summary: Summary) -> str:
    return STATUS_WORDS.get(summary.status, summary.status.lower())


def _changes(changes: pd.DataFrame) -> str:
    agents = changes["agent_id"].nunique()
    shifts = f"{len(changes)} shift{'' if len(changes) == 1 else 's'}"
    return f"{shifts} of {agents} agent{'' if agents == 1 else 's'} changed"


def _gap(summary: Summary) -> str:
    saved = f"at most {summary.gap:.2%} of what can be decided could still be saved, proven"
    bound = _money(summary.lower_bound_cents)
    return f"{saved} (objective {_money(summary.objective_cents)}, lower bound {bound})"


def _cover(summary: Summary) -> str:
    hours = summary.hours
    share = hours.covered / hours.required if hours.required else 1.0
    return (
        f"{hours.covered:,.1f} of {hours.required:,.1f} required hours ({share:.2%}); "
        f"{hours.shortfall:,.1f} h short, {hours.overstaffed:,.1f} h more than required"
    )


def _unmet(spans: Sequence[OpenSpan], horizon: Horizon, heads: str, file: str) -> list[str]:
    if not spans:
        return ["nothing" if heads == "agents" else "nobody is missing"]
    texts = [
        f"{_from_to(span, horizon)} {span.queue}: "
        f"{span.agent_hours:.2f} h, up to {span.most_agents:.2f} {heads}"
        for span in spans[:SHOWN_SPANS]
    ]
    rest = spans[SHOWN_SPANS:]
    if rest:
        left = sum(span.agent_hours for span in rest)
        texts.append(f"and {len(rest)} more, {left:.2f} h in all: see {file}")
    return texts


def _from_to(span: OpenSpan, horizon: Horizon) -> str:
    """Local times of a span; the end says its day where a reader would take another."""
    start = to_local(span.start, horizon.timezone)
    end = to_local(span.end, horizon.timezone)
    same_night = span.end - span.start < timedelta(days=1)
    return f"{start:%a %d %b %H:%M}-{end:{'%H:%M' if same_night else '%a %d %b %H:%M'}}"


def _missing(missing: Sequence[Missing]) -> list[str]:
    """Meetings and training blocks that found no place, the first few by name."""
    texts = [
        f"{one.agent_id}: {one.times} {one.activity} in week {one.week + 1}"
        for one in missing[:SHOWN_SPANS]
    ]
    if len(missing) > SHOWN_SPANS:
        texts.append(f"and {len(missing) - SHOWN_SPANS} more without a place")
    return texts


def _cost(scenario: Scenario, summary: Summary) -> str:
    return (
        f"{_money(summary.total_cost_cents)} {scenario.currency}, of which "
        f"{_money(summary.fixed_cost_cents)} is fixed (salaries and bots)"
    )


def _cost_parts(summary: Summary) -> list[str]:
    cents = summary.cost_cents
    premiums = ", ".join(f"{item} {_money(cents[item])}" for item in PREMIUMS)
    return [
        f"wages {_money(cents['wages'])}, idle {_money(cents['idle'])}, "
        f"vendors {_money(cents['vendor'])}, bots {_money(cents['bot'])}",
        f"premiums: {premiums}",
    ]


def _penalties(scenario: Scenario, summary: Summary) -> str:
    found = summary.penalties
    return (
        f"{_money(found.total_cents)} weighed, not paid: shortfall "
        f"{_money(found.shortfall_cents)}, missing heads {_money(found.minimum_agents_cents)}, "
        f"{_together(found)}"
        f"wishes refused {_money(found.wishes_cents)}, unfairness {_money(found.fairness_cents)}"
        + ("" if found.changes_cents is None else f", changes {_money(found.changes_cents)}")
        + (
            ""
            if found.activities_cents is None
            else f", meetings and training without a place {_money(found.activities_cents)}"
        )
    )


def _together(found: Penalties) -> str:
    cents = found.together_cents
    return "" if cents is None else f"missing beside others {_money(cents)}, "


def _service(scenario: Scenario, summary: Summary) -> list[str]:
    texts = []
    for queue in scenario.queues:
        level = summary.service_level.get(queue.name)
        expected = "no contacts" if level is None else f"{level:.1%}"
        if queue.answer_within_s is not None and queue.service_level is not None:
            target = f"target {queue.service_level:.0%} within {queue.answer_within_s:g} s"
        else:
            target = f"within {queue.respond_within_minutes} min"
        texts.append(f"{queue.name} {expected} expected ({target})")
    return texts


def _audit(summary: Summary) -> str:
    if summary.violations == 0:
        return "no violations: rules, cover and pay recomputed from the roster's rows"
    return f"{summary.violations} violations"


def _time(wall_seconds: Mapping[str, float]) -> list[str]:
    """A line of the steps, and one of the parts of each step that has some."""
    steps = {step: spent for step, spent in wall_seconds.items() if "." not in step}
    total = f"{sum(steps.values()):.0f} s: "
    texts = [total + ", ".join(f"{step} {spent:.1f} s" for step, spent in steps.items())]
    for step in steps:
        parts = [
            f"{name.removeprefix(f'{step}.')} {spent:.1f} s"
            for name, spent in wall_seconds.items()
            if name.startswith(f"{step}.")
        ]
        if parts:
            texts.append(f"{step}: {', '.join(parts)}")
    return texts
