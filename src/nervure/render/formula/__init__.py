"""Expressions drawn as text, LaTeX and MathML, in symbols or in numbers.

One traversal (:mod:`nervure.render.formula.drawing`) decides what needs parentheses and which terms of a long sum are
shown; a notation (:class:`nervure.render.formula.notation.Notation`) writes the parts.
"""

from __future__ import annotations
