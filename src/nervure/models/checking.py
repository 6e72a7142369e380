"""The checks before a model is compiled, trained and evaluated: the order of the preflight."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from torch import Tensor

from nervure import preflight
from nervure.data import ArrayDataset, AugmentedDataset, Dataset
from nervure.data.steps_dataset import StepsDataset
from nervure.errors import ArgumentError, DataError
from nervure.language import text
from nervure.losses import Loss
from nervure.models.feeding import Feed
from nervure.models.graph_model import GraphModel
from nervure.registry import suggestion
from nervure.training.tally import Tally


class FirstBatch(NamedTuple):
    """The first batch of streamed data, in the model's order: all that preflight can see of it."""

    x: tuple[Tensor, ...]
    y: tuple[Tensor, ...]
    sample_weight: tuple[Tensor | None, ...]
    input_names: tuple[str, ...] | None = None
    target_names: tuple[str, ...] | None = None


@dataclass(frozen=True)
class PlannedFit:
    """What a ``fit`` is about to do, as far as preflight needs to know.

    Attributes:
        training: the training samples.
        held_out: the validation samples.
        feed: the training samples in the form the model reads.
        tally: the tally of the metrics.
        class_weight: a mapping from class to weight.
        epochs: the number of the last epoch.
        initial_epoch: the number of the first, from 0.
        shuffle: whether each epoch has a new order.
        steps: the number of steps per epoch, if given.
    """

    training: Dataset
    held_out: Dataset | None
    feed: Feed
    tally: Tally
    class_weight: Mapping[int, float] | None
    epochs: int
    initial_epoch: int
    shuffle: bool
    steps: int | None


def check_compilation(model: GraphModel, losses: Sequence[Loss | None]) -> None:
    """Raises or advises, once, if a loss cannot or may not suit the network's outputs."""
    compilation = model.compilation
    if compilation.is_checked:
        return
    preflight.check_compilation(model.network().plan, model.output_names, model.graph.output_shapes, losses)
    preflight.advise_on_masks(model.network().lost_masks)
    preflight.advise_on_rates(compilation.optimizer)
    # A loss that depends on shapes is checked once they are known.
    needed = compilation.needs_targets(model.output_names)
    compilation.is_checked = all(loss is not None for loss, needs in zip(losses, needed, strict=True) if needs)


def refuse_unknown(unknown: Mapping[str, Any], method: Callable[..., Any]) -> None:
    """Raises an :class:`ArgumentError` for an unknown argument of ``method`` and suggests the closest one."""
    if not unknown:
        return
    parameters = inspect.signature(method).parameters.values()
    known = [each.name for each in parameters if each.kind is not each.VAR_KEYWORD and each.name != "self"]
    for name in unknown:
        near = suggestion(name, known)
        fix = text("registry.did_you_mean", suggestion=near) if near else text("registry.choose_one")
        raise ArgumentError.of(
            "registry.unknown_argument", where=method.__name__, name=name, known=", ".join(known), fix=fix
        )


def note_start(model: GraphModel) -> None:
    """Records before the first step whether batch statistics have their initial values."""
    compilation = model.compilation
    if compilation.optimizer.calls == 0:
        compilation.starts_fresh = preflight.statistics_are_fresh(model.network().plan)


def check_fit(model: GraphModel, losses: Sequence[Loss | None], planned: PlannedFit) -> None:
    """Checks data, metrics and run before the first step.

    Raises:
        NervureError: a check failed.
    """
    plan, shapes = model.network().plan, model.graph.output_shapes
    training, held_out = _at_hand(planned.training), _at_hand(planned.held_out)
    samples = training or _first_batch(planned.feed)
    for given, where in ((samples, "fit"), (held_out, "fit(validation_data=...)")):
        if given is not None:
            _check_samples(model, losses, given, where)
    preflight.check_start(plan)
    preflight.advise_on_frozen(plan)
    preflight.advise_on_epochs(planned.initial_epoch, planned.epochs)
    if samples is not None:
        targets = _targets(model, samples)
        is_weighted = planned.class_weight is not None or any(each is not None for each in samples.sample_weight)
        preflight.check_metrics(planned.tally.metrics, plan, losses, shapes, targets, is_weighted)
        if training is not None:
            planned.feed.trust_targets()
            _check_training(model, losses, training, planned, targets)
        else:
            preflight.advise_on_inputs(samples, plan, model.input_names)
    if planned.held_out is not None and planned.feed.num_batches is not None:
        num_epochs = max(planned.epochs - planned.initial_epoch, 0)
        num_steps = model.compilation.optimizer.calls + num_epochs * planned.feed.num_batches
        _advise_on_steps_of_statistics(model, num_steps, planned.feed.num_batches)


