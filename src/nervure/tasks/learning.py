"""Ways of training: the whole network on images, or a head on features computed in advance."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import torch

from nervure.data import ArrayDataset, Dataset
from nervure.errors import advise
from nervure.models.measuring import settle_precision
from nervure.models.model import Model
from nervure.models.preparation import feed_of, losses_for
from nervure.models.threads import Trial, steps_of
from nervure.randomness import seeded
from nervure.records.training_plan import FeaturesPlan, Forecast
from nervure.tasks.features import AT_ONCE, Features, features_of, head_for, num_copies, put_head
from nervure.tasks.forecast import forecast, forecast_of_head
from nervure.tasks.picture_data import PictureData, in_batches_of, some_of
from nervure.tasks.pretrained import Pretrained
from nervure.tasks.pretrained.fitting_scale import better_scale
from nervure.tasks.training_recipe import Recipe

_LOOKED_AT = 64


class Learner(NamedTuple):
    """The model to fit and its data.

    Attributes:
        model: the network that learns, compiled.
        training: the training data.
        validation: the data evaluated after each epoch.
    """

    model: Model
    training: Dataset
    validation: Dataset


class Learning(Protocol):
    """A way of training.

    Attributes:
        whole: the network that takes images, compiled.
    """

    whole: Model

    def learner(self, seed: int, verbose: str | int) -> Learner:
        """The model to fit and its data, computed first if necessary."""

    def settle(self) -> None:
        """Copies the trained weights into the whole network."""

    def choose_precision(self, seed: int, *, by_rule: bool) -> None:
        """Resolves precision "auto" once: by rule, or by measuring."""

    def trials(self, seed: int) -> list[Trial]:
        """A small part of the work, to find the fastest number of threads, and whether results depend on it."""

    def forecast(self, seed: int, folder: Path) -> Forecast:
        """The forecast of time and memory, from a small part of the work done in the run folder."""

    @property
    def plan(self) -> FeaturesPlan | None:
        """The source of the features."""

    @property
    def config(self) -> dict[str, Any]:
        """The entries of ``config.json`` besides the recipe."""


class WholeLearning:
    """Trains the whole network on images.

    Args:
        data: the images.
        recipe: the training recipe.
        precision: see ``Model.compile``.
    """

    def __init__(self, data: PictureData, recipe: Recipe, precision: str) -> None:
        self._data, self._recipe, self._precision = data, recipe, precision
        self.whole = recipe.compiled(data, precision)
        self.plan: FeaturesPlan | None = None
        self.config: dict[str, Any] = {}

    def learner(self, seed: int, verbose: str | int) -> Learner:
        """The network and the images, which are augmented in every epoch."""
        training, validation = (in_batches_of(part, self._recipe.batch_size) for part in self._data.parts[:2])
        return Learner(self.whole, self._recipe.augmented(training), validation)

    def settle(self) -> None:
        """Does nothing: the network itself is trained."""

    def choose_precision(self, seed: int, *, by_rule: bool) -> None:
        """For this network and the first batch of these images."""
        feed = feed_of(self.whole, self.learner(seed, verbose=0).training, "fit")
        settle_precision(self.whole, feed, losses_for(self.whole, feed), seed, by_rule=by_rule)

    def trials(self, seed: int) -> list[Trial]:
        """A step on the first batch, and one on a batch of the size of the last."""
        return _steps_on(self.whole, self.learner(seed, verbose=0).training, seed)

    def forecast(self, seed: int, folder: Path) -> Forecast:
        """From a few steps of a copy, in the chosen precision."""
        return forecast(self._recipe, self._data, self.whole.precision.used, seed, folder)


class HeadLearning:
    """Trains a head on the features that a pretrained network computes from the images; that network is frozen.

    Args:
        data: the images.
        recipe: the training recipe.
        precision: see ``Model.compile``; "auto" is float32, since one small layer gains nothing from lower precision.
        pretrained: the network.
    """

    def __init__(self, data: PictureData, recipe: Recipe, precision: str, pretrained: Pretrained) -> None:
        self._data, self._recipe, self._pretrained = data, recipe, pretrained
        self._precision = "float32" if precision == "auto" else precision
        whole, self._body = pretrained.networks(data.format, len(data.labels))
        self.whole = recipe.prepared(whole, data.training, self._precision)
        self._found: tuple[Model, Features] | None = None

    @property
    def num_features(self) -> int:
        """The number of features per image."""
        return int(self._body.graph.output_shapes[0][-1] or 0)

    @property
    def plan(self) -> FeaturesPlan:
        """The source of the features."""
        return self._pretrained.plan(self.num_features, num_copies(self._recipe))

    @property
    def config(self) -> dict[str, Any]:
        """The information to find the pretrained network again, and its number of features."""
        return {"pretrained": self._pretrained.config(self.num_features)}

    def learner(self, seed: int, verbose: str | int) -> Learner:
        """The head and all features, which are computed now."""
        features = features_of(self._body, self._data, self._recipe, seed, verbose)
        head = self._head(features.training, seed)
        self._found = head, features
        return Learner(head, features.training, features.validation)

    def settle(self) -> None:
        """Puts the head on the network, if there is one."""
        if self._found is not None:
            put_head(self.whole, *self._found)

    def choose_precision(self, seed: int, *, by_rule: bool) -> None:
        """It is already chosen: a head is small."""

    def trials(self, seed: int) -> list[Trial]:
        """The features of some images, which take most of the time, and steps of a head on placeholder features."""
        some = in_batches_of(some_of(self._data.training, AT_ONCE), AT_ONCE).in_order()
        pictures = torch.cat([batch.x[0] for batch in some.batches()]).numpy()
        features = self._body.predict(pictures, batch_size=AT_ONCE, verbose=0)
        count = self._data.training.num_samples * (1 + num_copies(self._recipe))
        rows = np.arange(min(count, self._recipe.batch_size + count % self._recipe.batch_size))
        answers = torch.cat([batch.y[0] for batch in some.batches()]).numpy()
        taken = ArrayDataset(
            features[rows % len(features)], answers[rows % len(answers)], batch_size=self._recipe.batch_size
        )
        head = self._head(self._data.training, seed)

        def walk() -> list[torch.Tensor]:
            return [torch.from_numpy(self._body.predict(pictures, batch_size=AT_ONCE, verbose=0))]

        return [walk, *_steps_on(head, taken, seed)]

    def forecast(self, seed: int, folder: Path) -> Forecast:
        """From the features of a few images, and a few epochs of a head."""
        head, copies = self._head(self._data.training, seed), num_copies(self._recipe)
        return forecast_of_head(self._recipe, self._data, self._body, head, copies, seed, folder)

    def _head(self, samples: Dataset, seed: int) -> Model:
        with seeded(seed):
            return self._recipe.prepared(head_for(self.whole, self.num_features), samples, self._precision)


def _steps_on(model: Model, training: Dataset, seed: int) -> list[Trial]:
    """A step on the first batch, and one of the size of the last."""
    feed = feed_of(model, training, "fit")
    batch = feed.first_batch()
    if batch is None:
        return []
    sizes = dict.fromkeys((batch.size, (training.num_samples or 0) % batch.size or batch.size))
    return steps_of(model, losses_for(model, feed), batch, seed, list(sizes))


def fitting(pretrained: Pretrained, data: PictureData, *, is_typed: bool) -> Pretrained:
    """A pretrained network with levels scaled to what it was trained on, as far as that can be detected.

    Args:
        pretrained: the network.
        data: the images it will take.
        is_typed: whether the user chose the scale: then it is kept, with advice if another one fits better.
    """
    some = some_of(data.training, _LOOKED_AT).in_order()
    pictures = np.concatenate([batch.x[0].numpy() for batch in some.batches()])
    used, better = pretrained.scale.name, better_scale(pretrained.exported, pretrained.scale, pictures)
    if better is None:
        return pretrained
    if is_typed:
        advise("pretrained.other_scale", used=used, better=better)
        return pretrained
    advise("pretrained.fitting_scale", used=used, better=better)
    return pretrained.scaled(better)


def learning_of(data: PictureData, recipe: Recipe, precision: str, pretrained: Pretrained | None) -> Learning:
    """The way of training: a head if there is a pretrained network, else the whole network."""
    if pretrained is None:
        return WholeLearning(data, recipe, precision)
    return HeadLearning(data, recipe, precision, pretrained)
