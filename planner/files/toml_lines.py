"""On which line of a TOML file a key stands: the parser of the standard library does not tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["KeyPath", "key_lines", "line_of", "written"]

KeyPath = tuple[str | int, ...]

_TABLE = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?\s*(#.*)?")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*=")
_LONG_QUOTES = ('"""', "'''")


def key_lines(text: str) -> Mapping[KeyPath, int]:
    r"""Line (from 1) of each table and of each key that begins a line.

    Paths are as Python finds them: ``("queues", 0, "name")``. Keys inside inline tables have the
    line of the key that holds them, which :func:`line_of` finds.

    Examples
    --------
    >>> key_lines("[[queues]]\nname = 'a'")[("queues", 0, "name")]
    2
    """
    lines: dict[KeyPath, int] = {}
    tables: Counter[str] = Counter()
    here: KeyPath = ()
    quote = ""
    for line, content in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if content.count(quote) % 2 else quote
            continue
        table = _TABLE.fullmatch(content)
        key = _KEY.match(content)
        if table:
            here = _table_path(table[1] == "[[", table[2], tables)
            lines.setdefault(here, line)
        elif key:
            lines.setdefault((*here, key[1].strip("\"'")), line)
            quote = next((sign for sign in _LONG_QUOTES if content.count(sign) % 2), "")
    return MappingProxyType(lines)


def _table_path(repeated: bool, name: str, tables: Counter[str]) -> KeyPath:
    parts = tuple(part.strip().strip("\"'") for part in name.split("."))
    if repeated and len(parts) == 1:
        tables[name] += 1
        return (name, tables[name] - 1)
    if len(parts) > 1 and tables[parts[0]]:
        return (parts[0], tables[parts[0]] - 1, *parts[1:])
    return parts


def line_of(path: KeyPath, lines: Mapping[KeyPath, int]) -> int | None:
    """Line of the longest beginning of ``path`` that is known."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return lines.get((*path[:1], 0))


def written(path: KeyPath) -> str:
    """A path as it is shown: entries of lists are counted from 1.

    Examples
    --------
    >>> written(("queues", 1, "service_level"))
    'queues[2].service_level'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            text += f".{part}" if text else part
    return text
