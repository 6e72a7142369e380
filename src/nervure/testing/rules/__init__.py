"""The rules that hold for every layer, one family a file."""

from __future__ import annotations
