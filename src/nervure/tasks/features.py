"""Features of pictures, computed once: what a head learns from while the network before it stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from nervure.data import ArrayDataset, Batch, Dataset
from nervure.layers import Dense, Input
from nervure.models.model import Model
from nervure.models.sequential import Sequential
from nervure.tasks.picture_data import PictureData, in_batches_of
from nervure.tasks.training_recipe import Recipe

COPIES = 4  # of each picture that is changed, beside the picture as it is
AT_ONCE = 32  # large networks need much memory a picture
_FEATURES_AT_ONCE = 64
_ROUNDING = 1e-6  # of float32: a feature that differs by less does not differ

Array = np.ndarray[Any, Any]


class Features(NamedTuple):
    """The features of both parts, each with mean 0 and deviation 1 over the part to learn from.

    Attributes:
        training: the part to learn from, with its changed copies.
        validation: the part that is looked at.
        mean: of each feature, as the network gives it.
        deviation: likewise; 1 where a feature never changes.
    """

    training: ArrayDataset
    validation: ArrayDataset
    mean: Array
    deviation: Array


def num_copies(recipe: Recipe) -> int:
    """How many changed copies of each picture are learned from."""
    return 0 if recipe.augmentation == "none" else COPIES


def features_of(body: Model, data: PictureData, recipe: Recipe, seed: int, verbose: str | int) -> Features:
    """Walks all pictures through the network, once.

    Args:
        body: gives the features.
        data: the pictures.
        recipe: how they are changed.
        seed: of the changes.
        verbose: see ``Model.predict``.
    """
    parts = [in_batches_of(part, AT_ONCE).in_order() for part in (data.training, data.validation)]
    changed = recipe.augmented(parts[0])
    walk = _Walk([parts[0], *[changed] * num_copies(recipe), parts[1]], seed)
    found = body.predict(walk, verbose=verbose)
    targets, num_learned = torch.cat(walk.targets), len(found) - walk.counts[-1]
    scaled, mean, deviation = _standardized(found, num_learned)
    learned, held_out = (
        ArrayDataset(scaled[part], targets[part], batch_size=recipe.batch_size)
        for part in (slice(num_learned), slice(num_learned, None))
    )
    return Features(learned, held_out, mean, deviation)


def _standardized(found: Array, num_learned: int) -> tuple[Array, Array, Array]:
    """Features with mean 0 and deviation 1 over the first of the pictures; that mean, and that deviation."""
    num_features = found.shape[1]
    scaled, mean, deviation = np.empty_like(found), np.empty(num_features), np.empty(num_features)
    # All features at once would take five times their memory, as this is done in float64.
    for first in range(0, num_features, _FEATURES_AT_ONCE):
        some = slice(first, first + _FEATURES_AT_ONCE)
        learned = found[:num_learned, some]
        mean[some], deviation[some] = learned.mean(0, dtype=np.float64), learned.std(0, dtype=np.float64)
        deviation[some][deviation[some] <= _ROUNDING * np.abs(mean[some])] = 1.0
        scaled[:, some] = (found[:, some] - mean[some]) / deviation[some]
    return scaled, mean, deviation


def head_for(whole: Model, num_features: int) -> Sequential:
    """The last layer of a network as a network of its own, which reads features."""
    config = {**whole.layers[-1].get_config(), "input_shape": None}
    return Sequential([Input((num_features,)), Dense.from_config(config)], name="head")


def put_head(whole: Model, head: Model, features: Features) -> None:
    """Gives a network the head that was learned, so that it reads features as the network gives them."""
    kernel, bias = (weight.astype(np.float64) for weight in head.get_weights())
    kernel = kernel / features.deviation[:, None]
    bias = bias - features.mean @ kernel
    whole.layers[-1].set_weights([kernel.astype(np.float32), bias.astype(np.float32)])


class _Walk(Dataset):
    """Several datasets one after another as one, that remembers its targets.

    Args:
        datasets: in their own order; the second and the following ones with a number of the epoch of their own.
        seed: of the run.
    """

    def __init__(self, datasets: list[Dataset], seed: int) -> None:
        self._datasets, self._seed = datasets, seed
        self.targets: list[Tensor] = []
        self.counts: list[int] = []

    @property
    def num_batches(self) -> int:
        return sum(each.num_batches or 0 for each in self._datasets)

    @property
    def num_samples(self) -> int:
        return sum(each.num_samples or 0 for each in self._datasets)

    @property
    def is_repeatable(self) -> bool:
        return True

    def first_batch(self) -> Batch | None:
        return self._datasets[0].first_batch()

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        self.targets, self.counts = [], []
        for number, dataset in enumerate(self._datasets):
            self.counts.append(0)
            for batch in dataset.batches(number, self._seed):
                self.targets.append(batch.y[0])
                self.counts[-1] += batch.size
                yield batch
