"""Labeled images for evaluating a run, with its classes: a folder, an archive, a table, arrays, or digits."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nervure.data import ArrayDataset, ImageFolder, load_npz, picture_parts
from nervure.data.pictures.file_names import composed, shortened
from nervure.errors import DataError, FileError, advise
from nervure.tasks.appearance import appearance_of_arrays
from nervure.tasks.digits import digits_data
from nervure.tasks.picture_arrays import in_format, levels, numbered
from nervure.tasks.picture_data import PictureFormat, PictureSet, labels_of, some_of
from nervure.tasks.picture_options import DIGITS

_LOOKED_AT = 256


def labeled_pictures(path: str | os.PathLike[str], labels: Sequence[str], form: PictureFormat) -> PictureSet:
    """The images in order, prepared as in training, with the run's class numbers.

    Args:
        path: anything that :func:`nervure.data.picture_parts` reads, an ``.npz`` file with arrays ``x`` and ``y``, or
            ``"digits"`` for those that training holds out. If images are divided into parts, the test part is used.
        labels: the classes of the run; the images may lack some of them.
        form: how an image is prepared for the network.

    Raises:
        FileError: there is no such folder or file.
        DataError: it holds no images, or classes unknown to the run.
    """
    where = str(path)
    if where == DIGITS:
        digits = digits_data()
        names, pictures = digits.labels, digits.validation
    elif Path(path).suffix.lower() == ".npz":
        x, y = load_npz(path)
        numbers, names = numbered(y, where)
        pictures = ArrayDataset(levels(x, where), numbers, shuffle=False)
    elif Path(path).exists():
        pictures = _files(Path(path), form)
        names = tuple(pictures.class_names or ())
    else:
        raise FileError.of("saved_run.no_data", where=where, got=where)
    found = labels_of(pictures)
    _check_known([names[number] for number in np.unique(found)], labels, where)
    _advise_of_other_ground(pictures, form, where)
    of_the_run = [labels.index(composed(name)) if composed(name) in labels else 0 for name in names]
    if isinstance(pictures, ImageFolder):
        return pictures.renumbered(of_the_run, labels)
    return ArrayDataset(in_format(pictures.x[0].numpy(), form), np.array(of_the_run)[found], shuffle=False)


def _files(place: Path, form: PictureFormat) -> ImageFolder:
    parts = picture_parts(place, shuffle=False, **form.reading)
    for name, part in (("test", parts.test), ("validation", parts.validation)):
        if part is not None:
            advise("evaluate.part", where=str(place), name=name)
            return part
    return parts.train


def _check_known(names: Sequence[str], labels: Sequence[str], where: str) -> None:
    unknown = [name for name in names if composed(name) not in labels]
    if unknown:
        raise DataError.of("saved_run.unknown_classes", where=where, expected=shortened(labels), got=shortened(unknown))


def _advise_of_other_ground(pictures: PictureSet, form: PictureFormat, where: str) -> None:
    """Symbols on the opposite background are rarely recognized; ``nervure predict`` corrects this for single images."""
    if form.border_is_dark is None or not pictures.num_samples:
        return
    some = some_of(pictures, _LOOKED_AT)
    seen = np.concatenate([batch.x[0].numpy() for batch in some.in_order().batches()])
    border_is_dark = appearance_of_arrays(seen).border_is_dark
    if border_is_dark is not None and border_is_dark != form.border_is_dark:
        advise("evaluate.dark_ground" if border_is_dark else "evaluate.bright_ground", where=where)
