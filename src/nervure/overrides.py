"""Methods of Keras' protocol that are never called here: a subclass that defines one is refused, not passed over.

Each class says in its own ``not_called`` which methods of Keras it has no use for, and which sentence of the catalogue
tells what to write in their place; its subclasses have those too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nervure.errors import ArgumentError
from nervure.language import text

_HOUSE = "nervure."


def refuse_overrides(kind: type, events: Iterable[str] = ()) -> None:
    """Nothing for a class all of whose methods count.

    Args:
        kind: the class of an object that is about to be made.
        events: names that begin with ``on_`` and are called; any other such name is a slip. None for no such check.

    Raises:
        ArgumentError: it defines a method that would never be called.

    Examples:
        >>> class Base:
        ...     not_called = {"call": "overrides.loss"}
        >>> Base.__module__ = "nervure.somewhere"
        >>> refuse_overrides(type("Mine", (Base,), {"forward": print}))
    """
    if kind.__module__.startswith(_HOUSE):
        return
    own = _own_classes(kind)
    house = kind.__mro__[len(own)]
    refused = _not_called(kind)
    defined = dict.fromkeys(name for each in own for name, value in vars(each).items() if value is not None)
    for name in defined:
        if name in refused and not _is_called_by_own(name, defined):
            raise ArgumentError.of(
                "overrides.not_called", where=kind.__name__, method=name, base=house.__name__, fix=text(refused[name])
            )
        if events and name.startswith("on_") and name not in events:
            raise ArgumentError.of(
                "overrides.no_event", where=kind.__name__, method=name, known=", ".join(sorted(events))
            )


def _own_classes(kind: type) -> list[type]:
    """The classes that a user wrote above those of the house."""
    own: list[type] = []
    for each in kind.__mro__:
        if each.__module__.startswith(_HOUSE):
            break
        own.append(each)
    return own


def _not_called(kind: type) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        own: Mapping[str, str] = vars(each).get("not_called", {})
        found |= own
    return found


def _is_called_by_own(name: str, defined: Mapping[str, Any]) -> bool:
    """A pair of functions counts where the class also says how it lowers: by them, as it may."""
    return name in ("forward", "backward") and "lower" in defined
