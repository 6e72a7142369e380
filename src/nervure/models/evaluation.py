"""Using a model: evaluate, predict, and calling it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.data import as_dataset
from nervure.data.array_dataset import DEFAULT_BATCH_SIZE
from nervure.errors import DataError
from nervure.kernels.memory import keeping_memory
from nervure.layers.masked_values import mask_of, with_mask
from nervure.layers.single_call import compute
from nervure.models.checking import check_evaluation
from nervure.models.feeding import Entry, Feed, fitted_input
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
from nervure.ops.targets import fits, tensor_of
from nervure.training.loop import evaluate as evaluate_batches

Array = np.ndarray[Any, Any]

_READ_AS_THEY_ARE = tuple(map(np.dtype, ("float32", "float64", "uint8", "int32", "int64")))


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
    model.check_compiled()
    dataset = as_dataset(x, y, sample_weight, batch_size=batch_size, shuffle=False, steps=steps, repeat=False)
    feed = feed_of(model, dataset, "evaluate")
    losses = losses_for(model, feed)
    check_evaluation(model, dataset)
    tally = tally_for(model, feed, losses)
    params = {"steps": feed.num_batches, "verbose": verbose}
    with showing(verbose) as display, torch.no_grad(), _memory_for(feed):
        own = walk_progress(display, "evaluate", feed.num_batches, tally)
        listeners = callback_list(model, callbacks, params, (), own)
        return evaluate_batches(prepared_step(model, losses, run_seed(model)), feed, tally, listeners)


def predict(
    model: GraphModel, x: Any, batch_size: int | None, verbose: str | int, steps: int | None, callbacks: Any
) -> Any:
    """The outputs as NumPy arrays, in the form of the model's outputs."""
    if verbose == 0 and callbacks is None and steps is None and _is_one_batch(model, x, batch_size):
        outputs = model.network().forward([torch.from_numpy(x)], Context())
        return model.exit.packed([_joined([y.cpu().numpy()]) for y in outputs])
    if _holds_no_sample(x):
        # The outputs for no samples: empty arrays of the right shape and type.
        return _as_arrays(model(x))
    dataset = as_dataset(x, batch_size=batch_size, shuffle=False, steps=steps, repeat=False)
    feed = feed_of(model, dataset, "predict", with_targets=False)
    network = model.network()
    collected: list[list[Array]] = []
    params = {"steps": feed.num_batches, "verbose": verbose}
    with showing(verbose) as display, _memory_for(feed):
        own = walk_progress(display, "predict", feed.num_batches, None)
        listeners = callback_list(model, callbacks, params, (), own)
        listeners.on_predict_begin({})
        for number, batch in enumerate(feed.batches()):
            listeners.on_predict_batch_begin(number, {})
            collected.append([y.cpu().numpy() for y in network.forward(batch.x, Context())])
            listeners.on_predict_batch_end(number, {})
        listeners.on_predict_end({})
    return model.exit.packed([_joined(parts) for parts in zip(*collected, strict=True)])


def _is_one_batch(model: GraphModel, x: Any, batch_size: int | None) -> bool:
    """Whether ``x`` is a single-batch array in the model's form, which needs no dataset around it."""
    is_plain = type(x) is np.ndarray and x.dtype in _READ_AS_THEY_ARE and x.flags.writeable and x.flags.c_contiguous
    if not is_plain or not model.built or len(model.inputs) != 1 or not fits(x.shape, model.inputs[0].shape):
        return False
    most = DEFAULT_BATCH_SIZE if batch_size is None else batch_size
    return type(most) is int and 0 < len(x) <= most


def _memory_for(feed: Feed) -> AbstractContextManager[None]:
    # Freeing memory takes longer than a single batch saves.
    return nullcontext() if feed.num_batches == 1 else keeping_memory()


def _joined(parts: Sequence[Array]) -> Array:
    # A single batch is copied too: a network without steps returns its input.
    return parts[0].copy() if len(parts) == 1 else np.concatenate(parts)


def _holds_no_sample(x: Any) -> bool:
    """Whether ``x`` is an empty array, or contains only empty arrays."""
    arrays = list(x.values()) if isinstance(x, Mapping) else list(x) if isinstance(x, (list, tuple)) else [x]
    is_nested = any(isinstance(array, Tensor) and array.is_nested for array in arrays)  # these have no shape
    return bool(arrays) and not is_nested and all(tuple(getattr(array, "shape", ()))[:1] == (0,) for array in arrays)


def _as_arrays(outputs: Any) -> Any:
    if isinstance(outputs, Mapping):
        return {name: _as_arrays(y) for name, y in outputs.items()}
    if isinstance(outputs, list):
        return [_as_arrays(y) for y in outputs]
    return outputs.cpu().numpy() if isinstance(outputs, Tensor) else outputs


def call(model: GraphModel, inputs: Any, training: bool, mask: Any = None) -> Any:
    """``model(x)``: tensors for tensors, arrays for arrays; in training, moving statistics are updated, as in Keras."""
    several = isinstance(inputs, (list, tuple)) and bool(inputs) and hasattr(inputs[0], "shape")
    arrays = tuple(inputs) if several else (inputs,)
    tensors = tuple(tensor_of(array) for array in arrays)
    shapes = tuple((None, *tensor.shape[1:]) for tensor in tensors)
    if not model.built:
        model.build(shapes if len(shapes) > 1 else shapes[0])
    if mask is not None or any(mask_of(array) is not None for array in arrays):
        result = compute(model, inputs, training, mask, next_context(model, training))
        return list(result) if isinstance(result, tuple) else result
    walk = model.network().call(_fitted(model, tensors), next_context(model, training))
    as_tensor = isinstance(arrays[0], Tensor)
    results = [with_mask(y, mask, as_tensor=as_tensor) for y, mask in zip(walk.outputs, walk.masks, strict=True)]
    return results[0] if len(results) == 1 else results


def _fitted(model: GraphModel, tensors: Sequence[Tensor]) -> Sequence[Tensor]:
    """The tensors in the model's form; the input names are computed only if one does not fit."""
    inputs = model.inputs
    if len(inputs) == len(tensors) and all(fits(x.shape, read.shape) for x, read in zip(tensors, inputs, strict=True)):
        return tensors
    entries = [Entry(name, read.shape) for name, read in zip(model.input_names, inputs, strict=True)]
    if len(entries) != len(tensors):
        names = ", ".join(entry.name for entry in entries)
        raise DataError.of("feed.inputs", where=model.where, expected=len(entries), names=names, got=len(tensors))
    return [fitted_input(x, entry, model.where) for x, entry in zip(tensors, entries, strict=True)]
