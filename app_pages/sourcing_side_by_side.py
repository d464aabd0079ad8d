"""The ways side by side, as a table that turns into cards on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app_pages.sourcing_figures import WayFigures
from app_pages.sourcing_html import Cell, Column, Mark, Row, html_table
from app_pages.sourcing_words import (
    FIGURE_WORDS,
    PLAN_TITLE,
    least_words,
    money,
    open_mark,
    open_words,
    shared_words,
    way_title,
)
from app_pages.theme import Palette
from app_pages.words import percent

__all__ = ["side_by_side"]

BEST = Mark(kind="good", shape="★", words="Cheapest that covers")
FIGURES = (
    "Total",
    "A contact",
    "A covered hour",
    "Left open",
    "Agents",
    "Service level",
    "Proven least",
)
COLUMNS = (
    Column(name="Way to staff"),
    *(
        Column(name=name, says=FIGURE_WORDS[name], right=True, strong=name == "Total")
        for name in FIGURES
    ),
)


def side_by_side(
    ways: Sequence[WayFigures],
    *,
    best: frozenset[str],
    plan: WayFigures | None,
    palette: Palette,
) -> str:
    """HTML of the table.

    Parameters
    ----------
    ways
        In the order of the rows; those with bots stand below those without.
    best
        Names of the ways to be marked as the cheapest that cover.
    plan
        Figures of the plan for the same weeks; None where there is none.
    """
    return html_table(COLUMNS, _rows(ways, best, plan), palette, cards=True)


def _rows(
    ways: Sequence[WayFigures], best: frozenset[str], plan: WayFigures | None
) -> Iterator[Row]:
    if plan is not None:
        yield Row.of("What you have")
        head = Cell(text=PLAN_TITLE, mark=_mark(plan, best))
        yield _row(plan, head, bound_note="wishes and fairness weighed", kind="shaded")
    for title, with_bots in (("Without bots", False), ("With bots", True)):
        rows = [way for way in ways if way.with_bots is with_bots]
        if rows:
            yield Row.of(title)
        for way in rows:
            head = Cell(text=way_title(way.name), mark=_mark(way, best))
            # Else a bound above the total looks like a slip.
            note = "to cover everything" if way.lower_bound > way.total else ""
            yield _row(way, head, bound_note=note, kind="best" if way.name in best else "")


def _mark(way: WayFigures, best: frozenset[str]) -> Mark | None:
    if way.leaves_too_much:
        return Mark(kind="bad", shape="▲", words=open_mark(way))
    return BEST if way.name in best else None


def _row(way: WayFigures, head: Cell, *, bound_note: str, kind: str) -> Row:
    figures = (
        Cell(text=money(way.total)),
        Cell(text=shared_words(way.per_contact)),
        Cell(text=shared_words(way.per_covered_hour)),
        Cell(text=open_words(way)),
        Cell(text=f"{way.headcount}"),
        Cell(text=percent(way.service_level, 1)),
        Cell(text=least_words(way), note=bound_note),
    )
    return Row(cells=(head, *figures), kind=kind)
