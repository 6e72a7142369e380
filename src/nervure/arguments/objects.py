"""Arguments that are objects: of a nervure class, or with a certain method."""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple, TextIO

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError


class Instance(NamedTuple):
    """An object of a class.

    Attributes:
        of: the class.
        name: its name in errors; the name of the class by default.

    Examples:
        >>> Instance(int).take(3, "seed", "split")
        3
    """

    of: type
    name: str | None = None

    def take(self, value: Any, argument: str, where: str) -> Any:
        """``value``, if it is such an object."""
        if not isinstance(value, self.of):
            raise ArgumentError.of(
                "argument.instance",
                where=where,
                argument=argument,
                expected=self.name or self.of.__name__,
                got=as_written(value),
            )
        return value


class WritableKind:
    """A text stream for output: a file, ``sys.stdout``, ``io.StringIO()``."""

    def take(self, value: Any, argument: str, where: str) -> Any:
        """``value``, if it can be written to."""
        if isinstance(value, type) or not callable(getattr(value, "write", None)):
            raise ArgumentError.of("argument.stream", where=where, argument=argument, got=as_written(value))
        return value


Stream = Annotated[TextIO, WritableKind()]
