"""Formulas become MathML, which browsers draw by themselves: no script, no font, no network."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.util import logging

_log = logging.getLogger(__name__)


def draw_inline(page: Any, node: nodes.math) -> None:
    """Puts a formula between words."""
    page.body.append(_mathml(node, as_block=False))
    raise nodes.SkipNode


def draw_block(page: Any, node: nodes.math_block) -> None:
    """Puts a formula on a line of its own."""
    page.body.append(f'<div class="formula" tabindex="0">{_mathml(node, as_block=True)}</div>\n')
    raise nodes.SkipNode


def _mathml(node: nodes.Element, *, as_block: bool) -> str:
    formula = re.sub(r"\\dots(?![a-z])", r"\\ldots", node.astext())  # the converter knows only the second
    try:
        return tex2mathml(formula, as_block=as_block)
    except MathError as problem:
        _log.warning("a formula that is not understood: %s\n%s", problem, formula, location=node)
        return formula


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_html_math_renderer("mathml", (draw_inline, None), (draw_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
