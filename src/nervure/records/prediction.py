"""One image with a network's prediction."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture import Picture


@dataclass(frozen=True, slots=True)
class Prediction:
    """An image, its predicted label, and the true one if known.

    Args:
        label: the predicted label.
        probability: the probability of that label, from 0 to 1.
        picture: the input of the network.
        truth: the true label, or None.
        index: the position of the image in its data, from 0; None if it has none.
        path: its file, or None.

    Examples:
        >>> Prediction("7", 0.99, Picture(bytes([0, 255, 255, 0]), 2, 2), truth="1").is_wrong
        True
    """

    label: str
    probability: float
    picture: Picture
    truth: str | None = None
    index: int | None = None
    path: str | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether the true label is known and differs."""
        return self.truth is not None and self.truth != self.label
