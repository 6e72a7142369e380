"""Explains a model: records and derives its next training step on a batch, or its predictions."""

from __future__ import annotations

import contextlib
import copy
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure.data import Batch, Dataset, class_weighted
from nervure.errors.advice import unsaid
from nervure.explain.copies import PlanCopy, copied_plan, lent
from nervure.explain.drift import Drift, drift_of
from nervure.explain.explanation import Explanation
from nervure.explain.loss_function import LossFunction, with_masks_held
from nervure.explain.other_walks import OtherWalks
from nervure.explain.recording import Array, Recorder, Recording, Targets
from nervure.graph.heads import with_heads
from nervure.graph.precision import PRECISIONS
from nervure.kernels.convolution_rules import term_by_term
from nervure.losses import Loss
from nervure.models.class_targets import class_target, num_classes
from nervure.models.feeding import Feed, one_batch
from nervure.models.graph_model import GraphModel
from nervure.models.kept_model import KeptModel
from nervure.models.preparation import feed_of, losses_for, next_context
from nervure.models.rehearsing import Rehearsal, references_of
from nervure.models.unchanged import unchanged
from nervure.optimizers import Optimizer
from nervure.preflight import check_class_weight
from nervure.registry import look_up

_DTYPES = {"float32": torch.float32, "float64": torch.float64}


class Weights(NamedTuple):
    """The sample weights.

    Attributes:
        samples: one weight per sample; None if all count equally.
        classes: a mapping from class to weight, as in ``fit``.
    """

    samples: Any = None
    classes: Mapping[int, float] | None = None


def explain(model: GraphModel, x: Any, y: Any, weights: Weights, precision: str) -> Explanation:
    """The explanation of the next training step or, without targets, of a forward pass.

    Raises:
        UnknownNameError: the precision is neither float32 nor float64.
        StateError: targets were given, but the model is not compiled.
        ArgumentError: a class weight is not a number.
        DataError: classes are weighted but the target is not a class, or there is not exactly one target.
    """
    dtype = look_up(precision, _DTYPES, where=f"{model.where}.explain")
    with torch.no_grad():
        dataset = _weighted(one_batch(x, y, weights.samples), weights.classes)
        if y is None:
            recording, drift = _forward_pass(model, x, dtype)
            others = _steps_by_class(model, x, recording, dtype)
            return Explanation(recording, precision, drift, model.name, others=others)
        recording, drift, loss = _training_step(model, dataset, weights.classes, precision)
        others = OtherWalks(
            functools.partial(KeptModel.now(model, dtype, trains=False).prediction, _inputs(model, x, dtype))
        )
    return Explanation(recording, precision, drift, model.name, loss, others)


def _weighted(dataset: Dataset, class_weight: Mapping[int, float] | None) -> Dataset:
    if class_weight is None:
        return dataset
    with unsaid("data.class_weight_unused"):  # a batch need not hold every class
        return class_weighted(dataset, class_weight)


def _steps_by_class(model: GraphModel, x: Any, prediction: Recording, dtype: torch.dtype) -> OtherWalks:
    """For a prediction: the steps with each class as the target, with the current weights, computed on demand."""
    count = num_classes(model)
    if count == 0:
        return OtherWalks(lambda: prediction)
    kept, inputs = KeptModel.now(model, dtype, trains=True), _inputs(model, x, dtype)

    def step(chosen: int) -> Recording:
        feed = feed_of(model, one_batch(x, class_target(model, chosen, prediction.num_samples)), "explain", dtype=dtype)
        batch, losses = feed.first_batch(), [_in_that_precision(loss) for loss in losses_for(model, feed)]
        assert batch is not None
        return kept.step(losses, inputs, _targets(batch, len(losses), dtype))

    return OtherWalks(lambda: prediction, step, _by_likelihood(prediction, count))


def _inputs(model: GraphModel, x: Any, dtype: torch.dtype) -> tuple[Tensor, ...]:
    batch = feed_of(model, one_batch(x), "explain", with_targets=False, dtype=dtype).first_batch()
    assert batch is not None
    return _placed(batch.x, dtype)


def _by_likelihood(prediction: Recording, count: int) -> list[int]:
    (output,) = prediction.outputs
    values = prediction.slot_array("value", output)
    assert values is not None
    likely = values.reshape(len(values), -1).mean(axis=0)
    if likely.size == 1:  # a single output is the probability of the second class
        likely = np.array([1 - likely[0], likely[0]])
    return [int(chosen) for chosen in np.argsort(-likely, kind="stable")[:count]]


def _forward_pass(model: GraphModel, x: Any, dtype: torch.dtype) -> tuple[Recording, Drift]:
    batch = feed_of(model, one_batch(x), "explain", with_targets=False, dtype=dtype).first_batch()
    assert batch is not None
    copied = _copied(model, dtype)
    recorder = _recorder(model, copied, None)
    with unchanged(model), lent(copied), term_by_term():
        recording = recorder.forward_pass(_placed(batch.x, dtype))
    with unchanged(model):
        predicted = model.network().fused.forward(batch.x, next_context(model, training=False)).outputs
    explained = (recording.slot_array("value", slot) for slot in model.network().plan.outputs)
    return recording, Drift(model.precision.name, _apart(zip(explained, predicted, strict=True)))


