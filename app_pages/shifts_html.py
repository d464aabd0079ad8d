"""An agent's shifts as they stand on a phone: the next one large, her week, her month."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from html import escape

from app_pages.roster_bars import length_words
from app_pages.roster_clocks import day_words
from app_pages.roster_days import (
    HOLIDAY,
    NIGHT,
    AgentDay,
    DayShift,
    off_words,
    shift_hours,
    wish_words,
)
from app_pages.shifts_next import NextShift
from app_pages.theme import Palette
from app_pages.wall_times import WEEKDAYS
from planner.clock import to_local
from planner.domain import Activity

__all__ = ["month_html", "next_html", "shifts_css", "week_html"]

MINUTE = timedelta(minutes=1)


def next_html(found: NextShift, timezone: str, *, with_utc: bool, earlier: bool) -> str:
    """The next shift, large; ``earlier`` where it is no row of this plan."""
    row = found.row
    about = [row.shift, found.wait]
    ends = to_local(row.end - MINUTE, timezone).date()
    if ends != row.local_date:
        about.insert(1, f"ends on {day_words(ends)}")
    if earlier:
        about.append("published before this plan")
    utc = f'<p class="ms-small">{escape(_utc(row.start, row.end))}</p>' if with_utc else ""
    return (
        '<section class="ms-next" aria-label="Next shift">'
        f'<p class="ms-when">{found.day}, <span class="ms-one">{found.hours}</span></p>'
        f'<p class="ms-wait">{escape(" · ".join(about))}</p>{utc}</section>'
    )


def week_html(days: Sequence[AgentDay], timezone: str, *, today: date, with_utc: bool) -> str:
    """A line per day: shift with its breaks, time off, or day off."""
    lines = "".join(_day(day, timezone, today=today, with_utc=with_utc) for day in days)
    return f'<ol class="ms-week" aria-label="Days of the week">{lines}</ol>'


def month_html(year: int, month: int, days: Mapping[date, AgentDay], *, today: date) -> str:
    """A small calendar of a month.

    Parameters
    ----------
    days
        By date, all of the month's.
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in WEEKDAYS)
    weeks = "".join(
        "<tr>"
        + "".join(
            _month_cell(days[day], today=today) if day in days else "<td></td>" for day in week
        )
        + "</tr>"
        for week in Calendar().monthdatescalendar(year, month)
    )
    return (
        f'<table class="ms-month"><caption>{date(year, month, 1):%B %Y}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{weeks}</tbody></table>"
    )


def shifts_css(palette: Palette) -> str:
    """Rules of the page in the colours of a mode."""
    return f"""<style>
  .ms-next {{ border: 1px solid {palette.border}; border-left: 6px solid {palette.accent};
    border-radius: .6rem; padding: .8rem 1rem; background: {palette.surface};
    color: {palette.text}; }}
  .ms-next p {{ margin: 0; }}
  .ms-when {{ font-size: 1.5rem; font-weight: 650; line-height: 1.25; }}
  .ms-one {{ white-space: nowrap; }}
  .ms-wait {{ font-size: 1rem; padding-top: .25rem; }}
  .ms-small {{ font-size: .82rem; font-weight: 400; color: {palette.faint_text}; }}
  ol.ms-week {{ list-style: none; margin: 0; padding: 0; color: {palette.text};
    max-width: 44rem; }}
  ol.ms-week > li {{ display: flex; gap: .8rem; margin: 0; padding: .55rem .5rem;
    border-bottom: 1px solid {palette.border}66; }}
  .ms-date {{ flex: 0 0 3.6rem; font-weight: 600; }}
  .ms-what {{ flex: 1; min-width: 0; overflow-wrap: anywhere; }}
  .ms-hours {{ font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }}
  .ms-what > div {{ line-height: 1.4; }}
  .ms-today {{ outline: 2px solid {palette.accent}; outline-offset: -2px; border-radius: .4rem; }}
  .ms-free {{ color: {palette.faint_text}; }}
  .ms-night {{ background: {palette.text}; color: {palette.background}; border-radius: .3rem;
    padding: 0 .35rem; font-size: .82rem; }}
  .ms-granted {{ color: {palette.good}; }}
  .ms-refused {{ color: {palette.bad}; }}
  table.ms-month {{ border-collapse: separate; border-spacing: 3px; table-layout: fixed;
    width: 100%; max-width: 30rem; margin: 0; color: {palette.text}; font-size: .78rem; }}
  .ms-month caption {{ caption-side: top; text-align: left; font-weight: 600; font-size: .95rem;
    padding-bottom: .2rem; color: {palette.text}; }}
  .ms-month th {{ border: 0; padding: 0; text-align: center; font-weight: 600; }}
  .ms-month td {{ border: 0; height: 3.1rem; padding: .15rem 0; text-align: center;
    vertical-align: top; border-radius: .35rem; line-height: 1.25; }}
  .ms-month td.ms-known {{ background: {palette.surface}; }}
  .ms-month td.ms-unknown {{ color: {palette.faint_text}; }}
  .ms-month td.ms-work {{ background: {palette.band}40; }}
  .ms-month td.ms-dark {{ background: {palette.text}; color: {palette.background}; }}
  .ms-month td.ms-earlier {{ background: none; color: {palette.text};
    border: 1px dotted {palette.border}; }}
  .ms-month b {{ display: block; font-size: .85rem; }}
</style>"""


