"""Features of images, computed once: the input of a head that is trained on a frozen network."""

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

COPIES = 4  # augmented copies of each image, besides the original
AT_ONCE = 32  # large networks need much memory per image
_FEATURES_AT_ONCE = 64
_ROUNDING = 1e-6  # in float32: a feature that varies by less is treated as constant

Array = np.ndarray[Any, Any]


class Features(NamedTuple):
    """The features of both parts, each with mean 0 and standard deviation 1 over the training part.

    Attributes:
        training: the training part, with its augmented copies.
        validation: the validation part.
        mean: the mean of each raw feature.
        deviation: the standard deviation of each raw feature; 1 for a constant feature.
    """

    training: ArrayDataset
    validation: ArrayDataset
    mean: Array
    deviation: Array


def num_copies(recipe: Recipe) -> int:
    """The number of augmented copies of each training image."""
    return 0 if recipe.augmentation == "none" else COPIES


def features_of(body: Model, data: PictureData, recipe: Recipe, seed: int, verbose: str | int) -> Features:
    """Passes all images through the network once.

    Args:
        body: the network that computes the features.
        data: the images.
        recipe: the recipe with the augmentation.
        seed: the seed of the augmentation.
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
    """Features with mean 0 and standard deviation 1 over the first images; that mean, and that deviation."""
    num_features = found.shape[1]
    scaled, mean, deviation = np.empty_like(found), np.empty(num_features), np.empty(num_features)
    # All features at once would take five times their memory, since this is computed in float64.
    for first in range(0, num_features, _FEATURES_AT_ONCE):
        some = slice(first, first + _FEATURES_AT_ONCE)
        learned = found[:num_learned, some]
        mean[some], deviation[some] = learned.mean(0, dtype=np.float64), learned.std(0, dtype=np.float64)
        deviation[some][deviation[some] <= _ROUNDING * np.abs(mean[some])] = 1.0
        scaled[:, some] = (found[:, some] - mean[some]) / deviation[some]
    return scaled, mean, deviation


def head_for(whole: Model, num_features: int) -> Sequential:
    """The last layer of a network as a separate network, which takes features."""
    config = {**whole.layers[-1].get_config(), "input_shape": None}
    return Sequential([Input((num_features,)), Dense.from_config(config)], name="head")


def put_head(whole: Model, head: Model, features: Features) -> None:
    """Puts the trained head on a network, adjusted so that it takes raw features."""
    kernel, bias = (weight.astype(np.float64) for weight in head.get_weights())
    kernel = kernel / features.deviation[:, None]
    bias = bias - features.mean @ kernel
    whole.layers[-1].set_weights([kernel.astype(np.float32), bias.astype(np.float32)])


class _Walk(Dataset):
    """Concatenates several datasets into one that remembers its targets.

    Args:
        datasets: in stored order; the second and following ones with their own epoch number.
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
