"""Who learns in a training: the whole network from pictures, or a head from features that were computed ahead."""

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
    """What is fitted, and to what.

    Attributes:
        model: the network that learns, compiled.
        training: what it learns from.
        validation: what is looked at after each epoch.
    """

    model: Model
    training: Dataset
    validation: Dataset


class Learning(Protocol):
    """A way to learn.

    Attributes:
        whole: the network that reads pictures, compiled.
    """

    whole: Model

    def learner(self, seed: int, verbose: str | int) -> Learner:
        """What is fitted; what it needs is computed first."""

    def settle(self) -> None:
        """Puts what was learned so far into the whole network."""

    def choose_precision(self, seed: int, *, by_rule: bool) -> None:
        """Finds, once, what precision "auto" is: by a rule, or by measuring."""

    def trials(self, seed: int) -> list[Trial]:
        """A little of the work, to see how many threads do it faster, and whether its bits depend on them."""

    def forecast(self, seed: int, folder: Path) -> Forecast:
        """How long it takes, and how much memory, found by doing a little of it in the folder of the run."""

    @property
    def plan(self) -> FeaturesPlan | None:
        """Where features come from."""

    @property
    def config(self) -> dict[str, Any]:
        """What ``config.json`` keeps beside the recipe."""


class WholeLearning:
    """The whole network learns from pictures.

    Args:
        data: the pictures.
        recipe: how.
        precision: see ``Model.compile``.
    """

    def __init__(self, data: PictureData, recipe: Recipe, precision: str) -> None:
        self._data, self._recipe, self._precision = data, recipe, precision
        self.whole = recipe.compiled(data, precision)
        self.plan: FeaturesPlan | None = None
        self.config: dict[str, Any] = {}

    def learner(self, seed: int, verbose: str | int) -> Learner:
        """The network and the pictures, which are changed in every epoch."""
        training, validation = (in_batches_of(part, self._recipe.batch_size) for part in self._data.parts[:2])
        return Learner(self.whole, self._recipe.augmented(training), validation)

    def settle(self) -> None:
        """Nothing: the network learns itself."""

    def choose_precision(self, seed: int, *, by_rule: bool) -> None:
        """For this network and the first batch of these pictures."""
        feed = feed_of(self.whole, self.learner(seed, verbose=0).training, "fit")
        settle_precision(self.whole, feed, losses_for(self.whole, feed), seed, by_rule=by_rule)

    def trials(self, seed: int) -> list[Trial]:
        """A step on the first batch, and one on as many pictures as are left for the last."""
        return _steps_on(self.whole, self.learner(seed, verbose=0).training, seed)

    def forecast(self, seed: int, folder: Path) -> Forecast:
        """By a few steps of a copy, in the precision that was chosen."""
        return forecast(self._recipe, self._data, self.whole.precision.used, seed, folder)


class HeadLearning:
    """A head learns from the features that a pretrained network gives of the pictures; that network stays as it is.

    Args:
        data: the pictures.
        recipe: how.
        precision: see ``Model.compile``; "auto" is float32, as one small layer gains nothing from less.
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
        """How many numbers the network gives of a picture."""
        return int(self._body.graph.output_shapes[0][-1] or 0)

    @property
    def plan(self) -> FeaturesPlan:
        """Where features come from."""
        return self._pretrained.plan(self.num_features, num_copies(self._recipe))

    @property
    def config(self) -> dict[str, Any]:
        """What is needed to find the network again, and what it gave."""
        return {"pretrained": self._pretrained.config(self.num_features)}

    def learner(self, seed: int, verbose: str | int) -> Learner:
        """A head and all features, which are computed now."""
        features = features_of(self._body, self._data, self._recipe, seed, verbose)
        head = self._head(features.training, seed)
        self._found = head, features
        return Learner(head, features.training, features.validation)

    def settle(self) -> None:
        """Puts the head on the network, as far as there is one."""
        if self._found is not None:
            put_head(self.whole, *self._found)

    def choose_precision(self, seed: int, *, by_rule: bool) -> None:
        """It is chosen already: a head is small."""

    def trials(self, seed: int) -> list[Trial]:
        """The features of some pictures, which take most of the time, and steps of a head on numbers in their place."""
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
        """By the features of a few pictures, and a few epochs of a head."""
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
    """A pretrained network with levels turned into what it was trained on, as far as it tells.

    Args:
        pretrained: the network.
        data: what it will read.
        is_typed: whether somebody chose the scale: then it stays, and is spoken of where another one fits.
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
    """The way to learn: a head, where there is a pretrained network."""
    if pretrained is None:
        return WholeLearning(data, recipe, precision)
    return HeadLearning(data, recipe, precision, pretrained)
