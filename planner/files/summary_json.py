"""summary.json: keys in order, money with its two decimals, nothing that is not JSON."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, SupportsFloat, SupportsIndex, cast

__all__ = ["summary_text"]

# A decimal travels through the json module as a text with this mark, and loses it thereafter: the
# module itself would make a float of it, and 1234.50 would become 1234.5.
_MARK = "\x00decimal:"
_MARKED = re.compile(r'"\\u0000decimal:([^"]*)"')


def summary_text(summary: Mapping[str, Any]) -> str:
    """JSON text of a summary, the same for the same figures.

    ``Decimal`` values (money) keep their decimals; dates and instants are written in ISO 8601.

    Raises
    ------
    ValueError
        For what JSON cannot hold: infinite numbers, keys that are no text, unknown kinds.

    Examples
    --------
    >>> print(summary_text({"cost": Decimal("12.50"), "agents": 3}), end="")
    {
      "agents": 3,
      "cost": 12.50
    }
    """
    text = json.dumps(_plain(summary), indent=2, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return _MARKED.sub(r"\1", text) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {_key(key): _plain(held) for key, held in value.items()}
    if isinstance(value, str):
        return value.value if isinstance(value, Enum) else value.replace("\x00", "")
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return [_plain(held) for held in value]
    return _number(value)


def _number(value: object) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return f"{_MARK}{value:f}"
    if hasattr(value, "__index__"):  # whole numbers of numpy
        return int(cast(SupportsIndex, value))
    if hasattr(value, "__float__"):
        number = float(cast(SupportsFloat, value))
        if math.isfinite(number):
            return number + 0.0
    raise ValueError(f"Expected a finite number, text, date, list or table, got {value!r}.")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise ValueError(f"Expected a text as key, got {key!r}.")  # noqa: TRY004
    return key
