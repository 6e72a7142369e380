"""Looks up names, and converts objects to plain configurations and back.

Nothing registers itself: each family owns one literal table (``layers.TABLE``, ``losses.TABLE``, ...), and this module
only reads the table passed to it.
"""

from __future__ import annotations

import difflib
import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self, TypeVar

from nervure.errors import ArgumentError, UnknownNameError
from nervure.language import text
from nervure.overrides import refuse_overrides

T = TypeVar("T")

_LONGEST_NAME = 100


def suggestion(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to ``name``, or None if none is close.

    Examples:
        >>> suggestion("sofmax", ["softmax", "relu"])
        'softmax'
    """
    if len(name) > _LONGEST_NAME:  # no typing error is that long, and comparing would take seconds
        return None
    by_lower = {candidate.lower(): candidate for candidate in known}
    # Swapped letters are the most likely mistake: 'adma' means adam, though adamax has the longer common run.
    swapped = [candidate for candidate in by_lower if sorted(candidate) == sorted(name.lower())]
    if swapped:
        return by_lower[swapped[0]]
    near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[near[0]] if near else None


def look_up(name: Any, table: Mapping[str, T], *, where: str) -> T:
    """The entry of ``table`` called ``name``.

    Raises:
        UnknownNameError: no entry has that name; the message names the nearest one.
    """
    if isinstance(name, str) and name in table:
        return table[name]
    word = name if isinstance(name, str) else repr(name)
    known = ", ".join(sorted(table))
    shown = word if len(word) <= _LONGEST_NAME else f"{word[:_LONGEST_NAME]}..."
    raise UnknownNameError.of("registry.unknown", where=where, name=shown, known=known, fix=_fix(word, table))


def _fix(name: str, known: Iterable[str]) -> str:
    near = suggestion(name, known)
    return text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")


class _ArgumentsOf:
    """``__signature__`` of a class: that of its ``__init__``. Without it, that of ``__new__`` would be shown."""

    def __get__(self, instance: object, owner: type) -> inspect.Signature:
        if instance is not None:
            raise AttributeError("__signature__")  # a layer is callable: its own signature is that of __call__
        return _signature(owner)


class Configurable:
    """Records its constructor arguments, so that classes do not write their configuration by hand.

    ``Dense(10, activation="relu").get_config()`` gives ``{"units": 10, "activation": "relu", ...}``, including
    defaults, and ``Dense.from_config`` accepts it. Arguments that are themselves configurable are nested. A subclass
    names its arguments in ``__init__``; ``**kwargs`` are recorded by name, ``*args`` are not.

    Raises:
        ArgumentError: an argument has an unknown name, is missing, or there are too many; or a subclass defines a
            method that would never be called.

    Examples:
        >>> class Constant(Configurable):
        ...     def __init__(self, value=0.0): ...
        >>> Constant(2.5).get_config()
        {'value': 2.5}
        >>> Constant(2.5)
        Constant(value=2.5)
    """

    _arguments: dict[str, Any]
    __signature__ = _ArgumentsOf()

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        """Records the arguments by name before ``__init__`` sees them."""
        refuse_overrides(cls)
        made = object.__new__(cls)
        made._arguments = _named_arguments(cls, args, kwargs)
        return made

    def __init__(self) -> None:
        """For classes without arguments; otherwise Python would accept any."""

    def __getnewargs_ex__(self) -> tuple[tuple[()], dict[str, Any]]:
        """The arguments that copies and pickles pass to ``__new__``."""
        return (), self._arguments

    def __repr__(self) -> str:
        usual = {name: repr(parameter.default) for name, parameter in _signature(type(self)).parameters.items()}
        given = (f"{name}={value!r}" for name, value in self._arguments.items() if usual.get(name) != repr(value))
        return f"{type(self).__name__}({', '.join(given)})"

    def get_config(self) -> dict[str, Any]:
        """The arguments this object was created with, as plain values (numbers, strings, lists, mappings)."""
        return {name: serialize(value) for name, value in self._arguments.items()}

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The object described by ``config`` (from :meth:`get_config`)."""
        return cls(**config)


def _signature(cls: type) -> inspect.Signature:
    """The arguments of ``cls(...)``."""
    initializer: Callable[..., None] = cls.__init__  # type: ignore[misc]
    return _arguments_of(initializer)


@functools.cache  # inspecting them takes longer than creating a layer
def _arguments_of(initializer: Callable[..., None]) -> inspect.Signature:
    signature = inspect.signature(initializer)
    return signature.replace(parameters=list(signature.parameters.values())[1:])


def _named_arguments(cls: type, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    signature = _signature(cls)
    _check_arguments(cls.__name__, signature, args, kwargs)
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    named: dict[str, Any] = {}
    for name, parameter in signature.parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            named.update(bound.arguments[name])
        elif parameter.kind is not parameter.VAR_POSITIONAL:
            named[name] = bound.arguments[name]
    return named


def _check_arguments(where: str, signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Python's one-line error as a four-line error."""
    parameters = signature.parameters.values()
    kinds = {parameter.kind for parameter in parameters}
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    named = [*positional, *(p for p in parameters if p.kind is p.KEYWORD_ONLY)]
    names = [parameter.name for parameter in named]
    known = ", ".join(names) or "-"
    if len(args) > len(positional) and inspect.Parameter.VAR_POSITIONAL not in kinds:
        raise ArgumentError.of(
            "registry.too_many_arguments", where=where, known=known, limit=len(positional), count=len(args)
        )
    for name in kwargs:
        if name not in names and inspect.Parameter.VAR_KEYWORD not in kinds:
            raise ArgumentError.of(
                "registry.unknown_argument", where=where, name=name, known=known, fix=_fix(name, names)
            )
    given = {*names[: min(len(args), len(positional))], *kwargs}
    for parameter in named:
        if parameter.default is parameter.empty and parameter.name not in given:
            raise ArgumentError.of("registry.missing_argument", where=where, name=parameter.name, known=known)


def serialize(value: Any) -> Any:
    """``value`` as numbers, strings, lists and mappings; configurable objects as class name and config."""
    if isinstance(value, Configurable):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if isinstance(value, (list, tuple)):
        return [serialize(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): serialize(item) for key, item in value.items()}
    if callable(value):
        return getattr(value, "__name__", type(value).__name__)
    if hasattr(value, "tolist"):  # arrays and tensors; a number if there are no axes
        return value.tolist()
    return value


def deserialize(config: Any, table: Mapping[str, Callable[..., T]], *, where: str) -> T:
    """The object described by a name or by ``{"class_name": ..., "config": ...}``, looked up in ``table``.

    Raises:
        UnknownNameError: the name is not in the table.
        ArgumentError: ``config`` has another form.
    """
    if isinstance(config, str):
        return look_up(config, table, where=where)()
    if not isinstance(config, Mapping) or not isinstance(config.get("class_name"), str):
        raise ArgumentError.of("registry.config", where=where, got=repr(config))
    maker = look_up(config["class_name"], table, where=where)
    # A class may read its configuration in its own way (Sequential: a list of layers).
    from_config: Callable[..., T] | None = getattr(maker, "from_config", None)
    arguments = config.get("config") or {}
    return from_config(arguments) if from_config is not None else maker(**arguments)
