"""Explaining a model: its next training step on a batch, or what it predicts, recorded and derived."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.explain.copies import PlanCopy, copied_plan, lent
from nervure.explain.explanation import Drift, Explanation
from nervure.explain.recording import Recorder, Recording, Targets
from nervure.graph.heads import with_heads
from nervure.kernels.convolution_rules import term_by_term
from nervure.losses import Loss
from nervure.models.feeding import one_batch
from nervure.models.graph_model import GraphModel
from nervure.models.network import named_parameters, owned_parameters
from nervure.models.preparation import feed_of, losses_for, next_context, prepared_step, run_seed
from nervure.models.unchanged import unchanged
from nervure.parameter import Parameter
from nervure.records.place import Kind
from nervure.registry import look_up

_DTYPES = {"float32": torch.float32, "float64": torch.float64}


def explain(model: GraphModel, x: Any, y: Any, sample_weight: Any, precision: str) -> Explanation:
    """The explanation of the next training step, or without targets of a forward pass.

    Raises:
        UnknownNameError: the precision is neither float32 nor float64.
        StateError: targets were given to a model that was not compiled.
    """
    dtype = look_up(precision, _DTYPES, where=f"{model.where}.explain")
    with torch.no_grad():
        if y is None:
            recording, drift = _forward_pass(model, x, dtype)
        else:
            recording, drift = _training_step(model, x, y, sample_weight, dtype)
    return Explanation(recording, precision, Drift(model.precision.name, drift), model.name)


def _forward_pass(model: GraphModel, x: Any, dtype: torch.dtype) -> tuple[Recording, float]:
    batch = feed_of(model, one_batch(x), "explain", with_targets=False).first_batch()
    assert batch is not None
    recorder, copied = _recorder(model, dtype, training=False)
    with unchanged(model), lent(copied), term_by_term():
        recording = recorder.forward_pass(_placed(batch.x, dtype))
    with unchanged(model):
        predicted = model.network().fused.forward(batch.x, next_context(model, training=False)).outputs
    names = [recording.names[slot] for slot in model.network().plan.outputs]
    return recording, _drift(recording, "value", zip(names, predicted, strict=True))


def _training_step(
    model: GraphModel, x: Any, y: Any, sample_weight: Any, dtype: torch.dtype
) -> tuple[Recording, float]:
    compilation = model.compilation
    feed = feed_of(model, one_batch(x, y, sample_weight), "explain")
    losses: Sequence[Loss | None] = losses_for(model, feed)
    batch = feed.first_batch()
    assert batch is not None
    recorder, copied = _recorder(model, dtype, training=True)
    plan, heads = with_heads(copied.plan, [_in_that_precision(loss) for loss in losses])
    weights = compilation.loss_weights_of(model.output_names)
    optimizer = compilation.optimizer.rehearsal(model.network().store.trainable, copied.trainable, copied.copies)
    none = (None,) * len(heads)
    targets = Targets(_placed(batch.y, dtype) or none, _placed(batch.sample_weight, dtype) or none)
    with unchanged(model), lent(copied), term_by_term():
        recording = recorder.training_step(plan, heads, weights, _placed(batch.x, dtype), targets, optimizer)
    with unchanged(model):
        prepared_step(model, losses, run_seed(model)).differentiate(batch)
        trained = ((name, parameter.gradient) for name, parameter, *_ in named_parameters(model.graph))
        return recording, _drift(recording, "gradient", trained)


def _drift(recording: Recording, kind: Kind, computed: Iterable[tuple[str, Tensor | None]]) -> float:
    """The largest difference between what is explained and what the model computes, each relative to its array."""
    largest = 0.0
    for name, tensor in computed:
        explained = recording.array(kind, name)
        if tensor is None or explained is None or not explained.size:
            continue
        beside = np.abs(explained).max()
        if np.isfinite(beside) and beside > 0:
            largest = max(largest, float(np.abs(tensor.double().cpu().numpy() - explained).max() / beside))
    return largest


def _recorder(model: GraphModel, dtype: torch.dtype, *, training: bool) -> tuple[Recorder, PlanCopy]:
    network = model.network()
    network.store.refresh()
    copied = copied_plan(network.plan, network.store, dtype)
    names = _names(model, copied.copies)
    context = next_context(model, training)
    return Recorder(copied, model.input_names, model.output_names, names, context), copied


def _names(model: GraphModel, copies: dict[Parameter, Parameter]) -> dict[Parameter, str]:
    return {copies[entry.parameter]: entry.name for entry in owned_parameters(model.graph) if entry.parameter in copies}


def _in_that_precision(loss: Loss | None) -> Loss | None:
    """A loss with a type of its own, computed in that of the explanation like everything else."""
    if loss is None or loss.dtype is None:
        return loss
    copied = copy.copy(loss)
    copied.dtype = None
    return copied


def _placed(tensors: Sequence[Any], dtype: torch.dtype) -> tuple[Any, ...]:
    """The batch on the processor; floating-point numbers in the precision of the explanation."""
    return tuple(
        tensor if tensor is None else tensor.cpu().to(dtype) if tensor.is_floating_point() else tensor.cpu()
        for tensor in tensors
    )
