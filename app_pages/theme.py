"""Colours and fonts of the app, for a light and a dark mode, in one place.

Text reaches a contrast of 4.5:1 on its background, graphics 3:1. The categorical colours stay
apart under the three common kinds of colour blindness; still, none says anything alone: what a
colour means stands beside it in words or as a shape.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["CSS", "DARK", "FONT", "LIGHT", "SEQUENTIAL", "Palette", "options"]

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
SEQUENTIAL = "cividis"
"""Scheme of heat maps: even in lightness, the same to colour-blind eyes."""


CSS = """
<style>
  h1 { font-size: 1.9rem !important; }
  h2 { font-size: 1.5rem !important; }
  h3 { font-size: 1.25rem !important; }
  /* Long words of data never widen the page; metrics wrap instead of being cut. */
  [data-testid="stMetricValue"] > div, [data-testid="stMetricLabel"] p {
    white-space: normal; overflow-wrap: anywhere; overflow: visible;
  }
  /* Faint text stays readable: the default of 0.6 is not. */
  [data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { opacity: 0.9; }
  [data-testid="stMainBlockContainer"] { max-width: 90rem; overflow-wrap: break-word; }
  @media (max-width: 640px) {
    [data-testid="stMainBlockContainer"] { padding-left: 1rem; padding-right: 1rem; }
    h1 { font-size: 1.6rem !important; }
  }
</style>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours of one mode.

    ``categories`` for queues, regions, zones, in order; ``other`` for what is lumped together;
    ``band`` for ranges behind a line; ``mark`` for what asks to be looked at (holidays, now).
    """

    background: str
    surface: str
    text: str
    faint_text: str
    accent: str
    border: str
    link: str
    categories: tuple[str, ...]
    other: str
    band: str
    mark: str
    good: str
    warning: str
    bad: str

    def for_names(self, names: list[str]) -> list[str]:
        """A colour for each name, in order; what is past the last category shares ``other``."""
        own = self.categories[: len(names)]
        return [*own, *[self.other] * (len(names) - len(own))]


LIGHT = Palette(
    background="#ffffff",
    surface="#f2f5f7",
    text="#111820",
    faint_text="#52606d",
    accent="#0b6475",
    border="#87929e",
    link="#0b5cad",
    categories=(
        "#3399dd",
        "#112288",
        "#718a00",
        "#aa3366",
        "#cc7788",
        "#554400",
        "#4455bb",
        "#550044",
    ),
    other="#6b7780",
    band="#5b8fb9",
    mark="#b5410f",
    good="#1a7340",
    warning="#8a5a00",
    bad="#b3261e",
)
DARK = Palette(
    background="#14191f",
    surface="#1f262e",
    text="#e6eaee",
    faint_text="#a7b1bb",
    accent="#1d8093",
    border="#76828f",
    link="#7cc0ff",
    categories=(
        "#1188dd",
        "#eedd66",
        "#367b00",
        "#ffaa99",
        "#7af0f0",
        "#bb5588",
        "#aa9922",
        "#99bbff",
    ),
    other="#8d98a3",
    band="#5b8fb9",
    mark="#ffb070",
    good="#6fd198",
    warning="#f0c060",
    bad="#ff9a90",
)


def options() -> dict[str, str]:
    """Streamlit's theme options; with both modes given it follows what the browser prefers."""
    chosen: dict[str, str] = {
        "theme.font": FONT,
        "theme.headingFont": FONT,
        "theme.codeFont": "ui-monospace, 'SFMono-Regular', Consolas, 'Liberation Mono', monospace",
        "theme.metricValueFontSize": "1.5rem",
        "theme.paddingTop": "1.5rem",
        "theme.paddingBottom": "3rem",
    }
    for mode, palette in (("light", LIGHT), ("dark", DARK)):
        chosen |= {
            f"theme.{mode}.primaryColor": palette.accent,
            f"theme.{mode}.backgroundColor": palette.background,
            f"theme.{mode}.secondaryBackgroundColor": palette.surface,
            f"theme.{mode}.textColor": palette.text,
            f"theme.{mode}.linkColor": palette.link,
            f"theme.{mode}.borderColor": palette.border,
            f"theme.{mode}.dataframeHeaderTextColor": palette.faint_text,
        }
    return chosen
