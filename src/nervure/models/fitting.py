"""What ``fit`` does before and around the loop: data, seed, checks, who listens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from nervure import preflight
from nervure.data import ArrayDataset, Dataset, as_dataset, class_weighted, in_steps, validation_split
from nervure.errors import ArgumentError, DataError
from nervure.models.feeding import Feed
from nervure.models.graph_model import GraphModel
from nervure.models.measuring import settle_precision
from nervure.models.preparation import build_for, prepared_step, seed_for, tally_for
from nervure.models.progress import TrainingProgress, showing
from nervure.records.training import SampleUnit
from nervure.registry import suggestion
from nervure.render.live import Display
from nervure.training.callbacks import Callback, CallbackList, History
from nervure.training.loop import Counter, Run, Validation, run

_KERAS_COMPILE_ARGUMENTS = ("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")
_COMPILE_ARGUMENTS = ("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "precision", "device")


@dataclass(frozen=True)
class FitArguments:
    """The arguments of ``fit``, under their own names."""

    x: Any
    y: Any
    batch_size: int | None
    epochs: int
    verbose: str | int
    callbacks: Any
    validation_split: float
    validation_data: Any
    shuffle: bool
    class_weight: Mapping[int, float] | None
    sample_weight: Any
    initial_epoch: int
    steps_per_epoch: int | None
    validation_steps: int | None
    validation_batch_size: int | None
    validation_freq: int | Sequence[int]
    seed: int | None
    stratify: bool
    preflight: bool


def fit(model: GraphModel, given: FitArguments, history: History) -> None:
    """Trains ``model``; see :meth:`nervure.models.Model.fit`."""
    model.compiled()
    training, held_out = _datasets(given)
    build_for(model, training)
    check_compilation(model)
    feed = _feed(model, training, "fit")
    if given.preflight:
        _check_data(model, training, held_out)
    history.seed = seed_for(model, given.seed)
    settle_precision(model, feed, history.seed)
    made = _run(model, given, feed, held_out, history.seed)
    with showing(given.verbose) as display:
        _listen(model, made, given, history, display)
        run(made)


def _datasets(given: FitArguments) -> tuple[Dataset, Dataset | None]:
    """The samples to train on, and those held out."""
    size = given.batch_size
    dataset = as_dataset(given.x, given.y, given.sample_weight, batch_size=size, shuffle=given.shuffle)
    held_out: Dataset | None = None
    if given.validation_data is not None:
        held_out = _validation_dataset(given)
    elif given.validation_split:
        dataset, held_out = validation_split(dataset, given.validation_split, stratify=given.stratify)
    if given.class_weight is not None:
        dataset = class_weighted(dataset, given.class_weight)
    if given.steps_per_epoch is not None:
        dataset = in_steps(dataset, given.steps_per_epoch)
    return dataset, held_out


def _validation_dataset(given: FitArguments) -> Dataset:
    data = given.validation_data
    parts: tuple[Any, ...] = tuple(data) if isinstance(data, (tuple, list)) else (data,)
    if isinstance(data, (tuple, list)) and not 2 <= len(parts) <= 3:
        raise ArgumentError.of("fit.validation_data", where="fit(validation_data=...)", got=len(parts))
    size = given.validation_batch_size or given.batch_size
    x, y, weight = (*parts, None, None)[:3]
    return as_dataset(x, y, weight, batch_size=size, shuffle=False, steps=given.validation_steps, repeat=False)


def _feed(model: GraphModel, dataset: Dataset, where: str) -> Feed:
    return Feed(dataset, model.input_names, model.graph.input_shapes, model.output_names, model.network().device, where)


def _run(model: GraphModel, given: FitArguments, feed: Feed, held_out: Dataset | None, seed: int) -> Run:
    validation: Validation | None = None
    if held_out is not None:
        held_out_feed = _feed(model, held_out, "fit(validation_data=...)")
        every = given.validation_freq if isinstance(given.validation_freq, int) else tuple(given.validation_freq)
        validation = Validation(held_out_feed, tally_for(model, held_out_feed), every)
    return Run(
        trained=model,
        step=prepared_step(model, seed),
        dataset=feed,
        tally=tally_for(model, feed),
        callbacks=CallbackList([]),
        epochs=given.epochs,
        initial_epoch=given.initial_epoch,
        validation=validation,
        counter=Counter(),
    )


def _listen(model: GraphModel, made: Run, given: FitArguments, history: History, display: Display | None) -> None:
    """The history first, so that callbacks can read it; the progress display last."""
    own: list[Callback] = []
    if display is not None:
        has_pictures = any(len(shape) == 4 for shape in model.graph.input_shapes)
        unit: SampleUnit = "images" if has_pictures else "samples"
        own.append(TrainingProgress(display, made.counter, made.tally, given.epochs, given.initial_epoch, unit))
    listed = [] if given.callbacks is None else given.callbacks
    listed = list(listed) if isinstance(listed, Sequence) else [listed]
    params = {"epochs": given.epochs, "steps": made.dataset.num_batches, "validates": made.validation is not None}
    made.callbacks = CallbackList([history, *listed, *own], model, params)
    made.callbacks.set_step(made.step)


def check_compilation(model: GraphModel) -> None:
    """Errors and advice, once, for losses that cannot be meant, or may not be meant, for the network's outputs."""
    compilation = model.compiled()
    if compilation.is_checked:
        return
    preflight.check_compilation(
        model.network().plan, model.output_names, model.graph.output_shapes, compilation.losses_of(model.output_names)
    )
    preflight.advise_on_masks(model.network().lost_masks)
    compilation.is_checked = True


