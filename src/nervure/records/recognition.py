"""The predictions of a trained run for unlabeled images."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nervure.records.picture_folder import LeftOut


@dataclass(frozen=True, slots=True)
class Recognition:
    """An image with the probability of each class.

    Args:
        path: the file, as the user named it.
        probabilities: by class, in the order of the network's outputs.
        is_photograph: whether it was recognized as a photographed character, and prepared like the training images.

    Examples:
        >>> seen = Recognition("a.png", {"0": 0.1, "1": 0.7, "2": 0.2})
        >>> seen.label, seen.most_likely(2)
        ('1', (('1', 0.7), ('2', 0.2)))
    """

    path: str
    probabilities: Mapping[str, float]
    is_photograph: bool = False

    @property
    def label(self) -> str:
        """The most likely class."""
        return self.most_likely(1)[0][0]

    def most_likely(self, count: int) -> tuple[tuple[str, float], ...]:
        """The ``count`` most likely classes with their probabilities, most likely first."""
        return tuple(sorted(self.probabilities.items(), key=lambda each: -each[1])[:count])

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "path": self.path, "label": self.label, "probability": self.probabilities[self.label],
            "probabilities": dict(self.most_likely(len(self.probabilities))), "is_photograph": self.is_photograph,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognitions:
    """The predictions of a run for several files.

    Args:
        run: the run, as the user named it.
        pictures: the images that could be read.
        left_out: the files that could not be read.
        ink_is_bright: whether the run was trained on bright characters on a dark background.
    """

    run: str
    pictures: tuple[Recognition, ...]
    left_out: tuple[LeftOut, ...] = ()
    ink_is_bright: bool = True

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "run": self.run,
            "predictions": [each.to_json() for each in self.pictures],
            "left_out": [each.to_json() for each in self.left_out],
        }
