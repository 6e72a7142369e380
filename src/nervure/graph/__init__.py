"""The plan of a network: a flat list of steps, walked forward and backward, and the fusions that rewrite it."""

from __future__ import annotations
