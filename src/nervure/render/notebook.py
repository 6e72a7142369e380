"""Pieces of HTML below a notebook's cell."""

from __future__ import annotations

import importlib
import sys
from typing import Any, TextIO

from nervure.language import language

# Half-transparent grays and the page's own text color are readable on light and dark pages alike. A notebook's theme
# need not be the system's, so prefers-color-scheme would choose wrongly there.
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
    """``content`` (HTML with escaped names) in the common style of all pieces."""
    return f'<div class="nervure" lang="{language()}"><style>{_STYLE}</style>{content}</div>'


def shows_in_notebook(stream: TextIO | None = None) -> bool:
    """Whether output to ``stream`` (standard output by default) appears below a notebook's cell.

    It does if IPython runs with a kernel and no other stream was requested.
    """
    ipython = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None and (stream is None or stream is sys.stdout)


def display_piece(html: str, plain: str, handle: Any = None) -> Any:
    """Shows a piece below the cell, or in place of the one shown by ``handle``; returns the handle.

    Args:
        html: the content that a notebook shows.
        plain: the content where HTML is not shown: a diff, a console, a converted script.
        handle: the result of an earlier call, whose display is replaced.
    """
    # IPython's own functions are not typed.
    display: Any = importlib.import_module("IPython.display").display
    shown = {"text/html": html, "text/plain": plain}
    if handle is None:
        return display(shown, raw=True, display_id=True)
    handle.update(shown, raw=True)
    return handle
