"""A matplotlib figure that knows nothing of pyplot: no backend is chosen, no global setting stays changed.

Only this module and ``render.curves`` import matplotlib; import them where something is drawn, not before.
"""

from __future__ import annotations

import io
import re
import warnings
from html import escape
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure

from nervure.language import language

# In the order of preference; the first are what Windows, macOS and Linux bring along or offer to install.
HANGUL_FONTS = (
    "Malgun Gothic", "Apple SD Gothic Neo", "AppleGothic", "Noto Sans KR", "Noto Sans CJK KR", "Noto Sans CJK JP",
    "Pretendard", "NanumGothic", "NanumSquare", "NanumBarunGothic", "UnDotum", "Source Han Sans KR",
    "Droid Sans Fallback", "WenQuanYi Zen Hei",
)  # fmt: skip
_FALLBACK_FONT = "DejaVu Sans"
_SVG_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "nervure"}
# What is installed here need not be where the picture is read: text gets the face of all our pages.
_PAGE_FACE = "font-family: system-ui, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', sans-serif"
_NO_DATE: dict[str, Any] = {"Date": None, "Creator": None}


class LooseFigure(Figure):
    """A figure that belongs to no window: a notebook shows it as SVG, ``savefig`` writes it.

    Attributes:
        description: a sentence that a screen reader speaks.
    """

    description = ""

    def to_svg(self) -> str:
        """The figure as one ``<svg>`` element whose text is text, so that it can be searched, read out and printed."""
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


def hangul_font() -> str | None:
    """The name of an installed font that has Hangul, or None."""
    return _known_hangul_font() or _newly_installed_hangul_font()


def _known_hangul_font() -> str | None:
    installed = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in HANGUL_FONTS if name in installed), None)


def _newly_installed_hangul_font() -> str | None:
    """Tells matplotlib of fonts that were installed after it wrote its list, which it never looks over again."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    wanted = [name.replace(" ", "").lower() for name in HANGUL_FONTS]
    for path in sorted(set(font_manager.findSystemFonts()) - known):
        file_name = Path(path).name.replace("-", "").replace(" ", "").lower()
        if any(file_name.startswith(name) for name in wanted):
            font_manager.fontManager.addfont(path)
    return _known_hangul_font()


def font_families() -> list[str]:
    """The families to draw text with, in order; the first that has a sign draws it."""
    found = hangul_font()
    return [found, _FALLBACK_FONT] if found is not None and language() == "ko" else [_FALLBACK_FONT]
