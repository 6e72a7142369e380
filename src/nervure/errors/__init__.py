"""Errors with four lines, and advice with one."""

from __future__ import annotations

from nervure.errors.advice import advise, unsaid
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

__all__ = [
    "ArgumentError",
    "DataError",
    "ExplanationError",
    "FileError",
    "NervureError",
    "ShapeError",
    "StateError",
    "UnknownNameError",
    "advise",
    "unsaid",
]
