"""What ``fit`` does before and around the loop: data, seed, checks, callbacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

import torch

from nervure.data import Dataset, as_dataset, class_weighted, in_steps, validation_split
from nervure.errors import ArgumentError
from nervure.kernels.denormals import flushing_denormals
from nervure.kernels.memory import keeping_memory
from nervure.losses import Loss
from nervure.models.checking import PlannedFit, check_compilation, check_fit, note_start
from nervure.models.checkpointing import Checkpoint, opened
from nervure.models.feeding import Feed, one_batch
from nervure.models.fingerprint import data_fingerprint, network_fingerprint
from nervure.models.graph_model import GraphModel
from nervure.models.measuring import settle_precision
from nervure.models.preparation import (
    callback_list,
    feed_of,
    losses_for,
    prepared_step,
    run_seed,
    seed_for,
    tally_for,
)
from nervure.models.progress import TrainingProgress, showing
from nervure.randomness import seed_in_force
from nervure.records.history import SampleUnit
from nervure.registry import suggestion
from nervure.training.callbacks import Callback, CallbackList, History
from nervure.training.loop import Counter, Run, Validation, run
from nervure.training.watching import Watcher

if TYPE_CHECKING:
    from nervure.render.live import Display

_KERAS_COMPILE_ARGUMENTS = ("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss")
# What determines a run besides data, seed and network.
_SETTINGS = ("epochs", "initial_epoch", "shuffle", "class_weight", "steps_per_epoch", "validation_split", "stratify",
             "validation_steps", "validation_freq")  # fmt: skip
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
    diagnose: bool
    checkpoint: str | PathLike[str] | None
    save_every: int | None
    resume: bool


def fit(model: GraphModel, given: FitArguments, history: History) -> None:
    """Trains ``model``; see :meth:`nervure.models.Model.fit`."""
    model.check_compiled()
    training, held_out = _datasets(given)
    feed = feed_of(model, training, "fit")
    held_out_feed = None if held_out is None else feed_of(model, held_out, "fit(validation_data=...)")
    losses = losses_for(model, feed)
    if held_out_feed is not None:
        held_out_feed.judge_targets(losses, model.graph.output_shapes)
    check_compilation(model, losses)
    if given.preflight:
        note_start(model)
        check_fit(model, losses, _planned(model, given, losses, training, held_out, feed))
    with opened(given.checkpoint, given.save_every, given.resume) as checkpoint:
        seed = given.seed
        if checkpoint is not None:
            seed = checkpoint.seed(seed)
            checkpoint.settle_precision(model)
        history.seed = seed_for(model, seed)
        has_seed = given.seed is not None or seed_in_force() is not None
        settle_precision(model, feed, losses, history.seed, by_rule=has_seed)
        history.precision = model.compilation.precision.used
        history.precision_choice = model.compilation.precision_choice
        made = _run(model, given, losses, feed, held_out_feed)
        if given.diagnose:
            made.watcher = Watcher(made.step, model.network().plan, history.findings)
        with showing(given.verbose) as display:
            _listen(model, made, given, history, _own_callbacks(model, made, given, display, checkpoint))
            if checkpoint is None:
                run(made)
            else:
                checkpoint.train(made, history, _identity(model, made, given, history))


def _identity(model: GraphModel, made: Run, given: FitArguments, history: History) -> dict[str, Any]:
    """The identity of the run: two that agree in it do the same."""
    callbacks = [type(each).__name__ for each in made.callbacks.callbacks]
    held_out = None if made.validation is None else data_fingerprint(made.validation.dataset)
    return {
        "data": data_fingerprint(made.dataset),
        "validation_data": held_out,
        "seed": history.seed,
        **network_fingerprint(model),
        "fit": {name: getattr(given, name) for name in _SETTINGS},
        "callbacks": callbacks[: made.callbacks.callbacks.index(history)],
    }


def _planned(
    model: GraphModel,
    given: FitArguments,
    losses: Sequence[Loss | None],
    training: Dataset,
    held_out: Dataset | None,
    feed: Feed,
) -> PlannedFit:
    return PlannedFit(
        training, held_out, feed, tally_for(model, feed, losses), given.class_weight, given.epochs,
        given.initial_epoch, given.shuffle, given.steps_per_epoch,
    )  # fmt: skip


def _datasets(given: FitArguments) -> tuple[Dataset, Dataset | None]:
    """The training samples, and those held out."""
    size = given.batch_size
    dataset = as_dataset(given.x, given.y, given.sample_weight, batch_size=size, shuffle=given.shuffle)
    held_out: Dataset | None = None
    if given.validation_data is not None:
        held_out = _validation_dataset(given)
    elif given.validation_split:
        dataset, held_out = _split(dataset, given)
    if given.class_weight is not None:
        dataset = class_weighted(dataset, given.class_weight)
    if given.steps_per_epoch is not None:
        dataset = in_steps(dataset, given.steps_per_epoch)
    return dataset, held_out


def _split(dataset: Dataset, given: FitArguments) -> tuple[Dataset, Dataset]:
    training, held_out = validation_split(dataset, given.validation_split, stratify=given.stratify)
    if given.validation_batch_size is not None:
        held_out.batch_size = given.validation_batch_size
    if given.validation_steps is not None:
        return training, in_steps(held_out, given.validation_steps, repeat=False)
    return training, held_out


def _validation_dataset(given: FitArguments) -> Dataset:
    data = given.validation_data
    parts: tuple[Any, ...] = tuple(data) if isinstance(data, (tuple, list)) else (data,)
    if isinstance(data, (tuple, list)) and not 2 <= len(parts) <= 3:
        raise ArgumentError.of("fit.validation_data", where="fit(validation_data=...)", got=len(parts))
    size = given.validation_batch_size
    if size is None and len(parts) > 1:
        size = given.batch_size
    x, y, weight = (*parts, None, None)[:3]
    return as_dataset(x, y, weight, batch_size=size, shuffle=False, steps=given.validation_steps, repeat=False)


def _run(
    model: GraphModel, given: FitArguments, losses: Sequence[Loss | None], feed: Feed, held_out: Feed | None
) -> Run:
    validation: Validation | None = None
    if held_out is not None:
        every = given.validation_freq if isinstance(given.validation_freq, int) else tuple(given.validation_freq)
        validation = Validation(held_out, tally_for(model, held_out, losses), every)
    return Run(
        trained=model,
        step=prepared_step(model, losses, run_seed(model)),
        dataset=feed,
        tally=tally_for(model, feed, losses),
        callbacks=CallbackList([]),
        epochs=given.epochs,
        initial_epoch=given.initial_epoch,
        validation=validation,
        counter=Counter(),
    )


def _own_callbacks(
    model: GraphModel, made: Run, given: FitArguments, display: Display | None, checkpoint: Checkpoint | None
) -> list[Callback]:
    """The progress display and, last, the checkpoint, which saves the results of all others."""
    own: list[Callback] = []
    if display is not None:
        has_pictures = any(len(shape) == 4 for shape in model.graph.input_shapes)
        unit: SampleUnit = "images" if has_pictures else "samples"
        first = given.initial_epoch if checkpoint is None else (checkpoint.first_epoch or given.initial_epoch)
        progress = TrainingProgress(display, made.counter, made.tally, given.epochs, first, unit)
        made.epoch_over.append(progress.show_epoch)
        own.append(progress)
    return own if checkpoint is None else [*own, checkpoint]


def _listen(model: GraphModel, made: Run, given: FitArguments, history: History, own: Sequence[Callback]) -> None:
    """The user's callbacks, then the history, which records what they add to the logs, then our ``own``."""
    params = {
        "epochs": given.epochs, "steps": made.dataset.num_batches, "verbose": given.verbose,
        "validates": made.validation is not None, "directions": made.tally.directions,
    }  # fmt: skip
    made.callbacks = callback_list(model, given.callbacks, params, (), [history, *own])
    made.callbacks.set_step(made.step)


