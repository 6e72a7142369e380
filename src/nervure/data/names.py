"""Puts named arrays in the order that a network expects."""

from __future__ import annotations

from nervure.errors import DataError, advise
from nervure.language import text
from nervure.registry import suggestion


def positions(given: tuple[str, ...], wanted: tuple[str, ...], *, where: str) -> tuple[int, ...]:
    """The position of each ``wanted`` name among the ``given`` ones; extra names are ignored, with advice.

    Args:
        given: the names in the data, ``dataset.input_names``.
        wanted: the names of the network's inputs or outputs, in order.
        where: the argument that held them, ``"x"`` or ``"y"``.

    Raises:
        DataError: a wanted name is not given.

    Examples:
        >>> positions(("right", "left"), ("left", "right"), where="x")
        (1, 0)
    """
    for name in wanted:
        if name not in given:
            near = suggestion(name, dict.fromkeys(given))
            fix = text("data.fix_rename", near=near, name=name) if near else text("data.fix_names", name=name)
            raise DataError.of(
                "data.names", where=where, name=name, expected=", ".join(wanted), got=", ".join(given), fix=fix
            )
    unused = [name for name in given if name not in wanted]
    if unused:
        advise("data.names_unused", argument=where, names=", ".join(unused))
    return tuple(given.index(name) for name in wanted)
