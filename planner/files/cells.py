"""One cell's text to one value: each parser returns the value or raises ``Unfit``."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from itertools import islice
from typing import TypeVar

import pytz

from planner.clock import known_timezone
from planner.domain import DAY_MINUTES, WEEKDAYS
from planner.files.faults import Unfit

__all__ = [
    "any_text",
    "clock_minute",
    "country",
    "currency",
    "filled_text",
    "flag",
    "instant",
    "iso_date",
    "known",
    "number",
    "or_default",
    "real",
    "skill_set",
    "timezone",
    "wall_time",
    "weekday",
    "whole",
]

T = TypeVar("T")
Parser = Callable[[str], T]

MAX_TEXT = 200
# To find a name like another takes milliseconds where there are thousands.
MAX_HINTS = 100
MAX_NAMES_COMPARED = 5_000
FIRST_YEAR = 2000
LAST_YEAR = 2100
_NUMBER = re.compile(r"[+-]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})([eE][+-]?\d{1,3})?")
_WHOLE = re.compile(r"[+-]?\d{1,18}(\.0{1,6})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_WALL = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?")
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}(:?\d{2})?)"
)
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(:00)?")


def or_default(parse: Parser[T], default: T) -> Parser[T]:
    """Parser that takes an empty cell as ``default``."""
    return lambda text: parse(text) if text else default


def any_text(text: str) -> str:
    """Text of at most 200 printable characters, empty ones too."""
    if len(text) > MAX_TEXT:
        raise Unfit(f"at most {MAX_TEXT} characters")
    if not text.isprintable():
        raise Unfit("text on one line, without control characters")
    return text


def filled_text(text: str) -> str:
    """Text that is not empty."""
    if not text:
        raise Unfit("text that is not empty")
    return any_text(text)


def number(low: int, high: int, *, low_excluded: bool = False) -> Parser[Fraction]:
    """Parser of an exact decimal number from ``low`` to ``high``."""
    bounds = (
        f"a number above {low:,} and up to {high:,}"
        if low_excluded
        else f"a number from {low:,} to {high:,}"
    )

    def parse(text: str) -> Fraction:
        if not _NUMBER.fullmatch(text):
            raise Unfit(f"{bounds}, with a decimal point")
        value = Fraction(Decimal(text))
        if not low <= value <= high or (low_excluded and value == low):
            raise Unfit(bounds)
        return value

    return parse


def real(high: float) -> Parser[float]:
    """Parser of a number from 0 to ``high`` that need not stay exact."""

    def parse(text: str) -> float:
        value = float(text) if _NUMBER.fullmatch(text) else -1.0
        if not 0 <= value <= high:
            raise Unfit(f"a number from 0 to {high:,.0f}, with a decimal point")
        return value

    return parse


def whole(low: int, high: int) -> Parser[int]:
    """Parser of a whole number from ``low`` to ``high`` (``2`` or, as spreadsheets do, ``2.0``)."""

    def parse(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not low <= int(text.split(".")[0]) <= high:
            raise Unfit(f"a whole number from {low:,} to {high:,}")
        return int(text.split(".")[0])

    return parse


@lru_cache(maxsize=10_000)
def iso_date(text: str) -> date:
    """A date such as 2026-11-30."""
    if _DATE.fullmatch(text):
        try:
            return _within_years(date.fromisoformat(text))
        except ValueError:
            pass
    raise Unfit(f"a date such as 2026-11-30, of the years {FIRST_YEAR} to {LAST_YEAR}")


def _within_years(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError
    return day


@lru_cache(maxsize=10_000)
def wall_time(text: str) -> tuple[datetime, bool]:
    """A local date or date-time without an offset; says whether it was a date alone."""
    if _DATE.fullmatch(text):
        return datetime.combine(iso_date(text), time.min), True
    if _WALL.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text)
            _within_years(moment.date())
        except ValueError:
            pass
        else:
            return moment, False
    raise Unfit("a local date or date-time without an offset, such as 2026-11-30T09:00")


@lru_cache(maxsize=200_000)
def instant(text: str) -> datetime:
    """A date-time with an offset from UTC, on a whole minute, turned to UTC."""
    if _INSTANT.fullmatch(text):
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC)
            _within_years(moment.date())
        except (ValueError, OverflowError):
            pass
        else:
            if moment.second or moment.microsecond:
                raise Unfit("a time on a whole minute")
            return moment
    raise Unfit("a date-time with its offset from UTC, such as 2026-11-30T09:00:00+00:00")


def clock_minute(text: str) -> int:
    """Minutes from midnight of a wall time such as 09:30; 24:00 is the end of the day."""
    match = _CLOCK.fullmatch(text)
    minute = int(match[1]) * 60 + int(match[2]) if match else DAY_MINUTES + 1
    if minute > DAY_MINUTES:
        raise Unfit("a wall time from 00:00 to 24:00")
    return minute


def flag(text: str) -> bool:
    """``true`` or ``false``."""
    if text.lower() not in {"true", "false"}:
        raise Unfit("true or false")
    return text.lower() == "true"


def weekday(text: str) -> int:
    """Number of a weekday, Monday 0, from its first three letters."""
    if text.lower() not in WEEKDAYS:
        raise Unfit(f"a weekday: {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(text.lower())


@lru_cache(maxsize=2_000)
def timezone(text: str) -> str:
    """An IANA zone or an alias of one."""
    if not known_timezone(text):
        close = get_close_matches(text, pytz.all_timezones, n=1, cutoff=0.7)
        hint = f" ({close[0]}?)" if close else ", such as Europe/Madrid"
        raise Unfit(f"an IANA time zone{hint}")
    return text


def country(text: str) -> str:
    """A country's ISO 3166-1 code of two capital letters."""
    if text not in pytz.country_names:
        raise Unfit("a country's ISO 3166-1 code of two capital letters, such as ES")
    return text


def currency(text: str) -> str:
    """A currency's code: three capital letters."""
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise Unfit("a currency's code of three capital letters, such as EUR")
    return text


def known(names: Collection[str], what: str) -> Parser[str]:
    """Parser that takes only one of ``names``; ``what`` says what they are, e.g. "a queue"."""
    hints: dict[str, str] = {}

    def parse(text: str) -> str:
        if text in names:
            return text
        if text not in hints and len(hints) < MAX_HINTS:
            hints[text] = _some_of(text, names)
        raise Unfit(f"{what}{hints.get(text, '')}")

    return parse


def _some_of(text: str, names: Collection[str]) -> str:
    close = get_close_matches(text, list(islice(names, MAX_NAMES_COMPARED)), n=1, cutoff=0.7)
    if close:
        return f" ({close[0]}?)"
    listed = sorted(names)
    if not 0 < len(listed) <= 8:
        return ""
    return f" ({', '.join(listed)})"


def skill_set(text: str) -> frozenset[str]:
    """Skills joined by semicolons; at least one."""
    skills = frozenset(skill.strip() for skill in text.split(";")) - {""}
    if not skills:
        raise Unfit("skills joined by ';'")
    for skill in skills:
        any_text(skill)
    return skills
