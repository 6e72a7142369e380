"""How a network is trained on pictures: what is not told is chosen by what the pictures are and how many there are."""

from __future__ import annotations

import math
from dataclasses import dataclass

from nervure.data import Dataset, augmented, balanced_class_weight
from nervure.losses import CategoricalCrossentropy, Loss, SparseCategoricalCrossentropy
from nervure.models.model import Model
from nervure.models.zoo import NETWORKS
from nervure.optimizers import Adam, AdamW
from nervure.optimizers.schedules import OneCycle
from nervure.records.training_plan import UNEQUAL
from nervure.tasks.picture_data import PictureData, labels_of
from nervure.tasks.picture_options import DIGITS, PictureOptions
from nervure.training.callbacks import Callback, EarlyStopping

PRETRAINED = "pretrained"  # in the place of a network's name: a head learns from the features of another one

# The rate rises for a fifth of the steps, from a fifth of the largest, so that the first epoch learns already.
_RISE, _FIRST_DIVISOR, _LAST_DIVISOR = 0.2, 5.0, 20.0
_BATCH_SIZE, _BATCH_SIZE_OF_FEW, _FEW = 128, 32, 1000
# Units without batch normalisation die at a larger rate.
_LEARNING_RATES = {"lecture-cnn": 3e-3, "lecture-mlp": 1e-3, "small-resnet": 3e-3, PRETRAINED: 3e-3}
# As many epochs as come to about so many pictures, within bounds: what a network needs, and two cores do in minutes.
_PICTURES_IN_ALL = {"lecture-cnn": 1_350_000, "lecture-mlp": 900_000, "small-resnet": 300_000, PRETRAINED: 900_000}
_FEWEST_EPOCHS, _MOST_EPOCHS, _PLAIN_EPOCHS = 10, 80, 10
_LABEL_SMOOTHING, _WEIGHT_DECAY = 0.1, 0.05
# The rate is small, and the network at its best, in the last third of a run.
_LEAST_PATIENCE, _PATIENCE_SHARE = 5, 3


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes:
        model: one of :data:`nervure.models.zoo.NETWORKS`, or :data:`PRETRAINED`.
        epochs: how often the pictures are gone through.
        batch_size: pictures a step.
        learning_rate: the largest one.
        label_smoothing: the part of every target that is spread evenly over the classes.
        weight_decay: how far weights are drawn towards 0, a step of rate 1.
        augmentation: how pictures are changed in every epoch: a preset of :func:`nervure.data.augmented`.
        patience: after how many epochs without a better look at the held-out part the run ends, with the weights of the
            best epoch; None always goes on to the end and takes the last ones.
        class_weights: by how much rare classes count for more: see :func:`nervure.data.balanced_class_weight`.
    """

    model: str
    epochs: int
    batch_size: int
    learning_rate: float
    label_smoothing: float
    weight_decay: float
    augmentation: str
    patience: int | None
    class_weights: str = "none"

    @classmethod
    def of(cls, options: PictureOptions, data: PictureData) -> Recipe:
        """What ``options`` say, and what suits ``data`` where they say nothing."""
        # The demo shows the lecture's network as the lecture has it, without what makes it better.
        is_plain = data.kind == DIGITS
        suited = "lecture-cnn" if data.is_drawn else "small-resnet"
        model = PRETRAINED if options.pretrained is not None else options.model or suited
        count = data.training.num_samples
        epochs = options.epochs or (_PLAIN_EPOCHS if is_plain else _epochs(model, count))
        return cls(
            model=model,
            epochs=epochs,
            batch_size=options.batch_size or (_BATCH_SIZE if is_plain or count >= _FEW else _BATCH_SIZE_OF_FEW),
            learning_rate=options.learning_rate or _LEARNING_RATES[model],
            label_smoothing=0.0 if is_plain else _LABEL_SMOOTHING,
            weight_decay=0.0 if is_plain else _WEIGHT_DECAY,
            augmentation=options.augmentation or _augmentation(model, data),
            # Who is judged by the pictures that are looked at all the time must not choose by them.
            patience=None if data.test is None else max(_LEAST_PATIENCE, epochs // _PATIENCE_SHARE),
            class_weights=options.class_weights or ("none" if is_plain else _class_weights(data)),
        )

    def augmented(self, pictures: Dataset) -> Dataset:
        """``pictures`` as they are learned from, changed anew in every epoch."""
        return augmented(pictures, self.augmentation)

    def class_weight(self, data: PictureData) -> dict[int, float] | None:
        """How much the pictures of each class count, for ``fit``; None where all count the same."""
        if self.class_weights == "none":
            return None
        return balanced_class_weight(labels_of(data.training), self.class_weights)

    @property
    def may_end_early(self) -> bool:
        """Whether a run can end before its last epoch."""
        return self.patience is not None and self.epochs > 1 + self.patience  # the first epoch is always the best yet

    @property
    def stopping(self) -> list[Callback]:
        """What ends a run that gets no better, and takes the best weights."""
        if self.patience is None:
            return []
        return [EarlyStopping("val_loss", patience=self.patience, verbose=1, restore_best_weights=True)]

    def compiled(self, data: PictureData, precision: str) -> Model:
        """The network, ready to be trained on ``data``."""
        return self.prepared(NETWORKS[self.model](data.format.shape, len(data.labels)), data.training, precision)

    def prepared(self, model: Model, samples: Dataset, precision: str) -> Model:
        """``model``, ready to be trained on ``samples``."""
        steps = math.ceil((samples.num_samples or 0) / self.batch_size)
        rate = OneCycle(self.learning_rate, self.epochs * steps, _RISE, _FIRST_DIVISOR, _LAST_DIVISOR)
        optimizer = AdamW(rate, weight_decay=self.weight_decay) if self.weight_decay else Adam(rate)
        model.compile(optimizer=optimizer, loss=self._loss(samples), metrics=["accuracy"], precision=precision)
        return model

    def _loss(self, samples: Dataset) -> Loss:
        if samples.target_shapes == ((),):
            return SparseCategoricalCrossentropy()
        return CategoricalCrossentropy(label_smoothing=self.label_smoothing)


def _augmentation(model: str, data: PictureData) -> str:
    # Each changed copy is one more walk through the whole pretrained network.
    if data.kind == DIGITS or model == PRETRAINED:
        return "none"
    return "signs" if data.is_drawn else "photographs"


def _class_weights(data: PictureData) -> str:
    # Of the two ways to weigh the one that costs least elsewhere: docs/decisions/0030.
    return "square-root" if data.imbalance > UNEQUAL else "none"


def _epochs(model: str, count: int) -> int:
    return min(max(round(_PICTURES_IN_ALL[model] / count), _FEWEST_EPOCHS), _MOST_EPOCHS)
