"""What a training on pictures is about to do."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture_folder import LeftOut, Note

UNEQUAL = 2.0  # times as many pictures in the largest class as in the smallest, from which on that is told


@dataclass(frozen=True, slots=True)
class FeaturesPlan:
    """Where the features come from that a head learns from.

    Args:
        name: of the file with the pretrained network.
        count: how many numbers it says of a picture.
        normalization: what levels are turned into before.
        left_off: how many numbers its classifier gave, which is left off; None where it had none.
        copies: how many changed copies of each picture are learned from, too.
    """

    name: str
    count: int
    normalization: str
    left_off: int | None
    copies: int


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """What a training on pictures is about to do.

    Args:
        kind: ``"folder"``, ``"npz"`` or ``"digits"``.
        num_classes: how many classes there are.
        training: how many pictures are learned from.
        validation: how many are looked at after each epoch.
        test: how many are looked at once, at the end; 0 where there is no such part.
        left_out: the files and folders that are not used.
        notes: what should be looked at in what is used.
        size: height and width that pictures get, in pixels.
        color_mode: ``"grayscale"`` or ``"rgb"``.
        model: the name of the network.
        epochs: how often the pictures are gone through.
        batch_size: pictures a step.
        augmentation: how pictures are changed while they are learned.
        folder: where the run lies.
        imbalance: how many times as many pictures the largest class has as the smallest.
        class_weights: by how much rare classes count for more: ``"none"``, ``"square-root"`` or ``"balanced"``.
        features: where they come from, where a head learns from those of a pretrained network.
    """

    kind: str
    num_classes: int
    training: int
    validation: int
    test: int
    left_out: tuple[LeftOut, ...]
    notes: tuple[Note, ...]
    size: tuple[int, int]
    color_mode: str
    model: str
    epochs: int
    batch_size: int
    augmentation: str
    folder: str
    imbalance: float = 1.0
    class_weights: str = "none"
    features: FeaturesPlan | None = None

    @property
    def count(self) -> int:
        """The pictures of all parts."""
        return self.training + self.validation + self.test


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a training will need.

    Args:
        seconds: how long all of its epochs take, with the looks at the held-out part.
        memory_bytes: what the process holds at its largest while it trains, with Python and all libraries; None where
            the system does not tell.
        may_end_early: whether it ends before its last epoch where it gets no better.
    """

    seconds: float
    memory_bytes: int | None
    may_end_early: bool = False
