"""The meaning of the letters in a formula: the names of arrays, the meanings of settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nervure.language import text
from nervure.records.alphabet import meaning_of
from nervure.records.derivation import Derivation
from nervure.records.meeting import Meeting

Legend = Sequence[tuple[str, str]]


def legend_of(derivation: Derivation) -> Legend:
    """Every letter of the formula, and of the places that meet, with its meaning."""
    return (*derivation.legend, *settings_legend(derivation.settings))


def settings_legend(letters: Iterable[str]) -> Legend:
    """The letters of quantities without a place, with their meanings."""
    return tuple((letter, meaning) for letter in letters if (meaning := meaning_text(letter)) is not None)


def meaning_text(letter: str) -> str | None:
    """The meaning of a letter, ignoring primes; None for one that is not in any table."""
    meaning = meaning_of(letter)
    return None if meaning is None else text(f"letters.{meaning}")


def legend_text(legend: Legend) -> str:
    """``where z is dense/z, w is dense/kernel``."""
    letters = ", ".join(text("explain.letter", letter=letter, name=name) for letter, name in legend)
    return text("explain.where", letters=letters)


def meeting_line(meeting: Meeting) -> str:
    """``z[n,i,u] adds up x[n,2·i+a-1,c]·w[a,c,u] over a: 0..2, c: 0..3``, as text."""
    ranges = ", ".join(f"{letter}: 0..{size - 1}" for letter, size in meeting.ranges)
    return meeting_text(meeting, str(meeting.written), "·".join(map(str, meeting.read)), ranges)


def meeting_text(meeting: Meeting, written: str, read: str, ranges: str) -> str:
    """The sentence that says which places meet.

    Args:
        meeting: the places that meet.
        written: the places that are written, drawn.
        read: the places that are read, drawn.
        ranges: the running letters and their limits.
    """
    if meeting.how == "largest":
        return text("explain.meets_largest", written=written, read=read, ranges=ranges)
    if meeting.how == "mean":
        return text("explain.meets_mean", written=written, read=read, ranges=ranges)
    return text("explain.meets_sum", written=written, read=read, ranges=ranges)
