"""Preflight: mistakes found before the first step."""

from __future__ import annotations

from nervure.preflight.compilation import check_compilation, is_crossentropy
from nervure.preflight.data import advise_on_range, check_data, check_split

__all__ = ["advise_on_range", "check_compilation", "check_data", "check_split", "is_crossentropy"]
