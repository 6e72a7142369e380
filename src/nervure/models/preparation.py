"""Prepares a model: builds it for the data, splits its plan at the losses, collects the callbacks."""

from __future__ import annotations

import functools
import operator
from collections.abc import Sequence
from typing import Any

import torch

from nervure.data import Dataset
from nervure.graph.fusion import fuse
from nervure.graph.heads import with_heads
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.models.feeding import Entry, Exit, Feed
from nervure.models.graph_model import GraphModel
from nervure.models.network_remedies import explain_data, explained
from nervure.ops.op import Context
from nervure.optimizers import Optimizer
from nervure.parameter import Store
from nervure.randomness import starting_seed
from nervure.symbolic import Shape
from nervure.training.callbacks.callback import Callback, CallbackList
from nervure.training.step import TrainingStep
from nervure.training.tally import Tally


def build_for(model: GraphModel, dataset: Dataset) -> None:
    """Builds a model that has no input shape yet; does nothing if it is built."""
    shapes = None if model.built else dataset.input_shapes
    if shapes is not None:
        batched = tuple((None, *shape) for shape in shapes)
        model.build(batched[0] if len(batched) == 1 else batched)


def feed_of(
    model: GraphModel,
    dataset: Dataset,
    where: str,
    *,
    with_targets: bool = True,
    dtype: torch.dtype | None = None,
) -> Feed:
    """``dataset`` in the form ``model`` reads; builds the model if it has no input shape yet.

    Args:
        model: the model.
        dataset: the samples.
        where: how errors name the call.
        with_targets: whether targets are needed; otherwise given ones are dropped.
        dtype: the type to compute in; None for the model's precision.
    """
    build_for(model, dataset)
    shapes = model.graph.input_shapes
    inputs = [Entry(name, shape) for name, shape in zip(model.input_names, shapes, strict=True)]
    outputs: list[Exit] = []
    if with_targets:
        names = model.output_names
        needed = model.compilation.needs_targets(names)
        outputs = [Exit(name, needs) for name, needs in zip(names, needed, strict=True)]
    explain = functools.partial(explain_data, model)
    network = model.network()
    return Feed(dataset, inputs, outputs, network.device, where, explain, dtype or network.plan.dtype)


def losses_for(model: GraphModel, feed: Feed) -> tuple[Loss | None, ...]:
    """The loss of each output; None for an output without one.

    Raises:
        ShapeError: the targets do not match an output.
    """
    targets, outputs = target_shapes(model, feed), model.graph.output_shapes
    losses = model.compilation.losses_of(model.output_names, targets, outputs)
    with explained(model, losses, targets):
        for loss, target, output in zip(losses, targets, outputs, strict=True):
            if loss is not None and target is not None:
                loss.check(target, output)
    feed.judge_targets(losses, outputs)
    return losses


def target_shapes(model: GraphModel, feed: Feed) -> list[Shape | None]:
    """The shape of each output's targets, from the first batch; None if there are none."""
    batch = feed.first_batch()
    targets: Sequence[Any] = batch.y if batch is not None and batch.y else ()
    shapes: list[Shape | None] = [None if target is None else (None, *target.shape[1:]) for target in targets]
    return shapes + [None] * (len(model.graph.outputs) - len(shapes))


def prepared_step(model: GraphModel, losses: Sequence[Loss | None], seed: int) -> TrainingStep:
    """The object that trains and evaluates the model batch by batch.

    Raises:
        StateError: no output has a loss, and no weight has a penalty.
    """
    compilation, network = model.compilation, model.network()
    weights = compilation.loss_weights_of(model.output_names)
    return step_on(network.plan, losses, weights, network.store, compilation.optimizer, seed)


def step_on(
    plan: Plan,
    losses: Sequence[Loss | None],
    loss_weights: Sequence[float],
    store: Store,
    optimizer: Optimizer,
    seed: int,
) -> TrainingStep:
    """The same for any plan and store: those of a model, or copies.

    Raises:
        StateError: no output has a loss, and no weight has a penalty.
    """
    cut, heads = with_heads(plan, losses)
    return TrainingStep(fuse(cut), heads, loss_weights, store, optimizer, seed, cut)


def tally_for(model: GraphModel, feed: Feed, losses: Sequence[Loss | None]) -> Tally:
    """A fresh tally of the losses and metrics, resolved by the shapes of the first batch."""
    shapes = target_shapes(model, feed)
    return model.compilation.tally(model.output_names, losses, shapes, model.graph.output_shapes)


def seed_for(model: GraphModel, given: int | None) -> int:
    """The seed of a run: the argument, else the one set globally, else a fresh one; the model records it."""
    model.run_seed = starting_seed(model, "run") if given is None else operator.index(given)
    return model.run_seed


def run_seed(model: GraphModel) -> int:
    """The seed of the masks of a built model."""
    assert model.run_seed is not None
    return model.run_seed


def next_context(model: GraphModel, training: bool) -> Context:
    """The context of the next step: training draws the masks of the next training step."""
    step = model.compilation.optimizer.calls if model.compiled else 0
    return Context(training=training, seed=run_seed(model), step=step)


def callback_list(
    model: GraphModel, callbacks: Any, params: dict[str, Any], before: Sequence[Callback], after: Sequence[Callback]
) -> CallbackList:
    """The user's callbacks, between the history, which they may read, and the progress display."""
    listed = [] if callbacks is None else list(callbacks) if isinstance(callbacks, Sequence) else [callbacks]
    return CallbackList([*before, *listed, *after], model, params)
