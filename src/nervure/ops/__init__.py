"""Operations: each a pair of pure functions, the value and its derivative, in one file."""

from __future__ import annotations