def check_evaluation(model: GraphModel, dataset: Dataset) -> None:
    """Advises if an evaluation may mislead: barely updated batch statistics, inputs of another scale."""
    compilation = model.compilation
    if compilation.optimizer.calls:
        _advise_on_steps_of_statistics(model, compilation.optimizer.calls)
    if isinstance(dataset, ArrayDataset) and compilation.extents:
        preflight.advise_on_scale(compilation.extents, preflight.extents(dataset), "evaluate")


def _advise_on_steps_of_statistics(model: GraphModel, num_steps: int, steps_an_epoch: int | None = None) -> None:
    compilation = model.compilation
    if compilation.starts_fresh:
        told = preflight.advise_on_few_steps(model.network().plan, num_steps, steps_an_epoch)
        compilation.starts_fresh = not told  # advise once


def _check_samples(
    model: GraphModel, losses: Sequence[Loss | None], samples: ArrayDataset | FirstBatch, where: str
) -> None:
    if not samples.y and any(loss is not None for loss in losses):
        raise DataError.of("step.no_targets", where=where)
    shapes, places = model.graph.output_shapes, _places(model, samples.target_names)
    preflight.check_data(samples, [losses[i] for i in places], [shapes[i] for i in places], where)
    preflight.check_word_numbers(samples, model.network().plan, model.input_names)


def _check_training(
    model: GraphModel,
    losses: Sequence[Loss | None],
    training: ArrayDataset,
    planned: PlannedFit,
    targets: Sequence[Tensor | None],
) -> None:
    plan, compilation = model.network().plan, model.compilation
    name = "sample_weight" if planned.class_weight is None else "class_weight"
    preflight.check_weights(training.sample_weight, name)
    if planned.class_weight is not None:
        preflight.check_class_weight(planned.class_weight, training.y, losses[0])
    compilation.extents = preflight.extents(training)
    preflight.advise_on_inputs(training, plan, model.input_names, compilation.extents)
    held_out = _at_hand(planned.held_out)
    is_split = False
    if held_out is not None:
        is_split = preflight.check_split(training, held_out, losses)
        preflight.advise_on_overlap(training, held_out)
        preflight.advise_on_scale(compilation.extents, preflight.extents(held_out), "validation_data")
    # If the split removed classes, that was already reported.
    preflight.advise_on_targets(plan, targets, losses, model.graph.output_shapes, are_all=not is_split)
    ranks = tuple(len(shape) for shape in model.graph.input_shapes)
    preflight.advise_on_batch_of_one(plan, ranks, training.num_samples, training.batch_size)
    preflight.advise_on_order(training, planned.shuffle, training.num_batches, losses)
    if planned.steps is not None:
        preflight.advise_on_steps(planned.steps, training.num_batches)


def _at_hand(dataset: Dataset | None) -> ArrayDataset | None:
    """The arrays behind ``dataset``, whatever the number of steps per epoch; None if there are none."""
    while isinstance(dataset, (StepsDataset, AugmentedDataset)):
        dataset = dataset.dataset
    return dataset if isinstance(dataset, ArrayDataset) else None


def _first_batch(feed: Feed) -> FirstBatch | None:
    batch = feed.first_batch()
    return None if batch is None else FirstBatch(batch.x, batch.y, batch.sample_weight)


def _places(model: GraphModel, target_names: Sequence[str] | None) -> list[int]:
    """The output of each target: named targets are in the order of their mapping."""
    names = model.output_names
    order = names if target_names is None else [name for name in target_names if name in names]
    return [names.index(name) for name in order]


def _targets(model: GraphModel, samples: ArrayDataset | FirstBatch) -> list[Tensor | None]:
    """The targets of each output; None if there are none."""
    found: list[Tensor | None] = [None] * len(model.output_names)
    places = _places(model, samples.target_names)
    if len(places) == len(samples.y):
        for place, target in zip(places, samples.y, strict=True):
            found[place] = target
    return found
