"""Arguments that several classes share are described once: the docstring of a class is completed from the others."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from typing import Any, TypeVar

C = TypeVar("C", bound=type)

_SECTION = re.compile(r"^Args:\n((?:    .*\n)+)", re.MULTILINE)
_ENTRY = re.compile(r"^    (\w+): .*\n(?:     .*\n)*", re.MULTILINE)


def described_by(*others: type) -> Callable[[C], C]:
    """For a class whose docstring leaves out arguments that ``others`` describe in the same words.

    The docstring that ``help`` and the documentation show describes every argument of the constructor, in its order.

    Args:
        others: the classes to ask, the first one first; each one may itself be described by others.

    Examples:
        >>> class Base:
        ...     '''Shared.
        ...
        ...     Args:
        ...         units: how many.
        ...     '''
        >>> @described_by(Base)
        ... class Cell:
        ...     '''One step.
        ...
        ...     Args:
        ...         gates: of each unit.
        ...     '''
        ...     def __init__(self, units, gates): ...
        >>> print(inspect.getdoc(Cell))
        One step.
        <BLANKLINE>
        Args:
            units: how many.
            gates: of each unit.
    """

    def described(owner: C) -> C:
        written = inspect.cleandoc(owner.__doc__ or "") + "\n"
        own = _SECTION.search(written)
        if own is not None:  # with python -OO there are no docstrings
            shared: list[Any] = [*reversed(others), owner]
            known = {name: entry for each in shared for name, entry in _entries(each).items()}
            names = [name for name in _arguments(owner) if name in known]
            owner.__doc__ = written[: own.start(1)] + "".join(known[name] for name in names) + written[own.end(1) :]
        return owner

    return described


def _entries(owner: Any) -> dict[str, str]:
    found = _SECTION.search(inspect.cleandoc(owner.__doc__ or "") + "\n")
    return {} if found is None else {entry[1]: entry[0] for entry in _ENTRY.finditer(found[1])}


def _arguments(owner: Any) -> list[str]:
    return list(inspect.signature(owner.__init__).parameters)[1:]