def _day(day: AgentDay, timezone: str, *, today: date, with_utc: bool) -> str:
    parts = [part for shift in day.shifts for part in _shift(shift, timezone, with_utc=with_utc)]
    parts += [f"<div>{escape(_sentence(off_words(span)))}</div>" for span in day.off]
    if not parts:
        free = "Day off" if day.planned else "Not in this plan"
        parts.append(f'<div class="ms-free">{free}</div>')
    if day.holiday:
        parts.append(f'<div class="ms-small">{HOLIDAY} public holiday</div>')
    parts += [
        f'<div class="ms-small {"ms-granted" if granted else "ms-refused"}">'
        f"{escape(wish_words(wish, granted=granted))}</div>"
        for wish, granted in day.wishes
    ]
    mark, word = (' class="ms-today"', "<br>today") if day.day == today else ("", "")
    return (
        f'<li{mark}><div class="ms-date">{day.day:%a}<br>'
        f'<span class="ms-small">{day.day.day} {day.day:%b}{word}</span></div>'
        f'<div class="ms-what">{"".join(parts)}</div></li>'
    )


def _shift(shift: DayShift, timezone: str, *, with_utc: bool) -> list[str]:
    row = shift.row
    night = f' <span class="ms-night">{NIGHT} night</span>' if shift.night else ""
    parts = [f'<div><span class="ms-hours">{shift_hours(shift)}</span>{night}</div>']
    about = f"{row.shift} · {length_words(row.paid_minutes)} paid"
    if shift.earlier:
        about += " · before this plan"
    parts.append(f'<div class="ms-small">{escape(about)}</div>')
    if shift.days_later:
        parts.append(
            f'<div class="ms-small">past midnight, ends on {day_words(shift.end.date())}</div>'
        )
    # Where breaks of earlier shifts lay is not known.
    if not shift.earlier:
        parts += [
            f'<div class="ms-small">{escape(_pause(pause, timezone))}</div>'
            for pause in row.activities
        ]
    if with_utc:
        parts.append(f'<div class="ms-small">{escape(_utc(row.start, row.end))}</div>')
    return parts


def _pause(pause: Activity, timezone: str) -> str:
    start, end = to_local(pause.start, timezone), to_local(pause.end, timezone)
    return f"{_sentence(pause.activity)} {start:%H:%M}–{end:%H:%M}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _utc(start: datetime, end: datetime) -> str:
    later = "" if end.date() == start.date() else f"{day_words(end.date())} "
    return f"UTC {day_words(start.date())} {start:%H:%M}–{later}{end:%H:%M}"


def _month_cell(held: AgentDay, *, today: date) -> str:
    shifts = held.shifts
    names = ["ms-known" if held.planned else "ms-unknown"]
    if shifts:
        names.append("ms-dark" if any(shift.night for shift in shifts) else "ms-work")
        if all(shift.earlier for shift in shifts):
            names.append("ms-earlier")
    if held.day == today:
        names.append("ms-today")
    lines = [f"{NIGHT if shift.night else ''}{shift.start:%H:%M}" for shift in shifts]
    if not lines and held.off:
        lines.append("course" if all(span.kind == "training" for span in held.off) else "leave")
    elif not lines and held.planned:
        lines.append("off")
    text = "<br>".join(lines)
    return f'<td class="{" ".join(names)}"><b>{held.day.day}</b>{text}</td>'
