"""Looking names up, and turning objects into plain configurations and back.

Nothing registers itself: each family owns one literal table (``layers.TABLE``, ``losses.TABLE``, ...),
and this room only reads the table it is handed.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Self, TypeVar

from nervure.errors import UnknownNameError
from nervure.language import text

T = TypeVar("T")


def suggestion(name: str, known: Mapping[str, Any]) -> str | None:
    """The known name nearest to ``name``, or None where nothing is near."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def look_up(name: str, table: Mapping[str, T], *, where: str) -> T:
    """The entry of ``table`` called ``name``.

    Raises:
        UnknownNameError: no entry has that name; the message names the nearest one.
    """
    if name in table:
        return table[name]
    near = suggestion(name, table)
    fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
    raise UnknownNameError.of("registry.unknown", where=where, name=name, known=", ".join(sorted(table)), fix=fix)


class Configurable:
    """Remembers the arguments it was made with, so that no class writes its configuration by hand.

    ``Dense(10, activation="relu").get_config()`` gives ``{"units": 10, "activation": "relu", ...}``, defaults
    included, and ``Dense.from_config`` takes it back. Arguments that are themselves configurable are nested.
    """

    _arguments: dict[str, Any]

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Records the arguments by name before ``__init__`` sees them."""
        made = object.__new__(cls)
        made._arguments = _named_arguments(cls, args, kwargs)
        return made

    def get_config(self) -> dict[str, Any]:
        """The arguments this object was made with, as plain values (numbers, strings, lists, mappings)."""
        return {name: serialize(value) for name, value in self._arguments.items()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The object that ``config`` (from :meth:`get_config`) describes."""
        return cls(**config)


def _named_arguments(cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    initializer: Callable[..., None] = cls.__init__  # type: ignore[misc]
    bound = inspect.signature(initializer).bind_partial(None, *args, **kwargs)
    bound.apply_defaults()
    named: dict[str, Any] = {}
    parameters = list(inspect.signature(initializer).parameters.values())[1:]
    for parameter in parameters:
        if parameter.kind is parameter.VAR_KEYWORD:
            named.update(bound.arguments.get(parameter.name, {}))
        elif parameter.kind is not parameter.VAR_POSITIONAL and parameter.name in bound.arguments:
            named[parameter.name] = bound.arguments[parameter.name]
    return named


def serialize(value: Any) -> Any:
    """``value`` as numbers, strings, lists and mappings; configurable objects as class name and config."""
    if isinstance(value, Configurable):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if isinstance(value, (list, tuple)):
        return [serialize(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): serialize(item) for key, item in value.items()}
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return value.item()
    if hasattr(value, "tolist"):
        return value.tolist()
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    return value


def deserialize(config: Any, table: Mapping[str, Callable[..., T]], *, where: str) -> T:
    """The object that a name, or ``{"class_name": ..., "config": ...}``, describes, looked up in ``table``."""
    if isinstance(config, str):
        return look_up(config, table, where=where)()
    maker = look_up(str(config["class_name"]), table, where=where)
    return maker(**config.get("config", {}))
