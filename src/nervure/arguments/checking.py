"""Checks the arguments of functions by their annotations, each of which names the kind."""

from __future__ import annotations

import functools
import inspect
import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, TypeVar

from nervure.arguments.kinds import Kind
from nervure.errors import NervureError

F = TypeVar("F", bound=Callable[..., Any])


class Check(NamedTuple):
    """The check of one argument.

    Attributes:
        take: converts it to its canonical form; see :class:`nervure.arguments.kinds.Kind`.
        is_optional: whether None is accepted.
    """

    take: Callable[[Any, str, str], Any]
    is_optional: bool


class Checks(NamedTuple):
    """The checks of a function's arguments; prepared once, since some functions are called for every batch.

    Attributes:
        places: the checked arguments that may be positional, in order.
        checks: the checks by argument name.
        changed: the position, name and default of each argument whose default has another canonical form.
    """

    places: tuple[tuple[int, str], ...]
    checks: Mapping[str, Check]
    changed: tuple[tuple[int, str, Any], ...]


class Declared(NamedTuple):
    """The arguments of a function.

    Attributes:
        signature: their names, order and defaults.
        kinds: the kind of each, if declared.
        optional: those that always accept None.
    """

    signature: inspect.Signature
    kinds: Mapping[str, Kind]
    optional: frozenset[str]


def checked(function: F) -> F:
    """``function`` with checked arguments, passed in canonical form; errors name the argument.

    The kind of an argument is named by its annotation (:mod:`nervure.arguments`), which may also allow None. Errors of
    a constructor name its class, those of a function the function.

    Args:
        function: the function to call; it keeps its signature and its documentation.

    Examples:
        >>> from nervure.arguments import Count
        >>> @checked
        ... def doubled(units: Count) -> int:
        ...     return 2 * units
        >>> doubled(3.0)
        6
    """

    @functools.wraps(function)
    def with_checks(*args: Any, **named: Any) -> Any:
        places, checks, changed = checks_of(function)
        where = type(args[0]).__name__ if is_constructor else function.__name__
        count, given = len(args), args
        for place, name in places:
            if place >= count:
                break
            value, (take, is_optional) = args[place], checks[name]
            if value is None and is_optional:
                continue
            form = take(value, name, where)
            if form is not value:
                given = (*given[:place], form, *given[place + 1 :])
        for name, value in named.items():
            check = checks.get(name)
            if check is not None and not (value is None and check.is_optional):
                named[name] = check.take(value, name, where)
        for place, name, default in changed:
            if place >= count and name not in named:
                named[name] = checks[name].take(default, name, where)
        return function(*given, **named)

    is_constructor = function.__name__ == "__init__"
    return typing.cast(F, with_checks)


def continues(parent: type) -> Callable[[F], F]:
    """For a constructor whose ``**kwargs`` are arguments of ``parent``, which may also be positional.

    Its signature has its own arguments, then those of ``parent`` that it does not name, with ``parent``'s defaults, so
    that these are written once.

    Args:
        parent: the class whose constructor is called with the ``**kwargs``.
    """

    def continued(initializer: F) -> F:
        own, inherited = inspect.signature(initializer).parameters, inspect.signature(parent.__init__).parameters  # type: ignore[misc]
        others = [
            each for each in inherited.values() if each.name not in own and each.kind is each.POSITIONAL_OR_KEYWORD
        ]
        *named, unknown = own.values()
        signature = inspect.Signature([*named, *others, unknown])
        body = checked(initializer)

        @functools.wraps(initializer)
        def with_all(*args: Any, **given: Any) -> Any:
            bound = signature.bind(*args, **given).arguments
            made = bound.pop(named[0].name)
            return body(made, **bound.pop(unknown.name, {}), **bound)

        with_all.__signature__ = signature  # type: ignore[attr-defined]
        return typing.cast(F, with_all)

    return continued


@functools.cache  # annotations are read once, when the function is first called
def declared(function: Callable[..., Any]) -> Declared:
    """The arguments that ``function`` declares."""
    # Not the return type: it may be importable only for type checkers.
    written = types.SimpleNamespace(__annotations__={**function.__annotations__, "return": None})
    hints = typing.get_type_hints(written, function.__globals__, include_extras=True)
    signature = inspect.signature(function)
    kinds = {name: kind for name in signature.parameters if (kind := kind_in(hints.get(name))) is not None}
    optional = {name for name in kinds if type(None) in typing.get_args(hints[name])}
    return Declared(signature, kinds, frozenset(optional))


@functools.cache
def checks_of(function: Callable[..., Any]) -> Checks:
    """The checks of the arguments that ``function`` declares."""
    signature, kinds, optional = declared(function)
    checks = {name: Check(kind.take, name in optional) for name, kind in kinds.items()}
    places, changed = [], []
    for place, (name, parameter) in enumerate(signature.parameters.items()):
        by_name_alone = parameter.kind is parameter.KEYWORD_ONLY
        if name not in checks:
            continue
        if not by_name_alone:
            places.append((place, name))
        default = parameter.default
        if default is not parameter.empty and _is_changed(checks[name], default):
            changed.append((sys.maxsize if by_name_alone else place, name, default))
    return Checks(tuple(places), checks, tuple(changed))


def _is_changed(check: Check, default: Any) -> bool:
    if default is None and check.is_optional:
        return False
    try:
        form = check.take(default, "", "")
    except NervureError:  # calling without the argument raises its own error
        return True
    return form is not default


def taken(value: Any, hint: Any, argument: str, where: str) -> Any:
    """``value`` in its canonical form, for an argument that does not come through a signature.

    Args:
        value: the given value.
        hint: an annotation that names the kind, such as :data:`nervure.arguments.Count`.
        argument: the name of the argument.
        where: the class or function whose argument it is.

    Raises:
        ArgumentError: it is not of this kind.

    Examples:
        >>> from nervure.arguments import Count
        >>> taken(32.0, Count, "batch_size", "ArrayDataset")
        32
    """
    kind = kind_in(hint)
    return value if kind is None else kind.take(value, argument, where)


def take_fields(made: Any) -> None:
    """Converts the fields of a dataclass to canonical form, each by the kind that its annotation names.

    Args:
        made: the object, which may be frozen; called in its ``__post_init__``.

    Raises:
        ArgumentError: a field is not of its kind; the error names the field.

    Examples:
        >>> from dataclasses import make_dataclass
        >>> from nervure.arguments import Count
        >>> checked = {"__post_init__": take_fields}
        >>> Options = make_dataclass("Options", [("batch_size", Count, 32)], frozen=True, namespace=checked)
        >>> Options(batch_size=64.0)
        Options(batch_size=64)
    """
    for name, (take, is_optional) in checks_of(type(made).__init__).checks.items():
        value = getattr(made, name)
        if value is not None or not is_optional:
            object.__setattr__(made, name, take(value, name, name))


def kind_in(hint: Any) -> Kind | None:
    """The kind named by an annotation; None if it does not name one.

    Examples:
        >>> from nervure.arguments import Count
        >>> kind_in(Count | None), kind_in(int)
        (WholeNumber(least=1, most=9223372036854775807, key=None), None)
    """
    origin = typing.get_origin(hint)
    if origin is Annotated:
        return next((extra for extra in hint.__metadata__ if isinstance(extra, Kind)), None)
    if origin in (typing.Union, types.UnionType):
        return next((kind for kind in map(kind_in, typing.get_args(hint)) if kind is not None), None)
    return None
