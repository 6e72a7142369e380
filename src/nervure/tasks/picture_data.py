"""The data of a training on images: three parts, the classes, and how an image is prepared for the network."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from nervure.data import ArrayDataset, ImageFolder
from nervure.data.labels import class_labels, missing_classes
from nervure.data.pictures.framing import Frame
from nervure.data.pictures.picture_file import CHANNELS
from nervure.data.split import split_indices
from nervure.errors import DataError, advise
from nervure.records.audit_record import AuditRecord
from nervure.records.picture_folder import LeftOut
from nervure.tasks.spreading import spread

SPLIT_SEED = 0  # the same in every run, so that no run trains on the test part of another
_MANY, _PART, _PART_OF_FEW, _LARGEST_PART = 1000, 0.1, 0.15, 2500
_MOST_CLASSES = 1000

Array = np.ndarray[Any, Any]
Rows = NDArray[np.int64]
PictureSet = ArrayDataset | ImageFolder


class PictureFormat(NamedTuple):
    """How an image is prepared for the network, whose input is levels from 0 to 255.

    Attributes:
        height: in pixels.
        width: in pixels.
        color_mode: ``"grayscale"`` or ``"rgb"``.
        framing: ``"stretch"``, ``"crop"`` or ``"pad"``: how images of another aspect ratio are fitted.
        border_is_dark: True for a plain dark background, False for a light one, None for neither.
    """

    height: int
    width: int
    color_mode: str
    framing: str
    border_is_dark: bool | None

    @property
    def shape(self) -> tuple[int, int, int]:
        """Height, width, channels."""
        return self.height, self.width, CHANNELS[self.color_mode]

    @property
    def reading(self) -> dict[str, Any]:
        """The arguments of :func:`nervure.data.picture_parts` for images of this kind."""
        return {
            "image_size": (self.height, self.width),
            "color_mode": self.color_mode,
            "crop_to_aspect_ratio": self.framing == "crop",
            "pad_to_aspect_ratio": self.framing == "pad",
            "dtype": "uint8",
        }

    @property
    def frame(self) -> Frame:
        """The frame that resizes a decoded image."""
        return Frame(self.height, self.width, crop=self.framing == "crop", pad=self.framing == "pad")


class Parts(NamedTuple):
    """The training, validation and test images; there may be no test images."""

    training: PictureSet
    validation: PictureSet
    test: PictureSet | None


@dataclass(frozen=True)
class PictureData:
    """The data of a training on images.

    Attributes:
        kind: ``"folder"``, ``"npz"`` or ``"digits"``.
        path: the folder or file; None for the included digits.
        digest: the digest of all data that is used.
        labels: the class names, in the order of the outputs.
        format: how an image is prepared for the network.
        is_drawn: whether the images are symbols on a plain background.
        parts: the images.
        whole: the folder they come from; it records unused files, including those that turn out to be damaged later.
        audit: the audit of that folder.
        places: the indices of the evaluation images in their arrays; None for images in files.
    """

    kind: str
    path: str | None
    digest: str
    labels: tuple[str, ...]
    format: PictureFormat
    is_drawn: bool
    parts: Parts
    whole: ImageFolder | None = None
    audit: AuditRecord | None = None
    places: Rows | None = None

    @property
    def training(self) -> PictureSet:
        """The training images."""
        return self.parts.training

    @property
    def validation(self) -> PictureSet:
        """The validation images, evaluated after each epoch."""
        return self.parts.validation

    @property
    def test(self) -> PictureSet | None:
        """The test images, evaluated once at the end; None if there are none."""
        return self.parts.test

    @property
    def judged_part(self) -> Literal["validation", "test"]:
        """The part that a network is evaluated on: the test part if there is one, else the validation part."""
        return "validation" if self.test is None else "test"

    @property
    def judged_on(self) -> PictureSet:
        """The images of that part."""
        return self.validation if self.test is None else self.test

    @property
    def not_judged(self) -> tuple[str, ...]:
        """The trained classes without an evaluation image."""
        missing = missing_classes(labels_of(self.training), labels_of(self.judged_on))
        return () if missing is None else tuple(self.labels[number] for number in missing.in_validation)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The files and folders that are not used, each with a reason."""
        return () if self.whole is None else self.whole.left_out

    @property
    def imbalance(self) -> float:
        """The ratio of training images in the largest class to those in the smallest."""
        _, counts = np.unique(labels_of(self.training), return_counts=True)
        return float(counts.max() / counts.min())

    @property
    def count(self) -> int:
        """The number of images in all parts together."""
        return sum(part.num_samples for part in self.parts if part is not None)


