"""The training recipe: options that are not set are chosen by the kind and number of images."""

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

PRETRAINED = "pretrained"  # used instead of a network's name: a head is trained on the features of a pretrained network

# The rate rises for a fifth of the steps, from a fifth of the peak, so that the first epoch already makes progress.
_RISE, _FIRST_DIVISOR, _LAST_DIVISOR = 0.2, 5.0, 20.0
_BATCH_SIZE, _BATCH_SIZE_OF_FEW, _FEW = 128, 32, 1000
# Without batch normalization, units die at a larger rate.
_LEARNING_RATES = {"lecture-cnn": 3e-3, "lecture-mlp": 1e-3, "small-resnet": 3e-3, PRETRAINED: 3e-3}
# Epochs for about this many images in total, within bounds: enough for a network, and minutes on two cores.
_PICTURES_IN_ALL = {"lecture-cnn": 1_350_000, "lecture-mlp": 900_000, "small-resnet": 300_000, PRETRAINED: 900_000}
_FEWEST_EPOCHS, _MOST_EPOCHS, _PLAIN_EPOCHS = 10, 80, 10
_LABEL_SMOOTHING, _WEIGHT_DECAY = 0.1, 0.05
# In the last third of a run the rate is small, and the network at its best.
_LEAST_PATIENCE, _PATIENCE_SHARE = 5, 3


@dataclass(frozen=True)
class Recipe:
    """How a network is trained.

    Attributes:
        model: one of :data:`nervure.models.zoo.NETWORKS`, or :data:`PRETRAINED`.
        epochs: the number of passes over the images.
        batch_size: images per step.
        learning_rate: the peak rate.
        label_smoothing: the fraction of every target that is spread evenly over the classes.
        weight_decay: the decay of weights toward 0, per step at rate 1.
        augmentation: how images are augmented in every epoch: a preset of :func:`nervure.data.augmented`.
        patience: the number of epochs without improvement on the validation part after which the run ends, with the
            weights of the best epoch; None always runs to the end and keeps the last weights.
        class_weights: how strongly to weight rare classes: see :func:`nervure.data.balanced_class_weight`.
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
        """The values of ``options``, and values that suit ``data`` for unset ones."""
        # The demo trains the lecture's network as in the lecture, without improvements.
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
            # If the validation images are also the final evaluation, nothing may be chosen by them.
            patience=None if data.test is None else max(_LEAST_PATIENCE, epochs // _PATIENCE_SHARE),
            class_weights=options.class_weights or ("none" if is_plain else _class_weights(data)),
        )

    def augmented(self, pictures: Dataset) -> Dataset:
        """``pictures`` for training, augmented anew in every epoch."""
        return augmented(pictures, self.augmentation)

    def class_weight(self, data: PictureData) -> dict[int, float] | None:
        """The class weights for ``fit``; None if all are equal."""
        if self.class_weights == "none":
            return None
        return balanced_class_weight(labels_of(data.training), self.class_weights)

    @property
    def may_end_early(self) -> bool:
        """Whether a run can end before its last epoch."""
        return self.patience is not None and self.epochs > 1 + self.patience  # the first is always the best so far

    @property
    def stopping(self) -> list[Callback]:
        """The callback that ends a run without improvement, and restores the best weights."""
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
    # Each augmented copy is one more pass through the whole pretrained network.
    if data.kind == DIGITS or model == PRETRAINED:
        return "none"
    return "signs" if data.is_drawn else "photographs"


def _class_weights(data: PictureData) -> str:
    # Of the two weightings, the one with the smallest cost elsewhere: docs/decisions/0030.
    return "square-root" if data.imbalance > UNEQUAL else "none"


def _epochs(model: str, count: int) -> int:
    return min(max(round(_PICTURES_IN_ALL[model] / count), _FEWEST_EPOCHS), _MOST_EPOCHS)
