"""The values that plan.toml may hold, as pydantic types that say in words what they expect."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated

import pytz
from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from planner.domain import WEEKDAYS
from planner.files import cells
from planner.files.faults import Unfit

__all__ = [
    "ClockMinute",
    "Country",
    "Currency",
    "Days",
    "LongText",
    "Name",
    "OptionalText",
    "RulesPlace",
    "Weekday",
    "Zone",
    "exact",
    "real",
    "unfit",
    "whole",
]


def unfit(expected: str) -> PydanticCustomError:
    """Verdict that pydantic carries to where the faults are made."""
    return PydanticCustomError("unfit", "{expected}", {"expected": expected})


def _of_text(parse: Callable[[str], object]) -> PlainValidator:
    def validate(value: object) -> object:
        if not isinstance(value, str):
            raise unfit("text in quotes")
        try:
            return parse(value.strip())
        except Unfit as verdict:
            raise unfit(verdict.expected) from None

    return PlainValidator(validate)


def _decimal(value: object, expected: str) -> Decimal:
    # Every number of the file is read as a Decimal or an int; texts are taken for exactness' sake.
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise unfit(expected)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise unfit(expected) from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise unfit(expected)
    return number


def _number(
    low: int, high: int, *, low_excluded: bool, high_excluded: bool
) -> Callable[[object], Fraction]:
    expected = _bounds(low, high, low_excluded=low_excluded, high_excluded=high_excluded)

    def validate(value: object) -> Fraction:
        number = Fraction(_decimal(value, expected))
        if not low <= number <= high:
            raise unfit(expected)
        if (low_excluded and number == low) or (high_excluded and number == high):
            raise unfit(expected)
        return number

    return validate


def _bounds(low: int, high: int, *, low_excluded: bool, high_excluded: bool) -> str:
    if low_excluded and high_excluded:
        return f"a number between {low:,} and {high:,}, both excluded"
    if low_excluded:
        return f"a number above {low:,} and up to {high:,}"
    if high_excluded:
        return f"a number from {low:,} and below {high:,}"
    return f"a number from {low:,} to {high:,}"


def exact(
    low: int, high: int, *, low_excluded: bool = False, high_excluded: bool = False
) -> PlainValidator:
    """Validator of an exact number between two bounds, given as a number or as text."""
    return PlainValidator(
        _number(low, high, low_excluded=low_excluded, high_excluded=high_excluded)
    )


def real(
    low: int, high: int, *, low_excluded: bool = False, high_excluded: bool = False
) -> PlainValidator:
    """Validator of a number between two bounds that need not stay exact."""
    validate = _number(low, high, low_excluded=low_excluded, high_excluded=high_excluded)
    return PlainValidator(lambda value: float(validate(value)))


def whole(low: int, high: int) -> PlainValidator:
    """Validator of a whole number between two bounds, both included."""

    def validate(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise unfit(f"a whole number from {low:,} to {high:,}")
        return value

    return PlainValidator(validate)


def _long_text(text: str) -> str:
    if len(text) > 5_000:
        raise Unfit("at most 5,000 characters")
    return text


def _days(text: str) -> frozenset[int]:
    """Weekdays of texts such as ``mon-fri``, ``sat,sun`` or ``mon-thu,sat``."""
    days: set[int] = set()
    try:
        for part in text.lower().split(","):
            first, _, last = part.strip().partition("-")
            begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
            days.update((begin + k) % 7 for k in range((end - begin) % 7 + 1))
    except ValueError:
        raise Unfit("weekdays such as mon-sun, mon-fri or sat,sun") from None
    return frozenset(days)


def _rules_place(text: str) -> str:
    place, dash, subdivision = text.partition("-")
    if text == "*" or (place in pytz.country_names and bool(dash) == bool(subdivision)):
        return text
    raise Unfit("a country (ES), a country's subdivision (US-CA) or '*'")


Name = Annotated[str, _of_text(cells.filled_text)]
LongText = Annotated[str, _of_text(_long_text)]
OptionalText = Annotated[str, _of_text(cells.any_text)]
Zone = Annotated[str, _of_text(cells.timezone)]
Country = Annotated[str, _of_text(cells.country)]
Currency = Annotated[str, _of_text(cells.currency)]
ClockMinute = Annotated[int, _of_text(cells.clock_minute)]
Days = Annotated[frozenset[int], _of_text(_days)]
Weekday = Annotated[int, _of_text(cells.weekday)]
RulesPlace = Annotated[str, _of_text(_rules_place)]
