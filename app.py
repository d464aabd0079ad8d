"""The browser app: its frame and navigation; every page is a file of ``app_pages``."""

from __future__ import annotations

import streamlit as st

from app_pages import messages, session

ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E"
    "%3Crect width='32' height='32' rx='7' fill='%230b6475'/%3E"
    "%3Ccircle cx='16' cy='18' r='6' fill='%23ffd479'/%3E"
    "%3Cpath d='M4 24h24M16 5v4M5 13l3 2M27 13l-3 2' stroke='%23fff' stroke-width='2.4' "
    "stroke-linecap='round'/%3E%3C/svg%3E"
)


def to_start() -> None:
    """The bare address has no page of its own, so that every page has a lasting address."""
    st.switch_page("app_pages/start.py")


def pages() -> list[st.Page]:
    """The pages in the order of the work; the bare address leads to the first."""
    return [
        st.Page(to_start, title="sunrota", default=True, visibility="hidden"),
        st.Page("app_pages/start.py", title="Start", url_path="start"),
        st.Page("app_pages/forecast.py", title="Forecast", url_path="forecast"),
        st.Page("app_pages/requirement.py", title="Requirement", url_path="requirement"),
        st.Page("app_pages/plan.py", title="Plan", url_path="plan"),
        st.Page("app_pages/roster.py", title="Roster", url_path="roster"),
        st.Page("app_pages/sourcing.py", title="Sourcing", url_path="sourcing"),
        st.Page("app_pages/my_shifts.py", title="My shifts", url_path="my-shifts"),
    ]


page = st.navigation(pages(), position="top")
st.set_page_config(page_title=f"{page.title} · sunrota", page_icon=ICON, layout="wide")
session.style()
with messages.shown_errors():
    page.run()
