"""Training: one step, the loop around it, and who listens."""

from __future__ import annotations
