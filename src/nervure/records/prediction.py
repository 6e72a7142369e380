"""One picture with what a network said about it."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.errors import ArgumentError


@dataclass(frozen=True, slots=True)
class Prediction:
    """A grey picture, the label that a network gave it, and the true one where it is known.

    Args:
        label: the predicted label.
        probability: what the network gave that label, from 0 to 1.
        pixels: the greys, row by row, a byte each; 0 is black. ``array.astype("uint8").tobytes()`` makes them.
        height: rows of pixels.
        width: pixels in a row.
        truth: the true label, or None.

    Raises:
        ArgumentError: the number of pixels is not ``height * width``.

    Examples:
        >>> Prediction("7", 0.99, bytes([0, 255, 255, 0]), 2, 2, truth="1").is_wrong
        True
    """

    label: str
    probability: float
    pixels: bytes
    height: int
    width: int
    truth: str | None = None

    def __post_init__(self) -> None:
        if len(self.pixels) != self.height * self.width:
            raise ArgumentError.of(
                "prediction.pixels",
                where="Prediction",
                height=self.height,
                width=self.width,
                expected=self.height * self.width,
                got=len(self.pixels),
            )

    @property
    def is_wrong(self) -> bool:
        """Whether the true label is known and another one."""
        return self.truth is not None and self.truth != self.label

    @property
    def rows(self) -> tuple[bytes, ...]:
        """The picture as one string of bytes a row."""
        return tuple(self.pixels[start : start + self.width] for start in range(0, len(self.pixels), self.width or 1))
