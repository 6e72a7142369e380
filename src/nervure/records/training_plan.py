"""The plan of a training on images."""

from __future__ import annotations

from dataclasses import dataclass

from nervure.records.picture_folder import LeftOut, Note

UNEQUAL = 2.0  # the ratio of images in the largest class to the smallest from which a note is shown


@dataclass(frozen=True, slots=True)
class FeaturesPlan:
    """The source of the features that a head is trained on.

    Args:
        name: the name of the file with the pretrained network.
        count: the number of features per image.
        normalization: the normalization of the pixel levels before it.
        left_off: the number of outputs of its classifier, which is removed; None if it had none.
        copies: the number of changed copies of each image that are also used for training.
    """

    name: str
    count: int
    normalization: str
    left_off: int | None
    copies: int


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """The plan of a training on images.

    Args:
        kind: ``"folder"``, ``"npz"`` or ``"digits"``.
        num_classes: the number of classes.
        training: the number of training images.
        validation: the number of images evaluated after each epoch.
        test: the number of images evaluated once, at the end; 0 if there is no such part.
        left_out: the files and folders that are not used.
        notes: warnings about used files.
        size: the height and width that images are resized to, in pixels.
        color_mode: ``"grayscale"`` or ``"rgb"``.
        model: the name of the network.
        epochs: the number of passes over the images.
        batch_size: images per step.
        augmentation: how images are changed in training.
        folder: the folder of the run.
        imbalance: how many times as many images the largest class has as the smallest.
        class_weights: how much more rare classes count: ``"none"``, ``"square-root"`` or ``"balanced"``.
        features: their source, if a head is trained on those of a pretrained network.
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
        """The images of all parts."""
        return self.training + self.validation + self.test


@dataclass(frozen=True, slots=True)
class Forecast:
    """The requirements of a training.

    Args:
        seconds: the time of all its epochs, including validation.
        memory_bytes: the peak memory of the process while it trains, with Python and all libraries; None if the system
            does not report it.
        may_end_early: whether it stops before its last epoch if it no longer improves.
    """

    seconds: float
    memory_bytes: int | None
    may_end_early: bool = False
