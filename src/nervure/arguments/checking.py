"""Functions whose arguments are checked as they declare them: each annotation names the kind."""

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
    """What is done with one argument.

    Attributes:
        take: brings it to its one form; see :class:`nervure.arguments.kinds.Kind`.
        is_optional: whether None passes.
    """

    take: Callable[[Any, str, str], Any]
    is_optional: bool


class Checks(NamedTuple):
    """What is done with the arguments of a function; found out once, since some functions are called for every batch.

    Attributes:
        places: of the arguments that are checked and may be given by their place, in order.
        checks: by the names of the arguments.
        changed: the place, the name and the default of each whose default has another form inside.
    """

    places: tuple[tuple[int, str], ...]
    checks: Mapping[str, Check]
    changed: tuple[tuple[int, str, Any], ...]


class Declared(NamedTuple):
    """The arguments of a function.

    Attributes:
        signature: their names, order and defaults.
        kinds: what each of them may be, where it says so.
        optional: those that may be None in any case.
    """

    signature: inspect.Signature
    kinds: Mapping[str, Kind]
    optional: frozenset[str]


def checked(function: F) -> F:
    """``function``, whose arguments come in their one form, or not at all: the error names the argument.

    An argument is of the kind that its annotation names (:mod:`nervure.arguments`), or None where the annotation says
    so. A constructor's errors point at the class that is made, those of a function at the function.

    Args:
        function: what is called with the arguments; it keeps its signature and its documentation.

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
    """For a constructor whose ``**kwargs`` are arguments of ``parent``, which may be given by their place, too.

    Its signature is its own arguments, then those of ``parent`` that it does not name, with ``parent``'s defaults: they
    are written down once.

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


@functools.cache  # annotations are read when the function is first called, and once
def declared(function: Callable[..., Any]) -> Declared:
    """The arguments that ``function`` declares."""
    # Not what it returns: that may be known to type checkers alone.
    written = types.SimpleNamespace(__annotations__={**function.__annotations__, "return": None})
    hints = typing.get_type_hints(written, function.__globals__, include_extras=True)
    signature = inspect.signature(function)
    kinds = {name: kind for name in signature.parameters if (kind := kind_in(hints.get(name))) is not None}
    optional = {name for name in kinds if type(None) in typing.get_args(hints[name])}
    return Declared(signature, kinds, frozenset(optional))


@functools.cache
def checks_of(function: Callable[..., Any]) -> Checks:
    """What is done with the arguments that ``function`` declares."""
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
    except NervureError:  # a call without the argument says so
        return True
    return form is not default


def taken(value: Any, hint: Any, argument: str, where: str) -> Any:
    """``value`` in its one form, for an argument that comes in another way than by a signature.

    Args:
        value: what was given.
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
    """Brings the fields of a dataclass to their one form, each of the kind that its annotation names.

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
    """The kind that an annotation names; None where it names none.

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
