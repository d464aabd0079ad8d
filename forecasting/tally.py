"""Counts by interval, queue and zone as plain arrays, and the counted table made of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecasting.calendars import Floats, Ints
from forecasting.log_values import Names
from forecasting.volume import volume_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One entry for each interval, queue and zone; arrays of equal length.

    ``start_minutes`` are minutes since 1970 in UTC; ``queue`` and ``zone`` are codes of `Names`;
    ``aht_seconds`` is NaN where no handle time is known.
    """

    start_minutes: Ints
    queue: Ints
    zone: Ints
    volume: Floats
    aht_seconds: Floats

    @staticmethod
    def nothing() -> Tally:
        """The tally of a log without a row."""
        none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Tally(start_minutes=none, queue=none, zone=none, volume=nothing, aht_seconds=nothing)

    def table(self, queues: Names, zones: Names) -> pd.DataFrame:
        """The counted table (see `forecasting.volume`)."""
        return volume_frame(
            interval_start=self.start_minutes.view("datetime64[m]"),
            queue=_categorical(self.queue, queues),
            customer_timezone=_categorical(self.zone, zones),
            volume=self.volume,
            aht_seconds=self.aht_seconds,
        )


def _categorical(codes: Ints, names: Names) -> pd.Categorical:
    """Only the names that occur, in order of the alphabet."""
    of_code = list(names.codes)
    used = sorted(np.unique(codes).tolist(), key=lambda code: of_code[code])
    new_code = np.zeros(len(of_code), dtype=np.int64)
    new_code[used] = np.arange(len(used))
    categories = pd.Index([of_code[code] for code in used], dtype="str")
    return pd.Categorical.from_codes(new_code[codes], categories)
