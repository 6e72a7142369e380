"""What one entry of the catalogue is: the same sentence in every language of the house."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """One sentence, in English and in Korean, with the same ``{placeholders}``."""

    en: str
    ko: str


class Lines(NamedTuple):
    """The four parts of an error that follow the place where it happened."""

    problem: str
    expected: str
    got: str
    fix: str


class ErrorMessage(NamedTuple):
    """The four lines of one error, in English and in Korean."""

    en: Lines
    ko: Lines
