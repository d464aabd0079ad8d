"""Legends beside charts, as part of the page: they wrap on a phone, where a chart's are cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app_pages.theme import Palette

__all__ = ["LegendEntry", "chart_legend_html"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A word and its colour; ``line`` where the chart draws a line and no field."""

    label: str
    colour: str
    line: bool = False
    pale: bool = False
    framed: bool = False


def chart_legend_html(title: str, entries: Sequence[LegendEntry], palette: Palette) -> str:
    """A title and the legend in a row that wraps; texts are escaped."""
    items = "".join(
        '<li style="display:flex;align-items:center;gap:.35rem;margin:0;padding:0;'
        f'font-size:.8rem">{_swatch(entry, palette)}{escape(entry.label)}</li>'
        for entry in entries
    )
    return (
        f'<p style="margin:0 0 .3rem;font-size:.9rem;color:{palette.text}">{escape(title)}</p>'
        '<ul aria-label="Legend" style="display:flex;flex-wrap:wrap;gap:.3rem 1rem;'
        f'list-style:none;margin:0;padding:0;color:{palette.text}">{items}</ul>'
    )


def _swatch(entry: LegendEntry, palette: Palette) -> str:
    shape = f"height:3px;background:{entry.colour}"
    if not entry.line:
        frame = f"border:1px solid {palette.text};" if entry.framed else ""
        opacity = "opacity:.45;" if entry.pale else ""
        shape = f"height:.8rem;border-radius:.2rem;{frame}{opacity}background:{entry.colour}"
    return f'<span aria-hidden="true" style="display:inline-block;width:1.1rem;{shape}"></span>'
