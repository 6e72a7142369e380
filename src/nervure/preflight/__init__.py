"""Preflight: mistakes found before the first step."""

from __future__ import annotations

from nervure.preflight.compilation import advise_on_masks, check_compilation, is_crossentropy
from nervure.preflight.data import advise_on_range, check_data, check_split, check_word_numbers

__all__ = [
    "advise_on_masks",
    "advise_on_range",
    "check_compilation",
    "check_data",
    "check_split",
    "check_word_numbers",
    "is_crossentropy",
]
