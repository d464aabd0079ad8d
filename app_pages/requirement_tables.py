"""Tidy tables of a requirement, and of what other targets would require; nothing here draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from app_pages.wall_times import both_clocks, wall_times
from planner.domain import Queue
from planner.scenario import Scenario
from planner.staffing.channels import Discipline, discipline_of

__all__ = [
    "COMMON_TARGETS",
    "Target",
    "agents_by_time",
    "changed",
    "hours_by_day",
    "hours_by_queue",
    "hours_of_targets",
    "is_real_time",
    "with_targets",
]

COMMON_TARGETS = ((0.70, 30.0), (0.80, 20.0), (0.90, 10.0))
HOURLY_WEEKS = 2  # beyond them the chart shows the mean of days


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is tried for a queue; None where the queue has no such target."""

    service_level: float | None = None
    answer_within_s: float | None = None
    max_occupancy: float | None = None
    respond_within_minutes: int | None = None

    @classmethod
    def of(cls, queue: Queue) -> Target:
        """The queue's own."""
        return cls(
            service_level=queue.service_level,
            answer_within_s=queue.answer_within_s,
            max_occupancy=queue.max_occupancy,
            respond_within_minutes=queue.respond_within_minutes,
        )


def is_real_time(queue: Queue) -> bool:
    """Whether a customer is on the line."""
    return discipline_of(queue) is Discipline.REAL_TIME


def with_targets(team: Scenario, targets: Mapping[str, Target]) -> Scenario:
    """The team with other targets for the queues named; nothing is written anywhere."""
    queues = tuple(
        replace(
            queue,
            service_level=targets[queue.name].service_level,
            answer_within_s=targets[queue.name].answer_within_s,
            max_occupancy=targets[queue.name].max_occupancy,
            respond_within_minutes=targets[queue.name].respond_within_minutes,
        )
        if queue.name in targets
        else queue
        for queue in team.queues
    )
    return team if queues == team.queues else replace(team, queues=queues)


def changed(team: Scenario, targets: Mapping[str, Target]) -> list[str]:
    """Names of the queues whose targets differ from their own."""
    return [
        queue.name
        for queue in team.queues
        if queue.name in targets and targets[queue.name] != Target.of(queue)
    ]


def agents_by_time(
    requirement: pd.DataFrame, timezone: str, *, weeks: int, names: list[str]
) -> pd.DataFrame:
    """Mean agents required by queue and hour, or by day where there are many weeks.

    Returns
    -------
    DataFrame
        ``wall`` (naive), ``queue``, ``agents``, ``local``, ``utc``; queues in the order of
        ``names``.
    """
    wall = wall_times(requirement["interval_start"], timezone)
    step = "h" if weeks <= HOURLY_WEEKS else "D"
    grouped = requirement.groupby([wall.dt.floor(step).rename("wall"), "queue"])
    means = grouped.agg(agents=("required", "mean"), first=("interval_start", "min")).reset_index()
    means[["local", "utc"]] = both_clocks(means["first"], timezone)
    means["order"] = means["queue"].map({name: place for place, name in enumerate(names)})
    return means.sort_values(["wall", "order"], ignore_index=True).drop(columns=["first", "order"])


def hours_by_queue(requirement: pd.DataFrame, *, interval_minutes: int, weeks: int) -> pd.Series:
    """Agent-hours a week required, by queue."""
    hours = requirement.groupby("queue")["required"].sum() * interval_minutes / 60 / weeks
    return hours.astype("float64")


def hours_by_day(
    requirement: pd.DataFrame, timezone: str, *, interval_minutes: int, names: list[str]
) -> pd.DataFrame:
    """Agent-hours by local date and queue, with ``all queues`` and ``most at once``.

    ``day`` is text; ``most at once`` the largest sum over the queues of one interval.
    """
    wall = wall_times(requirement["interval_start"], timezone)
    day = wall.dt.date.rename("day")
    hours = requirement.pivot_table(
        index=day, columns="queue", values="required", aggfunc="sum", observed=True
    )
    table = (hours * interval_minutes / 60).reindex(columns=names)
    table["all queues"] = table.sum(axis="columns")
    at_once = requirement.groupby([day, "interval_start"])["required"].sum()
    table["most at once"] = at_once.groupby(level="day").max()
    table.insert(0, "day", [f"{each:%a %d %b}" for each in table.index])
    table.columns.name = None
    return table.reset_index(drop=True)


def hours_of_targets(
    team: Scenario, require: Callable[[Scenario], pd.DataFrame], *, weeks: int
) -> pd.DataFrame:
    """Agent-hours a week of every real-time queue, with its own target and with common ones.

    Parameters
    ----------
    team
        With its own targets.
    require
        The requirement of a team.

    Returns
    -------
    DataFrame
        ``queue``, ``own`` and a column for each of ``COMMON_TARGETS``, such as ``80/20``.
    """
    queues = [queue for queue in team.queues if is_real_time(queue)]
    names = [queue.name for queue in queues]

    def hours(tried: Scenario) -> list[float]:
        found = hours_by_queue(require(tried), interval_minutes=team.interval_minutes, weeks=weeks)
        return [float(found[name]) for name in names]

    columns: dict[str, list[float]] = {"own": hours(team)}
    for level, within_s in COMMON_TARGETS:
        targets = {
            queue.name: replace(Target.of(queue), service_level=level, answer_within_s=within_s)
            for queue in queues
        }
        columns[f"{level * 100:.0f}/{within_s:.0f}"] = hours(with_targets(team, targets))
    return pd.DataFrame({"queue": names, **columns})
