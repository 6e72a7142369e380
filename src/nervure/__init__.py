"""nervure: neural networks with nothing hidden."""

from __future__ import annotations

__version__ = "0.1.0"
