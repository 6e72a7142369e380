"""Files of pictures as the data of a training: a folder, a zip archive, or a table of paths and labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from nervure.data import ImageFolder, PictureParts, picture_parts
from nervure.data.auditing.appearance import Appearance
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.folder_labels import divided, labelled
from nervure.data.pictures.source import PictureSource, source_of
from nervure.errors import DataError, unsaid
from nervure.records.audit import AuditRecord
from nervure.tasks.appearance import appearance_of_files
from nervure.tasks.audit import watched_audit
from nervure.tasks.digests import files_digest
from nervure.tasks.picture_data import PictureData, PictureFormat, check_classes, dealt, labels_of, some_of
from nervure.tasks.picture_options import PictureOptions


def folder_data(path: Path, options: PictureOptions) -> PictureData:
    """The pictures of a folder, an archive or a table, in three parts, with an audit of the folder.

    Where they come in parts these are kept, and what is missing is held out of those to train on. Pictures that look
    the same stay together.

    Raises:
        FileError: there is no such folder or file.
        DataError: there are no classes, no picture that can be read, or too few of them.
    """
    source = source_of(path)
    seen = _appearance(path, source)
    audit = watched_audit(str(path))
    size = options.image_size or _size(seen, audit)
    form = PictureFormat(*size, options.color or seen.color_mode, seen.framing(size), seen.border_is_dark)
    read = _read(path, form)
    labels = tuple(read.train.class_names or ())
    check_classes([labels[number] for number in np.unique(labels_of(read.train))], str(path))
    groups = np.array(audit.groups(_paths(read.train, source)))
    parts = dealt(read.train, groups, read.validation, read.test)
    return PictureData(
        kind="folder",
        path=str(path.absolute()),
        digest=files_digest(source, _labels_by_path(read, source)),
        labels=labels,
        format=form,
        is_drawn=seen.is_drawn,
        parts=parts._replace(training=some_of(parts.training, options.samples)),
        whole=read.train,
        audit=audit,
    )


def _appearance(path: Path, source: PictureSource) -> Appearance:
    given = FolderArguments(path)
    listing = divided(given, source) or labelled(given, source)[0]
    check_classes(listing.class_names, str(path))
    seen = appearance_of_files(source, listing.paths)
    if seen is None:
        raise DataError.of("train.no_picture", where=str(path))
    return seen


def _size(seen: Appearance, audit: AuditRecord) -> tuple[int, int]:
    """As the audit suggests, which saw all pictures and not only some."""
    if audit.suggestion is None:
        return seen.size
    return audit.suggestion.height, audit.suggestion.width


def _read(path: Path, form: PictureFormat) -> PictureParts:
    # What is left out is told with the plan of the run.
    with unsaid("picture.left_out"):
        return picture_parts(path, label_mode="categorical", **form.reading)


def _paths(part: ImageFolder, source: PictureSource) -> list[str]:
    """Of the pictures of a part, below the source."""
    return [Path(path).relative_to(source.place).as_posix() for path in part.file_paths]


def _labels_by_path(read: PictureParts, source: PictureSource) -> dict[str, str]:
    names = read.train.class_names or []
    return {
        path: names[number]
        for part in read
        if part is not None
        for path, number in zip(_paths(part, source), labels_of(part), strict=True)
    }
