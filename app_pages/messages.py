"""What a page says when it has nothing to show, or when something went wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from planner.errors import ConflictError, DataError, Fault, PlannerError

__all__ = ["OWN_FAULT", "empty_state", "show_error", "show_notices", "shown_errors"]

SHOWN_FAULTS = 500
OWN_FAULT = "This is a fault of sunrota itself, not of your data."


def empty_state(title: str, what_to_do: str, page: str, label: str) -> None:
    """Say that there is nothing yet, and link to the page where that changes; ends the page."""
    with st.container(border=True):
        st.subheader(title, anchor=False)
        st.write(what_to_do)
        st.page_link(page, label=label, icon=":material/arrow_forward:")
    st.stop()


def show_notices(notices: tuple[str, ...], title: str = "Worth knowing") -> None:
    """Notices of a step, folded away; nothing where there are none."""
    if notices:
        with st.expander(f"{title} ({len(notices)})", icon=":material/info:"):
            for notice in notices:
                st.text(f"• {notice}")


def show_error(error: PlannerError, *, what_now: str = "") -> None:
    """One box with what is wrong, and what to do about it; faults in files as a table."""
    if isinstance(error, DataError):
        _show_faults(error, what_now)
    elif isinstance(error, ConflictError):
        st.error(f"{len(error.conflicts)} agents have demands that clash.", icon=":material/error:")
        for conflict in error.conflicts:
            st.text(f"• {conflict}")
    else:
        st.error(_plain(str(error)), icon=":material/error:")


def fault_table(faults: tuple[Fault, ...]) -> pd.DataFrame:
    """Faults as a table: file, row, column, expected, got."""
    return pd.DataFrame(
        {
            "file": [fault.file for fault in faults],
            "row": pd.array([fault.row for fault in faults], dtype="Int64"),
            "column": [fault.column for fault in faults],
            "expected": [fault.expected for fault in faults],
            "got": [fault.got for fault in faults],
        }
    )


def _show_faults(error: DataError, what_now: str) -> None:
    count = "1 fault was found." if error.total == 1 else f"{error.total:,} faults were found."
    st.error(f"{count} {what_now}", icon=":material/error:")
    st.dataframe(
        fault_table(error.faults[:SHOWN_FAULTS]),
        hide_index=True,
        width="stretch",
        column_config={
            "row": st.column_config.NumberColumn(
                "row", help="Line of the file as an editor counts it; the header is line 1."
            ),
            "expected": st.column_config.TextColumn("expected", width="large"),
            "got": st.column_config.TextColumn("got", width="medium"),
        },
    )
    if error.total > min(len(error.faults), SHOWN_FAULTS):
        st.caption(f"The first {min(len(error.faults), SHOWN_FAULTS):,} are shown.")


@contextmanager
def shown_errors() -> Iterator[None]:
    """Turn what goes wrong on a page into a sentence; the details go to the server's log."""
    try:
        yield
    except PlannerError as error:
        show_error(error)
    except OSError as error:
        logging.getLogger(__name__).exception("A page failed.")
        place = f" ({error.filename})" if error.filename else ""
        st.error(f"{_plain(error.strerror or str(error))}{place}", icon=":material/error:")
    except Exception:  # the last boundary before the browser
        logging.getLogger(__name__).exception("A page failed.")
        st.error(
            f"{OWN_FAULT} What happened stands in the window where sunrota was started. "
            "Your team and your plan are untouched.",
            icon=":material/error:",
        )


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    for sign in "\\`*_[]<>$:#":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "  \n")
