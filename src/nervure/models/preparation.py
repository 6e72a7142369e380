"""Getting a model ready: build it for the data, cut its plan at the losses, gather who listens."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.data import Dataset
from nervure.graph.fusion import fuse
from nervure.graph.heads import with_heads
from nervure.models.feeding import Feed
from nervure.models.graph_model import GraphModel
from nervure.randomness import starting_seed
from nervure.symbolic import Shape
from nervure.training.callbacks.callback import Callback, CallbackList
from nervure.training.step import TrainingStep
from nervure.training.tally import Tally


def build_for(model: GraphModel, dataset: Dataset) -> None:
    """Builds a model that waits for its input shape; a model that is built stays as it is."""
    shapes = None if model.built else dataset.input_shapes
    if shapes is not None:
        batched = tuple((None, *shape) for shape in shapes)
        model.build(batched[0] if len(batched) == 1 else batched)


def prepared_step(model: GraphModel, seed: int) -> TrainingStep:
    """What trains and evaluates the model batch by batch."""
    compilation, network = model.compiled(), model.network()
    names = model.output_names
    plan, heads = with_heads(network.plan, compilation.losses_of(names))
    compilation.optimizer.attach(network.store.trainable)
    return TrainingStep(
        fuse(plan), heads, compilation.loss_weights_of(names), network.store, compilation.optimizer, seed
    )


def tally_for(model: GraphModel, feed: Feed) -> Tally:
    """A fresh tally of the losses and metrics, resolved by the shapes of the first batch."""
    batch = feed.first_batch()
    targets = batch.y if batch is not None and batch.y else ()
    target_shapes: list[Shape | None] = [(None, *target.shape[1:]) for target in targets]
    target_shapes += [None] * (len(model.output_names) - len(target_shapes))
    return model.compiled().tally(model.output_names, target_shapes, model.graph.output_shapes)


def seed_for(model: GraphModel, given: int | None) -> int:
    """The seed of a run: the argument, else the one that was set, else a fresh one; the model records it."""
    model.run_seed = starting_seed() if given is None else given
    return model.run_seed


def callback_list(model: GraphModel, callbacks: Sequence[Callback] | Callback | None, *own: Callback) -> CallbackList:
    """The user's callbacks between the history, which they may read, and the progress display."""
    listed = [] if callbacks is None else list(callbacks) if isinstance(callbacks, Sequence) else [callbacks]
    return CallbackList([*listed, *own], model=model)
