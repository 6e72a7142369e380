"""Digits: the lecture's convolutional network learns the shipped digits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nervure.data import digits, split
from nervure.models.model import Model
from nervure.models.zoo import lecture_cnn
from nervure.optimizers import Adam
from nervure.randomness import fresh_seed, set_seed
from nervure.records.prediction import Prediction
from nervure.tasks.run_folder import RunFolder
from nervure.training.callbacks import Callback, CSVLogger

_SPLIT_SEED = 0
_HELD_OUT = 0.2
_NUM_DRAWN = 10


@dataclass(frozen=True)
class DigitsOptions:
    """What ``nervure train digits`` can be told.

    Attributes:
        epochs: how often the training digits are gone through.
        batch_size: samples a step.
        learning_rate: the largest one; it rises for a third of the run and falls to nothing.
        precision: see ``Model.compile``.
        seed: of weights, order and masks; None draws one, which is recorded.
    """

    epochs: int = 8
    batch_size: int = 128
    learning_rate: float = 3e-3
    precision: str = "auto"
    seed: int | None = None


@dataclass(frozen=True)
class DigitsResult:
    """What a run came to.

    Attributes:
        accuracy: the share of the held-out digits that were recognised.
        loss: their mean loss.
        num_held_out: how many there are.
        predictions: ten of them.
        folder: where the run lies.
    """

    accuracy: float
    loss: float
    num_held_out: int
    predictions: tuple[Prediction, ...]
    folder: Path


class DigitsTask:
    """Trains on 8,000 digits and judges on 2,000 others, the same ones in every run.

    Args:
        options: see :class:`DigitsOptions`.
        out: the run folder; None takes the first free one in ``runs/``.

    Attributes:
        model: the network, compiled.
        folder: the run folder.
    """

    def __init__(self, options: DigitsOptions, out: Path | None = None) -> None:
        self.seed = fresh_seed() if options.seed is None else options.seed
        set_seed(self.seed)
        self.options = options
        self.folder = RunFolder.new("digits") if out is None else RunFolder(out)
        x, y = digits()
        self.x, self.y, self.x_held_out, self.y_held_out = split(x, y, _HELD_OUT, stratify=True, seed=_SPLIT_SEED)
        self.model: Model = lecture_cnn()
        self.model.compile(
            optimizer=Adam(self._rate()),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
            precision=options.precision,
        )

    def _rate(self) -> Any:
        """One cycle: up along half a cosine for a third of the steps, down for the rest.

        Source:
            Smith and Topin, "Super-convergence" (2017), https://arxiv.org/abs/1708.07120
        """
        total = self.options.epochs * math.ceil(len(self.x) / self.options.batch_size)
        peak, rising = self.options.learning_rate, max(1, total // 3)

        def rate(step: int) -> float:
            part = step / rising - 1 if step < rising else (step - rising) / max(1, total - rising)
            return peak * max(0.01, 0.5 * (1 + math.cos(math.pi * min(1.0, abs(part)))))

        return rate

    def train(self, verbose: str | int = "auto") -> None:
        """Trains, and saves the model, the history and the log."""
        self.folder.write_config({"task": "digits", **asdict(self.options), "seed": self.seed})
        self.model.fit(
            self.x[..., None],
            self.y,
            batch_size=self.options.batch_size,
            epochs=self.options.epochs,
            validation_data=(self.x_held_out[..., None], self.y_held_out),
            callbacks=[CSVLogger(self.folder.history), _Log(self.folder)],
            verbose=verbose,
            seed=self.seed,
        )

    def save(self) -> None:
        """Writes the weights as they are."""
        self.model.save(self.folder.weights)

    def judge(self) -> DigitsResult:
        """The result on the held-out digits, with ten of them."""
        probabilities = self.model.predict(self.x_held_out[..., None], batch_size=256, verbose=0)
        labels = probabilities.argmax(axis=1)
        truths = self.y_held_out.astype(int)
        chosen = probabilities[np.arange(len(truths)), truths]
        result = DigitsResult(
            accuracy=float((labels == truths).mean()),
            loss=float(-np.log(np.maximum(chosen, 1e-7)).mean()),
            num_held_out=len(truths),
            predictions=tuple(
                _prediction(self.x_held_out[i], probabilities[i], truths[i]) for i in _one_of_each(truths)
            ),
            folder=self.folder.path,
        )
        self.folder.log(f"held out: accuracy {result.accuracy:.4f}, loss {result.loss:.4f}")
        return result


class _Log(Callback):
    """Writes a line an epoch to the log of the run."""

    def __init__(self, folder: RunFolder) -> None:
        super().__init__()
        self._folder = folder

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        self._folder.log(f"training begins, precision {self.model.precision.activations}")

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        values = "  ".join(f"{label} {value:.4f}" for label, value in (logs or {}).items())
        self._folder.log(f"epoch {epoch + 1}  {values}")


def _one_of_each(truths: Sequence[int]) -> list[int]:
    """The first held-out digit of each class."""
    return [int(np.flatnonzero(np.asarray(truths) == label)[0]) for label in range(_NUM_DRAWN)]


def _prediction(picture: Any, probabilities: Any, truth: int) -> Prediction:
    label = int(probabilities.argmax())
    height, width = picture.shape
    return Prediction(str(label), float(probabilities[label]), picture.tobytes(), height, width, str(truth))
