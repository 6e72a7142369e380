"""Finds one code change that resolves a shape mismatch; each is tried on shapes before it is suggested."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nervure.errors import ShapeError
from nervure.language import text
from nervure.layers.ledger import Path, ledger_lines
from nervure.shapes import concatenated
from nervure.symbolic import Node, Shape, SymbolicTensor

_DROPS_AXES = ("Flatten", "GlobalAveragePooling", "GlobalMaxPooling", "GlobalAvgPool", "GlobalMaxPool")


class Change(NamedTuple):
    """A code change.

    Attributes:
        kind: the catalogue sentence that describes it.
        code: what to write; empty if something is removed.
        place: where to make it: a layer, or its code.
        layer: a fresh copy of the layer that did not fit, after the change.
        shape: its input shape after the change; a tuple of shapes for several inputs.
    """

    kind: str
    code: str
    place: Any
    layer: Any
    shape: Any


Maker = Callable[[Any, Sequence[SymbolicTensor]], Iterator[Change]]


def explain(error: ShapeError, layer: Any, tensors: Sequence[SymbolicTensor]) -> None:
    """Adds the layers up to ``layer`` to ``error``, and replaces its general fix with a change that works.

    Args:
        error: the exception from calling the layer; one already explained by a nested layer stays unchanged.
        layer: the layer that does not fit.
        tensors: the arguments of the call.
    """
    if error.is_explained:
        return
    path = Path(tensors, layer)
    change = remedy(error.key, layer, tensors)
    fix = None
    if change is not None:
        place = change.place if isinstance(change.place, str) else path.place_of(change.place)
        fix = text(change.kind, code=change.code, place=place)
    where = path.where if error.where == layer.where else None
    error.explain(ledger_lines(path.rows, path.where) if path.rows else (), fix, where)


def remedy(key: str, layer: Any, tensors: Sequence[SymbolicTensor]) -> Change | None:
    """The first change for the error ``key`` that makes ``layer`` accept its input; None if none is known."""
    changes = (change for maker in _MAKERS.get(key, ()) for change in maker(layer, tensors))
    return next((change for change in changes if shape_after(change.layer, change.shape) is not None), None)


def remade(layer: Any, **changed: Any) -> Any:
    """A fresh layer of the same class and arguments, except for the changed ones; layers inside are fresh too."""
    _, arguments = layer.__getnewargs_ex__()
    return type(layer)(**{name: _apart(value) for name, value in arguments.items()} | changed)


def shape_after(layer: Any, shape: Any) -> Any:
    """The output shape of a fresh ``layer`` for inputs of ``shape``; None if it rejects them."""
    try:
        layer.ensure_built(shape)
        return layer.compute_output_shape(shape)
    except Exception:  # whatever a custom layer raises, the change does not help
        return None


def _apart(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(map(_apart, value))
    return remade(value) if hasattr(value, "ensure_built") else value


def _shape_of(tensors: Sequence[SymbolicTensor]) -> Any:
    return tensors[0].shape if len(tensors) == 1 else tuple(tensor.shape for tensor in tensors)


def _producer(tensor: SymbolicTensor) -> Node | None:
    """The call that produced ``tensor``; None for an input of the network."""
    return tensor.node if tensor.node.inputs else None


def _declared(layer: Any, tensors: Sequence[SymbolicTensor], sample: Shape) -> Iterator[Change]:
    """Another input shape, if the input comes right before the layer."""
    if len(tensors) > 1 or _producer(tensors[0]) is not None:
        return
    name, place = "input_shape", layer
    if layer.declared_shape is None:
        name, place = "shape", f"Input({tensors[0].shape[1:]})"
    yield Change("fix.argument", f"{name}={sample}", place, remade(layer), (None, *sample))


def _inserted(code: str, layer: Any, shape: Any) -> Change:
    return Change("fix.insert", code, layer, remade(layer), shape)


def _channel_axis(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    sample = tensors[0].shape[1:]
    yield from _declared(layer, tensors, (*sample, 1))
    yield from _more_axes(layer, tensors)


def _more_axes(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    sample = tensors[0].shape[1:]
    if None not in sample:
        for count in (1, 2, 3):
            yield _inserted(f"Reshape({(*sample, *(1,) * count)})", layer, (None, *sample, *(1,) * count))


def _merged_axes(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    """Merges the last axes."""
    sample = tensors[0].shape[1:]
    if None in sample:
        return
    for kept in range(len(sample) - 2, -1, -1):
        merged = (*sample[:kept], math.prod(size or 1 for size in sample[kept:]))
        yield _inserted(f"Reshape({merged})", layer, (None, *merged))


def _without_batch(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    yield from _declared(layer, tensors, tensors[0].shape[2:])


def _as_picture(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    """Reshapes vectors that may have been square images of one or three channels."""
    size = tensors[0].shape[-1] or 0
    for channels in (1, 3):
        side = math.isqrt(size // channels)
        if side > 1 and side * side * channels == size:
            yield _inserted(f"Reshape({(side, side, channels)})", layer, (None, side, side, channels))
    yield _inserted(f"Reshape({(1, 1, size)})", layer, (None, 1, 1, size))


def _producer_out(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    """Removes the previous layer, which dropped axes."""
    node = _producer(tensors[0])
    if node is not None and len(node.inputs) == 1 and type(node.layer).__name__.startswith(_DROPS_AXES):
        yield Change("fix.remove", "", node.layer, remade(layer), node.inputs[0].shape)


def _pooled_instead(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    """Replaces Flatten by a mean for maps of any size, since the mean has a known size."""
    node = _producer(tensors[0])
    if node is None or type(node.layer).__name__ != "Flatten" or not 3 <= len(node.inputs[0].shape) <= 5:
        return
    before = node.inputs[0].shape
    code = f"GlobalAveragePooling{len(before) - 2}D()"
    yield Change("fix.replace", code, node.layer, remade(layer), (before[0], before[-1]))


def _sequences_before(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    yield from _in_producers(layer, tensors, {"return_sequences": True})


def _in_producers(layer: Any, tensors: Sequence[SymbolicTensor], arguments: Mapping[str, Any]) -> Iterator[Change]:
    """Changes one argument of an earlier layer."""
    for place, tensor in enumerate(tensors):
        node = _producer(tensor)
        if node is None or len(node.outputs) > 1:
            continue
        _, given = node.layer.__getnewargs_ex__()
        for name, value in arguments.items():
            if name not in given or given[name] == value:
                continue
            after = shape_after(_try(node.layer, name, value), _shape_of(node.inputs))
            if after is None:
                continue
            shapes = tuple(after if index == place else other.shape for index, other in enumerate(tensors))
            shape = shapes[0] if len(shapes) == 1 else shapes
            yield Change("fix.argument", f"{name}={value!r}", node.layer, remade(layer), shape)


def _try(layer: Any, name: str, value: Any) -> Any:
    try:
        return remade(layer, **{name: value})
    except Exception:
        return None


def _equal_inputs(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    """For inputs of unequal shapes: makes one of the previous layers like another."""
    for tensor in tensors:
        last = tensor.shape[-1]
        more = {"units": last, "filters": last, "padding": "same", "return_sequences": len(tensor.shape) > 2}
        yield from _in_producers(layer, tensors, more)
    for strides in (1, 2):
        yield from _in_producers(layer, tensors, {"strides": strides})


def _argument(name: str, values: Callable[[Any, Any], Sequence[Any]]) -> Maker:
    """A remedy that changes an argument of the layer: ``values(layer, shape)``, best first."""

    def make(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
        shape = _shape_of(tensors)
        for value in values(layer, shape):
            made = _try(layer, name, value)
            if made is not None:
                yield Change("fix.argument", f"{name}={value!r}", layer, made, shape)

    return make


def _joined(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    shape = concatenated([tensor.shape for tensor in tensors], -1) if len(tensors) > 1 else None
    if shape is not None:
        yield _inserted("Concatenate()", layer, shape)


def _flattened(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    sample = tensors[0].shape[1:]
    if None not in sample:
        yield _inserted("Flatten()", layer, (None, math.prod(size or 1 for size in sample)))


def _to_the_size_it_has(layer: Any, tensors: Sequence[SymbolicTensor]) -> Iterator[Change]:
    """For a shared layer: inserts a Dense layer that brings the features to the number it was built for."""
    expected = layer.built_shape[-1]
    yield _inserted(f"Dense({expected})", layer, (*tensors[0].shape[:-1], expected))


def _target_shapes(layer: Any, shape: Any) -> list[tuple[int, ...]]:
    """The target with each of its sizes in turn replaced by -1, the last one first."""
    target = [-1 if size is None else size for size in layer.target_shape]
    open_at = [
        tuple(-1 if place == index else size for place, size in enumerate(target)) for index in range(len(target))
    ]
    return [sizes for sizes in reversed(open_at) if sizes.count(-1) == 1] or [(-1,)]


def _orders(layer: Any, shape: Any) -> list[tuple[int, ...]]:
    count = len(shape) - 1
    kept = [axis for axis in layer.dims if axis <= count]
    return [(*kept, *(axis for axis in range(1, count + 1) if axis not in kept))]


def _divisors(name: str) -> Callable[[Any, Any], list[int]]:
    return lambda layer, shape: [math.gcd(shape[-1] or 1, getattr(layer, name))]


def _smaller_margins(layer: Any, shape: Any) -> list[Any]:
    sides = tuple(((size - 1) // 2, (size - 1) // 2) for size in shape[1:-1] if size is not None)
    return [sides if len(sides) > 1 else sides[0]] if len(sides) == len(shape) - 2 else []


_MAKERS: dict[str, tuple[Maker, ...]] = {
    "pictures.no_channels": (_channel_axis,),
    "pictures.batch_inside": (_without_batch, _merged_axes),
    "pictures.flat": (_producer_out, _as_picture),
    "pictures.rank": (_merged_axes, _more_axes),
    "maps.no_channels": (_channel_axis,),
    "maps.too_many_axes": (_without_batch, _merged_axes),
    "maps.pictures": (_merged_axes,),
    "maps.rank": (_producer_out, _more_axes, _merged_axes),
    "recurrent.rank": (_sequences_before, _producer_out, _more_axes, _merged_axes),
    "time_distributed.rank": (_sequences_before, _more_axes),
    "window.larger": (_argument("padding", lambda layer, shape: ["same"]),),
    "convolution.channels_groups": (_argument("groups", _divisors("groups")),),
    "group_normalization.channels": (_argument("groups", _divisors("groups")),),
    "reshape.sizes": (_argument("target_shape", _target_shapes),),
    "permute.rank": (_argument("dims", _orders),),
    "cropping.larger": (_argument("cropping", _smaller_margins),),
    "layer.no_axis": (_argument("axis", lambda layer, shape: [-1]),),
    "batch_normalization.batch_axis": (_argument("axis", lambda layer, shape: [-1]),),
    "normalization.batch_axis": (_argument("axis", lambda layer, shape: [-1]),),
    "layer.one_input": (_joined,),
    "dense.no_features": (_pooled_instead,),
    "dense.features": (_to_the_size_it_has,),
    "repeat_vector.rank": (_flattened,),
    "add.shapes": (_equal_inputs,),
    "merge.shapes": (_equal_inputs,),
    "concatenate.shapes": (_equal_inputs,),
    "dot.sizes": (_equal_inputs,),
    "attention.sizes": (_equal_inputs,),
}
