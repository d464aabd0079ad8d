"""The examples in the how-to pages work as they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from forecasting.calendars import CustomerCalendar, Floats
from forecasting.models.base import WEEKDAYS, History
from planner.domain import Agent, Contract, LabourRules
from planner.rules import AgentRecord, Choices, Duty, DutyRule, Worked

DOCS = Path(__file__).parent.parent / "docs"
SUNDAY = 6


def example(page: str, name: str, *known: Any) -> Any:
    """What the page's one Python block defines under ``name``."""
    (block,) = re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(), flags=re.DOTALL)
    scope: dict[str, Any] = {thing.__name__: thing for thing in known}
    scope |= {"np": np, "WEEKDAYS": WEEKDAYS, "SUNDAY": SUNDAY, "ClassVar": ClassVar, "Self": Self}
    exec("from __future__ import annotations\n" + block, scope)  # noqa: S102
    return scope[name]


def test_the_example_of_a_model_repeats_last_year() -> None:
    model = example("how-to-add-a-model.md", "LastYear")
    first = date(2025, 1, 6)
    calendar = CustomerCalendar()
    rng = np.random.default_rng(1)
    counts: Floats = rng.poisson(9.0, (400, 24)).astype(np.float64)
    exposure = np.ones((400, 24))
    exposure[50, 3], counts[50, 3] = 2.0, 20.0
    past = calendar.days("Europe/Madrid", first, first + timedelta(days=400))
    history = History(days=past.part(0, 400), counts=counts, exposure=exposure)
    begin = first + timedelta(days=399)
    ahead = calendar.days("Europe/Madrid", begin, begin + timedelta(days=20)).part(0, 20)
    forecast = model().fit(history).predict(ahead)
    expected = counts[35:55].copy()
    expected[15, 3] = 10.0
    np.testing.assert_array_equal(forecast, expected)
    assert model.least_days == 371


class Forbidden:
    """A model that only remembers what was forbidden."""

    def __init__(self) -> None:
        self.variables: list[int] = []

    def new_bool(self, name: str) -> int:
        raise NotImplementedError(name)

    def add(
        self,
        variables: Sequence[int],
        coefficients: Sequence[int],
        lower: int | None,
        upper: int | None,
    ) -> None:
        raise NotImplementedError

    def add_no_overlap(
        self, variables: Sequence[int], starts: Sequence[int], ends: Sequence[int]
    ) -> None:
        raise NotImplementedError

    def forbid(self, variable: int) -> None:
        self.variables.append(variable)


AGENT: dict[str, Any] = {
    "agent": Agent(
        agent_id="a",
        name="A",
        timezone="Europe/Madrid",
        country="ES",
        region="EU",
        contract="c",
        wage_per_hour=0,  # type: ignore[arg-type]
        skills=frozenset(),
    ),
    "contract": Contract(
        name="c",
        weekly_minutes=2400,
        hourly=True,
        min_weekly_minutes=0,
        max_weekly_minutes=2400,
        days_per_week=5,
        shifts=("day",),
    ),
    "law": LabourRules(country="ES"),
    "windows": None,
    "credited_dates": (0,),
    "time_off": (),
}


def test_the_example_of_a_rule_says_the_same_to_solver_and_audit() -> None:
    rule = example("how-to-add-a-rule.md", "SundaysOff", dataclass, DutyRule)
    week = [date(2026, 11, 30) + timedelta(days=day) for day in range(7)]
    choices = Choices(
        **AGENT,
        duties=tuple(duty(day) for day in week),
        variables=tuple(range(7)),
        history=(),
        week_bounds=(0, 7 * 1440),
        pinned=(),
    )
    forbidden = Forbidden()
    rule.of(choices).constrain(choices, forbidden)
    record = AgentRecord(
        **AGENT,
        shifts=(),
        worked=tuple(row(day) for day in week),
        week_bounds=(),
        pins=(),
    )
    found = list(rule.of(record).violations(record))
    assert forbidden.variables == [6]
    assert [violation.local_date for violation in found] == [week[6]]
    assert found[0].found == "a start at 09:00"


def duty(day: date) -> Duty:
    start = (day - date(2026, 11, 30)).days * 1440 + 540
    return Duty(
        local_date=day,
        shift="day",
        start_minute=start,
        end_minute=start + 480,
        start_wall_minute=540,
        paid_minutes=480,
        night_window_minutes=0,
        week=0,
    )


def row(day: date) -> Worked:
    start = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    return Worked(
        local_date=day,
        shift="day",
        start=start,
        end=start + timedelta(hours=8),
        start_local=start,
        end_local=start + timedelta(hours=8),
        paid_minutes=480,
        night_window_minutes=0,
        week=0,
    )
