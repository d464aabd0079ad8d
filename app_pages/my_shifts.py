"""My shifts: what an agent asks her phone; nothing here knows any pay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import streamlit as st

from app_pages import session
from app_pages.plan_tables import PlanTables
from app_pages.roster_clocks import day_words
from app_pages.roster_data import PlanRows, plan_rows
from app_pages.roster_days import agent_days, days_of_week
from app_pages.roster_downloads import offer_file
from app_pages.roster_files import agent_calendar, calendar_name, made_at
from app_pages.roster_people import shown_names
from app_pages.roster_rows import rows_of_week
from app_pages.shifts_html import month_html, next_html, shifts_css, week_html
from app_pages.shifts_next import (
    clock_notes,
    hours_words,
    next_shift,
    now_sentence,
    week_now,
)
from planner.clock import local_date
from planner.domain import Agent, Assignment
from planner.scenario import Scenario

PARAMETER = "agent"
ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def show() -> None:
    """The page."""
    st.title("My shifts", anchor=False)
    team = session.require_team()
    plan = session.require_plan()
    agent = _choose_agent(team)
    if agent is None:
        st.info(
            "Choose your name; then your shifts stand here, in your own time zone. Keep the "
            "page's address as a bookmark: it remembers you.",
            icon=":material/person:",
        )
        return
    rows = plan_rows(team, plan)
    now = datetime.now(UTC)
    own = tuple(row for row in rows.planned if row.agent_id == agent.agent_id)
    earlier = tuple(row for row in rows.earlier if row.agent_id == agent.agent_id)
    st.html(shifts_css(session.palette()))
    with_utc = _show_next(agent, rows, own, earlier, now)
    _show_clock_notes(agent, rows, own)
    _show_week(team, agent, rows, own, earlier, now, with_utc=with_utc)
    _show_month(team, agent, rows, own, earlier, now)
    _offer_calendar(team, agent, plan)


def _choose_agent(team: Scenario) -> Agent | None:
    """Draw the choice of a name; the address remembers it."""
    names = shown_names(team.agents)
    ids = sorted(names, key=lambda agent_id: names[agent_id].casefold())
    asked = st.query_params.get(PARAMETER)
    if asked is not None and asked not in names:
        st.warning("The address names an agent whom this team does not have.")
    chosen: str | None = st.selectbox(
        "Who are you?",
        ids,
        index=ids.index(asked) if asked is not None and asked in names else None,
        format_func=names.__getitem__,
        placeholder="Choose your name",
        key="my_agent",
        persist_state="session",
        help="Whose shifts to show. The page's address remembers it on this phone.",
    )
    if chosen is None:
        return None
    if chosen != asked:
        st.query_params[PARAMETER] = chosen
    return team.agent(chosen)


def _show_next(
    agent: Agent,
    rows: PlanRows,
    own: tuple[Assignment, ...],
    earlier: tuple[Assignment, ...],
    now: datetime,
) -> bool:
    """The next shift, large; gives whether UTC is wanted beneath all times."""
    card = st.container()
    with_utc = st.toggle("Show UTC too", key="my_utc", help="The same times in UTC, beneath.")
    with card:
        found = next_shift((*earlier, *own), now, agent.timezone)
        if found is not None:
            st.caption("Next shift" if found.row.start > now else "Now")
            before = found.row not in own
            st.html(next_html(found, agent.timezone, with_utc=with_utc, earlier=before))
        else:
            st.info(
                "You have no shift in this plan."
                if not own
                else "All your shifts of this plan are over.",
                icon=":material/event_available:",
            )
        st.caption(now_sentence(rows.horizon, now, agent.timezone))
    return with_utc


def _show_clock_notes(agent: Agent, rows: PlanRows, own: tuple[Assignment, ...]) -> None:
    for note in clock_notes(rows.horizon, own, agent.timezone):
        show = st.warning if note.touches else st.info
        show(note.text, icon=":material/schedule:")


def _show_week(
    team: Scenario,
    agent: Agent,
    rows: PlanRows,
    own: tuple[Assignment, ...],
    earlier: tuple[Assignment, ...],
    now: datetime,
    *,
    with_utc: bool,
) -> None:
    horizon = rows.horizon
    st.subheader("My week", anchor=False)
    week = _choose_week(rows, now)
    week_rows = rows_of_week(own, horizon.week_bounds, week)
    days = days_of_week(horizon, week, week_rows)
    held = agent_days(team, horizon, agent, days, own, rows.wishes, earlier)
    nights = sum(shift.night for day in held for shift in day.shifts if shift.row in week_rows)
    with st.container(horizontal=True):
        st.metric(
            "Hours this week",
            hours_words(week_rows),
            help="Working hours of the shifts that start in this week, unpaid breaks left out. "
            f"The team's weeks begin and end at midnight in {horizon.timezone}.",
        )
        st.metric("Shifts", f"{len(week_rows)}", help="Shifts that start in this week.")
        st.metric(
            "Night shifts",
            f"{nights}",
            help="Shifts with three hours or more in the night, as your country's rules count it.",
        )
    st.html(
        week_html(held, agent.timezone, today=local_date(now, agent.timezone), with_utc=with_utc)
    )
    st.caption(f"All times are those of {agent.timezone}, wherever this phone is.")


def _choose_week(rows: PlanRows, now: datetime) -> int:
    horizon = rows.horizon
    if horizon.weeks == 1:
        return 0
    firsts = [horizon.start_date + 7 * week * ONE_DAY for week in range(horizon.weeks)]
    week: int = st.selectbox(
        "Week",
        range(horizon.weeks),
        index=week_now(horizon, now),
        format_func=lambda week: (
            f"{day_words(firsts[week])} to {day_words(firsts[week] + 6 * ONE_DAY)}"
        ),
        key="my_week",
        help="A shift belongs to the week in which it starts.",
    )
    return week


def _show_month(
    team: Scenario,
    agent: Agent,
    rows: PlanRows,
    own: tuple[Assignment, ...],
    earlier: tuple[Assignment, ...],
    now: datetime,
) -> None:
    st.subheader("My month", anchor=False)
    planned = _planned_dates(rows, own)
    months = sorted({(day.year, day.month) for day in planned})
    year, month = _choose_month(months, planned, now, agent.timezone)
    first = date(year, month, 1)
    dates = [first + day * ONE_DAY for day in range(31)]
    dates = [day for day in dates if day.month == month]
    held = agent_days(team, rows.horizon, agent, dates, own, (), earlier)
    st.html(
        month_html(
            year,
            month,
            {day.day: day for day in held},
            today=local_date(now, agent.timezone),
        )
    )
    st.caption(
        "Times are starts; ☾ is a night shift, leave is time off. A dotted field is a shift from "
        "before this plan. Of days without a field this plan says nothing."
    )


def _planned_dates(rows: PlanRows, own: tuple[Assignment, ...]) -> list[date]:
    """Local dates of the plan: those of its weeks, and beside them those with a shift."""
    start = rows.horizon.start_date
    dates = {start + day * ONE_DAY for day in range(7 * rows.horizon.weeks)}
    return sorted(dates | {row.local_date for row in own})


def _choose_month(
    months: list[tuple[int, int]], planned: list[date], now: datetime, timezone: str
) -> tuple[int, int]:
    """The month to show: today's while the plan runs, else the one with most of its days."""
    if len(months) == 1:
        return months[0]
    today = local_date(now, timezone)
    most = max(months, key=lambda one: sum((day.year, day.month) == one for day in planned))
    first = (today.year, today.month) if today in planned else most
    # Named by text: the control takes a tuple for several choices.
    firsts = {date(*one, 1).isoformat(): one for one in months}
    chosen: str | None = st.segmented_control(
        "Month",
        list(firsts),
        default=date(*first, 1).isoformat(),
        format_func=lambda first: f"{date.fromisoformat(first):%b %Y}",
        key="my_month",
        required=True,
        help="Months in which this plan has days.",
    )
    return first if chosen is None else firsts[chosen]


def _offer_calendar(team: Scenario, agent: Agent, plan: PlanTables) -> None:
    made = made_at(session.workspace().plan)
    offer_file(
        "Put my shifts in my calendar (.ics)",
        lambda: agent_calendar(team, agent.agent_id, plan, made),
        of=agent.agent_id,
        file_name=calendar_name(agent.agent_id),
        mime="text/calendar",
        icon=":material/calendar_add_on:",
        explain="Open the file on your phone, or import it: Google Calendar under Settings, "
        "Import; Apple Calendar by a tap; Outlook under Add calendar, From file. It holds your "
        "shifts and breaks in your time zone. After a new plan, import the new file too; a shift "
        "that is gone has to be taken out by hand.",
    )


show()
