"""The classes of a folder of images: from its class folders, from a list, or none."""

from __future__ import annotations

import operator
from typing import Any

from nervure.data.pictures.class_folders import (
    Listing,
    classed_by_names,
    divided_by_names,
    list_classes,
    list_divided,
    list_files,
    no_classes,
)
from nervure.data.pictures.csv_pictures import list_csv
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.source import PictureSource, ZipSource, is_table
from nervure.data.pictures.zip_pictures import list_zip, top_folder
from nervure.errors import ArgumentError, DataError

_INFERRED = "inferred"


def listed(given: FolderArguments, source: PictureSource) -> tuple[Listing, str | None]:
    """As :func:`divided` if the source assigns each image to a part, else as :func:`labeled`.

    Raises:
        FileError: there is no such folder.
        DataError: there are no class folders, or the number of labels differs from that of images.
        ArgumentError: ``labels``, ``label_mode`` or ``class_names`` is invalid.
    """
    listing = divided(given, source)
    return labeled(given, source) if listing is None else (listing, given.label_mode)


def labeled(given: FolderArguments, source: PictureSource) -> tuple[Listing, str | None]:
    """The contents of the source, with the class of each image, and the format of labels (None if there are none).

    Raises:
        FileError: there is no such folder.
        DataError: there are no class folders, or the number of labels differs from that of images.
        ArgumentError: ``labels`` or ``class_names`` is invalid.
    """
    if isinstance(given.labels, str) and given.labels == _INFERRED and given.label_mode is not None:
        listing = _with_classes(given, source)
        _check_classes(listing.class_names, given.label_mode)
        return listing, given.label_mode
    if given.class_names is not None:
        raise ArgumentError.of("picture.class_names_unused", where="class_names", got=repr(given.class_names))
    listing = _without_classes(given, source)
    if given.labels is None or given.label_mode is None:
        return listing, None
    listing = _with_labels(listing, _whole_numbers(given.labels), given)
    return listing, given.label_mode


def divided(given: FolderArguments, source: PictureSource) -> Listing | None:
    """The contents of a source that assigns each image to a part; None if it does not.

    Raises:
        FileError: there is no such folder.
        ArgumentError: ``class_names`` or ``label_mode`` is invalid.
    """
    if is_table(given.path):
        listing: Listing | None = list_csv(given.path, given.class_names)
    elif isinstance(source, ZipSource):
        paths, left_out = list_zip(source.entries)
        listing = divided_by_names(paths, left_out, given.class_names, top_folder(paths))
    else:
        listing = list_divided(given.path, given.class_names, given.follow_links)
    if listing is None or not listing.parts:
        return None
    _check_classes(listing.class_names, str(given.label_mode))
    return listing


def _with_classes(given: FolderArguments, source: PictureSource) -> Listing:
    if is_table(given.path):
        return list_csv(given.path, given.class_names)
    if isinstance(source, ZipSource):
        paths, left_out = list_zip(source.entries)
        listing = classed_by_names(paths, left_out, given.class_names, top_folder(paths))
        if not listing.class_names:
            raise no_classes(given.path, listing.left_out)
        return listing
    return list_classes(given.path, given.class_names, given.follow_links)


def _without_classes(given: FolderArguments, source: PictureSource) -> Listing:
    if is_table(given.path):
        return list_csv(given.path)._replace(labels=(), class_names=())
    if isinstance(source, ZipSource):
        paths, left_out = list_zip(source.entries)
        return Listing(tuple(paths), (), (), tuple(left_out))
    return list_files(given.path, given.follow_links)


def _whole_numbers(labels: Any) -> tuple[int, ...]:
    values = labels.tolist() if hasattr(labels, "tolist") else labels
    if not isinstance(values, (list, tuple)):
        raise ArgumentError.of("picture.labels", where="labels", got=repr(labels))
    try:
        return tuple(operator.index(label) for label in values)
    except TypeError:
        raise ArgumentError.of("picture.labels", where="labels", got=repr(values[:3])) from None


def _with_labels(listing: Listing, labels: tuple[int, ...], given: FolderArguments) -> Listing:
    if len(labels) != len(listing.paths):
        raise DataError.of(
            "picture.label_count", where="labels", expected=len(listing.paths), got=len(labels),
            names=", ".join(listing.paths[:3]) or "-",
        )  # fmt: skip
    names = tuple(str(label) for label in sorted(set(labels)))
    _check_classes(names, str(given.label_mode))
    wrong = [label for label in labels if not 0 <= label < len(names)]
    if wrong and given.label_mode != "int":
        raise DataError.of("picture.label_range", where="labels", last=len(names) - 1, got=wrong[0])
    return listing._replace(labels=labels, class_names=names, are_given=True)


def _check_classes(names: tuple[str, ...], mode: str) -> None:
    if mode == "binary" and len(names) != 2:
        raise ArgumentError.of("picture.not_binary", where="label_mode", count=len(names), names=", ".join(names[:8]))
