"""Text that lies over other text, is painted over, or is cut where nothing says that it scrolls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("overlaps.js")
_MOST_HEIGHT = 30_000  # px: the whole page is on the screen at once, so that the browser can say what lies on top


def crossed(page: Any) -> list[str]:
    """What cannot be read on a page that is open, as wide as it is."""
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": 900})
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(max(height, 900), _MOST_HEIGHT)})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
    return [str(one) for one in page.evaluate(SCRIPT.read_text(encoding="utf-8"))]
