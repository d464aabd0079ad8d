"""What a week gives to the next one, and what it left its agents to begin with."""

from __future__ import annotations

import time
from datetime import timedelta

import numpy as np
import pytest

from planner.roster.agreement import Agreement
from planner.roster.kinds import kinds_of
from planner.roster.messages import Prices
from planner.roster.pools import build_pooled
from planner.roster.price_bound import side_by_side, weeks_alone
from planner.roster.problem import Problem
from planner.roster.queue_sets import supply_classes
from planner.roster.reinsertion import Reinsertion
from planner.roster.relaxation import relax
from planner.roster.week_after import carried_over, prices_of_week, with_week_after
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_assignment,
    make_break,
    make_contract,
    make_email_queue,
    make_law,
    make_queue,
    make_shift,
    make_vendor,
)
from tests.planner.roster.problems import make_problem, week_from

STEP = 60


def night_team(weeks: int = 2, timezone: str = "UTC") -> Problem:
    """Four agents whose shifts begin in the evening and end in the morning; work around Sunday."""
    shift = make_shift(
        "night", paid_minutes=480, start_from_minute=1200, start_to_minute=1320,
        start_every_minutes=60, breaks=(make_break(60, between=(240, 240)),),
    )  # fmt: skip
    asked = np.array([2.0 * (162 <= slot < 174) for slot in range(168 * weeks)])
    return make_problem(
        {"phone-en": asked},
        horizon=week_from(weeks=weeks),
        agents=[make_agent(f"agent{k}", contract="hourly", timezone=timezone) for k in range(4)],
        shifts=[shift],
        contracts=[make_contract("hourly", hourly=True, shifts=("night",))],
        labour_rules=[make_law(min_rest_minutes=660)],
    )


def carried_by_program(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Heads carried over, and heads in all, as the program of all weeks has them."""
    alone = weeks_alone(problem)
    assert alone is not None
    one = side_by_side(problem, alone)
    kinds = kinds_of(one)
    model = build_pooled(one, kinds)
    values = relax(model.program, 30.0).values
    assert values is not None
    supply = np.array([values[model.on_duty[0, slot]] for slot in range(problem.slots)])
    carried = carried_over(model, kinds, values, problem.week_bounds)
    return carried, supply / model.units


@pytest.mark.parametrize("timezone", ["UTC", "Asia/Kolkata"])
def test_what_is_carried_over_is_what_shifts_of_the_week_before_give(timezone: str) -> None:
    problem = night_team(timezone=timezone)
    carried, supply = carried_by_program(problem)
    assert not carried[:, :168].any()
    assert (carried <= supply + 1e-4).all()
    # Before the first evening of the second week nobody of it can be there.
    sooner = slice(168, 182)
    assert carried[0, sooner] == pytest.approx(supply[sooner], abs=1e-4)
    if timezone == "UTC":
        assert carried[0, 168:172].min() > 1.95, "the work of the night is theirs"


def test_a_week_by_itself_ends_and_with_the_week_after_it_goes_on() -> None:
    """In its own last two hours a week wants two; for the hours after, they must come too."""
    problem, part = night_team(), night_team(weeks=1)
    carried, supply = carried_by_program(problem)
    prices = Prices(gain=np.full((1, 336), 20.0), supply=supply[None], carried=carried)
    own = prices_of_week(prices, problem, 0)
    assert own.carried is not None
    assert own.gain.shape == own.supply.shape == (1, 168 + own.carried.shape[1])
    longer = with_week_after(part, own)
    assert longer.slots == own.gain.shape[1]
    assert longer.week_bounds == part.week_bounds
    assert longer.demand.required[0, :168] == pytest.approx(part.demand.required[0])
    assert longer.demand.required[0, 168:172].min() >= 2.0 * supply_classes(part)[0].net
    search = Reinsertion(longer, 1)
    Agreement(search, own, 1).run(time.monotonic() + 1.5, lambda best: False)
    assert search.supply[0, 168:172].min() >= 2.0
    last = prices_of_week(prices, problem, 1)
    assert last.supply.shape == (1, 168), "nothing comes after the last week"
    assert last.supply[0, :4] == pytest.approx([0.0] * 4, abs=0.05), "they are there already"
    assert with_week_after(part, last).slots == 168


def test_heads_are_asked_of_the_queues_of_their_class() -> None:
    """Not of work that waits; vendors are closed, and what is due after the end is still later."""
    queues = [make_queue("phone-en"), make_email_queue(respond_within_minutes=600)]
    agents = [
        make_agent("a"),
        make_agent("b", skills=frozenset({"phone", "en", "email"})),
    ]
    part = make_problem(
        {"phone-en": 1.0, "email-en": 0.5},
        queues=queues,
        agents=agents,
        vendors=[make_vendor(queues=("phone-en",))],
    )
    heads = np.ones((len(supply_classes(part)), 3))
    longer = with_week_after(part, Prices(gain=heads, supply=heads, carried=heads))
    waits = part.demand.waits.index(True)
    net = sum(one.net for one in supply_classes(part))
    assert longer.demand.required[1 - waits, 168:] == pytest.approx([net] * 3)
    assert not longer.demand.required[waits, 168:].any()
    assert not longer.vendors[0].open_slots[168:].any()
    late = part.demand.last_slot[waits] >= 168
    assert late.any()
    assert (longer.demand.last_slot[waits, :168][late] == 171).all()


def test_who_worked_late_or_long_is_not_counted_for_the_first_hours() -> None:
    """Prices of a later week know it: of three only one may begin on Monday."""
    sunday = MONDAY - timedelta(days=1)
    shift = make_shift(
        "day", paid_minutes=240, start_from_minute=360, start_to_minute=360, breaks=()
    )
    late = make_assignment("a", f"{sunday}T20:00+00:00", local_date=sunday, shift=shift)
    days = [sunday - timedelta(days=k) for k in range(5)]
    run = [make_assignment("b", f"{day}T06:00+00:00", local_date=day, shift=shift) for day in days]
    asked = np.array([3.0 * (6 <= slot < 10) for slot in range(168)])

    def first_day(*history: object) -> float:
        problem = make_problem(
            {"phone-en": asked},
            agents=[make_agent(name, contract="hourly", timezone="UTC") for name in "abc"],
            shifts=[shift],
            contracts=[make_contract("hourly", hourly=True, shifts=("day",))],
            labour_rules=[make_law(min_rest_minutes=660, max_consecutive_days=5)],
            history=history,
        )
        model = build_pooled(problem)
        values = relax(model.program, 20.0).values
        assert values is not None
        return float(values[model.on_duty[0, 7]])

    assert first_day() == pytest.approx(3.0, abs=0.01)
    assert first_day(late) == pytest.approx(2.0, abs=0.01)
    assert first_day(late, *run) == pytest.approx(1.0, abs=0.01)
