"""The roster's time axis and its charts: true lengths, whatever clocks do."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from app_pages.roster_bars import SHIFT, bar_table, change_table, cover_table, length_words
from app_pages.roster_charts import cover_chart, gantt_chart, gantt_legend
from app_pages.roster_clocks import agents_axis, change_sentence, zone_axis, zone_changes
from app_pages.theme import LIGHT
from tests.app.view_cases import (
    KOLKATA,
    MADRID,
    NAMES,
    NEW_YORK,
    OCTOBER,
    OVER_THE_CHANGE,
    cover_frame,
    day_shift,
)
from tests.planner.builders import (
    utc,
)


@pytest.mark.parametrize(
    ("timezone", "day", "hours", "place_of_nine"),
    [
        ("Europe/Madrid", date(2026, 10, 24), 24, 9),
        ("Europe/Madrid", date(2026, 10, 25), 25, 10),  # back at 03:00
        ("Europe/Madrid", date(2026, 3, 29), 23, 8),  # forward at 02:00
        ("America/New_York", date(2026, 11, 1), 25, 10),
        ("Asia/Kolkata", date(2026, 10, 25), 24, 9),
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5, 9.5),  # by half an hour
    ],
)
def test_a_day_is_as_long_as_it_is(
    timezone: str, day: date, hours: float, place_of_nine: float
) -> None:
    axis = zone_axis(timezone, day, 1)
    assert axis.hours == hours
    assert [place for place, label in axis.ticks if label == "09:00"] == [place_of_nine]


def test_a_week_with_a_change_has_169_hours_and_seven_labels() -> None:
    axis = zone_axis("Europe/Madrid", OCTOBER, 7)
    assert axis.hours == 169
    assert [label for _, label in axis.ticks][-2:] == ["Sat 24", "Sun 25"]
    assert len(axis.ticks) == 7


def test_bars_keep_their_length_over_a_change() -> None:
    # From 22:00 UTC, Madrid's midnight, to 04:30 UTC: six and a half hours, to 05:30 by the clock.
    axis = zone_axis("Europe/Madrid", date(2026, 10, 25), 1)
    bars = bar_table(NAMES, [MADRID], axis, [OVER_THE_CHANGE], [])
    shift, pause = (bars[bars["part"] == part].iloc[0] for part in (SHIFT, "break"))
    assert (shift["x"], shift["x2"]) == (0, 6.5)
    assert (pause["x"], pause["x2"]) == (1, 1.5)  # three hours into the shift
    assert shift["local"] == "Sat 24 Oct 22:00–Sun 25 Oct 05:30 (Europe/Madrid)"
    assert shift["utc"] == "Sat 24 Oct 20:00–Sun 25 Oct 04:30"
    assert shift["length"] == "8 h 30 min"


def test_each_agents_own_clock_places_her_bars() -> None:
    axis = agents_axis(date(2026, 10, 20), 1)
    rows = [
        day_shift("hugo", "2026-10-20 07:00", "2026-10-20"),
        day_shift("ruth", "2026-10-20 13:00", "2026-10-20"),
        day_shift("asha", "2026-10-20 03:30", "2026-10-20"),
    ]
    bars = bar_table(NAMES, [MADRID, NEW_YORK, KOLKATA], axis, rows, [])
    shifts = bars[bars["part"] == SHIFT]
    assert list(shifts["x"]) == [9, 9, 9]
    assert list(shifts["x2"]) == [17.5, 17.5, 17.5]


def test_on_her_own_clock_a_shift_over_the_change_ends_where_the_clock_says() -> None:
    axis = agents_axis(date(2026, 10, 24), 2)
    assert axis.ends(OVER_THE_CHANGE.start, OVER_THE_CHANGE.end, "Europe/Madrid") == (22, 29.5)
    # 02:30 summer time to 02:15 winter time: the clock runs backwards, the span lasts 45 minutes.
    assert axis.ends(utc("2026-10-25 00:30"), utc("2026-10-25 01:15"), "Europe/Madrid") == (
        26.5,
        27.25,
    )


def test_rows_outside_the_axis_are_left_out_and_earlier_ones_are_told_apart() -> None:
    axis = zone_axis("UTC", date(2026, 10, 25), 1)
    before = replace(OVER_THE_CHANGE, agent_id="ruth")
    far = day_shift("hugo", "2026-10-26 00:00", "2026-10-26")
    stranger = replace(OVER_THE_CHANGE, agent_id="asha")
    bars = bar_table(NAMES, [MADRID, NEW_YORK], axis, [far, stranger], [before])
    assert set(zip(bars["agent"], bars["plan"], strict=True)) == {("Ruth", "before this plan")}


def test_zones_change_in_different_weeks() -> None:
    agents = [MADRID, NEW_YORK, KOLKATA]
    first = zone_changes(zone_axis("Europe/Madrid", OCTOBER, 7), agents)
    second = zone_changes(zone_axis("Europe/Madrid", date(2026, 10, 26), 7), agents)
    assert [(zone, [one.agent_id for one in who]) for zone, _, who in first] == [
        ("Europe/Madrid", ["hugo"])
    ]
    assert [zone for zone, _, _ in second] == ["America/New_York"]
    assert change_sentence(first[0][1]) == "Clocks go back on Sun 25 Oct at 03:00, to 02:00"


def test_a_change_is_marked_where_the_agents_clock_stands() -> None:
    own = change_table(NAMES, [MADRID, KOLKATA], agents_axis(date(2026, 10, 25), 1))
    assert list(zip(own["agent"], own["x"], strict=True)) == [("Hugo", 2)]
    utc_day = change_table(NAMES, [MADRID], zone_axis("UTC", date(2026, 10, 25), 1))
    assert list(utc_day["x"]) == [1]


@pytest.mark.parametrize(("minutes", "words"), [(510, "8 h 30 min"), (60, "1 h"), (0, "0 min")])
def test_lengths_in_words(minutes: int, words: str) -> None:
    assert length_words(minutes) == words


def test_cover_adds_up_queues_on_the_same_axis_as_the_bars() -> None:
    axis = zone_axis("Europe/Madrid", date(2026, 10, 25), 1)
    table = cover_table(cover_frame(), axis, 30)
    assert list(table["x"]) == [0, 0.5, 1, 1.5, 2, 2.5]
    assert set(table["required"]) == {2.0}
    assert set(table["agents"]) == {1.75}
    one = cover_table(cover_frame(), axis, 30, "chat-en")
    assert set(one["shortfall"]) == {0.75}
    assert one["when"].iloc[-1] == "Sun 25 Oct 02:30–02:00"  # clocks go back within
    with pytest.raises(ValueError, match="one time zone"):
        cover_table(cover_frame(), agents_axis(date(2026, 10, 25), 1), 30)


def test_charts_leave_no_time_to_the_browser() -> None:
    axis = zone_axis("Europe/Madrid", date(2026, 10, 25), 1)
    bars = bar_table(NAMES, [MADRID], axis, [OVER_THE_CHANGE], [])
    changes = change_table(NAMES, [MADRID], axis)
    gantt = gantt_chart(bars, changes, ["Hugo"], axis, LIGHT).to_json()
    cover = cover_chart(cover_table(cover_frame(), axis, 30), axis, LIGHT).to_json()
    for chart in (gantt, cover):
        assert "temporal" not in chart
        assert '"domain": [\n' in chart
        assert "indexof" in chart
    data = json.loads(cover)["datasets"]
    parts = {line["part"] for rows in data.values() for line in rows if "part" in line}
    assert parts == {"Agents", "Vendor agents", "Shortfall", "Required"}


def test_the_legend_tells_what_is_off_contacts() -> None:
    bars = pd.DataFrame({"part": [SHIFT, "break"], "shift": "day8", "plan": "this plan"})
    assert [one.label for one in gantt_legend(bars, LIGHT)][:2] == ["day8", "break"]
    more = pd.concat([bars, bars.assign(part=["training", "meeting"])])
    assert gantt_legend(more, LIGHT)[1].label == "break or meeting or training"
