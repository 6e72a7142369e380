"""The page of the lecture's six activation functions."""

from __future__ import annotations

from nervure.language import language, text
from nervure.render.page import as_json, page

_STYLES = ("shell/tokens.css", "shell/shell.css", "activations/activations.css")


def activations_page() -> str:
    """Curves and slopes with their parameters as sliders, and the arithmetic of both at one x.

    Examples:
        >>> activations_page().startswith("<!doctype html>")
        True
    """
    return page(
        text("page.activations"), "activations/page.js", _STYLES, {"payload": as_json({"language": language()})}
    )
