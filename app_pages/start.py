"""Start: what the product does, and the team that is planned."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from app_pages import session
from app_pages.messages import show_error, show_notices
from app_pages.team_change import install_demo, install_upload
from app_pages.words import bot_words, target_words, vendor_words
from planner.clock import to_local
from planner.errors import PlannerError
from planner.files.team_zip import pack_team
from planner.scenario import Scenario

DEMO, UPLOAD = "demo", "upload"
UNCHANGED = "Nothing was changed. Mend the files and upload them again."
REPLACED = (
    "The team that is here now will be replaced, and its plan and comparison removed. "
    "Download it first if you want to keep it."
)


def draw() -> None:
    """The page."""
    st.title("Plan a support team around the clock", anchor=False)
    st.write(
        "sunrota turns your contact log into a forecast, the agents it takes, and a roster over "
        "all your time zones that keeps every labour rule. It shows what the plan costs to the "
        "cent, how far from the best it can be, and what your customers may expect."
    )
    _tell_outcome()
    has_team = session.workspace().has_team
    if has_team:
        try:
            _show_team()
        except PlannerError as error:
            # Files may have been changed by hand; another team can still be loaded.
            show_error(error, what_now="Mend the files in the team's folder, or load another team.")
    _offer_teams(has_team=has_team)


def _tell_outcome() -> None:
    """What the last click did, or why it did nothing."""
    error = st.session_state.pop("team_error", None)
    if error is not None:
        show_error(error, what_now=UNCHANGED)
    done = st.session_state.pop("team_done", None)
    if done is not None:
        st.success(done, icon=":material/check_circle:")


def _offer_teams(*, has_team: bool) -> None:
    st.subheader("Load another team" if has_team else "Load a team", anchor=False)
    demo, upload = st.columns(2, gap="medium")
    with demo.container(border=True, height="stretch"):
        _offer_demo(has_team=has_team)
    with upload.container(border=True, height="stretch"):
        _offer_upload(has_team=has_team)


def _offer_demo(*, has_team: bool) -> None:
    st.markdown("**The demo team**")
    st.write(
        "A luggage maker's support team on three continents. It is synthetic: nobody and nothing "
        "in it is real."
    )
    if st.button("Try the demo team", type="secondary" if has_team else "primary", key="try_demo"):
        if has_team:
            _confirm(DEMO)
        else:
            _install(DEMO)


def _offer_upload(*, has_team: bool) -> None:
    st.markdown("**Your own team**")
    st.write(
        "A zip file of a team folder: `plan.toml`, `agents.csv`, a contact log and what else you "
        "have. The demo's download shows how the files look."
    )
    st.file_uploader(
        "Team as a zip file",
        type="zip",
        key=_upload_key(),
        help="Everything is checked first. Where there are faults, all of them are listed and "
        "nothing is changed. The file stays on this machine.",
    )
    if st.session_state.get(_upload_key()) is not None and st.button(
        "Use this team", type="primary", key="use_upload"
    ):
        if has_team:
            _confirm(UPLOAD)
        else:
            _install(UPLOAD)


def _upload_key() -> str:
    """A new key empties the uploader once its team is in place."""
    return f"upload_{st.session_state.get('uploads', 0)}"


@st.dialog("Replace the team?")
def _confirm(source: str) -> None:
    st.write(REPLACED)
    replace, keep = st.columns(2)
    if replace.button("Replace it", type="primary", width="stretch", key="replace_team"):
        _install(source)
    if keep.button("Keep it", width="stretch", key="keep_team"):
        st.rerun()


def _install(source: str) -> None:
    """Put the team in place and draw the page anew."""
    try:
        if source == DEMO:
            with st.spinner("Writing the demo team and its contact log …"):
                team = install_demo(session.workspace())
        else:
            with st.spinner("Checking every file of the team …"):
                team = install_upload(session.workspace(), st.session_state[_upload_key()])
            st.session_state["uploads"] = st.session_state.get("uploads", 0) + 1
    except PlannerError as error:
        st.session_state["team_error"] = error
    else:
        st.session_state["team_done"] = f"{team.name} is here: {len(team.agents)} agents."
        st.session_state["team_notices"] = team.notices
    st.rerun()


def _show_team() -> None:
    team = session.require_team()
    st.subheader(team.name, anchor=False)
    if session.is_demo(team):
        st.caption("This team is synthetic: nobody and nothing in it is real.")
    _show_figures(team)
    agents, queues = st.columns(2, gap="medium")
    with agents:
        _show_agents(team)
    with queues:
        _show_queues(team)
    _show_bought(team)
    log_notices = _log_notices(team)
    notices = dict.fromkeys(
        (*st.session_state.get("team_notices", ()), *team.notices, *log_notices)
    )
    show_notices(tuple(notices))
    step, download = st.columns(2)
    with step:
        st.page_link(
            "app_pages/forecast.py",
            label="Next: look at the forecast",
            icon=":material/arrow_forward:",
        )
    download.download_button(
        "Download this team",
        data=lambda: pack_team(session.workspace().team),
        file_name="team.zip",
        mime="application/zip",
        on_click="ignore",
        help="All files of the team as a zip file, to edit, keep or upload again.",
    )


def _show_figures(team: Scenario) -> None:
    zones = {agent.timezone for agent in team.agents}
    with st.container(horizontal=True):
        st.metric("Agents", f"{len(team.agents)}", help="People who can be rostered.")
        st.metric("Time zones", f"{len(zones)}", help="Time zones that the agents live in.")
        st.metric(
            "Queues",
            f"{len(team.queues)}",
            help="A queue is the contacts that share a channel, a language and a target.",
        )
        st.metric(
            "Contact log",
            _log_span(team),
            help="From the first to the last day on which a contact was logged, in the team's "
            "reporting time zone. The forecast learns from it.",
        )


def _log_span(team: Scenario) -> str:
    if team.contacts_path is None:
        return "none"
    log = session.log_of(team)
    if log.first is None or log.last is None:
        return "empty"
    first, last = (to_local(day, team.reporting_timezone) for day in (log.first, log.last))
    return f"{first:%d %b %Y} – {last:%d %b %Y}"


def _log_notices(team: Scenario) -> tuple[str, ...]:
    if team.contacts_path is None:
        return ("there is no contact log, so nothing can be forecast",)
    return session.log_of(team).notices


def _show_agents(team: Scenario) -> None:
    st.markdown("**Agents by region**")
    counts = Counter(agent.region or "none" for agent in team.agents)
    zones = {
        region: ", ".join(
            sorted({a.timezone for a in team.agents if (a.region or "none") == region})
        )
        for region in counts
    }
    st.dataframe(
        pd.DataFrame(
            {
                "Region": list(counts),
                "Agents": list(counts.values()),
                "Time zones": [zones[region] for region in counts],
            }
        ),
        hide_index=True,
        width="stretch",
    )


def _show_queues(team: Scenario) -> None:
    st.markdown("**Queues**")
    st.dataframe(
        pd.DataFrame(
            {
                "Queue": [queue.name for queue in team.queues],
                "Channel": [queue.channel for queue in team.queues],
                "Target": [target_words(queue) for queue in team.queues],
                "Skills": [", ".join(sorted(queue.skills)) for queue in team.queues],
            }
        ),
        hide_index=True,
        width="stretch",
    )


def _show_bought(team: Scenario) -> None:
    rows = [
        ("Vendor", each.name, ", ".join(each.queues), vendor_words(each, team.currency))
        for each in team.vendors
    ]
    rows += [
        ("Bot", each.name, ", ".join(each.queues), bot_words(each, team.currency))
        for each in team.bots
    ]
    if rows:
        st.markdown("**Vendors and bots**")
        st.dataframe(
            pd.DataFrame(rows, columns=["Kind", "Name", "Queues", "Terms"]),
            hide_index=True,
            width="stretch",
        )


draw()
