"""Shared by Keras and nervure: the same code builds and trains networks in both."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from benchmarks.contenders.clocks import EpochClock, predictions
from benchmarks.contenders.pictures import parts
from benchmarks.harness import network as plain
from benchmarks.harness.inputs import SEED
from benchmarks.harness.network import Layer, Network, Shape, Weights, first_weights
from benchmarks.harness.serving import Job, Reading, Task, Turn
from benchmarks.harness.workload import HELD_OUT, REACHED, Recipe, Workload

_NO_END = 10**6


class Words(NamedTuple):
    """A library with Keras' interface.

    Attributes:
        layers: its layers module, with ``Input``.
        models: its models module.
        callback: the base class of callbacks.
        adam: creates an optimizer from a rate or a schedule.
        one_cycle: creates a schedule from a recipe and the number of steps.
        options: arguments of ``compile``.
        fit_options: arguments of ``fit`` if epochs are shuffled.
    """

    layers: Any
    models: Any
    callback: type[Any]
    adam: Callable[[Any], Any]
    one_cycle: Callable[[Recipe, int], Any]
    options: Mapping[str, Any] = {}
    fit_options: Mapping[str, Any] = {}


def compiled(words: Words, work: Workload, weights: Weights, shape: Shape, rate: Any = 1e-3) -> Any:
    """The network of a workload, with Adam and these initial weights."""
    builder = _Builder(words)
    if any(isinstance(layer, plain.Residual) for layer in work.network):
        inputs = words.layers.Input(shape)
        model = words.models.Model(inputs, builder.applied(work.network, inputs))
    else:
        model = words.models.Sequential([words.layers.Input(shape), *map(builder.made, work.network)])
    for layer, arrays in zip(builder.weighted, weights, strict=True):
        layer.set_weights(arrays)
    loss = "binary_crossentropy" if work.is_binary else "sparse_categorical_crossentropy"
    model.compile(words.adam(rate), loss, **words.options)
    return model


class _Builder:
    """Creates the library's layers and records those with weights, in order."""

    def __init__(self, words: Words) -> None:
        self._layers = words.layers
        self.weighted: list[Any] = []

    def applied(self, network: Network, tensor: Any) -> Any:
        for layer in network:
            if isinstance(layer, plain.Residual):
                added = self._layers.Add()([tensor, self.applied(layer.body, tensor)])
                tensor = self._layers.ReLU()(added)
            else:
                tensor = self.made(layer)(tensor)
        return tensor

    def made(self, layer: Layer) -> Any:
        made = self._made(layer)
        if isinstance(layer, plain.Convolution | plain.Dense | plain.BatchNormalization | plain.Recurrent):
            self.weighted.append(made)
        return made

    def _made(self, layer: Layer) -> Any:
        layers = self._layers
        makers: dict[type[Any], Callable[[Any], Any]] = {
            plain.Rescaling: lambda given: layers.Rescaling(given.scale),
            plain.Convolution: lambda given: layers.Conv2D(
                given.filters, 3, padding="same", activation=given.activation
            ),
            plain.BatchNormalization: lambda given: layers.BatchNormalization(momentum=given.momentum),
            plain.Activation: lambda given: layers.Activation(given.kind),
            plain.MaxPooling: lambda _given: layers.MaxPooling2D(),
            plain.GlobalAveragePooling: lambda _given: layers.GlobalAveragePooling2D(),
            plain.Dropout: lambda given: layers.Dropout(given.rate),
            plain.Flatten: lambda _given: layers.Flatten(),
            plain.Dense: lambda given: layers.Dense(given.units, activation=given.activation),
            plain.Recurrent: lambda given: getattr(layers, given.kind)(given.units),
        }
        return makers[type(layer)](layer)


def steps(words: Words, job: Job) -> Turn:
    """A plain ``fit`` over the batches of the turn, timed from the end of the warm-up to the end of the last batch."""
    model = compiled(words, job.work, job.inputs.weights, job.inputs.x.shape[1:])
    warm = job.work.warm

    def turn(number: int) -> Reading:
        x, y = job.inputs.batches(job.work, number)
        last = len(x) // job.work.batch

        class Clock(words.callback):  # type: ignore[misc, name-defined]
            begin = end = loss = 0.0

            def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
                if batch + 1 in (warm, last):  # reading a number waits for it
                    self.loss = float(logs["loss"])
                if batch + 1 == warm:
                    self.begin = time.perf_counter()
                if batch + 1 == last:
                    self.end = time.perf_counter()

        clock = Clock()
        model.fit(x, y, batch_size=job.work.batch, shuffle=False, verbose=0, callbacks=[clock])
        return Reading(clock.end - clock.begin, last - warm, (clock.loss,))

    return turn


