"""The service level to expect from a roster's cover."""

from __future__ import annotations

import time
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from planner.domain import Queue
from planner.staffing.erlang import offered_load, service_level
from planner.staffing.requirement import build_requirement
from planner.staffing.service import FORMULA, ExpectedService, expected_service, implied_load
from tests.planner.builders import make_email_queue, make_hours, make_queue
from tests.planner.staffing.forecasts import make_forecast, make_horizon

PLAN = make_horizon()
MEAN = np.concatenate([np.linspace(0.0, 4.0, 36), np.linspace(5.0, 900.0, 300)])
AHT = np.linspace(150.0, 420.0, 336)


def make_cover(requirement: pd.DataFrame, agents: object, vendor: object = 0.0) -> pd.DataFrame:
    keys = requirement[["interval_start", "queue"]]
    return keys.assign(required=requirement["required"], agents=agents, vendor_agents=vendor)


def expect(requirement: pd.DataFrame, cover: pd.DataFrame, *queues: Queue) -> ExpectedService:
    (found,) = expected_service(requirement, cover, queues=queues, interval_minutes=30)
    return found


def requirement_of(queue: Queue, mean: object = MEAN, aht_s: object = AHT) -> pd.DataFrame:
    forecast = make_forecast(PLAN, queue.name, mean, aht_s)  # type: ignore[arg-type]
    return build_requirement(forecast, queues=[queue], bots=(), horizon=PLAN)


class TestRealTime:
    @pytest.mark.parametrize(
        "queue",
        [
            make_queue(max_occupancy=None),
            make_queue(),
            make_queue(patience_s=60.0, max_occupancy=None),
            make_queue(patience_s=240.0, concurrency=2.0, answer_within_s=60.0),
            make_queue(service_level=0.05, patience_s=30.0, max_occupancy=0.5),
        ],
    )
    def test_same_formula_as_with_the_forecast(self, queue: Queue) -> None:
        """The load is not handed over, and found again from the requirement."""
        table = requirement_of(queue)
        rng = np.random.default_rng(11)
        agents = table["required"].to_numpy() * rng.uniform(0.7, 1.3, 336)
        load = offered_load(MEAN, AHT, 30)
        assert queue.answer_within_s is not None
        levels = service_level(
            load, agents * queue.concurrency, aht_s=AHT, answer_within_s=queue.answer_within_s,
            patience_s=queue.patience_s,
        )  # fmt: skip
        found = expect(table, make_cover(table, agents), queue)
        assert found.service_level == pytest.approx(np.average(levels, weights=MEAN), rel=1e-9)
        assert found.contacts == pytest.approx(MEAN.sum())
        assert found.method == FORMULA == "formula"

    def test_loads_are_found_again(self) -> None:
        for queue in (make_queue(), make_queue(patience_s=90.0, max_occupancy=0.8)):
            table = requirement_of(queue).iloc[1:]
            columns = (table[name].to_numpy() for name in ("required", "contacts"))
            found = implied_load(*columns, queue=queue, interval_s=1800.0)
            assert found == pytest.approx(offered_load(MEAN, AHT, 30)[1:], rel=1e-9)

    def test_exactly_the_requirement_gives_exactly_the_target(self) -> None:
        queue = make_queue(max_occupancy=None)
        table = requirement_of(queue)
        found = expect(table, make_cover(table, table["required"]), queue)
        assert found.service_level == pytest.approx(0.8, abs=1e-9)

    def test_the_occupancy_cap_serves_better_than_the_target(self) -> None:
        queue = make_queue(max_occupancy=0.6)
        table = requirement_of(queue)
        level = expect(table, make_cover(table, table["required"]), queue).service_level
        assert level is not None
        assert 0.95 < level < 1.0

    def test_vendors_count_and_nobody_serves_nobody(self) -> None:
        queue = make_queue()
        table = requirement_of(queue)
        halves = make_cover(table, table["required"] / 2, table["required"] / 2)
        whole = make_cover(table, table["required"])
        assert expect(table, halves, queue) == expect(table, whole, queue)
        assert expect(table, make_cover(table, 0.0), queue).service_level == 0.0

    def test_intervals_weigh_by_contacts(self) -> None:
        queue = make_queue()
        table = requirement_of(queue, [90.0] * 100 + [10.0] * 236, 240.0)
        agents = np.where(np.arange(336) < 100, 100.0, 0.0)
        found = expect(table, make_cover(table, agents), queue).service_level
        assert found == pytest.approx(9000 / (9000 + 2360), abs=1e-12)

    def test_closed_intervals_do_not_count(self) -> None:
        queue = make_queue(
            max_occupancy=None, open_hours=make_hours("UTC", range(5), "09:00", "17:00")
        )
        table = requirement_of(queue, 60.0, 240.0)
        found = expect(table, make_cover(table, table["required"]), queue)
        assert found.service_level == pytest.approx(0.8, abs=1e-9)

    def test_intervals_that_the_cover_lacks_have_nobody(self) -> None:
        queue = make_queue(max_occupancy=None)
        table = requirement_of(queue, 60.0, 240.0)
        found = expect(table, make_cover(table, table["required"]).iloc[:84], queue)
        assert found.service_level == pytest.approx(0.2, abs=1e-9)

    def test_nothing_arrives(self) -> None:
        table = requirement_of(make_queue(), 0.0)
        found = expect(table, make_cover(table, 3.0), make_queue())
        assert found == ExpectedService(
            queue="phone-en", service_level=None, contacts=0.0, method=FORMULA
        )

    def test_a_requirement_made_by_hand_that_no_load_explains(self) -> None:
        """Less than the least that any load asks for: as good as no load, so all are served."""
        queue = make_queue(max_occupancy=None)
        table = requirement_of(queue, 60.0, 240.0).assign(required=0.25)
        assert expect(table, make_cover(table, 1.0), queue).service_level == pytest.approx(1.0)

    def test_a_target_is_needed(self) -> None:
        with pytest.raises(ValueError, match="'phone-en' to state service_level"):
            implied_load(
                np.ones(1), np.ones(1), queue=make_queue(service_level=None), interval_s=1800.0
            )


