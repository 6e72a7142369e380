"""What axe-core finds on a page, and whether the page is sound in both languages and themes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from importlib import resources
from typing import Any

from tests.browser.opened import Opened

SERIOUS = ("serious", "critical")

# A change of theme fades colors over an eighth of a second; the contrast asked for is that of the colors arrived at.
ONCE_COLORS_ARE_STILL = """() => Promise.allSettled(document.getAnimations()
    .filter(animation => Number.isFinite(animation.effect.getComputedTiming().endTime))
    .map(animation => animation.finished))
    .then(() => axe.run(document, { resultTypes: ['violations'] }))"""


def serious_findings(page: Any) -> list[str]:
    """The rules that are broken badly, and where."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8"))
    result = page.evaluate(ONCE_COLORS_ARE_STILL)
    return [
        f"{found['id']}: {found['help']} at {[node['target'] for node in found['nodes']][:3]}"
        for found in result["violations"]
        if found["impact"] in SERIOUS
    ]


def in_every_look(opened: Opened, address: str) -> Iterator[str]:
    """Goes there in each language and theme: it must be in that language, no wider than the screen, and accessible."""
    for language, theme in itertools.product(("en", "ko"), ("light", "dark")):
        opened.page.emulate_media(color_scheme=theme)
        opened.go(f"{address}&lang={language}")
        assert opened.page.get_attribute("html", "lang") == language
        assert opened.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        yield f"{language}, {theme}"
        assert serious_findings(opened.page) == [], (language, theme)
