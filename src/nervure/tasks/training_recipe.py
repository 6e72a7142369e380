"""How a network is trained on pictures: what is not told is chosen by what the pictures are and how many there are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from nervure.losses import CategoricalCrossentropy, Loss, SparseCategoricalCrossentropy
from nervure.models.model import Model
from nervure.models.zoo import NETWORKS
from nervure.optimizers import Adam, AdamW
from nervure.tasks.picture_data import PictureData
from nervure.tasks.picture_options import DIGITS, PictureOptions

# Where the rate begins and ends, as a part of the largest one.
_FIRST_RATE, _LAST_RATE = 0.2, 0.01
_BATCH_SIZE, _BATCH_SIZE_OF_FEW, _FEW = 128, 32, 1000
_LEARNING_RATE = 3e-3
# As many epochs as come to about so many pictures, within bounds.
_PICTURES_IN_ALL, _FEWEST_EPOCHS, _MOST_EPOCHS = 192_000, 10, 60
_LABEL_SMOOTHING, _WEIGHT_DECAY = 0.1, 0.02


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes:
        model: one of :data:`nervure.models.zoo.NETWORKS`.
        epochs: how often the pictures are gone through.
        batch_size: pictures a step.
        learning_rate: the largest one.
        label_smoothing: the part of every target that is spread evenly over the classes.
        weight_decay: how far weights are drawn towards 0, a step of rate 1.
    """

    model: str
    epochs: int
    batch_size: int
    learning_rate: float
    label_smoothing: float
    weight_decay: float

    @classmethod
    def of(cls, options: PictureOptions, data: PictureData) -> Recipe:
        """What ``options`` say, and what suits ``data`` where they say nothing."""
        suited = _of_the_demo() if data.kind == DIGITS else _suited(data)
        return cls(
            options.model or suited.model,
            options.epochs or suited.epochs,
            options.batch_size or suited.batch_size,
            options.learning_rate or suited.learning_rate,
            suited.label_smoothing,
            suited.weight_decay,
        )

    def compiled(self, data: PictureData, precision: str) -> Model:
        """The network, ready to be trained on ``data``."""
        model = NETWORKS[self.model](data.format.shape, len(data.labels))
        steps = math.ceil(data.training.num_samples / self.batch_size)
        rate = one_cycle(self.learning_rate, self.epochs * steps)
        optimizer = AdamW(rate, weight_decay=self.weight_decay) if self.weight_decay else Adam(rate)
        model.compile(optimizer=optimizer, loss=self._loss(data), metrics=["accuracy"], precision=precision)
        return model

    def _loss(self, data: PictureData) -> Loss:
        if data.training.target_shapes == ((),):
            return SparseCategoricalCrossentropy()
        return CategoricalCrossentropy(label_smoothing=self.label_smoothing)


def _of_the_demo() -> Recipe:
    return Recipe("lecture-cnn", 10, _BATCH_SIZE, _LEARNING_RATE, label_smoothing=0.0, weight_decay=0.0)


def _suited(data: PictureData) -> Recipe:
    count = data.training.num_samples
    epochs = min(max(round(_PICTURES_IN_ALL / count), _FEWEST_EPOCHS), _MOST_EPOCHS)
    batch_size = _BATCH_SIZE_OF_FEW if count < _FEW else _BATCH_SIZE
    model = "lecture-cnn" if data.is_drawn else "small-resnet"
    return Recipe(model, epochs, batch_size, _LEARNING_RATE, _LABEL_SMOOTHING, _WEIGHT_DECAY)


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
