"""Draws records as text, SVG and HTML. This package draws; it computes nothing about networks.

Modules are imported by name (``from nervure.render.summary import summary_text``): a command that prints one line
should not load the libraries that draw tables and curves.
"""

from __future__ import annotations