def labels_of(part: PictureSet) -> Array:
    """The class number of each image, in the order of ``predict``'s results."""
    found = part.labels if isinstance(part, ImageFolder) else class_labels(part.y[0])
    assert found is not None, "the parts of a training have labels"
    return found.astype(np.int64)


def only(part: PictureSet, rows: Rows) -> PictureSet:
    """Some of the images, by their indices in that order."""
    if isinstance(part, ImageFolder):
        return part.only(rows)
    return part.take(torch.from_numpy(rows), shuffle=part.shuffle)


def in_batches_of(part: PictureSet, size: int) -> PictureSet:
    """The same images in batches of ``size``."""
    made = copy.copy(part)
    made.batch_size = size
    return made


def dealt(
    pictures: PictureSet, groups: Array, validation: PictureSet | None = None, test: PictureSet | None = None
) -> Parts:
    """Holds out a tenth of the images for each missing part, slightly more of few images.

    Class shares are kept, and the same images are split the same way in every run.

    Args:
        pictures: the images to split.
        groups: images with the same number stay in one part.
        validation: the validation images, if they already exist.
        test: the test images, if they already exist.

    Raises:
        DataError: there are too few images.
    """
    places = places_dealt(labels_of(pictures), groups, validation=validation is None, test=test is None)
    return Parts(
        only(pictures, places.training),
        only(pictures, places.validation) if validation is None else validation,
        only(pictures, places.test) if test is None else test,
    )


class Places(NamedTuple):
    """The indices of the images of each part."""

    training: Rows
    validation: Rows
    test: Rows


def places_dealt(labels: Array, groups: Array, *, validation: bool = True, test: bool = True) -> Places:
    """The same split as indices of images; a part that is not requested is empty.

    Args:
        labels: the class number of each image.
        groups: images with the same number stay in one part.
        validation: whether to hold out validation images.
        test: whether to hold out test images.

    Raises:
        DataError: there are too few images.
    """
    rows = np.arange(len(labels))
    share = min(_PART if len(rows) >= _MANY else _PART_OF_FEW, _LARGEST_PART / len(rows))
    watched = judged = rows[:0]
    if test:
        rows, judged = _held_out(rows, share, labels, groups)
        share = share / (1 - share)
    if validation:
        rows, watched = _held_out(rows, share, labels, groups)
    return Places(rows, watched, judged)


def _held_out(rows: Rows, share: float, labels: Array, groups: Array) -> tuple[Rows, Rows]:
    try:
        kept, held_out = split_indices(len(rows), share, labels[rows], SPLIT_SEED, groups[rows])
    except DataError:  # near duplicates make up a whole class, or nearly all images
        kept, held_out = split_indices(len(rows), share, labels[rows], SPLIT_SEED)
        advise("train.groups_divided")
    return np.sort(rows[kept.numpy()]), np.sort(rows[held_out.numpy()])


def some_of(part: PictureSet, most: int | None) -> PictureSet:
    """At most this many of the images, evenly spaced, so that class shares are kept if images are sorted by class."""
    return part if most is None or most >= part.num_samples else only(part, spread(part.num_samples, most))


def check_classes(labels: Sequence[str], where: str) -> None:
    """Rejects data that cannot be classified.

    Raises:
        DataError: there is only one class, or too many for them to be plausible classes.
    """
    if len(labels) < 2:
        raise DataError.of("train.one_class", where=where, got=", ".join(labels) or "-")
    if len(labels) > _MOST_CLASSES:
        raise DataError.of("train.many_classes", where=where, most=_MOST_CLASSES, got=len(labels))