class TestMayWait:
    def test_share_of_the_work_done_by_when_it_is_due(self) -> None:
        queue = make_email_queue()
        table = requirement_of(queue, 6.0, 600.0)  # two agents' work in each interval
        assert expect(table, make_cover(table, 2.0), queue).service_level == 1.0
        # Half the work can be done; what is due at the end itself counts, and one interval not.
        found = expect(table, make_cover(table, 1.0), queue)
        assert found.service_level == pytest.approx(0.5, abs=0.01)
        assert expect(table, make_cover(table, 0.0), queue).service_level == 0.0

    def test_it_may_be_done_late_but_not_too_late(self) -> None:
        queue = make_email_queue()
        table = requirement_of(queue, [6.0] + [0.0] * 335, 600.0)
        after = np.zeros(336)
        after[1] = 2.0
        assert expect(table, make_cover(table, after), queue).service_level == 1.0
        late = np.roll(after, 1)
        assert expect(table, make_cover(table, late), queue).service_level == 0.0

    def test_work_due_after_the_end_does_not_count(self) -> None:
        queue = make_email_queue()
        early = requirement_of(queue, [0.0] * 334 + [6.0, 6.0], 600.0)
        assert expect(early, make_cover(early, 0.0), queue).service_level == 0.0
        last = requirement_of(queue, [0.0] * 335 + [6.0], 600.0)
        found = expect(last, make_cover(last, 0.0), queue)
        assert found.service_level is None
        assert found.contacts == 6.0

    def test_a_queue_that_never_opens(self) -> None:
        queue = make_email_queue(open_hours=make_hours(days=[]))
        table = requirement_of(queue)
        assert expect(table, make_cover(table, 1.0), queue).service_level is None

    def test_a_queue_without_rows(self) -> None:
        table = requirement_of(make_email_queue())
        stranger = make_email_queue("mail-es")
        assert expect(table, make_cover(table, 1.0), stranger).service_level is None


def test_queues_are_told_apart_and_rows_may_come_in_any_order() -> None:
    queues = [make_queue(max_occupancy=None), make_email_queue()]
    forecast = pd.concat(
        [make_forecast(PLAN), make_forecast(PLAN, "email-en", 6.0, 600.0)], ignore_index=True
    )
    table = build_requirement(forecast, queues=queues, bots=(), horizon=PLAN)
    agents = np.where(table["queue"] == "email-en", 0.0, table["required"])
    cover = make_cover(table, agents).sample(frac=1.0, random_state=1)
    shuffled = table.sample(frac=1.0, random_state=2)
    found = expected_service(shuffled, cover, queues=queues[::-1], interval_minutes=30)
    assert [one.queue for one in found] == ["email-en", "phone-en"]
    assert found[0].service_level == 0.0
    assert found[1].service_level == pytest.approx(0.8, abs=1e-9)


def test_four_weeks_of_ten_queues_take_seconds() -> None:
    plan = make_horizon(weeks=4)
    rng = np.random.default_rng(5)
    queues = [make_queue(f"q{k}", patience_s=None if k % 2 else 120.0) for k in range(10)]
    forecast = pd.concat(
        [make_forecast(plan, q.name, rng.gamma(2.0, 20.0, len(plan.slots))) for q in queues],
        ignore_index=True,
    )
    started = time.process_time()
    table = build_requirement(forecast, queues=queues, bots=(), horizon=plan)
    found = expected_service(
        table, make_cover(table, table["required"]), queues=queues, interval_minutes=30
    )
    assert timedelta(seconds=time.process_time() - started) < timedelta(seconds=15)
    assert all(one.service_level is not None and one.service_level >= 0.8 for one in found)