def _check_data(model: GraphModel, training: Dataset, held_out: Dataset | None) -> None:
    losses = model.compiled().losses_of(model.output_names)
    for dataset, where in ((training, "fit"), (held_out, "fit(validation_data=...)")):
        if isinstance(dataset, ArrayDataset):
            preflight.check_data(dataset, losses, model.graph.output_shapes, where)
            preflight.check_word_numbers(dataset, model.network().plan)
    if isinstance(training, ArrayDataset):
        preflight.advise_on_range(training, model.network().plan)
        if isinstance(held_out, ArrayDataset):
            preflight.check_split(training, held_out)


def train_on_batch(
    model: GraphModel, x: Any, y: Any, sample_weight: Any, class_weight: Mapping[int, float] | None
) -> dict[str, Any]:
    """One training step; the loss and the metrics of the batch by label."""
    model.compiled()
    dataset = as_dataset(x, y, sample_weight, batch_size=batch_length(x), shuffle=False)
    if class_weight is not None:
        dataset = class_weighted(dataset, class_weight)
    build_for(model, dataset)
    feed = _feed(model, dataset, "train_on_batch")
    tally = tally_for(model, feed)
    step = prepared_step(model, model.run_seed)
    batch = next(iter(feed.batches(0, 0)))
    with torch.no_grad():
        tally.add(step.train(batch), batch.y, batch.sample_weight, batch.size)
    return tally.results()


def batch_length(x: Any) -> int:
    """How many samples ``x`` holds.

    Raises:
        DataError: it is no array, or holds no sample.
    """
    first = next(iter(x.values())) if isinstance(x, Mapping) else x[0] if isinstance(x, (list, tuple)) else x
    length = len(first) if hasattr(first, "__len__") else 0
    if not length:
        raise DataError.of("feed.empty", where="train_on_batch", got=type(x).__name__)
    return length


def check_keras_arguments(arguments: Mapping[str, Any]) -> None:
    """Raises for an argument of ``compile`` that neither we nor Keras have."""
    for name in arguments:
        if name not in _KERAS_COMPILE_ARGUMENTS:
            near = suggestion(name, dict.fromkeys(_COMPILE_ARGUMENTS)) or "loss"
            raise ArgumentError.of("compile.unknown_argument", where="compile", argument=name, suggestion=near)