def train_on_batch(
    model: GraphModel, x: Any, y: Any, sample_weight: Any, class_weight: Mapping[int, float] | None
) -> dict[str, Any]:
    """One training step; the loss and the metrics of the batch by label."""
    model.check_compiled()
    dataset: Dataset = one_batch(x, y, sample_weight)
    if class_weight is not None:
        dataset = class_weighted(dataset, class_weight)
    feed = feed_of(model, dataset, "train_on_batch")
    losses = losses_for(model, feed)
    check_compilation(model, losses)
    note_start(model)
    tally = tally_for(model, feed, losses)
    step = prepared_step(model, losses, run_seed(model))
    batch = feed.first_batch()
    assert batch is not None
    with torch.no_grad(), flushing_denormals(), keeping_memory(gives_back=False):
        tally.add(step.train(batch), batch.y, batch.sample_weight, batch.size)
    return tally.results()


def check_keras_arguments(arguments: Mapping[str, Any]) -> None:
    """Raises for an argument of ``compile`` that neither nervure nor Keras has."""
    for name in arguments:
        if name not in _KERAS_COMPILE_ARGUMENTS:
            near = suggestion(name, dict.fromkeys(_COMPILE_ARGUMENTS)) or "loss"
            raise ArgumentError.of("compile.unknown_argument", where="compile", argument=name, suggestion=near)
