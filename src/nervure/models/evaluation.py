"""Asking a model: evaluate, predict, and calling it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.data import as_dataset
from nervure.errors import DataError
from nervure.models.feeding import Entry, Feed, check_not_empty, fitted_input
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import (
    callback_list,
    feed_of,
    losses_for,
    next_context,
    prepared_step,
    run_seed,
    tally_for,
)
from nervure.models.progress import showing, walk_progress
from nervure.ops.op import Context
from nervure.ops.targets import tensor_of
from nervure.training.loop import evaluate as evaluate_batches

Array = np.ndarray[Any, Any]


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
    check_not_empty(dataset, "evaluate")
    feed = feed_of(model, dataset, "evaluate")
    losses = losses_for(model, feed)
    tally = tally_for(model, feed, losses)
    params = {"steps": feed.num_batches, "verbose": verbose}
    with showing(verbose) as display, torch.no_grad():
        own = walk_progress(display, "evaluate", feed.num_batches, tally)
        listeners = callback_list(model, callbacks, params, (), own)
        return evaluate_batches(prepared_step(model, losses, run_seed(model)), feed, tally, listeners)


def predict(
    model: GraphModel, x: Any, batch_size: int | None, verbose: str | int, steps: int | None, callbacks: Any
) -> Any:
    """The outputs as NumPy arrays, in the form the model's outputs were given in."""
    dataset = as_dataset(x, batch_size=batch_size, shuffle=False, steps=steps, repeat=False)
    feed = feed_of(model, dataset, "predict", with_targets=False)
    if dataset.num_samples == 0:
        return model.exit.packed(_of_nothing(model, feed))
    network = model.network()
    collected: list[list[Array]] = []
    params = {"steps": feed.num_batches, "verbose": verbose}
    with showing(verbose) as display:
        own = walk_progress(display, "predict", feed.num_batches, None)
        listeners = callback_list(model, callbacks, params, (), own)
        listeners.on_predict_begin({})
        for number, batch in enumerate(feed.batches()):
            listeners.on_predict_batch_begin(number, {})
            collected.append([y.cpu().numpy() for y in network.forward(batch.x, Context())])
            listeners.on_predict_batch_end(number, {})
        listeners.on_predict_end({})
    return model.exit.packed([_joined(parts) for parts in zip(*collected, strict=True)])


def _joined(parts: Sequence[Array]) -> Array:
    # A batch of its own is copied too: a network without steps hands on what came in.
    return parts[0].copy() if len(parts) == 1 else np.concatenate(parts)


def _of_nothing(model: GraphModel, feed: Feed) -> list[Array]:
    """The outputs for no samples: arrays of the right shape and type with nothing in them."""
    batch = feed.first_batch()
    assert batch is not None
    return [y.cpu().numpy() for y in model.network().forward(batch.x, Context())]


def call(model: GraphModel, inputs: Any, training: bool) -> Any:
    """``model(x)``: tensors for tensors, arrays for arrays."""
    several = isinstance(inputs, (list, tuple)) and bool(inputs) and hasattr(inputs[0], "shape")
    arrays = tuple(inputs) if several else (inputs,)
    tensors = tuple(tensor_of(array) for array in arrays)
    shapes = tuple((None, *tensor.shape[1:]) for tensor in tensors)
    if not model.built:
        model.build(shapes if len(shapes) > 1 else shapes[0])
    entries = [Entry(name, tensor.shape) for name, tensor in zip(model.input_names, model.inputs, strict=True)]
    if len(entries) != len(tensors):
        names = ", ".join(entry.name for entry in entries)
        raise DataError.of("feed.inputs", where=model.where, expected=len(entries), names=names, got=len(tensors))
    fitted = [fitted_input(x, entry, model.where) for x, entry in zip(tensors, entries, strict=True)]
    outputs = model.network().forward(fitted, next_context(model, training))
    results = [y if isinstance(arrays[0], Tensor) else y.cpu().numpy() for y in outputs]
    return results[0] if len(results) == 1 else results
