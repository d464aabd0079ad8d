"""One way to staff in full: its figures, its week by the hour, and who is paid what."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import streamlit as st

from app_pages import session
from app_pages.charts import draw
from app_pages.sourcing_charts import WORKER_WORDS, bots_chart, week_chart, worker_colours
from app_pages.sourcing_figures import WayFigures
from app_pages.sourcing_html import Column, Row, html_table, legend
from app_pages.sourcing_reading import ComparisonTables
from app_pages.sourcing_tables import (
    WORKERS,
    costs_by_item,
    costs_by_payee,
    week_by_hour,
    workers_by_hour,
)
from app_pages.sourcing_words import (
    FIGURE_WORDS,
    bound_words,
    item_title,
    money,
    open_mark,
    open_words,
    quantity_words,
    shared_words,
    way_title,
)
from app_pages.words import percent
from planner.costing import decimal_of
from planner.costing.money import cents_of
from planner.scenario import Scenario

__all__ = ["show_way"]

CLOCK = "sourcing_clock"
TABLE_HEIGHT, TABLE_ROWS = 420, 11
FIGURE_WIDTH = 165
QUANTITY = "How much was paid for, over all the weeks compared."


def show_way(team: Scenario, tables: ComparisonTables, way: WayFigures, *, same_team: bool) -> None:
    """Draw a way.

    Parameters
    ----------
    same_team
        Whether the team is as it was when it was compared.
    """
    _show_figures(team, way, same_team=same_team)
    _show_week(team, tables, way)
    _show_payments(team, tables, way)


def _show_figures(team: Scenario, way: WayFigures, *, same_team: bool) -> None:
    with st.container(horizontal=True):
        for name, figure in (
            ("Total", money(way.total)),
            ("A contact", shared_words(way.per_contact)),
            ("A covered hour", shared_words(way.per_covered_hour)),
            ("Left open", open_words(way, share=False)),
            ("Agents", f"{way.headcount}"),
            ("Service level", percent(way.service_level, 1)),
        ):
            st.metric(name, figure, help=FIGURE_WORDS[name], width=FIGURE_WIDTH)
    if way.leaves_too_much:
        st.warning(
            f"This way {open_mark(way)}, {percent(way.open_share, 1)} of what is required: do not "
            "take its total for that of a way that covers.",
            icon=":material/warning:",
        )
    price = None
    if same_team:
        price = decimal_of(cents_of(team.weights.shortfall_per_agent_hour))
    st.write(bound_words(way, team.currency, price))


def _show_week(team: Scenario, tables: ComparisonTables, way: WayFigures) -> None:
    st.markdown(
        "**Who works when in the week**",
        help="Net agents on contact work, the mean of the weeks compared: own agents at the "
        "bottom, vendors' on them, what is left open on top. The line is what is required. Work "
        "that may wait is required when it arrives and may be done later; and one queue may be "
        "short while agents of another are more than it needs.",
    )
    choice, _ = st.columns([2, 4])
    with choice:
        clock = session.zone_choice(team, [], key=CLOCK)
    palette = session.palette()
    names = (WORKER_WORDS[who] for who in WORKERS)
    st.html(legend(zip(names, worker_colours(palette), strict=True), palette, line="Required"))
    week = week_by_hour(tables.hours, way.name, clock, interval_minutes=tables.interval_minutes)
    draw(
        week_chart(workers_by_hour(week), clock, palette),
        key="sourcing_week",
        description=f"{way_title(way.name)}: net agents by hour of the week, own, vendors' and "
        "left open, and what is required",
    )
    if week["bot_contacts"].sum() > 0:
        st.markdown("**Contacts that bots resolve, an hour**", help=FIGURE_WORDS["Deflection"])
        draw(
            bots_chart(week, clock, palette),
            key="sourcing_bots",
            description=f"{way_title(way.name)}: contacts that bots resolve by hour of the week",
        )


def _show_payments(team: Scenario, tables: ComparisonTables, way: WayFigures) -> None:
    payees = costs_by_payee(tables.costs, way.name)
    total = sum(payees["amount"], Decimal("0.00"))
    by_item, by_payee = st.columns(2, gap="medium")
    with by_item:
        st.markdown("**Paid, by item**")
        st.html(_item_table(costs_by_item(tables.costs, way.name), total))
    with by_payee:
        st.markdown("**Paid, by agent, vendor and bot**")
        _show_payees(payees, total)
    if total == way.total:
        st.caption(
            f"Amounts in {team.currency}. Both tables add up to the way's total, to the cent."
        )
    else:
        st.error(
            f"These lines add up to {money(total)}, not to {money(way.total)}: the files of the "
            "comparison do not belong together. Compare again.",
            icon=":material/error:",
        )


def _item_table(items: pd.DataFrame, total: Decimal) -> str:
    columns = (
        Column(name="Item"),
        Column(name="Quantity", says=QUANTITY, right=True),
        Column(name="Amount", says=FIGURE_WORDS["Total"], right=True),
    )
    rows = [
        Row.of(
            item_title(row.item, row.unit),
            quantity_words(row.quantity, row.unit),
            money(row.amount),
        )
        for row in items.itertuples()
    ]
    rows.append(Row.of("Total", "", money(total), kind="strong"))
    return html_table(columns, rows, session.palette())


def _show_payees(payees: pd.DataFrame, total: Decimal) -> None:
    rows = [
        [
            row.agent_or_vendor,
            item_title(row.item, row.unit),
            money(row.amount),
            quantity_words(row.quantity, row.unit),
            row.region or "–",
        ]
        for row in payees.itertuples()
    ]
    rows.append(["Total", "", money(total), "", ""])
    st.dataframe(
        pd.DataFrame(rows, columns=["Who", "Item", "Amount", "Quantity", "Region"]),
        hide_index=True,
        width="stretch",
        height=TABLE_HEIGHT if len(rows) > TABLE_ROWS else "content",
        # As text, so that all browsers show amounts alike.
        column_config={
            "Quantity": st.column_config.TextColumn(alignment="right", help=QUANTITY),
            "Amount": st.column_config.TextColumn(alignment="right", help=FIGURE_WORDS["Total"]),
        },
    )
