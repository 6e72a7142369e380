"""The one form of every error: where and what, what was expected, what came, how to mend it."""

from __future__ import annotations

from typing import Any, Self

from nervure.language import error_lines, text


class NervureError(Exception):
    """An error that tells a user in four lines what happened and what to do.

    The constructor has no defaults, so no call can leave a part out. Inside the house errors are made
    with :meth:`of`, which takes the sentences from the catalogue in the language in use.

    Args:
        where: the layer, argument or file it happened at, as the user wrote it.
        problem: one sentence.
        expected: what would have been right.
        got: what came instead.
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
        super().__init__(
            f"{where}: {problem}\n  {text('error.expected')} {expected}\n"
            f"  {text('error.got')} {got}\n  {text('error.fix')} {fix}"
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickles and copies: Python's own way would call the constructor without names."""
        lines = {name: getattr(self, name) for name in ("where", "problem", "expected", "got", "fix")}
        return _made_again, (type(self), lines), self.__dict__

    @classmethod
    def of(cls, key: str, /, *, where: str, **values: object) -> Self:
        """The error ``key`` of the catalogue, at ``where``, with its placeholders filled."""
        lines = error_lines(key, where=where, **values)
        return cls(where=where, problem=lines.problem, expected=lines.expected, got=lines.got, fix=lines.fix)


def _made_again(cls: type[NervureError], lines: dict[str, str]) -> NervureError:
    return cls(**lines)


class ShapeError(NervureError, ValueError):
    """Two shapes do not fit."""


class ArgumentError(NervureError, ValueError):
    """An argument has a value, or a type, that cannot be meant."""


class UnknownNameError(NervureError, ValueError):
    """A name is not in the table it was looked up in."""


class DataError(NervureError, ValueError):
    """The data cannot be meant: NaN, labels out of range, lengths that differ."""


class FileError(NervureError, OSError):
    """A file cannot be read or written, or is not what it claims to be; ``errno`` is the number the system gave."""

    def __reduce__(self) -> tuple[Any, ...]:
        """As of every error, with the number of the system, which Python keeps elsewhere."""
        made_again, lines, state = super().__reduce__()
        return made_again, lines, {**state, "errno": self.errno}


class StateError(NervureError, RuntimeError):
    """Something was asked before it could be answered: fit before compile, say."""
