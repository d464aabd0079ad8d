"""Cover by hand: shares, vendors, work that may wait, heads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from planner.clock import Horizon
from planner.cover import build_cover, missing_head_hours, waiting_queues
from planner.domain import Activity, Assignment, VendorUse
from tests.planner.builders import (
    MONDAY,
    make_agent,
    make_contact_vendor,
    make_email_queue,
    make_queue,
    make_scenario,
    make_vendor,
    utc,
)

HORIZON = Horizon(start_date=MONDAY, weeks=1, timezone="UTC", interval_minutes=30)
SLOTS = HORIZON.slots
STEP = timedelta(minutes=30)


def needs(queue: str, required: dict[int, float], **changes: Any) -> pd.DataFrame:
    """Requirement of one queue in every slot; what is not given is 0."""
    due = changes.get("due_slots")
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex(SLOTS),
            "queue": queue,
            "required": [required.get(slot, 0.0) for slot in range(len(SLOTS))],
            "due_by": pd.Series(
                [pd.NaT if due is None else start + due * STEP for start in SLOTS],
                dtype="datetime64[us, UTC]",
            ),
            "minimum_agents": changes.get("minimum", 0),
            "contacts": 1.0,
        }
    )


def shares(*rows: tuple[int, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "interval_start": pd.DatetimeIndex([SLOTS[slot] for slot, *_ in rows], tz="UTC"),
            "agent_id": [agent for _, agent, _, _ in rows],
            "queue": [queue for _, _, queue, _ in rows],
            "share": [share for *_, share in rows],
        }
    )


def at(cover: pd.DataFrame, slot: int, queue: str = "phone-en") -> pd.Series[Any]:
    mine = (cover["interval_start"] == SLOTS[slot]) & (cover["queue"] == queue)
    return cover[mine].iloc[0]


def test_agents_are_the_sum_of_shares_and_shortfall_is_what_lacks() -> None:
    cover = build_cover(
        make_scenario(),
        HORIZON,
        needs("phone-en", {0: 2.0, 1: 1.0, 2: 0.5}),
        shares((0, "a", "phone-en", 0.9), (0, "b", "phone-en", 0.4), (1, "a", "phone-en", 1.5)),
        [],
    )
    assert at(cover, 0)["agents"] == pytest.approx(1.3)
    assert at(cover, 0)["shortfall"] == pytest.approx(0.7)
    assert at(cover, 1)["shortfall"] == 0.0
    assert at(cover, 2)["shortfall"] == 0.5
    assert len(cover) == len(SLOTS)


def test_vendors_by_the_hour_cover_whole_agents_and_by_contact_their_share() -> None:
    scenario = make_scenario(vendors=[make_vendor("hour"), make_contact_vendor("contact")])
    use = [
        VendorUse(vendor="hour", queue="phone-en", interval_start=SLOTS[0], agents=1.0),
        VendorUse(
            vendor="contact", queue="phone-en", interval_start=SLOTS[0], agents=0.5, contacts=3.0
        ),
    ]
    cover = build_cover(
        scenario,
        HORIZON,
        needs("phone-en", {0: 2.0}),
        shares((0, "a", "phone-en", 0.2)),
        use,
    )
    assert at(cover, 0)["vendor_agents"] == 1.5
    assert at(cover, 0)["shortfall"] == pytest.approx(0.3)


def test_work_that_may_wait_is_short_when_it_is_due() -> None:
    scenario = make_scenario(queues=[make_email_queue()])
    # Due an hour on: what comes in slots 0 and 3 may be done there or in the slot after.
    cover = build_cover(
        scenario,
        HORIZON,
        needs("email-en", {0: 1.0, 3: 1.0}, due_slots=2),
        shares((1, "a", "email-en", 0.75), (4, "a", "email-en", 1.0)),
        [],
    )
    short = cover[cover["shortfall"] > 0]
    assert [(row.interval_start, row.shortfall) for row in short.itertuples()] == [(SLOTS[1], 0.25)]


def test_work_bought_by_contact_need_not_be_done() -> None:
    scenario = make_scenario(
        queues=[make_email_queue()], vendors=[make_contact_vendor(queues=("email-en",))]
    )
    use = [
        VendorUse(
            vendor="PerCall", queue="email-en", interval_start=SLOTS[0], agents=0.75, contacts=1.0
        )
    ]
    cover = build_cover(scenario, HORIZON, needs("email-en", {0: 1.0}, due_slots=2), shares(), use)
    assert at(cover, 1, "email-en")["shortfall"] == pytest.approx(0.25)
    assert cover["shortfall"].sum() == pytest.approx(0.25)


def test_order_of_rows_does_not_matter() -> None:
    scenario = make_scenario(queues=[make_queue(), make_email_queue()])
    whole = pd.concat(
        [needs("phone-en", {5: 1.0}), needs("email-en", {0: 1.0, 3: 1.0}, due_slots=2)]
    )
    duty = shares((1, "a", "email-en", 0.75), (5, "a", "phone-en", 0.25))
    straight = build_cover(scenario, HORIZON, whole, duty, [])
    mixed = build_cover(scenario, HORIZON, whole.sample(frac=1.0, random_state=1), duty, [])
    keys = ["queue", "interval_start"]
    pd.testing.assert_frame_equal(
        straight.sort_values(keys, ignore_index=True), mixed.sort_values(keys, ignore_index=True)
    )
    assert straight["shortfall"].sum() == pytest.approx(0.25 + 1.0 + 0.75)


def shift(agent_id: str, start: str, end: str, *pauses: tuple[str, str]) -> Assignment:
    return Assignment(
        agent_id=agent_id,
        local_date=utc(start).date(),
        shift="day8",
        start=utc(start),
        end=utc(end),
        activities=tuple(
            Activity(activity="break", start=utc(one), end=utc(two), paid=False)
            for one, two in pauses
        ),
    )


def test_heads_are_counted_by_skill_breaks_and_history_and_vendors() -> None:
    scenario = make_scenario(
        agents=[
            make_agent("ana"),
            make_agent("past"),
            make_agent("mute", skills=frozenset({"chat", "en"})),
        ],
        vendors=[make_vendor()],
        history=[shift("past", "2026-11-29 22:00", "2026-11-30 01:00")],
    )
    rows = [
        shift(
            "ana", "2026-11-30 02:00", "2026-12-06 23:00", ("2026-11-30 03:10", "2026-11-30 03:25")
        ),
        shift("mute", "2026-11-30 00:00", "2026-12-07 00:00"),
    ]
    use = [VendorUse(vendor="NightDesk", queue="phone-en", interval_start=SLOTS[2], agents=1.0)]
    requirement = needs("phone-en", {}, minimum=1)
    # Missing: 01:30 to 02:00 (the vendor has the half-hour before), 15 minutes of the break, the
    # last hour.
    found = missing_head_hours(scenario, HORIZON, requirement, rows, use)
    assert found == pytest.approx(0.5 + 0.25 + 1.0)


def test_no_least_number_means_no_missing_head() -> None:
    found = missing_head_hours(make_scenario(), HORIZON, needs("phone-en", {0: 5.0}), [], [])
    assert found == 0.0


def test_waiting_queues_are_those_whose_work_may_wait() -> None:
    assert waiting_queues([make_queue(), make_email_queue()]) == ("email-en",)
