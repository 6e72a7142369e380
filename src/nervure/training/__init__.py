"""Training: one step, the loop around it, and callbacks."""

from __future__ import annotations
