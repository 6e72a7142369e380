"""Image datasets that are already divided into training, validation and test parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from nervure.data.pictures.class_folders import Listing
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.folder_labels import listed
from nervure.data.pictures.image_folder import ImageFolder, PictureFiles, read_parts
from nervure.data.pictures.reading import Reading
from nervure.data.pictures.source import source_of
from nervure.data.pictures.subsets import Part, parts_of
from nervure.errors import ArgumentError, DataError

# Options that split images, which are already divided here.
_NOT_HERE = ("labels", "validation_split", "subset", "stratify", "group_near_duplicates")
_ORDER = ("train", "validation", "test")


class PictureParts(NamedTuple):
    """The parts of an image dataset; None for a missing part.

    Attributes:
        train: for training, in a new order in every epoch.
        validation: for monitoring training, in the order of ``file_paths``.
        test: for the final evaluation, once, in the order of ``file_paths``.
    """

    train: ImageFolder
    validation: ImageFolder | None = None
    test: ImageFolder | None = None


def picture_parts(path: Any, image_size: Any = (256, 256), color_mode: str = "rgb", **options: Any) -> PictureParts:
    """The images of a dataset that may be divided into parts, in any of the common layouts.

    ::

        flowers/            flowers.csv                    flowers.zip, of either
            train/          path,label,split
                daisy/      pictures/1.jpg,daisy,train
                rose/       pictures/2.jpg,rose,test
            validation/
            test/

    Parts are called ``train`` or ``training``, ``val``, ``valid`` or ``validation``, ``test`` or ``testing``. A class
    has the same number in every part. Data that is not divided, such as a folder of class folders, is all for training:
    :func:`nervure.data.image_folder` can hold out a share of it. A zip archive is read without unpacking, so no name in
    it can become a path on disk. Every file, entry and line is either used or listed in ``left_out`` with a reason.

    Args:
        path: the folder, the ``.zip`` archive, or the ``.csv`` or ``.tsv`` file, whose paths are relative to its
            folder.
        image_size: height and width in pixels, or one number for both.
        color_mode: ``"grayscale"``, ``"rgb"`` or ``"rgba"``.
        **options: those of :func:`nervure.data.image_folder` except ``labels`` and the options for splitting:
            ``validation_split``, ``subset``, ``stratify`` and ``group_near_duplicates``.

    Raises:
        FileError: there is no such folder, or the archive or the file cannot be read.
        DataError: there are no classes, or no training images.
        ArgumentError: an option has an invalid value, or would split divided data.
        UnknownNameError: an option is not one of the possible values.

    Examples:
        >>> import tempfile, nervure
        >>> from pathlib import Path
        >>> from nervure.files import make_folder
        >>> pictures, digits = nervure.data.digits()
        >>> folder = Path(tempfile.mkdtemp())
        >>> for number in range(0, 10_000, 250):
        ...     place = make_folder(folder / ("test" if number % 1000 else "train") / str(digits[number]))
        ...     nervure.data.save_img(place / f"{number}.png", pictures[number][..., None], scale=False)
        >>> parts = picture_parts(folder, 28, "grayscale")
        >>> parts.train.num_samples, parts.validation, parts.test.num_samples
        (10, None, 30)
    """
    for name in _NOT_HERE:
        if name in options:
            raise ArgumentError.of("picture.divided", where=f"picture_parts({name}=...)", name=name)
    given = FolderArguments(path, image_size, color_mode, **options)
    reading, source = given.reading(), source_of(given.path)
    return parts_of_files(given, PictureFiles(source, *listed(given, source)), reading)


def parts_of_files(given: FolderArguments, files: PictureFiles, reading: Reading) -> PictureParts:
    """The parts of listed images; if the listing has no parts, all images are for training.

    Args:
        given: the checked arguments.
        files: the images.
        reading: how they are read.

    Raises:
        DataError: there are no training images, or a part is empty.
    """
    names = [name for name in _ORDER if name in files.listing.parts] or _ORDER[:1]
    made = read_parts(given, files, reading, _parts_by_name if files.listing.parts else parts_of)
    return PictureParts(**dict(zip(names, made, strict=True)))


def _parts_by_name(listing: Listing, is_usable: Sequence[bool], given: FolderArguments) -> tuple[Part, ...]:
    """The existing parts, in their usual order; only the first is shuffled.

    Raises:
        DataError: one of them is empty, or there are no training images.
    """
    names, usable = np.asarray(listing.parts), np.asarray(is_usable, dtype=np.bool_)
    parts = []
    for name in _ORDER:
        if name in listing.parts or name == _ORDER[0]:
            rows = np.flatnonzero((names == name) & usable)
            if not len(rows):
                raise DataError.of("picture.empty_part", where=str(given.path), name=name)
            parts.append(Part(rows, given.shuffle and name == _ORDER[0]))
    return tuple(parts)
