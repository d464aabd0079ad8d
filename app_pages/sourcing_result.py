"""What a finished comparison comes to: all ways side by side, what they pay for, one in full."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app_pages import session
from app_pages.charts import draw
from app_pages.messages import shown_errors
from app_pages.plan_tables import PlanTables
from app_pages.sourcing_charts import cost_chart, item_colours
from app_pages.sourcing_figures import (
    ITEMS,
    MOST_OPEN,
    PLAN,
    WayFigures,
    amounts_table,
    cheapest,
    figures_of,
    figures_of_plan,
)
from app_pages.sourcing_html import Column, Row, html_table, legend
from app_pages.sourcing_reading import ComparisonTables
from app_pages.sourcing_side_by_side import side_by_side
from app_pages.sourcing_way import show_way
from app_pages.sourcing_words import (
    FIGURE_WORDS,
    ITEM_WORDS,
    PLAN_TITLE,
    cheapest_words,
    money,
    short_title,
    way_title,
)
from app_pages.words import percent
from planner.costing import decimal_of
from planner.scenario import Scenario
from planner.sourcing import seat_cents_per_week

__all__ = ["show_result"]

WAY = "sourcing_way"


def show_result(
    team: Scenario, tables: ComparisonTables, plan: PlanTables | None, *, same_team: bool
) -> None:
    """Draw a comparison.

    Parameters
    ----------
    plan
        Of the same weeks; None where there is none.
    same_team
        Whether the team is as it was when it was compared.
    """
    ways = figures_of(tables)
    today = None if plan is None else figures_of_plan(plan)
    _show_side_by_side(team, ways, today)
    _show_costs(team, ways, today)
    _show_one(team, tables, ways, same_team=same_team)


def _show_side_by_side(
    team: Scenario, ways: Sequence[WayFigures], today: WayFigures | None
) -> None:
    best = cheapest(ways)
    if best:
        st.write(cheapest_words(ways, best, team.currency))
    else:
        st.warning(
            f"Every way leaves more than {percent(MOST_OPEN)} of what is required open, so none "
            "is marked as the cheapest: their totals do not buy the same.",
            icon=":material/warning:",
        )
    st.html(side_by_side(ways, best=best, plan=today, palette=session.palette()))
    st.caption(f"Amounts in {team.currency}, for all the weeks compared.")
    if today is not None:
        st.caption(_today_words(team))
    with st.expander("What each figure means", icon=":material/help:"):
        st.markdown("\n".join(f"- **{word}**: {says}" for word, says in FIGURE_WORDS.items()))


def _today_words(team: Scenario) -> str:
    agents = len(team.agents)
    words = (
        f"{PLAN_TITLE} is the finished plan of these weeks as the page Plan shows it. It pays "
        f"everybody under contract, {agents} agents, where a way employs no more than it needs; "
        "it weighs wishes and fairness; and it counts no software"
    )
    seat = seat_cents_per_week(team)
    if not seat:
        return f"{words}."
    weekly = decimal_of(seat * agents)
    return f"{words}: seats for all of them come to {money(weekly)} {team.currency} a week."


def _show_costs(team: Scenario, ways: Sequence[WayFigures], today: WayFigures | None) -> None:
    st.subheader("What each way pays for", anchor=False, help=FIGURE_WORDS["Total"])
    shown = [*([] if today is None else [today]), *ways]
    palette = session.palette()
    names = (ITEM_WORDS[item] for item in ITEMS)
    st.html(legend(zip(names, item_colours(palette), strict=True), palette))
    titles = {way.name: PLAN_TITLE if way.name == PLAN else short_title(way.name) for way in shown}
    draw(
        cost_chart(amounts_table(shown), titles, palette, team.currency),
        key="sourcing_costs",
        description="Cost of every way to staff, stacked by wages, premiums, idle, vendors, bots "
        "and software",
    )
    with st.expander("The same in figures", icon=":material/table:"):
        st.html(_cost_table(shown))


def _cost_table(shown: Sequence[WayFigures]) -> str:
    columns = (
        Column(name="Way to staff"),
        *(
            Column(name=ITEM_WORDS[item], says=FIGURE_WORDS[ITEM_WORDS[item]], right=True)
            for item in ITEMS
        ),
        Column(name="Total", says=FIGURE_WORDS["Total"], right=True, strong=True),
    )
    rows = [
        Row.of(
            PLAN_TITLE if way.name == PLAN else way_title(way.name),
            *(money(way.amounts[item]) for item in ITEMS),
            money(way.total),
        )
        for way in shown
    ]
    return html_table(columns, rows, session.palette())


@st.fragment
def _show_one(
    team: Scenario, tables: ComparisonTables, ways: Sequence[WayFigures], *, same_team: bool
) -> None:
    """The part that is drawn again, alone, when another way or clock is chosen."""
    with shown_errors():
        st.subheader("One way in full", anchor=False)
        show_way(team, tables, _choose(ways), same_team=same_team)


def _choose(ways: Sequence[WayFigures]) -> WayFigures:
    by_name = {way.name: way for way in ways}
    if st.session_state.get(WAY) not in by_name:
        best = cheapest(ways)
        first = (name for name in by_name if name in best)
        st.session_state[WAY] = next(first, ways[0].name)
    name = st.selectbox(
        "Way to staff",
        list(by_name),
        key=WAY,
        format_func=way_title,
        help="All that follows is about this way.",
    )
    return by_name[name]
