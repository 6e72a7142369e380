"""Finds one code change that resolves a mismatch between network and data; each is tried on shapes first."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from nervure import losses as all_losses
from nervure.errors import ShapeError
from nervure.language import text
from nervure.layers import Layer
from nervure.layers.ledger import Path, ledger_lines
from nervure.layers.shape_remedies import remade, shape_after
from nervure.losses import Loss
from nervure.models.graph_model import GraphModel
from nervure.ops.softmax import SOFTMAX
from nervure.preflight.endings import source
from nervure.symbolic import Shape

_COMPARE_CLASSES = {
    "losses.class_numbers": "sparse_categorical_crossentropy",
    "losses.one_hot": "categorical_crossentropy",
}


class Edit(NamedTuple):
    """A changed network: replacements of layers, by ``id``, and layers inserted before one."""

    changed: Mapping[int, Any] = {}
    before: Mapping[int, Any] = {}


_AS_IT_IS = Edit()


@contextmanager
def explained(model: GraphModel, losses: Sequence[Loss | None], targets: Sequence[Shape | None]) -> Iterator[None]:
    """Adds the layers up to the output, and a change that helps, to a mismatch of outputs and targets.

    Args:
        model: the model of the outputs.
        losses: of each output; None for one without.
        targets: the shape of each output's targets, if any.
    """
    try:
        yield
    except ShapeError as error:
        for place, (loss, target) in enumerate(zip(losses, targets, strict=True)):
            if (
                not error.is_explained
                and loss is not None
                and target is not None
                and not _fits(loss, target, model, place)
            ):
                path = Path([model.graph.outputs[place]])
                fix = _fix_of_loss(error.key, model, place, loss, target)
                error.explain(ledger_lines(path.rows, error.where) if path.rows else (), fix)
        raise


def explain_data(model: GraphModel, error: ShapeError, got: Shape) -> None:
    """Replaces the general fix, for data that does not fit the input of ``model``, with a change that works."""
    if error.is_explained or len(model.graph.inputs) > 1 or not error.where.isidentifier():
        return
    expected = model.graph.input_shapes[0]
    statement = next((code for code, shape in _statements(got, expected) if _matches(shape, expected)), None)
    fix = _another_input(model, got) if statement is None else None
    if statement is not None:
        fix = text("fix.statement", code=statement, place=error.where)
    error.explain((), fix)


def shapes_after(
    model: GraphModel, edit: Edit = _AS_IT_IS, inputs: Sequence[Shape] | None = None
) -> list[Shape] | None:
    """The output shapes of the changed network; None if a layer does not fit.

    Args:
        model: the current network.
        edit: the change.
        inputs: the shapes of its inputs; by default the current ones.
    """
    graph = model.graph
    known: dict[int, Any] = {
        id(tensor): shape for tensor, shape in zip(graph.inputs, inputs or graph.input_shapes, strict=True)
    }
    fresh: dict[int, Any] = dict(edit.changed)
    for node in graph.nodes:
        shapes = [known[id(tensor)] for tensor in node.inputs]
        if id(node.layer) in edit.before:
            shapes = [shape_after(edit.before[id(node.layer)], shape) for shape in shapes]
        layer = fresh.setdefault(id(node.layer), _remade(node.layer))
        after = None if None in shapes else shape_after(layer, shapes[0] if len(shapes) == 1 else tuple(shapes))
        if after is None:
            return None
        known |= {
            id(tensor): shape
            for tensor, shape in zip(node.outputs, after if len(node.outputs) > 1 else [after], strict=True)
        }
    return [known[id(tensor)] for tensor in graph.outputs]


def _remade(layer: Layer, **changed: Any) -> Any:
    try:
        return remade(layer, **changed)
    except Exception:  # a custom class may not accept its arguments twice
        return None if changed else layer


def _fits(loss: Loss, target: Shape, model: GraphModel, place: int, edit: Edit = _AS_IT_IS) -> bool:
    shapes = shapes_after(model, edit) if edit.changed or edit.before else list(model.graph.output_shapes)
    if shapes is None:
        return False
    try:
        loss.check(target, shapes[place])
    except ShapeError:
        return False
    return True


def _fix_of_loss(key: str, model: GraphModel, place: int, loss: Loss, target: Shape) -> str | None:
    told = getattr(model, "compile_arguments", {}).get("loss")
    other = _COMPARE_CLASSES.get(key)
    # A softmax means classes, whatever the loss: one number per sample is a class label.
    if key == "losses.shapes" and _ends_in_softmax(model, place):
        other = _COMPARE_CLASSES["losses.class_numbers"]
    if other is not None and isinstance(told, str) and _fits(all_losses.get(other), target, model, place):
        return text("fix.argument", code=f"loss={other!r}", place="compile")
    for kind, code, layer, edit in _edits(key, model, place, target):
        if _fits(loss, target, model, place, edit):
            return text(kind, code=code, place=Path([model.graph.outputs[place]]).place_of(layer))
    return None


def _ends_in_softmax(model: GraphModel, place: int) -> bool:
    plan = model.network().plan
    step = source(plan, plan.outputs[place])
    return step is not None and step.op is SOFTMAX


def _edits(key: str, model: GraphModel, place: int, target: Shape) -> Iterator[tuple[str, str, Layer, Edit]]:
    """Changes of the network that may resolve a mismatch with the targets: sentence, code, layer, network."""
    from nervure.layers import Flatten

    nodes = model.graph.nodes
    if key == "losses.flatten":
        for node in reversed(nodes):
            yield from _argument(node.layer, "return_sequences", False)
        for node in nodes:
            if len(node.inputs) == 1 and len(node.inputs[0].shape) > 2 and type(node.layer).__name__ == "Dense":
                yield "fix.insert", "Flatten()", node.layer, Edit(before={id(node.layer): Flatten()})
    last = model.graph.outputs[place].node
    size = target[-1] if len(target) > 1 else 1
    while last.inputs:
        for name in ("units", "filters"):
            yield from _argument(last.layer, name, size)
        last = last.inputs[0].node
    for node in reversed(nodes):
        yield from _argument(node.layer, "return_sequences", len(target) > 2)


def _argument(layer: Layer, name: str, value: Any) -> Iterator[tuple[str, str, Layer, Edit]]:
    _, given = layer.__getnewargs_ex__()
    changed = _remade(layer, **{name: value}) if name in given and given[name] != value else None
    if changed is not None:
        yield "fix.argument", f"{name}={value!r}", layer, Edit(changed={id(layer): changed})


def _statements(got: Shape, expected: Shape) -> Iterator[tuple[str, Shape]]:
    """What can be done to an array called x before passing it, and its shape afterwards."""
    yield "x = x[None]", (1, *got)
    yield "x = x[..., None]", (*got, 1)
    channels = expected[-1]
    if channels == 1 and len(got) == len(expected):
        yield "x = x.mean(axis=-1, keepdims=True)", (*got[:-1], 1)
    if len(got) == len(expected) and channels is not None and (got[-1] or 0) > channels == 3:
        yield "x = x[..., :3]", (*got[:-1], 3)
    if channels is not None and got[-1] == 1 and len(expected) > 2:
        yield f"x = x.repeat({channels}, axis=-1)", (*got[:-1], channels)
    if channels == 3 and len(got) == len(expected) - 1:
        yield "x = x[..., None].repeat(3, axis=-1)", (*got, 3)
    if len(got) == len(expected) > 2:
        axes = (0, *range(2, len(got)), 1)
        yield f"x = x.transpose{axes}", (*got[:1], *got[2:], got[1])
    sample = [size for size in expected[1:] if size is not None]
    if len(sample) == len(expected) - 1 and math.prod(size or 0 for size in got[1:]) == math.prod(sample):
        yield f"x = x.reshape({', '.join(map(str, ('len(x)', *sample)))})", (got[0], *sample)


def _matches(got: Shape, expected: Shape) -> bool:
    return len(got) == len(expected) and all(
        size in (None, given) for size, given in zip(expected[1:], got[1:], strict=True)
    )


def _another_input(model: GraphModel, got: Shape) -> str | None:
    """Another input shape, if the network can be built for it."""
    sample, before = tuple(got[1:]), model.graph.input_shapes[0][1:]
    has_learned = model.compiled and model.compilation.optimizer.calls > 0
    if has_learned or shapes_after(model, inputs=[(None, *sample)]) is None:
        return None
    first = model.graph.nodes[0].layer
    if first.declared_shape is None:
        return text("fix.argument", code=f"shape={sample}", place=f"Input({tuple(before)})")
    _, given = first.__getnewargs_ex__()
    name, value = ("input_dim", sample[0]) if given.get("input_dim") is not None else ("input_shape", sample)
    return text("fix.argument", code=f"{name}={value}", place=Path([model.graph.inputs[0]], first).place_of(first))
