"""Files to download: made when they are asked for, kept while the plan stands; faults are told."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app_pages import session
from app_pages.messages import show_error
from app_pages.roster_data import plan_key
from planner.errors import PlannerError

__all__ = ["offer_file", "tell_failed"]

KEPT = 16
FAILED = "file_error"


def offer_file(
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    mime: str,
    explain: str,
    icon: str = ":material/download:",
) -> None:
    """Draw a download button of the plan's.

    Parameters
    ----------
    make
        Gives the bytes; called when the button is clicked, once per team, plan and file name.
    explain
        Help on the button.
    """
    keys = (session.team_key(), plan_key(), file_name)

    def give() -> bytes:
        return _made(*keys, make)

    st.download_button(
        label,
        data=give,
        file_name=file_name,
        mime=mime,
        on_click=_note_fault,
        args=(give,),
        icon=icon,
        help=explain,
    )


def tell_failed() -> None:
    """Say why the file that was asked for last could not be made; nothing where it was."""
    error = st.session_state.pop(FAILED, None)
    if error is not None:
        show_error(error)


def _note_fault(give: Callable[[], bytes]) -> None:
    # The button itself can only say that something failed.
    try:
        give()
    except PlannerError as error:
        st.session_state[FAILED] = error


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _made(team_key: str, plan_key: str, file_name: str, _make: Callable[[], bytes]) -> bytes:
    return _make()