def _training_step(
    model: GraphModel, dataset: Dataset, class_weight: Mapping[int, float] | None, precision: str
) -> tuple[Recording, Drift, LossFunction]:
    dtype = PRECISIONS[precision].storage
    feed = feed_of(model, dataset, "explain", dtype=dtype)
    losses: Sequence[Loss | None] = losses_for(model, feed)
    batch = feed.first_batch()
    assert batch is not None
    if class_weight is not None:
        check_class_weight(class_weight, batch.y, losses[0], "explain")
    recording = _recorded_step(model, losses, batch, dtype)
    # One at a time: each is compared and freed before the next.
    walked = (step for walk in _rehearsals(model, feed, losses, precision) for step in walk.walked())
    other = torch.float32 if dtype == torch.float64 else torch.float64
    rounded = functools.cache(functools.partial(_recorded_step, model, losses, batch, other))
    drift = drift_of(recording, model.precision.name, walked, rounded)
    return recording, drift, _loss_function(model, losses, batch)


def _recorded_step(model: GraphModel, losses: Sequence[Loss | None], batch: Batch, dtype: torch.dtype) -> Recording:
    """The next training step in that precision."""
    compilation, copied = model.compilation, _copied(model, dtype)
    optimizer = compilation.optimizer.rehearsal(model.network().store.trainable, copied.trainable, copied.copies)
    recorder = _recorder(model, copied, optimizer)
    plan, heads = with_heads(copied.plan, [_in_that_precision(loss) for loss in losses])
    weights = compilation.loss_weights_of(model.output_names)
    with unchanged(model), lent(copied), term_by_term():
        return recorder.training_step(
            plan, heads, weights, _placed(batch.x, dtype), _targets(batch, len(heads), dtype), optimizer
        )


def _loss_function(model: GraphModel, losses: Sequence[Loss | None], batch: Batch) -> LossFunction:
    """The loss for finite differences: on new copies, since the update changed the recorded ones."""
    network, dtype = model.network(), torch.float64
    copied = copied_plan(network.plan, network.store, dtype)
    plan, heads = with_heads(copied.plan, [_in_that_precision(loss) for loss in losses])
    inputs = tuple(x.clone() for x in _placed(batch.x, dtype))
    references = references_of(model, copied, None)
    places = {reference: parameter.array for parameter, reference in references.parameters.items()}
    places |= {references.slot(slot): x for slot, x in enumerate(inputs) if x.is_floating_point()}
    context = next_context(model, training=True)

    @contextlib.contextmanager
    def held() -> Iterator[None]:
        with torch.no_grad(), unchanged(model), lent(copied):
            yield

    with held():
        plan = with_masks_held(plan, inputs, context)
    return LossFunction(
        copied.trainable.parameters, plan, heads, tuple(model.compilation.loss_weights_of(model.output_names)), inputs,
        _targets(batch, len(heads), dtype), context, places, held,
    )  # fmt: skip


def _targets(batch: Batch, num_heads: int, dtype: torch.dtype) -> Targets:
    none = (None,) * num_heads
    return Targets(_placed(batch.y, dtype) or none, _placed(batch.sample_weight, dtype) or none)


def _rehearsals(model: GraphModel, feed: Feed, losses: Sequence[Loss | None], precision: str) -> list[Rehearsal]:
    """Repeats the step with the training code, in the explanation's precision (must agree closely) and in its own."""
    own = model.network().precision
    found = [Rehearsal(model, feed, [_in_that_precision(loss) for loss in losses], PRECISIONS[precision], precision)]
    return found if own.used == precision else [*found, Rehearsal(model, feed, losses, own, precision)]


def _apart(predicted: Iterable[tuple[Array | None, Tensor]]) -> float:
    """The largest difference between the explained and the predicted values, relative to each array."""
    largest = 0.0
    for explained, tensor in predicted:
        if explained is None or not explained.size:
            continue
        beside = np.abs(explained).max()
        if np.isfinite(beside) and beside > 0:
            largest = max(largest, float(np.abs(tensor.double().cpu().numpy() - explained).max() / beside))
    return largest


def _copied(model: GraphModel, dtype: torch.dtype) -> PlanCopy:
    network = model.network()
    network.store.refresh()
    return copied_plan(network.plan, network.store, dtype)


def _recorder(model: GraphModel, copied: PlanCopy, optimizer: Optimizer | None) -> Recorder:
    """For a training step of ``optimizer``, or a forward pass without one."""
    return Recorder(
        copied, references_of(model, copied, optimizer), next_context(model, training=optimizer is not None)
    )


def _in_that_precision(loss: Loss | None) -> Loss | None:
    """A loss with its own dtype, computed in that of the explanation like everything else."""
    if loss is None or loss.dtype is None:
        return loss
    copied = copy.copy(loss)
    copied.dtype = None
    return copied


def _placed(tensors: Sequence[Any], dtype: torch.dtype) -> tuple[Any, ...]:
    """The batch on the CPU; floating-point numbers in the precision of the explanation."""
    return tuple(
        tensor if tensor is None else tensor.cpu().to(dtype) if tensor.is_floating_point() else tensor.cpu()
        for tensor in tensors
    )
