"""What pages lack for those who use a keyboard or hear them: what scrolls can be reached, headings tell their level."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

_SCROLLING = {"<pre>": '<pre tabindex="0">', '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper'}
_CAPTION = ('role="heading"', 'role="heading" aria-level="2"')


def mend(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Before a page is written."""
    for found, instead in _SCROLLING.items():
        context["body"] = context.get("body", "").replace(found, instead)
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = context["furo_navigation_tree"].replace(*_CAPTION)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("html-page-context", mend, priority=900)  # behind the theme, which draws the navigation
    return {"parallel_read_safe": True, "parallel_write_safe": True}