def epochs(words: Words, job: Job) -> Turn:
    """A plain ``fit`` with its progress bar, shuffled; each turn continues where the last one ended."""
    model = compiled(words, job.work, job.inputs.weights, job.inputs.x.shape[1:])
    done = 0

    def turn(number: int) -> Reading:
        nonlocal done
        clock = EpochClock(job, number)

        class Timer(words.callback):  # type: ignore[misc, name-defined]
            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
                self.model.stop_training = clock.epoch(float(logs["loss"]))

        options = {"batch_size": job.work.batch, "initial_epoch": done, "epochs": _NO_END, "callbacks": [Timer()]}
        model.fit(job.inputs.x, job.inputs.y, **options, **words.fit_options)
        done += clock.epochs
        return clock.reading()

    return turn


def predict(words: Words, job: Job) -> Turn:
    """``predict`` itself."""
    model = compiled(words, job.work, job.inputs.weights, job.inputs.x.shape[1:])
    return predictions(job, lambda x: model.predict(x, batch_size=job.work.batch, verbose=0))


def until(words: Words, job: Job, recipe: Recipe | None) -> Turn:
    """From the start of the process until the held-out samples are recognized; a plain ``fit``, validated each epoch.

    Args:
        words: the library.
        job: the job.
        recipe: the training recipe; None for the defaults of ``fit`` and ``compile``.
    """
    work, (x, y) = job.work.trained_by(recipe), job.inputs[:2]
    num_steps = 0 if recipe is None else recipe.epochs * -(-(len(x) - HELD_OUT) // recipe.batch)
    rate = 1e-3 if recipe is None else words.one_cycle(recipe, num_steps)

    def turn(_number: int) -> Reading:
        accuracies: list[float] = []

        class Stop(words.callback):  # type: ignore[misc, name-defined]
            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
                accuracies.append(float(logs["val_accuracy"]))
                self.model.stop_training = accuracies[-1] >= REACHED

        model = compiled(_with_accuracy(words), work, job.inputs.weights, x.shape[1:], rate)
        kept = slice(0, len(x) - HELD_OUT)
        held_out = (x[kept.stop :], y[kept.stop :])
        options = {"batch_size": recipe.batch if recipe else None, "epochs": recipe.epochs if recipe else work.steps}
        model.fit(x[kept], y[kept], validation_data=held_out, callbacks=[Stop()], verbose=0, **options)
        values = {f"epoch {number}": accuracy for number, accuracy in enumerate(accuracies, 1)}
        return Reading(time.time() - job.started, 1, (), accuracies[-1], values)

    return turn


def accuracy(words: Words, job: Job) -> Turn:
    """Trains from the weights of one seed, and evaluates on the last fifth of the samples."""
    work, (x, y) = job.work, job.inputs[:2]
    kept = len(x) * 4 // 5

    def turn(number: int) -> Reading:
        weights = first_weights(work.network, x.shape[1:], SEED + number)
        model = compiled(_with_accuracy(words), work, weights, x.shape[1:])
        begin = time.perf_counter()
        history = model.fit(x[:kept], y[:kept], batch_size=work.batch, epochs=work.steps, verbose=0).history
        seconds = time.perf_counter() - begin
        found = model.evaluate(x[kept:], y[kept:], verbose=0)[1]
        return Reading(seconds, work.steps, tuple(map(float, history["loss"])), float(found))

    return turn


def recognition(words: Words, job: Job) -> Turn:
    """Trains the workload's network on images, and uses the epoch that was best on the validation images."""
    work, (training, validation, test) = job.work, parts(job)

    def turn(number: int) -> Reading:
        best: list[Any] = [0.0, []]

        class Best(words.callback):  # type: ignore[misc, name-defined]
            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
                if logs["val_accuracy"] > best[0]:
                    best[:] = [logs["val_accuracy"], self.model.get_weights()]

        shape = training.x.shape[1:]
        model = compiled(_with_accuracy(words), work, first_weights(work.network, shape, SEED + number), shape)
        options = {"batch_size": work.batch, "epochs": work.steps, "verbose": 0, "callbacks": [Best()]}
        begin = time.perf_counter()
        history = model.fit(*training, validation_data=tuple(validation), **options).history
        seconds = time.perf_counter() - begin
        model.set_weights(best[1])
        found = model.evaluate(*test, verbose=0)[1]
        return Reading(seconds, work.steps, tuple(map(float, history["loss"])), float(found))

    return turn


def tasks_of(words: Callable[[Job], Words]) -> dict[str, Task]:
    """The tasks that need only Keras' interface."""
    return {
        "steps": lambda job: steps(words(job), job),
        "epochs": lambda job: epochs(words(job), job),
        "predict": lambda job: predict(words(job), job),
        "accuracy": lambda job: accuracy(words(job), job),
        "pictures": lambda job: recognition(words(job), job),
    }


def _with_accuracy(words: Words) -> Words:
    return words._replace(options={**words.options, "metrics": ["accuracy"]})
