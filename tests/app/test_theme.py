"""Colours: readable, and apart for those who see fewer of them."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from app_pages import theme
from app_pages.theme import DARK, LIGHT, Palette

Floats = npt.NDArray[np.float64]
MODES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])

# Machado, Oliveira and Fernandes (2009), full severity, on linear light.
SIGHT = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
# Oklab (Ottosson, 2020).
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def linear(colour: str) -> Floats:
    channels = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, sight: Floats) -> Floats:
    seen = np.clip(linear(colour) @ sight.T, 0.0, 1.0)
    return np.asarray(np.cbrt(seen @ TO_CONES.T) @ TO_LAB.T)


def test_contrast_is_measured_as_the_guidelines_do() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@MODES
def test_text_is_readable(palette: Palette) -> None:
    texts = (palette.text, palette.faint_text, palette.link)
    states = (palette.good, palette.warning, palette.bad, palette.mark)
    for ground in (palette.background, palette.surface):
        for colour in (*texts, *states):
            assert contrast(colour, ground) >= 4.5, (colour, ground)
    # The words on a button of the accent's colour are white.
    assert contrast(palette.accent, "#ffffff") >= 4.5


@MODES
def test_graphics_stand_out(palette: Palette) -> None:
    lines = (palette.accent, palette.border, palette.other, palette.band)
    for colour in (*palette.categories, *lines):
        assert contrast(colour, palette.background) >= 3.0, colour


@MODES
@pytest.mark.parametrize("sight", SIGHT.values(), ids=SIGHT)
def test_categories_stay_apart(palette: Palette, sight: Floats) -> None:
    for one, other in combinations(palette.categories, 2):
        distance = float(np.linalg.norm(lab(one, sight) - lab(other, sight)))
        assert distance > 0.09, (one, other)


def test_more_names_than_colours_share_the_last() -> None:
    names = [f"queue {number}" for number in range(10)]
    colours = LIGHT.for_names(names)
    assert colours == [*LIGHT.categories, LIGHT.other, LIGHT.other]


def test_no_font_and_no_style_comes_from_elsewhere() -> None:
    told = " ".join([*map(str, theme.options().values()), theme.CSS])
    assert not re.search(r"https?:|url\(|@import", told)
