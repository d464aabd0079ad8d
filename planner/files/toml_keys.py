"""Dotted keys of a TOML file, counted before it is parsed.

The parser of the standard library takes memory by the square of the parts of a key: a file of
40 kB that is one key may take gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["long_keys"]

_TEXT = r'"(?:[^"\\\n]|\\.)*+"' + r"|'[^'\n]*+'"
_PART = rf"(?:[A-Za-z0-9_-]++|{_TEXT})"
# What may hold dots, in the order in which it must be tried; a chain may be a key.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}'
    r"|'''(?:[^']|'{1,2}(?!'))*+'{3,5}"
    r"|#[^\n]*+"
    rf"|(?P<chain>{_PART}(?:[ \t]*+\.[ \t]*+{_PART})*+)",
    re.DOTALL,
)
_PART_ALONE = re.compile(_PART, re.DOTALL)


def long_keys(text: str, most: int) -> Iterator[tuple[int, int]]:
    r"""Keys of more than ``most`` parts, each with its line (from 1) and its number of parts.

    Dots in quoted parts, in texts, in numbers and in comments part nothing.

    Examples
    --------
    >>> list(long_keys("a = 1.5\nb . 'x.y' .c = '''\nd.e.f.g'''", most=2))
    [(2, 3)]
    """
    # A key stands on one line. Nearly no file has a line that could hold such a key.
    if all(line.count(".") < most for line in text.split("\n")):
        return
    line = counted_to = 0
    for token in _TOKEN.finditer(text):
        chain = token["chain"]
        if chain is None or chain.count(".") < most:
            continue
        parts = sum(1 for _ in _PART_ALONE.finditer(chain))
        if parts > most:
            line += text.count("\n", counted_to, token.start())
            counted_to = token.start()
            yield line + 1, parts
