"""The kinds of arguments, one class each: accepted values, their canonical form, and the error for other values."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol, runtime_checkable

from nervure.arguments.values import as_written, listed, plain, real, whole
from nervure.errors import ArgumentError

# The largest possible size or element count of an array.
MOST = 2**63 - 1


@runtime_checkable
class Kind(Protocol):
    """A kind of argument."""

    def take(self, value: Any, argument: str, where: str) -> Any:
        """``value`` in its canonical form.

        Args:
            value: the user's value.
            argument: its name.
            where: the class or function whose argument it is.

        Raises:
            ArgumentError: it is not of this kind.
        """
        ...


class Range(NamedTuple):
    """The range of a numeric argument.

    Attributes:
        text: its form in errors, with ``{argument}`` for the name.
        holds: whether a number is in the range; NaN never is.
        is_finite: whether infinite numbers are rejected.
        key: the key of the error.
    """

    text: str
    holds: Callable[[float], bool]
    is_finite: bool = True
    key: str = "number.range"


POSITIVE = Range("{argument} > 0", lambda x: x > 0)
NOT_NEGATIVE = Range("{argument} >= 0", lambda x: x >= 0)
FRACTION = Range("0 <= {argument} <= 1", lambda x: 0 <= x <= 1)
FRACTION_BELOW_ONE = Range("0 <= {argument} < 1", lambda x: 0 <= x < 1)
FRACTION_ABOVE_ZERO = Range("0 < {argument} <= 1", lambda x: 0 < x <= 1)
INSIDE_ZERO_AND_ONE = Range("0 < {argument} < 1", lambda x: 0 < x < 1)
AT_LEAST_ONE = Range("{argument} >= 1", lambda x: x >= 1)
# Below about 1e-37, float32 has no normal numbers, and a weight whose gradient was always 0 would become 0 / 0.
EPSILON = Range("{argument} >= 1e-37", lambda x: x >= 1e-37)
FINITE = Range("{argument} = 0.5", lambda _: True, key="argument.number")
# For layers, whose arguments may be infinite to mean "without limit".
ANY = Range("{argument} = 0.5", lambda _: True, is_finite=False, key="argument.number")
NOT_ZERO = Range("{argument} != 0", lambda x: x != 0, is_finite=False)
# A held-out fraction of the data.
SHARE = Range("0 < {argument} < 1", lambda x: 0 < x < 1, key="data.fraction")
AT_LEAST_ZERO = Range("{argument} >= 0", lambda x: x >= 0, is_finite=False, key="argument.not_negative")
DROPPED = Range("0 <= {argument} < 1", lambda x: 0 <= x < 1, key="argument.fraction")


class Number(NamedTuple):
    """A number within a range, as a float.

    Examples:
        >>> Number(FRACTION).take(1, "alpha", "Dice")
        1.0
    """

    allowed: Range = FINITE

    def take(self, value: Any, argument: str, where: str) -> float:
        """``value`` as a float."""
        if type(value) is float and value - value == 0 and self.allowed.holds(value):  # finite: no further check needed
            return value
        number = real(value)
        is_infinite = number in (float("inf"), float("-inf"))
        if number is None or (is_infinite and self.allowed.is_finite) or not self._holds(number):
            expected = self.allowed.text.format(argument=argument)
            raise ArgumentError.of(
                self.allowed.key, where=where, argument=argument, expected=expected, got=as_written(value)
            )
        return number

    def _holds(self, number: float) -> bool:
        is_nan = number != number
        return self.allowed.holds(number) and not (is_nan and self.allowed.is_finite)


class WholeNumber(NamedTuple):
    """A whole number, as an int.

    Attributes:
        least: the minimum; None if it may be negative.
        most: the maximum.
        key: the key of a more specific error.

    Examples:
        >>> WholeNumber(1).take(32.0, "units", "Dense")
        32
    """

    least: int | None = None
    most: int = MOST
    key: str | None = None

    def take(self, value: Any, argument: str, where: str) -> int:
        """``value`` as an int."""
        number = value if type(value) is int else whole(value)
        if number is None or not (-MOST if self.least is None else self.least) <= number <= self.most:
            got = as_written(value)
            raise ArgumentError.of(self._key, where=where, argument=argument, expected=self._text(argument), got=got)
        return number

    @property
    def _key(self) -> str:
        if self.key is not None or self.most < MOST:
            return self.key or "number.range"
        return {None: "argument.whole_number", 0: "argument.from_zero", 1: "argument.positive_integer"}.get(
            self.least, "number.range"
        )

    def _text(self, argument: str) -> str:
        least = self.least or 0
        end = "" if self.most == MOST else f", {self.most}"
        return f"{argument} = {least}, {least + 1}, {least + 2}, ...{end}"


class YesNo:
    """True or False, or a value that Python converts to one. Text is rejected: "False" would be True."""

    def take(self, value: Any, argument: str, where: str) -> bool:
        """``value`` as a bool."""
        if value is True or value is False:
            return value
        if not isinstance(value, (str, bytes)):
            try:
                return bool(value)
            except Exception:  # another library's ``__bool__`` may raise anything, as for arrays
                pass
        raise ArgumentError.of("argument.yes_or_no", where=where, argument=argument, got=as_written(value))


class Level:
    """A verbosity: a whole number of at least 0, or a boolean."""

    def take(self, value: Any, argument: str, where: str) -> int:
        """``value`` as an int."""
        given = plain(value)
        return int(given) if isinstance(given, bool) else WholeNumber(0).take(given, argument, where)


class Text:
    """Text: a name, or an option that the class looks up."""

    def take(self, value: Any, argument: str, where: str) -> str:
        """``value``, if it is text."""
        if not isinstance(value, str):
            raise ArgumentError.of("argument.text", where=where, argument=argument, got=as_written(value))
        return str(value)


class OneOf(NamedTuple):
    """One of a few words, in lower case.

    Attributes:
        words: the words.
        key: the key of the error.

    Examples:
        >>> OneOf(("valid", "same"), "argument.padding").take("SAME", "padding", "Conv2D")
        'same'
    """

    words: tuple[str, ...]
    key: str

    def take(self, value: Any, argument: str, where: str) -> str:
        """``value`` in lower case."""
        word = value.lower() if isinstance(value, str) else None
        if word is None or word not in self.words:
            raise ArgumentError.of(self.key, where=where, argument=argument, got=as_written(value))
        return word


class WordOr(NamedTuple):
    """One of a few words, or a value of a kind.

    Attributes:
        words: the words.
        kind: the kind of any other value.
        key: the key of the error.

    Examples:
        >>> WordOr(("epoch",), WholeNumber(1), "callbacks.save_freq").take(100, "save_freq", "ModelCheckpoint")
        100
    """

    words: tuple[str, ...]
    kind: Kind
    key: str

    def take(self, value: Any, argument: str, where: str) -> Any:
        """The word, or the value in its canonical form."""
        if isinstance(value, str) and value in self.words:
            return value
        try:
            return self.kind.take(value, argument, where)
        except ArgumentError:  # the message that lists the words is more helpful
            raise ArgumentError.of(self.key, where=where, argument=argument, got=as_written(value)) from None


class Path:
    """The path of a file or folder."""

    def take(self, value: Any, argument: str, where: str) -> str | os.PathLike[str]:
        """``value``, if it is a path."""
        if not isinstance(value, (str, os.PathLike)):
            raise ArgumentError.of("argument.path", where=where, argument=argument, got=as_written(value))
        return value


class Function:
    """A callable."""

    def take(self, value: Any, argument: str, where: str) -> Any:
        """``value``, if it is callable."""
        if not callable(value):
            raise ArgumentError.of("argument.function", where=where, argument=argument, got=as_written(value))
        return value


class Mapped:
    """A mapping from names to values."""

    def take(self, value: Any, argument: str, where: str) -> Mapping[str, Any]:
        """``value``, if it is a mapping with text keys."""
        if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
            raise ArgumentError.of("argument.mapping", where=where, argument=argument, got=as_written(value))
        return value


class DType:
    """A data type, by name or as a NumPy or torch type; the canonical form is its name."""

    def take(self, value: Any, argument: str, where: str) -> str:
        """The name of the type."""
        if isinstance(value, str):
            return value.removeprefix("torch.")
        name = getattr(value, "name", None)  # numpy.dtype
        if isinstance(name, str) and hasattr(value, "itemsize"):
            return name
        if isinstance(value, type) and hasattr(value, "itemsize"):  # numpy.float32
            return value.__name__
        written = str(value)
        if not written.startswith("torch.") or not hasattr(value, "is_floating_point"):
            raise ArgumentError.of("argument.dtype", where=where, argument=argument, got=as_written(value))
        return written.removeprefix("torch.")


class ListOf(NamedTuple):
    """One value of a kind, or several in a list, a tuple or an array with one axis.

    Attributes:
        kind: of each value.
        alone: whether a single value is accepted without a list.
        is_empty: whether a list may be empty.

    Examples:
        >>> ListOf(WholeNumber(1)).take((3, 5.0), "kernel_size", "Conv2D")
        [3, 5]
    """

    kind: Kind
    alone: bool = True
    is_empty: bool = False

    def take(self, value: Any, argument: str, where: str) -> Any:
        """The single value, or the list of values."""
        items = listed(value)
        if items is None and self.alone:
            return self.kind.take(value, argument, where)
        if items is None or (not items and not self.is_empty):
            raise ArgumentError.of("argument.list", where=where, argument=argument, got=as_written(value))
        return [self.kind.take(item, argument, where) for item in items]
