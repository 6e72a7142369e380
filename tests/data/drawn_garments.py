"""Small gray pictures drawn in the manner of garments: like outlines on black, none of them a copy of another."""

from __future__ import annotations

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

_DRAWN_PX, SIDE = 112, 28
KINDS = ("shirt", "pullover", "dress", "coat", "trousers", "shoe", "boot", "bag")
Points = list[tuple[float, float]]


def garments(count: int, seed: int = 0) -> NDArray[np.uint8]:
    """``(count, 28, 28)``, the kinds in turn."""
    drawn = RandomState(seed)
    return np.stack([_garment(KINDS[number % len(KINDS)], drawn) for number in range(count)])


def _garment(kind: str, drawn: RandomState) -> NDArray[np.uint8]:
    outline = Image.new("L", (_DRAWN_PX, _DRAWN_PX))
    pencil = ImageDraw.Draw(outline)
    pencil.polygon([(x * _DRAWN_PX, y * _DRAWN_PX) for x, y in _OUTLINES[kind](drawn)], fill=255)
    if kind == "bag":
        left, top = drawn.uniform(0.2, 0.35), drawn.uniform(0, 0.2)
        box = [each * _DRAWN_PX for each in (left, top, 1 - left, 0.8)]
        pencil.arc(box, 180, 360, fill=255, width=int(drawn.randint(3, 9)))
    covered = np.asarray(outline.filter(ImageFilter.GaussianBlur(1.5)), np.float64) / 255
    levels = Image.fromarray((covered * _cloth(drawn)).astype(np.uint8))
    return np.asarray(levels.resize((SIDE, SIDE), Image.Resampling.BOX))


def _top(drawn: RandomState, sleeve: float, cuff: float, hem: float, waist: float) -> Points:
    shoulder, neck = drawn.uniform(0.14, 0.3), drawn.uniform(0.05, 0.12)
    reach = shoulder + drawn.uniform(0, 0.2)
    right = [
        (neck, 0.0), (shoulder, drawn.uniform(0.02, 0.08)), (reach, sleeve), (reach - cuff, sleeve + 0.03),
        (waist + drawn.uniform(0, 0.04), 0.3), (waist, drawn.uniform(0.5, 0.6)), (hem, 1.0),
    ]  # fmt: skip
    collar = [(0.5, drawn.uniform(0.02, 0.12))]
    return [(0.5 + x, y) for x, y in right] + [(0.5 - x, y) for x, y in right[::-1]] + collar


def _sleeved(shortest: float, longest: float, drawn: RandomState) -> Points:
    sleeve, cuff, hem, waist = (
        drawn.uniform(*each) for each in ((shortest, longest), (0.08, 0.16), (0.17, 0.32), (0.15, 0.26))
    )
    return _top(drawn, sleeve, cuff, hem, waist)


def _dress(drawn: RandomState) -> Points:
    sleeve, hem, waist = (drawn.uniform(*each) for each in ((0.1, 0.3), (0.15, 0.4), (0.08, 0.16)))
    return _top(drawn, sleeve, 0.05, hem, waist)


def _trousers(drawn: RandomState) -> Points:
    waist, hip, gap, leg, fork = (
        drawn.uniform(*each) for each in ((0.12, 0.22), (0.14, 0.26), (0.02, 0.12), (0.08, 0.16), (0.25, 0.4))
    )
    left = [(0.5 - gap, 1.0), (0.5 - gap - leg, 1.0), (0.5 - hip, fork), (0.5 - waist, 0.0)]
    right = [(1 - x, y) for x, y in left[::-1]]
    return [*left, *right, (0.5, fork + drawn.uniform(0, 0.06))]


def _shoe(drawn: RandomState) -> Points:
    sole, height, toe = (drawn.uniform(*each) for each in ((0.68, 0.78), (0.2, 0.4), (0.1, 0.22)))
    return [
        (0, sole), (0, sole - height), (drawn.uniform(0.1, 0.2), sole - height - drawn.uniform(0, 0.05)),
        (drawn.uniform(0.25, 0.5), sole - height * 0.7), (drawn.uniform(0.55, 0.75), sole - toe * 1.2),
        (1, sole - toe * 0.5), (1, sole), (drawn.uniform(0.4, 0.6), sole + drawn.uniform(0, 0.03)),
    ]  # fmt: skip


def _boot(drawn: RandomState) -> Points:
    return [
        (drawn.uniform(0.05, 0.2), 0), (drawn.uniform(0.45, 0.65), 0),
        (drawn.uniform(0.45, 0.6), drawn.uniform(0.5, 0.65)), (drawn.uniform(0.85, 1), drawn.uniform(0.72, 0.85)),
        (1, 1), (drawn.uniform(0.35, 0.5), drawn.uniform(0.94, 1)), (drawn.uniform(0, 0.1), 1),
    ]  # fmt: skip


def _bag(drawn: RandomState) -> Points:
    top, edge = drawn.uniform(0.3, 0.5), drawn.uniform(0, 0.1)
    low, deep = drawn.uniform(0, 0.08), 1 - drawn.uniform(0.02, 0.1)
    return [(edge, top), (1 - edge, top), (1 - low, deep), (low, deep)]


_OUTLINES = {
    "shirt": lambda drawn: _sleeved(0.2, 0.4, drawn),
    "pullover": lambda drawn: _sleeved(0.7, 1.0, drawn),
    "coat": lambda drawn: _sleeved(0.7, 1.0, drawn),
    "dress": _dress, "trousers": _trousers, "shoe": _shoe, "boot": _boot, "bag": _bag,
}  # fmt: skip


def _cloth(drawn: RandomState) -> NDArray[np.float64]:
    """Levels of a material: a shade, perhaps stripes, a print, stains or a seam, and the grain of a photograph."""
    y, x = np.mgrid[:_DRAWN_PX, :_DRAWN_PX] / _DRAWN_PX
    levels = drawn.uniform(60, 240) + drawn.uniform(-60, 60) * (x - 0.5) + drawn.uniform(-60, 60) * (y - 0.5)
    kind = drawn.randint(5)
    if kind == 0:
        levels += drawn.uniform(10, 60) * np.sign(
            np.sin(2 * np.pi * (drawn.uniform(4, 14) * y + drawn.uniform(-0.3, 0.3)))
        )
    elif kind == 1:
        middle, half = drawn.uniform(0.4, 0.6), drawn.uniform(0.1, 0.2)
        levels += drawn.uniform(-90, 90) * ((np.abs(x - middle) < half) & (np.abs(y - 0.45) < half))
    elif kind == 2:
        levels += drawn.uniform(10, 50) * _soft(drawn, 6)
    elif kind == 3:
        levels -= drawn.uniform(20, 80) * (np.abs(x - 0.5) < 0.02)
    return np.clip(levels + drawn.uniform(3, 18) * _soft(drawn, SIDE), 20, 255)


def _soft(drawn: RandomState, spots: int) -> NDArray[np.float64]:
    rough = Image.fromarray(drawn.uniform(-1, 1, (spots, spots)).astype(np.float32))
    return np.asarray(rough.resize((_DRAWN_PX, _DRAWN_PX), Image.Resampling.BICUBIC), np.float64)
