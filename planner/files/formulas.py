"""Cells that a spreadsheet would run as a formula: defused on the way out, restored on the way in.

A leading apostrophe marks a cell as text in every spreadsheet program (OWASP, "CSV Injection").
Texts that already begin with apostrophes before such a sign get one more, so that the round trip
is exact.
"""

from __future__ import annotations

import re

__all__ = ["defused", "restored"]

_STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_DEFUSED = re.compile(r"'+[=+\-@\t\r]")


def defused(text: str) -> str:
    """``text`` as it is safe to write into a text column.

    Examples
    --------
    >>> defused("=1+1"), defused("O'Neil"), defused("'=x")
    ("'=1+1", "O'Neil", "''=x")
    """
    return f"'{text}" if _STARTS_FORMULA.match(text) else text


def restored(cell: str) -> str:
    """Inverse of :func:`defused`."""
    return cell[1:] if _DEFUSED.match(cell) else cell
