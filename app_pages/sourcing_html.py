"""Tables in HTML: words wrap, screen readers find the heads, wide ones are cards on a phone.

All that is put in is escaped here; what it looks like follows the theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from app_pages.theme import Palette

__all__ = ["Cell", "Column", "Mark", "Row", "html_table", "legend"]

_CSS = """
<style>
  .tbl {{ overflow-x: auto; font-variant-numeric: tabular-nums; }}
  .tbl table {{ border-collapse: collapse; width: 100%; color: {text}; margin: 0; }}
  .tbl th, .tbl td {{ padding: .45rem .6rem; text-align: left; vertical-align: top;
    border: 0; border-bottom: 1px solid {border}55; font-weight: 400; }}
  .tbl .right {{ text-align: right; white-space: nowrap; }}
  .tbl thead th {{ color: {faint}; vertical-align: bottom; border-bottom-color: {border}; }}
  .tbl thead th.right {{ white-space: normal; }}
  .tbl abbr {{ text-decoration: underline dotted; text-underline-offset: 3px; cursor: help; }}
  .tbl th[scope=rowgroup] {{ color: {faint}; padding-top: 1rem; }}
  .tbl .strong td, .tbl .strong th, .tbl td.strong {{ font-weight: 700; }}
  .tbl tr.best {{ background: {good}14; box-shadow: inset 4px 0 0 {good}; }}
  .tbl tr.shaded {{ background: {surface}; }}
  .tbl .mark {{ display: inline-block; margin: .2rem .3rem 0 0; padding: 0 .45rem;
    border-radius: .3rem; font-size: .85rem; font-weight: 700; }}
  .tbl .good {{ border: 1.5px solid {good}; color: {good}; }}
  .tbl .bad {{ border: 1.5px dashed {bad}; color: {bad}; }}
  .tbl .note {{ display: block; white-space: normal; color: {faint}; font-size: .85rem; }}
  @media (min-width: 801px) {{ .cards th[scope=row] {{ min-width: 13rem; }} }}
  @media (max-width: 800px) {{
    .cards thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); }}
    .cards table, .cards tbody, .cards tr, .cards td, .cards th {{ display: block; }}
    .cards tr {{ border: 1px solid {border}; border-radius: .5rem; margin: 0 0 .7rem;
      padding: .35rem 0; }}
    .cards tr.group {{ border: 0; margin: 0; padding: 0; }}
    .cards th[scope=rowgroup] {{ padding: .3rem 0; border: 0; }}
    .cards th[scope=row] {{ border: 0; font-size: 1.05rem; }}
    .cards td {{ display: flex; justify-content: space-between; gap: 1rem; border: 0;
      padding: .12rem .6rem; text-align: right; }}
    .cards td::before {{ content: attr(data-label); color: {faint}; text-align: left;
      font-weight: 400; white-space: nowrap; }}
  }}
</style>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: ``says`` what its figures mean; figures stand to the right."""

    name: str
    says: str = ""
    right: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word to be seen at once, with a shape of its own; ``kind`` is good or bad."""

    kind: str
    shape: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A text, and what is said small below it."""

    text: str
    note: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells, the first of which heads the row; ``kind`` is best, shaded, strong or nothing.

    A row of one cell heads the group of rows below it.
    """

    cells: tuple[Cell, ...]
    kind: str = ""

    @classmethod
    def of(cls, *texts: str, kind: str = "") -> Row:
        """A row of mere texts."""
        return cls(cells=tuple(Cell(text=text) for text in texts), kind=kind)


def html_table(
    columns: Sequence[Column], rows: Iterable[Row], palette: Palette, *, cards: bool = False
) -> str:
    """HTML of a table, its style with it; with ``cards`` each row is a card on a phone."""
    style = _CSS.format(
        text=palette.text,
        faint=palette.faint_text,
        border=palette.border,
        surface=palette.surface,
        good=palette.good,
        bad=palette.bad,
    )
    head = "".join(_head(column) for column in columns)
    body = "".join(_row(columns, row) for row in rows)
    kind = "tbl cards" if cards else "tbl"
    return (
        f'{style}<div class="{kind}"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _head(column: Column) -> str:
    name = escape(column.name)
    words = f'<abbr title="{escape(column.says)}">{name}</abbr>' if column.says else name
    return f'<th scope="col"{_classes(column)}>{words}</th>'


def _classes(column: Column, *, strong: bool = False) -> str:
    names = [*(["right"] if column.right else []), *(["strong"] if strong else [])]
    return f' class="{" ".join(names)}"' if names else ""


def _row(columns: Sequence[Column], row: Row) -> str:
    if len(row.cells) == 1:
        title = escape(row.cells[0].text)
        span = len(columns)
        return f'<tr class="group"><th scope="rowgroup" colspan="{span}">{title}</th></tr>'
    first = f'<th scope="row"{_classes(columns[0])}>{_content(row.cells[0])}</th>'
    others = "".join(
        f'<td data-label="{escape(column.name)}"{_classes(column, strong=column.strong)}>'
        f"<span>{_content(cell)}</span></td>"
        for column, cell in zip(columns[1:], row.cells[1:], strict=True)
    )
    return f'<tr class="{row.kind}">{first}{others}</tr>'


def _content(cell: Cell) -> str:
    mark = ""
    if cell.mark is not None:
        shape, words = escape(cell.mark.shape), escape(cell.mark.words)
        mark = (
            f'<br><span class="mark {cell.mark.kind}"><span aria-hidden="true">{shape}</span> '
            f"{words}</span>"
        )
    note = f'<span class="note">{escape(cell.note)}</span>' if cell.note else ""
    return f"{escape(cell.text)}{mark}{note}"


def legend(entries: Iterable[tuple[str, str]], palette: Palette, *, line: str = "") -> str:
    """HTML of a chart's legend, which wraps where a chart's own is cut off.

    Parameters
    ----------
    entries
        Names and colours of areas.
    line
        Name of the line that is drawn over them, where there is one.
    """
    shape = "display:inline-block;width:.8rem;margin-right:.35rem;"
    parts = [
        f'<span><span style="{shape}height:.8rem;background:{colour}"></span>{escape(name)}</span>'
        for name, colour in entries
    ]
    if line:
        edge = f"border-top:2px solid {palette.text};vertical-align:middle"
        parts.append(f'<span><span style="{shape}{edge}"></span>{escape(line)}</span>')
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.9rem;'
        f'color:{palette.faint_text}">{"".join(parts)}</div>'
    )
