"""What bots resolved, told from what they left, is what the forecast tells."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planner.staffing.resolutions import resolutions_told_by_requirement
from tests.planner.builders import make_bot

STARTS = pd.date_range("2026-11-30", periods=2, freq="30min", tz="UTC")


def requirement(**contacts: float) -> pd.DataFrame:
    rows = [(start, queue, number) for start in STARTS for queue, number in contacts.items()]
    return pd.DataFrame(rows, columns=["interval_start", "queue", "contacts"])


def test_one_bot_had_its_share() -> None:
    found = resolutions_told_by_requirement(
        requirement(chat=6.0, phone=5.0), [make_bot("b", queues=("chat",), deflection=0.4)]
    )
    assert list(found.columns) == ["interval_start", "bot", "queue", "resolved"]
    assert list(found["queue"]) == ["chat", "chat"]
    np.testing.assert_allclose(found["resolved"], [4.0, 4.0])


def test_each_bot_took_from_what_the_one_before_left() -> None:
    # 100 contacts: the first resolves 50, the second 20 of the 50 that are left.
    bots = [
        make_bot("first", queues=("chat",), deflection=0.5),
        make_bot("second", queues=("chat",), deflection=0.4),
    ]
    found = resolutions_told_by_requirement(requirement(chat=30.0), bots)
    sums = found.groupby("bot")["resolved"].sum()
    assert sums["first"] == pytest.approx(2 * 50)
    assert sums["second"] == pytest.approx(2 * 20)


def test_of_a_bot_that_leaves_nothing_nothing_is_told() -> None:
    found = resolutions_told_by_requirement(
        requirement(chat=0.0), [make_bot("all", queues=("chat",), deflection=1.0)]
    )
    assert found["resolved"].sum() == 0.0


def test_without_bots_there_is_an_empty_table() -> None:
    found = resolutions_told_by_requirement(requirement(chat=6.0), [])
    assert found.empty
    assert list(found.columns) == ["interval_start", "bot", "queue", "resolved"]
