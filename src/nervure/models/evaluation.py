"""Asking a model: evaluate, predict, and calling it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.data import as_dataset
from nervure.graph.plan import apply_commits
from nervure.models.feeding import Feed, fitted_input
from nervure.models.graph_model import GraphModel, alone
from nervure.models.preparation import build_for, callback_list, prepared_step, tally_for
from nervure.models.progress import showing, walk_progress
from nervure.ops.op import Context
from nervure.randomness import current_seed
from nervure.training.loop import evaluate as evaluate_batches


def evaluate(
    model: GraphModel,
    x: Any,
    y: Any,
    batch_size: int | None,
    verbose: str | int,
    sample_weight: Any,
    steps: int | None,
    callbacks: Any,
) -> dict[str, Any]:
    """The loss and the metrics by label."""
    model.compiled()
    dataset = as_dataset(x, y, sample_weight, batch_size=batch_size, shuffle=False, steps=steps, repeat=False)
    build_for(model, dataset)
    feed = _feed(model, dataset, "evaluate")
    tally = tally_for(model, feed)
    with showing(verbose) as display, torch.no_grad():
        listeners = callback_list(model, callbacks, *walk_progress(display, "evaluate", feed.num_batches, tally))
        return evaluate_batches(prepared_step(model, model.run_seed), feed, tally, listeners)


def predict(
    model: GraphModel, x: Any, batch_size: int | None, verbose: str | int, steps: int | None, callbacks: Any
) -> Any:
    """The outputs as NumPy arrays."""
    dataset = as_dataset(x, batch_size=batch_size, shuffle=False, steps=steps, repeat=False)
    build_for(model, dataset)
    feed = _feed(model, dataset, "predict", targets=False)
    network = model.network()
    network.store.refresh()
    collected: list[tuple[Tensor, ...]] = []
    with showing(verbose) as display, torch.no_grad():
        listeners = callback_list(model, callbacks, *walk_progress(display, "predict", feed.num_batches, None))
        listeners.on_predict_begin({})
        for number, batch in enumerate(feed.batches()):
            listeners.on_predict_batch_begin(number, {})
            walk = network.fused.forward(batch.x, Context())
            apply_commits(walk.carried)
            collected.append(walk.outputs)
            listeners.on_predict_batch_end(number, {})
        listeners.on_predict_end({})
    return alone([_joined(parts) for parts in zip(*collected, strict=True)] or _nothing(model))


def call(model: GraphModel, inputs: Any, training: bool) -> Any:
    """``model(x)``: tensors for tensors, arrays for arrays."""
    arrays = tuple(inputs) if isinstance(inputs, (list, tuple)) and hasattr(inputs[0], "shape") else (inputs,)
    tensors = tuple(torch.as_tensor(array) for array in arrays)
    build_for(
        model,
        as_dataset(list(tensors) if len(tensors) > 1 else tensors[0], None, None, batch_size=len(tensors[0]) or 1),
    )
    network = model.network()
    network.store.refresh()
    shapes = model.graph.input_shapes
    fitted = tuple(fitted_input(x, shape, model.where) for x, shape in zip(tensors, shapes, strict=True))
    context = Context(training=training, seed=current_seed())
    with torch.no_grad():
        walk = network.fused.forward(network.inputs(fitted), context)
        apply_commits(walk.carried)
    return alone([y if isinstance(arrays[0], Tensor) else y.cpu().numpy() for y in walk.outputs])


def _feed(model: GraphModel, dataset: Any, where: str, *, targets: bool = True) -> Feed:
    names: Sequence[str] = model.output_names if targets else ()
    return Feed(dataset, model.input_names, model.graph.input_shapes, names, model.network().device, where)


def _joined(parts: Sequence[Tensor]) -> np.ndarray[Any, Any]:
    return (parts[0] if len(parts) == 1 else torch.cat(tuple(parts))).cpu().numpy()


def _nothing(model: GraphModel) -> list[np.ndarray[Any, Any]]:
    return [np.zeros((0, *(size or 0 for size in shape[1:])), "float32") for shape in model.graph.output_shapes]
