"""What a training on pictures learns from: three parts, the classes, and how a picture is brought to the network."""

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

SPLIT_SEED = 0  # the same in every run, so that no run sees the test part of another one
_MANY, _PART, _PART_OF_FEW, _LARGEST_PART = 1000, 0.1, 0.15, 2500
_MOST_CLASSES = 1000

Array = np.ndarray[Any, Any]
Rows = NDArray[np.int64]
PictureSet = ArrayDataset | ImageFolder


class PictureFormat(NamedTuple):
    """How a picture is brought to the network, which takes levels from 0 to 255.

    Attributes:
        height: in pixels.
        width: in pixels.
        color_mode: ``"grayscale"`` or ``"rgb"``.
        framing: ``"stretch"``, ``"crop"`` or ``"pad"``: what is done where the shape is another one.
        border_is_dark: whether the pictures stand on an even dark ground; False on a light one, None on neither.
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
        """The arguments of :func:`nervure.data.picture_parts` for pictures of this kind."""
        return {
            "image_size": (self.height, self.width),
            "color_mode": self.color_mode,
            "crop_to_aspect_ratio": self.framing == "crop",
            "pad_to_aspect_ratio": self.framing == "pad",
            "dtype": "uint8",
        }

    @property
    def frame(self) -> Frame:
        """What brings a decoded picture to the size."""
        return Frame(self.height, self.width, crop=self.framing == "crop", pad=self.framing == "pad")


class Parts(NamedTuple):
    """The pictures to learn from, to look at after each epoch, and to judge by at the end, which may be none."""

    training: PictureSet
    validation: PictureSet
    test: PictureSet | None


@dataclass(frozen=True)
class PictureData:
    """What a training on pictures learns from.

    Attributes:
        kind: ``"folder"``, ``"npz"`` or ``"digits"``.
        path: of the folder or file; None for the shipped digits.
        digest: of all that is used.
        labels: the names of the classes, in the order of the outputs.
        format: how a picture is brought to the network.
        is_drawn: whether the pictures are signs on an even ground.
        parts: the pictures.
        whole: the folder they come from; it knows the files that are not used, also those that turn out damaged later.
        audit: what was found in that folder.
        places: where the pictures it is judged by stand in the arrays they come from; None for those in files.
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
        """The pictures to learn from."""
        return self.parts.training

    @property
    def validation(self) -> PictureSet:
        """The pictures that are looked at after each epoch."""
        return self.parts.validation

    @property
    def test(self) -> PictureSet | None:
        """The pictures that are looked at once, at the end; None where there are none."""
        return self.parts.test

    @property
    def judged_part(self) -> Literal["validation", "test"]:
        """By which part a network is judged: the test part, where there is one, else the one held out."""
        return "validation" if self.test is None else "test"

    @property
    def judged_on(self) -> PictureSet:
        """The pictures of that part."""
        return self.validation if self.test is None else self.test

    @property
    def not_judged(self) -> tuple[str, ...]:
        """The classes that are learned and of which no picture is judged on."""
        missing = missing_classes(labels_of(self.training), labels_of(self.judged_on))
        return () if missing is None else tuple(self.labels[number] for number in missing.in_validation)

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The files and folders that are not used, each with its reason."""
        return () if self.whole is None else self.whole.left_out

    @property
    def imbalance(self) -> float:
        """How many times as many pictures the largest class has, of those to learn from, as the smallest has."""
        _, counts = np.unique(labels_of(self.training), return_counts=True)
        return float(counts.max() / counts.min())

    @property
    def count(self) -> int:
        """How many pictures are used, all parts together."""
        return sum(part.num_samples for part in self.parts if part is not None)


def labels_of(part: PictureSet) -> Array:
    """The number of the class of each picture, in the order in which ``predict`` answers."""
    found = part.labels if isinstance(part, ImageFolder) else class_labels(part.y[0])
    assert found is not None, "the parts of a training have labels"
    return found.astype(np.int64)


def only(part: PictureSet, rows: Rows) -> PictureSet:
    """Some of the pictures, by their places in that order."""
    if isinstance(part, ImageFolder):
        return part.only(rows)
    return part.take(torch.from_numpy(rows), shuffle=part.shuffle)


def in_batches_of(part: PictureSet, size: int) -> PictureSet:
    """The same pictures in batches of ``size``."""
    made = copy.copy(part)
    made.batch_size = size
    return made


def dealt(
    pictures: PictureSet, groups: Array, validation: PictureSet | None = None, test: PictureSet | None = None
) -> Parts:
    """Holds a tenth of the pictures out for each part that is not there yet, a little more of few.

    Each class has its share, and the same pictures are dealt out in the same way in every run.

    Args:
        pictures: to deal out.
        groups: pictures with one number stay in one part.
        validation: the pictures to look at after each epoch, where they are there already.
        test: those to judge by, where they are there already.

    Raises:
        DataError: there are too few pictures.
    """
    places = places_dealt(labels_of(pictures), groups, validation=validation is None, test=test is None)
    return Parts(
        only(pictures, places.training),
        only(pictures, places.validation) if validation is None else validation,
        only(pictures, places.test) if test is None else test,
    )


class Places(NamedTuple):
    """Where the pictures of each part stand among all."""

    training: Rows
    validation: Rows
    test: Rows


def places_dealt(labels: Array, groups: Array, *, validation: bool = True, test: bool = True) -> Places:
    """The same for the places of pictures; a part that is not wanted has none.

    Args:
        labels: the number of the class of each picture.
        groups: pictures with one number stay in one part.
        validation: whether pictures are held out to look at after each epoch.
        test: whether some are held out to judge by.

    Raises:
        DataError: there are too few pictures.
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
    except DataError:  # what looks the same is a whole class, or nearly all there is
        kept, held_out = split_indices(len(rows), share, labels[rows], SPLIT_SEED)
        advise("train.groups_divided")
    return np.sort(rows[kept.numpy()]), np.sort(rows[held_out.numpy()])


def some_of(part: PictureSet, most: int | None) -> PictureSet:
    """At most so many of the pictures, evenly spread, so that each class has its share where they are sorted by it."""
    return part if most is None or most >= part.num_samples else only(part, spread(part.num_samples, most))


def check_classes(labels: Sequence[str], where: str) -> None:
    """Refuses what cannot be told apart.

    Raises:
        DataError: there is one class only, or so many that they can hardly be classes.
    """
    if len(labels) < 2:
        raise DataError.of("train.one_class", where=where, got=", ".join(labels) or "-")
    if len(labels) > _MOST_CLASSES:
        raise DataError.of("train.many_classes", where=where, most=_MOST_CLASSES, got=len(labels))
