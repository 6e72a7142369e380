"""Digits: the lecture's convolutional network learns the shipped digits."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nervure.data import digits, split
from nervure.data.arguments import positive_count
from nervure.graph.precision import precision_of
from nervure.language import text
from nervure.models.model import Model
from nervure.models.zoo import lecture_cnn
from nervure.optimizers import Adam
from nervure.randomness import fresh_seed, set_seed
from nervure.records.prediction import Prediction
from nervure.render.numbers import duration
from nervure.tasks.run_folder import RunFolder
from nervure.training.callbacks import Callback, CSVLogger

_SPLIT_SEED = 0
_HELD_OUT = 0.2
_NUM_CLASSES = 10
# Where the rate begins and ends, as a part of the largest one.
_FIRST_RATE, _LAST_RATE = 0.2, 0.01
_LEAST_PROBABILITY = 1e-7

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class DigitsOptions:
    """What ``nervure train digits`` can be told.

    Attributes:
        epochs: how often the training digits are gone through.
        batch_size: samples a step.
        learning_rate: the largest one; it rises for a fifth of the run and falls to next to nothing.
        precision: see ``Model.compile``.
        seed: of weights, order and masks; None draws one, which is recorded.
        samples: how many of the 8,000 training digits are used, for a quick try; None uses all.

    Raises:
        ArgumentError: ``epochs``, ``batch_size`` or ``samples`` is no whole number above 0.
    """

    epochs: int = 10
    batch_size: int = 128
    learning_rate: float = 3e-3
    precision: str = "auto"
    seed: int | None = None
    samples: int | None = None

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "samples"):
            if getattr(self, name) is not None:
                positive_count(getattr(self, name), where=name)


@dataclass(frozen=True)
class DigitsResult:
    """What a run came to.

    Attributes:
        num_right: how many of the held-out digits were recognised.
        num_held_out: how many there are.
        loss: their mean loss.
        predictions: ten of them.
        folder: where the run lies.
    """

    num_right: int
    num_held_out: int
    loss: float
    predictions: tuple[Prediction, ...]
    folder: Path

    @property
    def accuracy(self) -> float:
        """The share of the held-out digits that were recognised."""
        return self.num_right / self.num_held_out


class DigitsTask:
    """Trains on 8,000 digits and judges on 2,000 others, the same ones in every run.

    Its seed becomes that of the process: see ``nervure.set_seed``.

    Args:
        options: see :class:`DigitsOptions`.
        out: the run folder; None takes the first free one in ``runs/``, or with ``resume`` the newest.
        resume: whether the run that lies in the folder goes on, with its seed where ``options`` has none. It begins
            where there is none.

    Attributes:
        model: the network, compiled.
        folder: the run folder.
        seed: of weights, order and masks.
        seconds: how long training took.

    Raises:
        UnknownNameError: the precision is not known; no folder is made then.
        FileError: the folder holds a run already and ``resume`` is False, or it cannot be made.
    """

    def __init__(
        self, options: DigitsOptions, out: str | os.PathLike[str] | None = None, *, resume: bool = False
    ) -> None:
        precision_of(options.precision)
        if out is None:
            self.folder = RunFolder.newest("digits") if resume else RunFolder.new("digits")
        else:
            self.folder = RunFolder(out, resume)
        recorded = self.folder.seed if options.seed is None and resume else options.seed
        self.seed = fresh_seed() if recorded is None else recorded
        set_seed(self.seed)
        self._resume = resume
        self.options, self.seconds = options, 0.0
        x, y = digits()
        x, y, self.x_held_out, self.y_held_out = split(x, y, _HELD_OUT, stratify=True, seed=_SPLIT_SEED)
        # Evenly spread, so that each class has its share whatever their order is.
        chosen = np.linspace(0, len(y) - 1, min(options.samples or len(y), len(y))).round().astype(int)
        self.x, self.y = x[chosen], y[chosen]
        self.model: Model = lecture_cnn()
        self.model.compile(
            optimizer=Adam(one_cycle(options.learning_rate, options.epochs * self._steps_per_epoch)),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
            precision=options.precision,
        )

    @property
    def _steps_per_epoch(self) -> int:
        return math.ceil(len(self.x) / self.options.batch_size)

    @property
    def precision(self) -> str:
        """What the network computes in: ``float32``, or ``bfloat16 (auto)`` where that was found to be faster."""
        used = str(self.model.precision.activations).removeprefix("torch.")
        return used if self.options.precision == used else f"{used} ({self.options.precision})"

    def train(self, verbose: str | int = "auto", listeners: Sequence[Callback] = ()) -> None:
        """Trains, and writes the configuration, the history and the log. :meth:`save` writes the model.

        Args:
            verbose: see ``Model.fit``.
            listeners: more callbacks.
        """
        self.folder.write_config({"task": "digits", **asdict(self.options), "seed": self.seed})
        started = time.perf_counter()
        try:
            self.model.fit(
                self.x[..., None],
                self.y,
                batch_size=self.options.batch_size,
                epochs=self.options.epochs,
                validation_data=(self.x_held_out[..., None], self.y_held_out),
                callbacks=[CSVLogger(self.folder.history), _Log(self), *listeners],
                verbose=verbose,
                seed=self.seed,
                checkpoint=self.folder.path,
                resume=self._resume,
            )
        except KeyboardInterrupt:
            self.folder.log(text("run.interrupted", step=self.model.optimizer.iterations))
            raise
        finally:
            self.seconds = time.perf_counter() - started

    def save(self) -> None:
        """Writes the weights as they are."""
        self.model.save(self.folder.weights)

    def judge(self) -> DigitsResult:
        """The result on the held-out digits, with ten of them."""
        probabilities = self.model.predict(self.x_held_out[..., None], batch_size=256, verbose=0)
        labels, truths = probabilities.argmax(axis=1), self.y_held_out.astype(int)
        of_the_truth = np.maximum(probabilities[np.arange(len(truths)), truths], _LEAST_PROBABILITY)
        result = DigitsResult(
            num_right=int((labels == truths).sum()),
            num_held_out=len(truths),
            loss=float(-np.log(of_the_truth).mean()),
            predictions=tuple(
                _prediction(self.x_held_out[i], probabilities[i], truths[i]) for i in _one_of_each(truths)
            ),
            folder=self.folder.path,
        )
        self.folder.log(
            text("run.end", time=duration(self.seconds), accuracy=f"{result.accuracy:.4f}", loss=f"{result.loss:.4f}")
        )
        return result


def one_cycle(peak: float, num_steps: int) -> Callable[[int], float]:
    """A learning rate that rises to ``peak`` for a fifth of the steps and falls for the rest, along half a cosine each.

    It begins at a fifth of ``peak``, so that the first epoch already learns something.

    Source:
        Smith and Topin, "Super-convergence" (2017), https://arxiv.org/abs/1708.07120

    Examples:
        >>> rate = one_cycle(0.3, 100)
        >>> [round(rate(step), 2) for step in (0, 10, 20, 60)]
        [0.06, 0.18, 0.3, 0.15]
    """
    rising = max(1, num_steps // 5)

    def rate(step: int) -> float:
        start, end, part = _FIRST_RATE, 1.0, step / rising
        if step >= rising:
            start, end, part = 1.0, _LAST_RATE, min(1.0, (step - rising) / max(1, num_steps - rising))
        return peak * (end + (start - end) * 0.5 * (1 + math.cos(math.pi * part)))

    return rate


class _Log(Callback):
    """Writes a line an epoch to the log of the run."""

    def __init__(self, task: DigitsTask) -> None:
        super().__init__()
        self._task = task

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        task = self._task
        task.folder.log(
            text(
                "run.begin", count=len(task.x), held_out=len(task.x_held_out), precision=task.precision, seed=task.seed
            )
        )

    def set_state(self, state: Mapping[str, Any]) -> None:
        task = self._task
        task.folder.log(text("run.resumed", step=task.model.optimizer.iterations))

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        values = "  ".join(f"{label} {value:.4f}" for label, value in (logs or {}).items())
        self._task.folder.log(text("run.epoch", epoch=epoch + 1, values=values))


def _one_of_each(truths: Array) -> list[int]:
    """The first held-out digit of each class."""
    return [int(np.flatnonzero(truths == label)[0]) for label in range(_NUM_CLASSES)]


def _prediction(picture: Array, probabilities: Array, truth: int) -> Prediction:
    label = int(probabilities.argmax())
    height, width = picture.shape
    return Prediction(str(label), float(probabilities[label]), picture.tobytes(), height, width, str(truth))
