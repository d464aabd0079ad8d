"""Which channel queues how."""

from __future__ import annotations

import pytest

from planner.staffing.channels import CHANNELS, Discipline, discipline_of
from tests.planner.builders import make_email_queue, make_queue


def test_the_five_channels() -> None:
    real_time = {name for name, kind in CHANNELS.items() if kind is Discipline.REAL_TIME}
    assert real_time == {"phone", "chat"}
    assert set(CHANNELS) - real_time == {"email", "social", "ticket"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_known_channel_decides_whatever_the_target_says(channel: str) -> None:
    for queue in (make_queue(channel=channel), make_email_queue(channel=channel)):
        assert discipline_of(queue) is CHANNELS[channel]


def test_another_channel_may_be_a_discipline_by_name() -> None:
    assert discipline_of(make_email_queue(channel="real-time")) is Discipline.REAL_TIME
    assert discipline_of(make_queue(channel="may-wait")) is Discipline.MAY_WAIT


def test_another_channel_is_what_its_target_names() -> None:
    assert discipline_of(make_queue(channel="video")) is Discipline.REAL_TIME
    assert discipline_of(make_email_queue(channel="letter")) is Discipline.MAY_WAIT


@pytest.mark.parametrize(("within", "respond", "got"), [(None, None, "none"), (20.0, 60, "both")])
def test_another_channel_that_names_no_discipline_is_refused(
    within: float | None, respond: int | None, got: str
) -> None:
    queue = make_queue(channel="fax", answer_within_s=within, respond_within_minutes=respond)
    with pytest.raises(ValueError, match=f"'phone-en' of channel 'fax' .* got {got}"):
        discipline_of(queue)
