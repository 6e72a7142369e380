"""A matplotlib figure independent of pyplot: no backend is chosen, no global setting stays changed.

Modules that draw import matplotlib; import them where something is drawn, not earlier.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontManager, findSystemFonts, fontManager

from nervure.errors import advise
from nervure.language import in_language, language

INK, HAIRLINE = "#222222", "#d0d0d0"
# In order of preference; the first are those that Windows, macOS and Linux include or offer to install.
HANGUL_FONTS = (
    "Malgun Gothic", "Apple SD Gothic Neo", "AppleGothic", "Noto Sans KR", "Noto Sans CJK KR", "Noto Sans CJK JP",
    "Pretendard", "NanumGothic", "NanumSquare", "NanumBarunGothic", "UnDotum", "Source Han Sans KR",
    "Droid Sans Fallback", "WenQuanYi Zen Hei",
)  # fmt: skip
_COLLECTION = "Noto Sans CJK"  # one file for several languages, named after none of them
_FALLBACK_FONT = "DejaVu Sans"
_SVG_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "nervure"}
# The fonts here need not exist where the image is read: text gets the font list of all nervure pages.
_PAGE_FACE = "font-family: system-ui, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', sans-serif"
_NO_DATE: dict[str, Any] = {"Date": None, "Creator": None}


class LooseFigure(Figure):
    """A figure without a window: a notebook shows it as SVG, ``savefig`` writes it.

    Attributes:
        description: a sentence for screen readers.
    """

    description = ""

    def to_svg(self) -> str:
        """The figure as one ``<svg>`` element in which text remains text, to be searched, read aloud and printed."""
        held = io.StringIO()
        # The figure's fonts need not have Hangul: with text as text, the reader's browser finds one that has.
        with mpl.rc_context(_SVG_SETTINGS), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")
            self.savefig(held, format="svg", metadata=_NO_DATE)
        svg = re.sub('font-family: [^;"]*', _PAGE_FACE, held.getvalue())
        named = f'<svg role="img" aria-label="{escape(self.description)}" lang="{language()}"'
        return re.sub("<svg", lambda _: named, svg[svg.index("<svg") :], count=1)

    def _repr_svg_(self) -> str:
        return self.to_svg()


def hangul_font(known: FontManager = fontManager, files: Iterable[str] | None = None) -> str | None:
    """The name of an installed font that has Hangul, or None.

    Args:
        known: the fonts in matplotlib's list.
        files: the font files of the system; searched if the list has no such font, because matplotlib does not update
            its list when fonts are installed.
    """
    found = _first_hangul_font(known)
    if found is not None:
        return found
    listed = {font.fname for font in known.ttflist}
    wanted = tuple(name.replace(" ", "").lower() for name in (*HANGUL_FONTS, _COLLECTION))
    for file in sorted(set(findSystemFonts() if files is None else files) - listed):
        if Path(file).name.replace("-", "").replace(" ", "").lower().startswith(wanted):
            known.addfont(file)
    return _first_hangul_font(known)


def _first_hangul_font(known: FontManager) -> str | None:
    names = {font.name for font in known.ttflist}
    return next((name for name in HANGUL_FONTS if name in names), None)


def font_families() -> list[str]:
    """The font families for text, in order; the first that has a character draws it."""
    if language() != "ko":
        # Names of classes and files may be Korean all the same; fonts missing from the list are then not searched for.
        listed = _first_hangul_font(fontManager)
        return [_FALLBACK_FONT] if listed is None else [_FALLBACK_FONT, listed]
    found = hangul_font()
    return [_FALLBACK_FONT] if found is None else [found, _FALLBACK_FONT]


def with_hairlines(axes: Axes, numbers: Literal["x", "y"], text_size: float) -> None:
    """Hairlines at the numbers of one axis instead of a box, with the other axis drawn.

    Args:
        axes: the axes to draw on.
        numbers: the axis with the numbers.
        text_size: the size of the text at both axes, in points.
    """
    axes.tick_params(colors=INK, length=0, labelsize=text_size)
    axes.grid(axis=numbers, color=HAIRLINE, linewidth=0.6)
    axes.set_axisbelow(True)
    for side, spine in axes.spines.items():
        spine.set_visible(side == ("bottom" if numbers == "y" else "left"))
        spine.set_color(INK)


def readable(draw: Callable[[], LooseFigure], font: Callable[[], str | None] = hangul_font) -> LooseFigure:
    """The result of ``draw``; in English, with a notice to the user, if no font has Hangul: boxes would be useless.

    Args:
        draw: draws the figure, in the current language.
        font: returns the font that has Hangul.
    """
    if language() == "ko" and font() is None:
        advise("curves.no_hangul_font")
        with in_language("en"):
            return draw()
    return draw()
