"""What a mistake is: a small program that a learner could have written, and the sentence that must answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nervure.layers import Dense, Flatten, Input, Layer
from nervure.models import Model, Sequential


class Mistake(NamedTuple):
    """One mistake.

    Attributes:
        what: is wrong, as a sentence.
        program: makes the mistake.
        key: of the sentence in the catalogue: of an error where it cannot be meant, else of advice.
        says: parts of the message in either language: the layer or argument it happened at, and code of the fix.
    """

    what: str
    program: Callable[[], object]
    key: str
    says: tuple[str, ...] = ()


COUNT = 64
CLASSES = np.arange(COUNT) % 3
ONE_HOT = np.eye(3)[CLASSES]
YES_OR_NO = np.arange(COUNT) % 2


def vectors(count: int = COUNT, columns: int = 4) -> np.ndarray[Any, Any]:
    """Samples of a standard normal distribution."""
    return np.random.default_rng(count).standard_normal((count, columns)).astype("float32")


def pictures(*shape: int, most: int = 255) -> np.ndarray[Any, Any]:
    """Pictures of whole numbers."""
    return np.random.default_rng(1).integers(0, most + 1, (COUNT, *shape)).astype("float32")


NUMBERS = vectors()[:, :1] + vectors()[:, 1:2]


def chain(*layers: Layer, shape: tuple[int, ...] = (4,)) -> Model:
    """Layers one after another."""
    return Sequential([Input(shape), *layers])


def classifier(activation: str | None = "softmax", units: int = 3) -> Model:
    """A hidden layer and an output for each class."""
    return chain(Dense(8, activation="relu"), Dense(units, activation=activation, name="answer"))


def compiled(model: Model, loss: Any = "categorical_crossentropy", optimizer: Any = "adam", **arguments: Any) -> Model:
    """``model`` with a loss."""
    model.compile(optimizer, loss, **arguments)
    return model


def fit(model: Model, loss: Any, y: Any, x: Any = None, metrics: Any = None, **arguments: Any) -> Model:
    """Compiles and trains for an epoch, without watching what training itself finds."""
    model.compile("adam", loss, metrics=metrics)
    arguments = {"verbose": 0, "seed": 1, "diagnose": False, **arguments}
    model.fit(vectors(len(y)) if x is None else x, y, **arguments)
    return model


def fit_pictures(model: Model, x: Any) -> Model:
    """Trains a classifier of pictures."""
    return fit(model, "categorical_crossentropy", ONE_HOT, x)


def flat(shape: tuple[int, ...], *first: Layer) -> Model:
    """Pictures made flat, and an output for each class."""
    return chain(*first, Flatten(), Dense(3, activation="softmax"), shape=shape)
