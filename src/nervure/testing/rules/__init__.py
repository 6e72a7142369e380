"""The rules that hold for every layer, one family per file."""

from __future__ import annotations
