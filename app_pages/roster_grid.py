"""The grid of agents by local day, as a table of the page that scrolls inside itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape

from app_pages.roster_days import (
    GRANTED,
    HOLIDAY,
    NIGHT,
    REFUSED,
    AgentDay,
    DayShift,
    off_words,
    shift_hours,
    wish_words,
)
from app_pages.theme import Palette
from planner.domain import Agent, Wish

__all__ = ["GridRow", "grid_css", "grid_html", "legend_html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """An agent's line; ``group`` heads the lines that share it, where it is not empty."""

    agent: Agent
    days: tuple[AgentDay, ...]
    paid_minutes: int
    group: str = ""


def grid_html(rows: Sequence[GridRow], days: Sequence[date]) -> str:
    """The table; every text of the team's files is escaped.

    Parameters
    ----------
    rows
        In the order to show.
    days
        Columns; the days of each row are these.
    """
    head = "".join(
        f'<th scope="col">{day:%a}<br><span class="rg-small">{day.day} {day:%b}</span></th>'
        for day in days
    )
    body, group = [], ""
    for row in rows:
        if row.group != group:
            group = row.group
            body.append(
                f'<tr class="rg-group"><th scope="colgroup">{escape(group)}</th>'
                f'<td colspan="{len(days)}"></td></tr>'
            )
        body.append(_line(row))
    return (
        '<div class="rg-box" tabindex="0" role="region" aria-label="Roster by agent and day">'
        f'<table class="rg"><thead><tr><th scope="col">Agent</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def legend_html() -> str:
    """What signs and shades of the grid mean."""
    shift = '<span class="rg-shift">09:00–17:30</span>'
    night = f'<span class="rg-shift rg-night">{NIGHT} 22:00–06:30 +1</span>'
    entries = [
        f"{shift} shift, the agent's own local time",
        f"{night} night shift: three hours or more in the night of the agent's country; "
        "+1 ends on the next local day",
        '<span class="rg-shift rg-earlier">06:00–12:30</span> worked before this plan',
        '<span class="rg-key rg-weekend">&nbsp;</span> weekend in the agent\'s country',
        f"{HOLIDAY} public holiday there",
        '<span class="rg-off">vacation</span> time off',
        f'<span class="rg-granted">{GRANTED} wish</span> granted',
        f'<span class="rg-refused">{REFUSED} wish</span> refused',
        "– day off",
        "empty: not in this plan by that agent's clock",
    ]
    items = "".join(f"<li>{entry}</li>" for entry in entries)
    return f'<ul class="rg-legend" aria-label="Legend">{items}</ul>'


def grid_css(palette: Palette) -> str:
    """Rules of the grid in the colours of a mode."""
    return f"""<style>
  .rg-box {{ overflow: auto; max-height: 42rem; border: 1px solid {palette.border};
    border-radius: .5rem; }}
  table.rg {{ border-collapse: separate; border-spacing: 0; font-size: .82rem; width: 100%;
    margin: 0; color: {palette.text}; font-variant-numeric: tabular-nums; }}
  .rg th, .rg td {{ border: 0; border-right: 1px solid {palette.border}55;
    border-bottom: 1px solid {palette.border}55; padding: .3rem .4rem; text-align: left;
    vertical-align: top; line-height: 1.35; font-weight: 400; }}
  .rg td {{ min-width: 6.4rem; }}
  .rg thead th {{ position: sticky; top: 0; z-index: 2; background: {palette.surface};
    font-weight: 600; }}
  .rg tr > th:first-child {{ position: sticky; left: 0; z-index: 1; background:
    {palette.background}; min-width: 10rem; max-width: 12rem; overflow-wrap: anywhere; }}
  @media (max-width: 640px) {{
    .rg tr > th:first-child {{ min-width: 6.4rem; max-width: 6.4rem; }}
  }}
  .rg thead tr > th:first-child {{ z-index: 3; background: {palette.surface}; }}
  .rg tr.rg-group > * {{ background: {palette.surface}; font-weight: 600; }}
  .rg-small {{ font-size: .75rem; color: {palette.faint_text}; font-weight: 400; }}
  .rg-shift, .rg-off, .rg-key {{ display: inline-block; border-radius: .3rem;
    padding: .1rem .3rem; }}
  .rg-shift {{ background: {palette.band}33; border-left: 3px solid {palette.band};
    white-space: nowrap; }}
  .rg-night {{ background: {palette.text}; color: {palette.background};
    border-left-color: {palette.text}; }}
  .rg-night .rg-small {{ color: inherit; }}
  .rg-earlier {{ background: none; color: {palette.text}; border: 1px dotted {palette.border}; }}
  .rg-weekend {{ background: repeating-linear-gradient(135deg, {palette.border}2e 0 4px,
    {palette.border}14 4px 8px); }}
  .rg-key {{ min-width: 1.6rem; border: 1px solid {palette.border}55; }}
  .rg-off {{ border: 1px dashed {palette.border}; }}
  .rg-granted {{ color: {palette.good}; }}
  .rg-refused {{ color: {palette.bad}; }}
  .rg-line {{ display: block; font-size: .75rem; }}
  ul.rg-legend {{ display: flex; flex-wrap: wrap; gap: .35rem 1.2rem; list-style: none;
    padding: 0; margin: .5rem 0 0; font-size: .8rem; color: {palette.text}; }}
  ul.rg-legend li {{ margin: 0; padding: 0; font-size: .8rem; }}
</style>"""


def _line(row: GridRow) -> str:
    agent = row.agent
    city = agent.timezone.rsplit("/", 1)[-1].replace("_", " ")
    about = f"{city} · {row.paid_minutes / 60:g}\N{NO-BREAK SPACE}h"
    name = (
        f'<th scope="row" title="{escape(agent.agent_id)}, {escape(agent.timezone)}">'
        f'{escape(agent.name)}<br><span class="rg-small">{escape(about)}</span></th>'
    )
    return f"<tr>{name}{''.join(map(_cell, row.days))}</tr>"


def _cell(day: AgentDay) -> str:
    parts = [_shift(shift) for shift in day.shifts]
    parts += [f'<span class="rg-off">{escape(off_words(span))}</span>' for span in day.off]
    if not parts and day.planned:
        parts.append('<span aria-label="day off">–</span>')
    if day.holiday:
        parts.append(f'<span class="rg-line">{HOLIDAY} holiday</span>')
    parts += _wishes(day.wishes)
    shade = ' class="rg-weekend"' if day.weekend else ""
    return f"<td{shade}>{' '.join(parts)}</td>"


def _shift(shift: DayShift) -> str:
    sign = f"{NIGHT} " if shift.night else ""
    kind = " rg-night" if shift.night else ""
    kind += " rg-earlier" if shift.earlier else ""
    title = "night shift, " if shift.night else ""
    title += "before this plan, " if shift.earlier else ""
    title += f"{_day_and_time(shift.start)} to {_day_and_time(shift.end)}"
    return (
        f'<span class="rg-shift{kind}" title="{title}">{sign}{shift_hours(shift)}<br>'
        f'<span class="rg-small">{escape(shift.row.shift)}</span></span>'
    )


def _day_and_time(wall: datetime) -> str:
    return f"{wall:%a} {wall.day} {wall:%b} {wall:%H:%M}"


def _wishes(wishes: Iterable[tuple[Wish, bool]]) -> list[str]:
    return [
        f'<span class="rg-line {"rg-granted" if granted else "rg-refused"}">'
        f"{escape(wish_words(wish, granted=granted))}</span>"
        for wish, granted in wishes
    ]
