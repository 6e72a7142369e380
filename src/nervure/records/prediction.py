"""One picture with what a network said about it."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture import Picture


@dataclass(frozen=True, slots=True)
class Prediction:
    """A picture, the label that a network gave it, and the true one where it is known.

    Args:
        label: the predicted label.
        probability: what the network gave that label, from 0 to 1.
        picture: what it saw.
        truth: the true label, or None.
        index: the place of the picture in its data, from 0; None where it has none.
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
        """Whether the true label is known and another one."""
        return self.truth is not None and self.truth != self.label
