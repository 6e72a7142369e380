"""Pieces of HTML below a notebook's cell."""

from __future__ import annotations

import importlib
import sys
from typing import Any, TextIO

from nervure.language import language

# Greys that are half transparent, and the page's own text colour, read well on light and dark pages alike.
# A notebook's theme is not the system's, so prefers-color-scheme would choose wrongly there.
_STYLE = """
.nervure { font-family: system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", sans-serif;
  font-variant-numeric: tabular-nums; line-height: 1.6; color: inherit; max-width: 60em; overflow-x: auto; }
.nervure .track { height: 4px; margin: 4px 0 8px; background: rgba(128, 128, 128, .3); border-radius: 2px; }
.nervure .done { height: 4px; background: #2a7fd4; border-radius: 2px; }
.nervure table { border-collapse: collapse; margin: 0; color: inherit; font-size: inherit; }
.nervure tr, .nervure tr:nth-child(even), .nervure tr:hover { background: transparent; }
.nervure caption { caption-side: top; text-align: left; padding: 0 0 4px; color: inherit; }
.nervure th, .nervure td { padding: 2px 16px 2px 0; border: 0; text-align: right; color: inherit; white-space: pre;
  vertical-align: top; border-bottom: 1px solid rgba(128, 128, 128, .3); }
.nervure th { font-weight: 600; } .nervure .name { text-align: left; } .nervure p { margin: 4px 0; }
""".strip()


def notebook_piece(content: str) -> str:
    """``content`` (HTML whose names are escaped) in the look of all our pieces."""
    return f'<div class="nervure" lang="{language()}"><style>{_STYLE}</style>{content}</div>'


def shows_in_notebook(stream: TextIO | None = None) -> bool:
    """Whether what is meant for ``stream`` (standard output by default) is seen below a notebook's cell.

    It is where IPython runs with a kernel behind it, and nobody asked for another stream.
    """
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None and (stream is None or stream is sys.stdout)


def display_piece(html: str, plain: str, handle: Any = None) -> Any:
    """Shows a piece below the cell, or in place of the one that ``handle`` shows; returns the handle.

    Args:
        html: what a notebook shows.
        plain: what a notebook without its page shows: a diff, a console, a converted script.
        handle: what an earlier call returned, to replace what it showed.
    """
    # IPython's own functions carry no types.
    display: Any = importlib.import_module("IPython.display").display
    shown = {"text/html": html, "text/plain": plain}
    if handle is None:
        return display(shown, raw=True, display_id=True)
    handle.update(shown, raw=True)
    return handle
