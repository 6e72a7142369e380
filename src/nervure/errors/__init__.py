"""Four-line errors and one-line advice."""

from __future__ import annotations

from nervure.errors.advice import advise, reworded, unsaid
from nervure.errors.error import (
    ArgumentError,
    DataError,
    ExplanationError,
    FileError,
    NervureError,
    ShapeError,
    StateError,
    UnknownNameError,
)
from nervure.errors.unfit import Unfit, said_of

__all__ = [
    "ArgumentError",
    "DataError",
    "ExplanationError",
    "FileError",
    "NervureError",
    "ShapeError",
    "StateError",
    "Unfit",
    "UnknownNameError",
    "advise",
    "reworded",
    "said_of",
    "unsaid",
]
