"""Building a layer: once, on first request, from shapes in any form that Keras accepts."""

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
    """What building requires of a layer."""

    is_building: bool

    @property
    def where(self) -> str:
        """How errors name it."""
        ...

    @property
    def fixes_batch_size(self) -> bool:
        """Whether it is built for a fixed batch size."""
        ...

    def ensure_built(self, input_shape: Any) -> None:
        """Builds the layer unless it is already built."""
        ...

    def draw_missing(self) -> None:
        """Initializes the weights that have no value yet."""
        ...


def once(build: Callable[..., None]) -> Callable[..., None]:
    """Wraps the ``build`` of a class for direct calls: a layer that is already built keeps its weights.

    Args:
        build: adds the parameters. While a layer is being built it runs unwrapped, so that a subclass can call
            ``super().build``.
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
    """The shape of one input, or of several, in the layers' form: tuples with an open batch size.

    Args:
        layer: the layer being built; one that carries a state per sample keeps the batch size.
        given: the user's arguments: shapes, or lists of them.

    Raises:
        ArgumentError: it is not a shape.
    """
    shapes = tuple(shape for each in given for shape in _flat(each, layer.where))
    if not layer.fixes_batch_size:
        shapes = tuple((None, *shape[1:]) for shape in shapes)
    return shapes[0] if len(shapes) == 1 and not _lists_shapes(given[0]) else shapes


def _flat(given: Any, where: str) -> Iterator[Shape]:
    """The individual shapes; a shape is a list of sizes."""
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
