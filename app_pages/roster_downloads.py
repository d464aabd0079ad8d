"""Files to download: small ones made when the page is drawn, large ones when they are asked for.

No download draws the page again: a page that is drawn while its file is being made gives the file a
new address, and the click comes to nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app_pages import session
from app_pages.messages import show_error
from app_pages.roster_data import plan_key
from planner.errors import PlannerError

__all__ = ["offer_file", "offer_large_file"]

KEPT = 16


def offer_file(
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    mime: str,
    explain: str,
    icon: str = ":material/download:",
) -> None:
    """Draw a download button for a file that takes no time to make; faults are told in its place.

    Parameters
    ----------
    make
        Gives the bytes; called once per team, plan and file name.
    explain
        Help on the button.
    """
    try:
        data = _made(session.team_key(), plan_key(), file_name, make)
    except PlannerError as error:
        show_error(error)
        return
    st.download_button(
        label, data, file_name=file_name, mime=mime, on_click="ignore", icon=icon, help=explain
    )


def offer_large_file(
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    mime: str,
    explain: str,
    icon: str = ":material/download:",
) -> None:
    """Draw a download button for a file that is made when it is clicked.

    A fault is told beside the button, and in full when the page is drawn next.

    Parameters
    ----------
    make
        As for :func:`offer_file`.
    explain
        Help on the button.
    """
    keys = (session.team_key(), plan_key(), file_name)
    faults = _faults()

    def give() -> bytes:
        try:
            return _made(*keys, make)
        except PlannerError as error:
            faults[keys] = error
            raise

    st.download_button(
        label, give, file_name=file_name, mime=mime, on_click="ignore", icon=icon, help=explain
    )
    error = faults.pop(keys, None)
    if error is not None:
        show_error(error)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _made(team_key: str, plan_key: str, file_name: str, _make: Callable[[], bytes]) -> bytes:
    return _make()


@st.cache_resource
def _faults() -> dict[tuple[str, str, str], PlannerError]:
    """What went wrong with the files that were asked for and not told yet."""
    return {}
