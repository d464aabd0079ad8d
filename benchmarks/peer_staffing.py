"""Positions by Erlang C: pyworkforce and ours on the same intervals."""

from __future__ import annotations

import time
from dataclasses import dataclass
from math import ceil

import numpy as np

from planner.staffing.required import required_agents

__all__ = ["Staffed", "staffing_compared"]

AHT_S, TARGET, WITHIN_S, OCCUPANCY, SPAN_MINUTES = 240, 0.8, 20, 0.85, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffed:
    """Positions for many intervals: how many agree, and the seconds of either."""

    intervals: int
    agree: int
    peer_seconds: float
    our_seconds: float
    peer_hours: float
    our_hours: float


def staffing_compared(intervals: int = 2000, seed: int = 1) -> Staffed:
    """80 % in 20 s at most 85 % busy: whole positions by both, and our fractions."""
    from pyworkforce.queuing import ErlangC

    volumes = np.random.default_rng(seed).uniform(1.0, 900.0, intervals)
    began = time.monotonic()
    positions = [
        ErlangC(
            transactions=volume, aht=AHT_S / 60, asa=WITHIN_S / 60, interval=SPAN_MINUTES
        ).required_positions(service_level=TARGET, max_occupancy=OCCUPANCY)["raw_positions"]
        for volume in volumes
    ]
    between = time.monotonic()
    ours = required_agents(
        volumes * AHT_S / (60 * SPAN_MINUTES),
        aht_s=AHT_S,
        target=TARGET,
        answer_within_s=WITHIN_S,
        max_occupancy=OCCUPANCY,
    )
    ended = time.monotonic()
    return Staffed(
        intervals=intervals,
        agree=sum(ceil(one - 1e-9) == peer for one, peer in zip(ours, positions, strict=True)),
        peer_seconds=between - began,
        our_seconds=ended - between,
        peer_hours=sum(positions) * SPAN_MINUTES / 60,
        our_hours=float(np.sum(ours)) * SPAN_MINUTES / 60,
    )
