"""Images whose labels look wrong."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.prediction import Prediction


@dataclass(frozen=True, slots=True)
class LikelyWrongLabel:
    """An image whose given label is likely not its true one.

    Args:
        prediction: the image; ``truth`` is its given label, ``label`` the more likely one.
        given_probability: the network's probability for the given label.
    """

    prediction: Prediction
    given_probability: float


@dataclass(frozen=True, slots=True)
class WrongLabelsRecord:
    """The result of confident learning for a set of labels.

    Args:
        labels: the classes, in the order of their numbers.
        count: the number of images examined.
        num_found: how many of them likely have a wrong label.
        joint: ``joint[given][likely]``: the number of images with one label that confidently belong to another class,
            or to their own.
        thresholds: per class, the mean probability for it of the images with its label; an image confidently belongs to
            a class from there on. None if no image has the label.
        found: the most likely wrong ones, most confident first.
        agreement: the share of labels that the network agrees with; None if it is unknown.
        chance: the share expected by chance, if it predicted each class as often without looking at the images.

    Examples:
        >>> record = WrongLabelsRecord(("a", "b"), 40, 0, (), (), (), agreement=0.6, chance=0.5)
        >>> record.is_weak, record.needed
        (True, 0.75)
    """

    labels: tuple[str, ...]
    count: int
    num_found: int
    joint: tuple[tuple[int, ...], ...]
    thresholds: tuple[float | None, ...]
    found: tuple[LikelyWrongLabel, ...]
    agreement: float | None = None
    chance: float | None = None

    @property
    def needed(self) -> float | None:
        """The share of agreement from which a network may doubt labels: halfway from chance to full agreement."""
        return None if self.chance is None else (1 + self.chance) / 2

    @property
    def is_weak(self) -> bool:
        """Whether the network is too weak to doubt labels: its doubts would be its own mistakes."""
        return self.agreement is not None and self.needed is not None and self.agreement < self.needed
