"""Simple baselines on the same images, which a network must beat to be worth its time."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from nervure.layers import Dense, Flatten, Input, Rescaling
from nervure.models import Sequential
from nervure.optimizers import Adam
from nervure.tasks.picture_data import PictureData, PictureSet, labels_of, some_of

_MOST_PICTURES = 10_000  # images that a baseline learns from: more would not be worth their time
_LINEAR_EPOCHS, _LINEAR_BATCH, _LINEAR_RATE = 12, 64, 1e-3
_NEIGHBOR_SIDE = 16  # pixels: small enough that a shift by one matters less
_AT_ONCE = 256

Array = np.ndarray[Any, Any]


class _Samples(NamedTuple):
    """Images ``(N, height, width, channels)`` and their classes ``(N,)``."""

    x: Tensor
    y: Array


def baselines(data: PictureData, judged: PictureSet, seed: int) -> dict[str, float]:
    """The accuracy of three baselines, fitted to the training part, on the images of ``judged``.

    ``majority_class`` always predicts the most common class; ``linear_model`` is softmax regression on the pixels;
    ``nearest_neighbor`` predicts the class of the most similar image, at 16 by 16 pixels. From a large part they use
    10,000 images.

    Args:
        data: its ``training`` part is used for fitting.
        judged: the part to evaluate on.
        seed: the seed of the linear model's batch order.
    """
    learned, asked = _samples(data.training, _MOST_PICTURES), _samples(judged, None)
    commonest = np.bincount(labels_of(data.training)).argmax()
    answers = {
        "majority_class": np.full(len(asked.y), commonest),
        "linear_model": _linear(learned, asked.x, len(data.labels), seed),
        "nearest_neighbor": _nearest(learned, asked.x),
    }
    return {name: float((answer == asked.y).mean()) for name, answer in answers.items()}


def neighbor_size(height: int, width: int) -> tuple[int, int] | None:
    """The height and width to which ``nearest_neighbor`` downscales images of that size; None if it does not.

    Examples:
        >>> neighbor_size(28, 28), neighbor_size(8, 40), neighbor_size(16, 8)
        ((16, 16), (8, 16), None)
    """
    size = min(height, _NEIGHBOR_SIDE), min(width, _NEIGHBOR_SIDE)
    return None if size == (height, width) else size


def _samples(part: PictureSet, most: int | None) -> _Samples:
    part = some_of(part, most)
    pictures = torch.cat([batch.x[0] for batch in part.in_order().batches()])
    return _Samples(pictures, labels_of(part))


def _linear(learned: _Samples, asked: Tensor, num_classes: int, seed: int) -> Array:
    # Convex: the optimum does not depend on the initial weights, so zeros do, and nothing has to be drawn.
    weighing = Dense(num_classes, activation="softmax", kernel_initializer="zeros")
    model = Sequential([Input(tuple(asked.shape[1:])), Rescaling(1 / 255), Flatten(), weighing])
    model.compile(Adam(_LINEAR_RATE), "sparse_categorical_crossentropy")
    model.fit(
        learned.x, learned.y, _LINEAR_BATCH, _LINEAR_EPOCHS, verbose=0, seed=seed, preflight=False, diagnose=False
    )
    answers: Array = model.predict(asked, verbose=0).argmax(axis=1)
    return answers


def _nearest(learned: _Samples, asked: Tensor) -> Array:
    known = _small(learned.x)
    lengths = known.square().sum(1)
    found = [(lengths - 2 * _small(some) @ known.T).argmin(1) for some in torch.split(asked, _AT_ONCE)]
    return np.asarray(learned.y[torch.cat(found).numpy()])


def _small(pictures: Tensor) -> Tensor:
    """Images as rows of numbers from 0 to 1, at most 16 by 16 pixels each."""
    whole = pictures.shape[1], pictures.shape[2]
    size = neighbor_size(*whole) or whole
    shrunk = [
        adaptive_avg_pool2d(some.permute(0, 3, 1, 2).to(torch.float32) / 255, size).flatten(1)
        for some in torch.split(pictures, _AT_ONCE)
    ]
    return torch.cat(shrunk)
