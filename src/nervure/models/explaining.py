"""Explaining a model: its next training step on a batch, or what it predicts, recorded and derived."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from nervure.explain.copies import PlanCopy, copied_plan
from nervure.explain.explanation import Explanation
from nervure.explain.recording import Recorder, Recording, Targets
from nervure.graph.heads import with_heads
from nervure.losses import Loss
from nervure.models.feeding import one_batch
from nervure.models.graph_model import GraphModel
from nervure.models.network import owned_parameters
from nervure.models.preparation import feed_of, losses_for, next_context
from nervure.parameter import Parameter
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
        recording = _forward_pass(model, x, dtype) if y is None else _training_step(model, x, y, sample_weight, dtype)
    return Explanation(recording, precision)


def _forward_pass(model: GraphModel, x: Any, dtype: torch.dtype) -> Recording:
    batch = feed_of(model, one_batch(x), "explain", with_targets=False).first_batch()
    assert batch is not None
    recorder, _ = _recorder(model, dtype, training=False)
    return recorder.forward_pass(_placed(batch.x, dtype))


def _training_step(model: GraphModel, x: Any, y: Any, sample_weight: Any, dtype: torch.dtype) -> Recording:
    compilation = model.compiled()
    feed = feed_of(model, one_batch(x, y, sample_weight), "explain")
    losses: Sequence[Loss | None] = losses_for(model, feed)
    batch = feed.first_batch()
    assert batch is not None
    recorder, copied = _recorder(model, dtype, training=True)
    plan, heads = with_heads(copied.plan, losses)
    weights = compilation.loss_weights_of(model.output_names)
    optimizer = compilation.optimizer.rehearsal(model.network().store.trainable, copied.trainable, copied.copies)
    none = (None,) * len(heads)
    targets = Targets(_placed(batch.y, dtype) or none, _placed(batch.sample_weight, dtype) or none)
    return recorder.training_step(plan, heads, weights, _placed(batch.x, dtype), targets, optimizer)


def _recorder(model: GraphModel, dtype: torch.dtype, *, training: bool) -> tuple[Recorder, PlanCopy]:
    network = model.network()
    network.store.refresh()
    copied = copied_plan(network.plan, network.store, dtype)
    names = _names(model, copied.copies)
    context = next_context(model, training)
    return Recorder(copied, model.input_names, model.output_names, names, context), copied


def _names(model: GraphModel, copies: dict[Parameter, Parameter]) -> dict[Parameter, str]:
    return {copies[entry.parameter]: entry.name for entry in owned_parameters(model.graph) if entry.parameter in copies}


def _placed(tensors: Sequence[Any], dtype: torch.dtype) -> tuple[Any, ...]:
    """The batch on the processor; floating-point numbers in the precision of the explanation."""
    return tuple(
        tensor if tensor is None else tensor.cpu().to(dtype) if tensor.is_floating_point() else tensor.cpu()
        for tensor in tensors
    )
