"""The least agents for a target: published figures, the definition, monotony, speed."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyworkforce.queuing import ErlangC

from planner.staffing.erlang import carried_load, offered_load, service_level
from planner.staffing.required import required_agents

TARGETS = st.floats(min_value=0.01, max_value=0.999)
LOADS = st.floats(min_value=0.001, max_value=600.0)
PATIENCES = st.none() | st.floats(min_value=5.0, max_value=3600.0)


def test_published_fractional_requirements() -> None:
    loads = [0.05, 0.5, 1.0, 48.0]
    found = required_agents(loads, aht_s=240, target=0.8, answer_within_s=20)
    assert [round(one, 6) for one in found] == [0.838745, 1.714446, 2.464380, 53.736596]
    capped = required_agents(48, aht_s=240, target=0.8, answer_within_s=20, max_occupancy=0.85)
    assert round(float(capped), 6) == 56.470588
    found = required_agents(10, aht_s=[180, 150], target=0.8, answer_within_s=20)
    assert round(float(found[0]), 6) == 13.047493
    found = required_agents(10, aht_s=150, target=0.8, answer_within_s=60)
    assert round(float(found), 6) == 12.016579


def test_published_whole_requirements() -> None:
    case = {"aht_s": 180.0, "target": 0.8, "answer_within_s": 20.0}
    load = offered_load(100, 180, 30)
    assert np.ceil(required_agents(load, **case, max_occupancy=0.85)) == 14
    assert np.ceil(required_agents(load, **case, max_occupancy=0.7)) == 15
    assert np.ceil(required_agents(48, aht_s=240, target=0.8, answer_within_s=20)) == 54


def test_rounded_up_it_is_what_pyworkforce_finds() -> None:
    rng = np.random.default_rng(7)
    volumes = rng.uniform(2.0, 900.0, 60)
    found = required_agents(
        offered_load(volumes, 240, 30), aht_s=240, target=0.8, answer_within_s=20,
        max_occupancy=0.85,
    )  # fmt: skip
    peers = [
        ErlangC(transactions=volume, aht=4.0, asa=20 / 60, interval=30).required_positions(
            service_level=0.8, max_occupancy=0.85
        )["raw_positions"]
        for volume in volumes
    ]
    # The peer counts up from round(load + 1): too far only for targets much below this one.
    assert np.ceil(found).astype(int).tolist() == peers


class TestDefinition:
    @given(load=LOADS, target=TARGETS, patience=PATIENCES, within=st.floats(0.0, 300.0))
    @settings(max_examples=200, deadline=None)
    def test_reaches_the_target_and_nothing_less_does(
        self, load: float, target: float, patience: float | None, within: float
    ) -> None:
        case = {"aht_s": 240.0, "answer_within_s": within, "patience_s": patience}
        least = float(required_agents(load, target=target, **case))
        assert least > 0.0
        assert service_level(load, least, **case) == pytest.approx(target, abs=1e-9)
        fewer = service_level(load, least * (1 - 1e-4), **case)
        assert fewer < target

    @given(load=LOADS, cap=st.floats(0.05, 1.0), patience=st.floats(5.0, 3600.0))
    @settings(max_examples=100, deadline=None)
    def test_cap_with_patience_is_where_carried_occupancy_meets_it(
        self, load: float, cap: float, patience: float
    ) -> None:
        case = {"aht_s": 240.0, "patience_s": patience}
        # A target next to nothing leaves the cap alone to bind, but for the deepest overload.
        case_of_target = case | {"target": 1e-9, "answer_within_s": 60.0}
        least = float(required_agents(load, max_occupancy=cap, **case_of_target))
        uncapped = float(required_agents(load, **case_of_target))
        whole = np.array([np.floor(least), np.floor(least) + 1.0])
        carried = float(np.interp(least, whole, carried_load(load, whole, **case)))
        assert carried <= cap * least * (1 + 1e-9) or least <= 1.0
        if least > uncapped:
            assert carried == pytest.approx(cap * least, rel=1e-9)
        else:
            assert least == uncapped

    def test_cap_with_patience_asks_for_less_than_without(self) -> None:
        case = {"aht_s": 180.0, "target": 0.5, "answer_within_s": 60.0, "max_occupancy": 0.8}
        patient = float(required_agents(20, patience_s=1e9, **case))
        hasty = float(required_agents(20, patience_s=20, **case))
        assert float(required_agents(20, **case)) == 25.0
        assert patient == pytest.approx(25.0, abs=1e-6)
        assert 20.0 < hasty < 25.0

    def test_cap_of_one_and_no_cap_agree(self) -> None:
        case = {"aht_s": 240.0, "target": 0.8, "answer_within_s": 20.0}
        assert required_agents(48, max_occupancy=1.0, **case) == required_agents(48, **case)

    def test_one_agent_that_keeps_the_cap_is_not_asked_to_be_more(self) -> None:
        case = {"aht_s": 240.0, "target": 0.8, "answer_within_s": 20.0, "patience_s": 60.0}
        plain = required_agents([0.05, 5.0], **case)
        assert required_agents([0.05, 5.0], max_occupancy=0.95, **case) == pytest.approx(plain)

    def test_agents_who_chat_with_two_are_half_the_servers(self) -> None:
        case = {"aht_s": 240.0, "target": 0.8, "answer_within_s": 20.0, "max_occupancy": 0.85}
        assert required_agents(7.5, concurrency=2, **case) == required_agents(7.5, **case) / 2

    @pytest.mark.parametrize("patience", [None, 30.0])
    def test_no_load_requires_nobody(self, patience: float | None) -> None:
        found = required_agents(
            [0.0, 3.0, 0.0], aht_s=240, target=0.8, answer_within_s=20, patience_s=patience,
            max_occupancy=0.9,
        )  # fmt: skip
        assert found[0] == found[2] == 0.0
        assert found[1] > 3.0

    @given(load=LOADS, target=st.floats(0.05, 0.99), patience=PATIENCES)
    @settings(max_examples=100, deadline=None)
    def test_rises_with_load_and_target_and_falls_with_time(
        self, load: float, target: float, patience: float | None
    ) -> None:
        case = {"aht_s": 240.0, "patience_s": patience, "max_occupancy": 0.9}
        lighter, heavier = required_agents(
            [load, load * 1.05], target=target, answer_within_s=20, **case
        )
        assert lighter < heavier
        easier = required_agents(load, target=target * 0.9, answer_within_s=20, **case)
        slower = required_agents(load, target=target, answer_within_s=60, **case)
        assert easier <= lighter
        assert slower <= lighter * (1 + 1e-12)

    @given(load=st.floats(min_value=0.5, max_value=300.0), target=st.floats(0.3, 0.95))
    @settings(max_examples=60, deadline=None)
    def test_patience_saves_agents_and_endless_patience_none(
        self, load: float, target: float
    ) -> None:
        case = {"aht_s": 240.0, "target": target, "answer_within_s": 20.0}
        without = required_agents(load, **case)
        some, endless = (required_agents(load, patience_s=mean, **case) for mean in (60.0, 1e12))
        assert some < without
        assert endless == pytest.approx(without, rel=1e-4)

    def test_targets_near_the_ends(self) -> None:
        case = {"aht_s": 240.0, "answer_within_s": 0.0}
        for patience in (None, 60.0):
            ends = [1e-12, 1.0 - 1e-12]
            low, high = (required_agents(20, target=t, patience_s=patience, **case) for t in ends)
            assert 0.0 <= low < 21.0 < high < 80.0

    def test_thousands_of_erlangs(self) -> None:
        case = {"aht_s": 240.0, "target": 0.8, "answer_within_s": 20.0}
        plain, hasty = (required_agents(8000.0, patience_s=p, **case) for p in (None, 120.0))
        assert 8000.0 < plain < 8100.0
        assert 0.8 * 8000.0 < hasty < 8000.0  # a fifth may hang up or wait


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "law"),
        [
            ({"target": 0.0}, "target above 0 and below 1, got 0"),
            ({"target": 1.0}, "target above 0 and below 1, got 1"),
            ({"target": 1.2}, r"target above 0 and below 1, got 1\.2"),
            ({"target": float("nan")}, "target above 0 and below 1, got nan"),
            ({"max_occupancy": 0.0}, "max_occupancy above 0, at most 1, got 0"),
            ({"max_occupancy": 1.01}, r"max_occupancy above 0, at most 1, got 1\.01"),
            ({"concurrency": 0.0}, "concurrency above 0, got 0"),
            ({"load": -2.0}, "a load of at least 0 erlangs, got -2"),
            ({"load": float("inf")}, "a load of at least 0 erlangs, got inf"),
            ({"aht_s": -5.0}, "a handling time above 0 seconds, got -5"),
            ({"patience_s": -1.0}, "a patience above 0 seconds, got -1"),
        ],
    )
    def test_names_the_law_and_the_value(self, change: dict[str, float], law: str) -> None:
        case = {"load": 4.0, "aht_s": 240.0, "target": 0.8, "answer_within_s": 20.0} | change
        with pytest.raises(ValueError, match=law):
            required_agents(**case)


def test_a_year_of_quarter_hours_takes_seconds() -> None:
    rng = np.random.default_rng(3)
    load, aht = rng.gamma(2.0, 10.0, 35_040), rng.uniform(150.0, 400.0, 35_040)
    started = time.process_time()
    found = required_agents(
        load, aht_s=aht, target=0.8, answer_within_s=20, patience_s=120, max_occupancy=0.85
    )
    assert time.process_time() - started < 10.0
    assert found.shape == load.shape
    alone = [
        required_agents(a, aht_s=s, target=0.8, answer_within_s=20, patience_s=120,
                        max_occupancy=0.85)
        for a, s in zip(load[:20], aht[:20], strict=True)
    ]  # fmt: skip
    assert found[:20] == pytest.approx(np.array(alone), rel=1e-12)
