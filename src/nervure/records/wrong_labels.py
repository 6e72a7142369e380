"""Pictures whose labels look wrong."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.prediction import Prediction


@dataclass(frozen=True, slots=True)
class LikelyWrongLabel:
    """A picture whose given label is likely not its true one.

    Args:
        prediction: the picture; ``truth`` is the label it was given, ``label`` the one it more likely has.
        given_probability: what the network gave the label it was given.
    """

    prediction: Prediction
    given_probability: float


@dataclass(frozen=True, slots=True)
class WrongLabelsRecord:
    """What confident learning finds in a set of labels.

    Args:
        labels: the classes, in the order of their numbers.
        count: how many pictures were looked at.
        num_found: how many of them likely have a wrong label.
        joint: ``joint[given][likely]``: how many pictures with one label confidently belong to another class, or to
            their own.
        thresholds: of each class: the mean probability that pictures with its label were given; a picture belongs to a
            class confidently from there on. None where no picture has the label.
        found: the likeliest ones, the surest first.
        agreement: with how many of the labels the network agrees, as a share; None where that is not known.
        chance: with how many it would agree by chance, if it said each class as often and never looked.

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
        """The share of labels from which on a network may doubt others: half of what chance leaves to be known."""
        return None if self.chance is None else (1 + self.chance) / 2

    @property
    def is_weak(self) -> bool:
        """Whether the network knows too little to doubt labels: what it doubts would be its own mistakes."""
        return self.agreement is not None and self.needed is not None and self.agreement < self.needed
