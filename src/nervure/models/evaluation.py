"""Asking a model: evaluate, predict, and calling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.data import as_dataset
from nervure.errors import DataError
from nervure.models.checking import check_evaluation
from nervure.models.feeding import Entry, fitted_input
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
    feed = feed_of(model, dataset, "evaluate")
    losses = losses_for(model, feed)
    check_evaluation(model, dataset)
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
    if _holds_no_sample(x):
        # The outputs for nothing: arrays of the right shape and type with nothing in them.
        return _as_arrays(model(x))
    dataset = as_dataset(x, batch_size=batch_size, shuffle=False, steps=steps, repeat=False)
    feed = feed_of(model, dataset, "predict", with_targets=False)
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


def _holds_no_sample(x: Any) -> bool:
    """Whether ``x`` is an array of length 0, or holds such arrays alone."""
    arrays = list(x.values()) if isinstance(x, Mapping) else list(x) if isinstance(x, (list, tuple)) else [x]
    return bool(arrays) and all(tuple(getattr(array, "shape", ()))[:1] == (0,) for array in arrays)


def _as_arrays(outputs: Any) -> Any:
    if isinstance(outputs, Mapping):
        return {name: _as_arrays(y) for name, y in outputs.items()}
    if isinstance(outputs, list):
        return [_as_arrays(y) for y in outputs]
    return outputs.cpu().numpy() if isinstance(outputs, Tensor) else outputs


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
