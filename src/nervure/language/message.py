"""Entries of the catalogue: the same sentence in every supported language."""

from __future__ import annotations

from typing import NamedTuple


class Message(NamedTuple):
    """One sentence, in English and in Korean, with the same ``{placeholders}``."""

    en: str
    ko: str


class Lines(NamedTuple):
    """The four parts of an error that follow its location."""

    problem: str
    expected: str
    got: str
    fix: str


class ErrorMessage(NamedTuple):
    """The four lines of one error, in English and in Korean."""

    en: Lines
    ko: Lines
