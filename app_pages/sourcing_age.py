"""When a comparison was made, what it was asked, and what has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from app_pages.plan_age import changed_at
from app_pages.sourcing_reading import SCENARIOS
from app_pages.words import percent
from planner.jobs import JobKind, JobRequest
from planner.jobs.folder import JobFolder, jobs_of
from planner.sourcing import SourcingSettings
from planner.workspace import Workspace

__all__ = ["Made", "changes_since", "made", "settings_of", "span_words"]

# The result is written a moment before the job tells its end, on a clock that may be coarse.
SLACK_S = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How the finished comparison came about (UTC).

    ``began`` is when its team was read at the earliest; ``request`` what was asked, None where no
    job that is still known made it.
    """

    began: datetime
    ended: datetime
    request: JobRequest | None

    @property
    def settings(self) -> SourcingSettings | None:
        """What was varied; None where that is not known."""
        return None if self.request is None else settings_of(self.request)


def made(workspace: Workspace) -> Made:
    """How the finished comparison came about.

    Raises
    ------
    OSError
        There is none.
    """
    written = (workspace.comparison / SCENARIOS).stat().st_mtime
    ended = datetime.fromtimestamp(written, UTC)
    for job in reversed(jobs_of(workspace.jobs, JobKind.COMPARE)):
        began = job.started_at()
        if began is not None and began <= ended and written <= _last_word(job) + SLACK_S:
            return Made(began=began, ended=ended, request=job.request())
    return Made(began=ended, ended=ended, request=None)


def _last_word(job: JobFolder) -> float:
    try:
        return job.events.stat().st_mtime
    except OSError:
        return 0.0


def settings_of(request: JobRequest) -> SourcingSettings | None:
    """What a request varies; None where it was damaged."""
    try:
        return SourcingSettings(**request.compare)
    except (TypeError, ValueError):
        return None


def changes_since(
    workspace: Workspace, before: Made, span: tuple[date, int], chosen: JobRequest
) -> Iterator[str]:
    """What is no longer as it was when a comparison was made, a sentence each.

    Parameters
    ----------
    before
        How it was made.
    span
        First day and weeks of what was compared.
    chosen
        What would be compared now.
    """
    if changed_at(workspace.team) > before.began.timestamp():
        yield "The team was changed since this comparison was begun."
    if span != (chosen.start, chosen.weeks):
        yield (
            f"It is for {span_words(*span)}; chosen above is "
            f"{span_words(chosen.start, chosen.weeks)}."
        )
    then, now = before.settings, settings_of(chosen)
    if then is None or now is None:
        return
    if then.vendor_price_factor != now.vendor_price_factor:
        yield (
            f"Vendors' prices were taken at {percent(then.vendor_price_factor)} of what plan.toml "
            f"says; chosen above is {percent(now.vendor_price_factor)}."
        )
    if then.deflection != now.deflection:
        yield (
            f"Bots' deflection was {_share(then.deflection)}; chosen above is "
            f"{_share(now.deflection)}."
        )


def _share(deflection: float | None) -> str:
    return "as in plan.toml" if deflection is None else percent(deflection)


def span_words(start: date, weeks: int) -> str:
    """First and last day of whole weeks.

    Examples
    --------
    >>> span_words(date(2026, 11, 30), 1)
    '1 week, Mon 30 Nov 2026 to Sun 6 Dec 2026'
    """
    last = start + timedelta(days=7 * weeks - 1)
    count = "1 week" if weeks == 1 else f"{weeks} weeks"
    return f"{count}, {_day(start)} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
