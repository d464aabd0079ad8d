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

__all__ = ["offer_file"]

KEPT = 16


def offer_file(
    label: str,
    make: Callable[[], bytes],
    *,
    large: bool = False,
    of: str = "",
    file_name: str,
    mime: str,
    explain: str,
    icon: str = ":material/download:",
) -> None:
    """Draw a download button of the plan's.

    Parameters
    ----------
    make
        Gives the bytes; called once per team, plan, file name and ``of``.
    large
        Made when it is clicked; a fault is told beside the button then, and in full when the page
        is drawn next. Else made now, and a fault is told in the button's place.
    of
        Whose file it is, where it is one agent's: two may have files of one name.
    explain
        Help on the button.
    """
    keys = (session.team_key(), plan_key(), f"{file_name}\n{of}")
    faults = _faults()

    def give() -> bytes:
        try:
            return _made(*keys, make)
        except PlannerError as error:
            faults[keys] = error
            raise

    told = faults.pop(keys, None)
    try:
        data = give if large else _made(*keys, make)
    except PlannerError as error:
        show_error(error)
        return
    st.download_button(
        label, data, file_name=file_name, mime=mime, on_click="ignore", icon=icon, help=explain
    )
    if told is not None:
        show_error(told)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _made(team_key: str, plan_key: str, file: str, _make: Callable[[], bytes]) -> bytes:
    return _make()


@st.cache_resource
def _faults() -> dict[tuple[str, str, str], PlannerError]:
    """What went wrong with the files that were asked for and not told yet."""
    return {}
