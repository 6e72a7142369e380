"""Methods of Keras' protocol that nervure never calls: a subclass that defines one is rejected, not silently ignored.

Each class lists in ``not_called`` the Keras methods that it does not use, with the message that tells what to write
instead; subclasses inherit the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nervure.errors import ArgumentError
from nervure.language import text

_HOUSE = "nervure."


def refuse_overrides(kind: type, events: Iterable[str] = ()) -> None:
    """Accepts a class if all its methods are used.

    Args:
        kind: the class of an object about to be created.
        events: the names beginning with ``on_`` that are called; any other such name is a mistake. None for no such
            check.

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
    """The user's classes, derived from nervure's."""
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
    """A pair of functions is used if the class also defines its lowering, which may use them."""
    return name in ("forward", "backward") and "lower" in defined
