"""Building a layer: once, whoever asks first, for shapes in any form that Keras takes."""

from __future__ import annotations

import functools
import inspect
import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from nervure.arguments.values import as_written
from nervure.errors import ArgumentError
from nervure.symbolic import Shape


class Buildable(Protocol):
    """What a layer has, and what building it asks of it."""

    is_building: bool

    @property
    def where(self) -> str:
        """How errors name it."""
        ...

    @property
    def fixes_batch_size(self) -> bool:
        """Whether it is built for one number of samples."""
        ...

    def ensure_built(self, input_shape: Any) -> None:
        """Builds it unless it is built."""
        ...

    def draw_missing(self) -> None:
        """Draws first values of the weights that have none."""
        ...


def once(build: Callable[..., None]) -> Callable[..., None]:
    """The ``build`` of a class, for whoever calls it by hand: a layer that is built has its weights and keeps them.

    Args:
        build: adds the parameters. While a layer is built, by a call or by hand, it is run as it is: ``super().build``
            of a subclass goes on in its class.
    """

    @functools.wraps(build)
    def built_once(layer: Buildable, *shapes: Any, **named: Any) -> None:
        if layer.is_building:
            build(layer, *shapes, **named)
            return
        given = [shape for shape in (*shapes, *named.values()) if shape is not None]
        if not given and _needs_shape(build):
            raise ArgumentError.of("build.no_shape", where=layer.where)
        layer.ensure_built(input_shapes(layer, given or [(None, None)]))
        layer.draw_missing()

    return built_once


def input_shapes(layer: Buildable, given: Sequence[Any]) -> Any:
    """The shape of one input, or of several, as layers know them: tuples, any number of samples.

    Args:
        layer: what is built; one that carries a state for each sample keeps their number.
        given: what a user wrote as arguments: shapes, or lists of them.

    Raises:
        ArgumentError: it is no shape.
    """
    shapes = tuple(shape for each in given for shape in _flat(each, layer.where))
    if not layer.fixes_batch_size:
        shapes = tuple((None, *shape[1:]) for shape in shapes)
    return shapes[0] if len(shapes) == 1 and not _lists_shapes(given[0]) else shapes


def _flat(given: Any, where: str) -> Iterator[Shape]:
    """Shapes one by one; a shape is a list of sizes."""
    if _lists_shapes(given):
        for shape in given:
            yield from _flat(shape, where)
        return
    try:
        yield tuple(None if size is None else operator.index(size) for size in given)
    except TypeError as problem:
        raise ArgumentError.of("build.shape", where=where, got=as_written(given)) from problem


def _lists_shapes(given: Any) -> bool:
    return isinstance(given, (list, tuple)) and bool(given) and isinstance(given[0], (list, tuple))


def _needs_shape(build: Callable[..., None]) -> bool:
    _, *arguments = inspect.signature(build).parameters.values()
    return any(argument.default is argument.empty for argument in arguments)
