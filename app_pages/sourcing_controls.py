"""The controls of the page Sourcing: which weeks, what to vary, how long to search."""

from __future__ import annotations

import streamlit as st

from app_pages import session
from app_pages.sourcing_age import settings_of
from app_pages.sourcing_words import deflection_words
from app_pages.words import percent, seconds_words
from planner import jobs
from planner.jobs import JobKind, JobRequest
from planner.pipeline import SolveOptions
from planner.scenario import Scenario
from planner.sourcing import SourcingSettings, market_bots

__all__ = ["TIME_LIMITS_S", "draw_controls"]

TIME_LIMITS_S = (30.0, 60.0, 120.0, 180.0, 300.0, 600.0)
USUAL_LIMIT_S = 180.0
LEAST_PRICE, MOST_PRICE, PRICE_STEP = 50, 200, 5
AS_IT_IS = "as it is"
DEFLECTIONS = {f"{percent(share / 100)}": share / 100 for share in range(5, 85, 5)}
PRICE, DEFLECTION, LIMIT = "sourcing_price", "sourcing_deflection", "sourcing_limit"
KEPT = "sourcing_chosen"


def draw_controls(team: Scenario, *, disabled: bool) -> JobRequest:
    """Draw the controls and give what is to be compared."""
    horizon = session.plan_span(team)
    _set_out()
    price_at, deflection_at, limit_at = st.columns(3, vertical_alignment="bottom")
    price = price_at.number_input(
        "Vendors' prices, % of plan.toml",
        min_value=LEAST_PRICE,
        max_value=MOST_PRICE,
        step=PRICE_STEP,
        key=PRICE,
        disabled=disabled,
        help="Multiplies the prices of all vendors and offers, by the hour and by the contact. "
        "100 % is what plan.toml says, or the market where it says nothing.",
    )
    deflection = _draw_deflection(deflection_at, team, disabled=disabled)
    limit = limit_at.selectbox(
        "Time",
        sorted({*TIME_LIMITS_S, st.session_state[LIMIT]}),
        key=LIMIT,
        format_func=seconds_words,
        disabled=disabled,
        help="For all ways together. More time finds cheaper rosters of own staff and proves more.",
    )
    # Controls that are not on the page are forgotten; coming back should not undo a choice.
    st.session_state[KEPT] = {PRICE: int(price), DEFLECTION: deflection, LIMIT: limit}
    start = st.session_state["plan_start"]
    return JobRequest(
        kind=JobKind.COMPARE,
        start=start,
        weeks=horizon.weeks,
        options=SolveOptions(time_limit_s=limit),
        compare={
            "vendor_price_factor": int(price) / 100,
            "deflection": DEFLECTIONS.get(deflection),
        },
    )


def _set_out() -> None:
    """What the controls show when the page is opened: the last choice, or the last comparison's."""
    kept = st.session_state.get(KEPT) or _last_asked()
    for key, value in kept.items():
        st.session_state.setdefault(key, value)


def _last_asked() -> dict[str, int | float | str]:
    usual: dict[str, int | float | str] = {PRICE: 100, DEFLECTION: AS_IT_IS, LIMIT: USUAL_LIMIT_S}
    last = jobs.follow(session.workspace(), JobKind.COMPARE)
    if last is None or last.request is None:
        return usual
    settings = settings_of(last.request) or SourcingSettings()
    price = round(settings.vendor_price_factor * 100)
    share = AS_IT_IS if settings.deflection is None else percent(settings.deflection)
    return {
        PRICE: min(max(price, LEAST_PRICE), MOST_PRICE),
        DEFLECTION: share if share in DEFLECTIONS else AS_IT_IS,
        LIMIT: last.request.options.time_limit_s,
    }


def _draw_deflection(
    place: st.delta_generator.DeltaGenerator, team: Scenario, *, disabled: bool
) -> str:
    bots = team.bots or market_bots(team)
    as_it_is = deflection_words(bots, from_market=not team.bots)
    chosen: str = place.selectbox(
        "Bots' deflection",
        [AS_IT_IS, *DEFLECTIONS],
        key=DEFLECTION,
        format_func=lambda share: as_it_is if share == AS_IT_IS else share,
        disabled=disabled or not bots,
        help="The share of the contacts of its queues that each bot resolves without an agent. "
        "Bots are said to resolve 20 to 35 % in their first three months.",
    )
    return chosen
