"""The live chart of a solve: the best found falls, the proven bound rises."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from app_pages.theme import Palette
from planner.jobs import Point

__all__ = ["BOUND", "FOUND", "progress_chart", "progress_table"]

FOUND = "Best found so far"
BOUND = "Proven: nothing is below"
CHART_HEIGHT = 320


def progress_table(series: Sequence[Point]) -> pd.DataFrame:
    """Tellings as rows, one a line and moment: ``seconds``, ``line``, ``amount``.

    Both lines reach the last moment; what is not known is left out.
    """
    last = series[-1].seconds if series else 0.0
    parts = []
    for line, amounts in (
        (FOUND, [(point.seconds, point.objective) for point in series]),
        (BOUND, [(point.seconds, point.lower_bound) for point in series]),
    ):
        known = [(seconds, amount) for seconds, amount in amounts if amount is not None]
        if known and known[-1][0] < last:
            known.append((last, known[-1][1]))
        parts += [(seconds, line, amount) for seconds, amount in known]
    return pd.DataFrame(
        {
            "seconds": pd.Series([seconds for seconds, _, _ in parts], dtype="float64"),
            "line": pd.Series([line for _, line, _ in parts], dtype="str"),
            "amount": pd.Series([amount for _, _, amount in parts], dtype="float64"),
        }
    )


def progress_chart(
    table: pd.DataFrame, *, limit_s: float, currency: str, palette: Palette
) -> alt.Chart:
    """Two steps over the seconds of the solve, told apart by colour, dashes and words.

    Parameters
    ----------
    table
        As ``progress_table`` makes it.
    limit_s
        Time limit, for an axis that stands still.
    currency
        Of the amounts; empty where it is not known.
    palette
        Colours of the mode.
    """
    lines = [FOUND, BOUND]
    # One below the other, for phones; long enough to tell dashes from none.
    legend = alt.Legend(orient="top", title=None, labelLimit=260, columns=1, symbolSize=500)
    money = f"Cost and penalties, {currency}" if currency else "Cost and penalties"
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            x=alt.X(
                "seconds:Q",
                title="Seconds since the search began",
                scale=alt.Scale(domain=[0, limit_s], nice=False, clamp=True),
                axis=alt.Axis(tickCount=6, format="~s" if limit_s >= 10_000 else "d"),
            ),
            y=alt.Y(
                "amount:Q",
                title=money,
                scale=alt.Scale(zero=False, padding=12),
                # Of one width, so that the lines do not move aside when amounts change.
                axis=alt.Axis(format=",d", tickCount=5, minExtent=56),
            ),
            color=alt.Color(
                "line:N",
                scale=alt.Scale(domain=lines, range=[palette.categories[0], palette.mark]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "line:N", scale=alt.Scale(domain=lines, range=[[1, 0], [6, 4]]), legend=legend
            ),
            tooltip=[
                alt.Tooltip("line:N", title="Line"),
                alt.Tooltip("seconds:Q", title="Seconds", format=",.0f"),
                alt.Tooltip("amount:Q", title=money, format=",.2f"),
            ],
        )
        .properties(height=CHART_HEIGHT)
    )
    return chart
