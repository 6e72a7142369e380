"""The common form of all errors: where and what, what was expected, what was given, how to fix it."""

from __future__ import annotations

import os
import traceback
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from nervure.language import error_lines, one_line, text

_PARTS = ("where", "problem", "expected", "got", "fix")
_PACKAGE = str(Path(__file__).parents[1])


def _is_of_the_user(filename: str) -> bool:
    return not filename.startswith(_PACKAGE) and f"site-packages{os.sep}IPython" not in filename


class NervureError(Exception):
    """An error that tells the user in four lines what happened and what to do.

    The constructor has no defaults, so no call can omit a part. nervure itself creates errors with :meth:`of`, which
    takes the sentences from the catalogue in the current language.

    Args:
        where: the layer, argument or file at which it happened, as the user wrote it.
        problem: one sentence.
        expected: what would have been valid.
        got: what was given instead.
        fix: what to do, one sentence.

    Examples:
        >>> print(NervureError(where="Dense 'a'", problem="no units.", expected="1", got="0", fix="Give units."))
        Dense 'a': no units.
          expected: 1
          got:      0
          fix:      Give units.
    """

    def __init__(self, *, where: str, problem: str, expected: str, got: str, fix: str) -> None:
        self.where, self.problem, self.expected, self.got, self.fix = where, problem, expected, got, fix
        super().__init__(self._four_lines())

    def _four_lines(self) -> str:
        where, problem, expected, got, fix = map(one_line, self.lines.values())
        return (
            f"{where}: {problem}\n  {text('error.expected')} {expected}\n"
            f"  {text('error.got')} {got}\n  {text('error.fix')} {fix}"
        )

    def _render_traceback_(self) -> list[str]:
        """The traceback shown in a notebook: the lines of the user's own code, and the four lines."""
        own = [frame for frame in traceback.extract_tb(self.__traceback__) if _is_of_the_user(frame.filename)]
        return [*(line.rstrip("\n") for line in traceback.format_list(own)), f"{type(self).__name__}: {self}"]

    @property
    def lines(self) -> dict[str, str]:
        """The parts by name."""
        return {name: getattr(self, name) for name in _PARTS}

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickles and copies: by default, Python would call the constructor without keywords."""
        return _made_again, (type(self), self.lines), self.__dict__

    @classmethod
    def of(cls, key: str, /, *, where: str, **values: object) -> Self:
        """The error ``key`` of the catalogue, at ``where``, with its placeholders filled in."""
        lines = error_lines(key, where=where, **values)
        return cls(where=one_line(where), problem=lines.problem, expected=lines.expected, got=lines.got, fix=lines.fix)


def _made_again(cls: type[NervureError], lines: dict[str, str]) -> NervureError:
    return cls(**lines)


class ShapeError(NervureError, ValueError):
    """Two shapes do not fit.

    Code that knows the surrounding network adds a fifth part with :meth:`explain`: the layers up to the conflict.

    Attributes:
        key: its key in the catalogue; empty if it was created by hand.
        ledger: the lines of the fifth part.
        is_explained: whether code that knows the network has already handled it.

    Examples:
        >>> error = ShapeError(where="Dense 'b'", problem="no.", expected="1", got="2", fix="Give 1.")
        >>> error.explain(["Dense 'a'  (N, 2)", "Dense 'b'  does not fit"], "Write `units=1` in `Dense 'a'`.")
        >>> print(error)
        Dense 'b': no.
          layers:   Dense 'a'  (N, 2)
                    Dense 'b'  does not fit
          expected: 1
          got:      2
          fix:      Write `units=1` in `Dense 'a'`.
    """

    key = ""
    ledger: tuple[str, ...] = ()
    is_explained = False

    @classmethod
    def of(cls, key: str, /, *, where: str, **values: object) -> Self:
        """As for every error; the key is kept for code that looks for a better fix."""
        made = super().of(key, where=where, **values)
        made.key = key
        return made

    def explain(self, ledger: Sequence[str], fix: str | None, where: str | None = None) -> None:
        """Adds the layers up to the conflict, one per line.

        Args:
            ledger: the lines.
            fix: replaces the general fix; None keeps it.
            where: the name of the place in the ledger, if it differs from the error's.
        """
        label = text("error.layers")
        blank = " " * sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in label)
        self.ledger = tuple(f"  {blank if number else label} {one_line(line)}" for number, line in enumerate(ledger))
        self.is_explained = True
        self.fix, self.where = fix or self.fix, where or self.where
        self.args = (self._four_lines(),)

    def __str__(self) -> str:
        """The four lines, and the fifth part after the first of them."""
        first, *others = super().__str__().split("\n", 1)
        return "\n".join([first, *self.ledger, *others])


class ArgumentError(NervureError, ValueError):
    """An argument has an invalid value or type."""


class UnknownNameError(NervureError, ValueError):
    """A name is not in the table it was looked up in."""


class DataError(NervureError, ValueError):
    """The data is invalid: NaN, labels out of range, lengths that differ."""


class FileError(NervureError, OSError):
    """A file cannot be read or written, or is not what it claims to be; ``errno`` is the system's error number."""

    def __reduce__(self) -> tuple[Any, ...]:
        """As for every error, with the system's error number, which Python stores elsewhere."""
        made_again, lines, state = super().__reduce__()
        return made_again, lines, {**state, "errno": self.errno}


class StateError(NervureError, RuntimeError):
    """A call came too early: for example, fit before compile."""


class ExplanationError(NervureError, ArithmeticError):
    """A derivation and the engine disagree, or a text was altered: a printed statement is not true."""
