"""Labelled pictures to judge a run on: a folder, a file of arrays or the shipped digits, with the run's classes."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nervure.data import ArrayDataset, ImageFolder, image_folder, load_npz
from nervure.errors import DataError, FileError
from nervure.tasks.digits import digits_data
from nervure.tasks.picture_arrays import in_format, levels, numbered
from nervure.tasks.picture_data import PictureFormat, PictureSet, labels_of
from nervure.tasks.picture_options import DIGITS

_NAMES_SHOWN = 8

Array = np.ndarray[Any, Any]


def labelled_pictures(path: str | os.PathLike[str], labels: Sequence[str], form: PictureFormat) -> PictureSet:
    """The pictures in order, framed as in the training, with the numbers that their classes have in the run.

    Args:
        path: a folder with a folder for each class, an ``.npz`` file, or ``"digits"`` for those training holds out.
        labels: the classes of the run; the pictures need not be of all of them.
        form: how a picture is brought to the network.

    Raises:
        FileError: there is no such folder or file.
        DataError: it holds no pictures, or classes that the run never learned.
    """
    if str(path) == DIGITS:
        digits = digits_data()
        held_out = digits.validation
        assert isinstance(held_out, ArrayDataset), "they are shipped as arrays"
        return _arrays(held_out.x[0].numpy(), labels_of(held_out), digits.labels, (DIGITS, labels, form))
    place = Path(path)
    if place.is_dir():
        return _folder(place, labels, form)
    if not place.exists():
        raise FileError.of("saved_run.no_data", where=str(path), got=str(path))
    x, y = load_npz(place)
    return _arrays(levels(x, str(path)), *numbered(y, str(path)), (str(path), labels, form))


def composed(name: str) -> str:
    """``name`` with each Hangul syllable as one sign (NFC), however a file system spells it."""
    return unicodedata.normalize("NFC", name)


def _folder(place: Path, labels: Sequence[str], form: PictureFormat) -> ImageFolder:
    read: ImageFolder = image_folder(
        place,
        form.frame.size,
        form.color_mode,
        shuffle=False,
        crop_to_aspect_ratio=form.framing == "crop",
        pad_to_aspect_ratio=form.framing == "pad",
        dtype="uint8",
    )
    names = read.class_names or []
    used = [name for name in names if name not in read.empty_classes]
    _check_known(used, labels, str(place))
    return read.renumbered([labels.index(composed(name)) if name in used else 0 for name in names], labels)


def _arrays(
    x: Array, numbers: Array, names: Sequence[str], asked: tuple[str, Sequence[str], PictureFormat]
) -> ArrayDataset:
    where, labels, form = asked
    _check_known(names, labels, where)
    places = np.array([labels.index(composed(name)) for name in names])
    return ArrayDataset(in_format(x, form), places[numbers], shuffle=False)


def _check_known(names: Sequence[str], labels: Sequence[str], where: str) -> None:
    unknown = [name for name in names if composed(name) not in labels]
    if unknown:
        raise DataError.of(
            "saved_run.unknown_classes", where=where, expected=_shown(labels), got=_shown(unknown)
        )  # fmt: skip


def _shown(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES_SHOWN])
    return f"{shown}, ... ({len(names)})" if len(names) > _NAMES_SHOWN else shown
