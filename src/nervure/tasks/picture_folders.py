"""Image files as training data: a folder, a zip archive, or a table of paths and labels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nervure.data import ImageFolder, PictureParts
from nervure.data.auditing.appearance import appearance_of
from nervure.data.auditing.audit import Inspection, record_of
from nervure.data.auditing.facts import PictureFacts
from nervure.data.auditing.listing import list_for_audit
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.image_folder import PictureFiles
from nervure.data.pictures.parts import parts_of_files
from nervure.errors import advise, unsaid
from nervure.render.numbers import byte_size
from nervure.tasks.digests import files_digest
from nervure.tasks.label_kinds import refuse_other_labels, refuse_table_of_numbers
from nervure.tasks.picture_data import PictureData, PictureFormat, check_classes, dealt, some_of
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.stages import stage
from nervure.tasks.trainable import check_trainable
from nervure.tasks.watched_audit import watched_inspection

_GIBIBYTE = 1 << 30


def folder_data(path: Path, options: PictureOptions, memory_bytes: int = _GIBIBYTE) -> PictureData:
    """The images of a folder, an archive or a table, in three parts, with an audit of the folder.

    Each file is read once here: from the audit's facts follow a suitable size and color mode, the groups of near
    duplicates, which stay together, and the digest. Training reads it a second time, to decode it in that size. If
    images are divided into parts, these are kept, and missing parts are held out of the training images.

    Args:
        path: the folder, the archive or the table.
        options: the options of the run.
        memory_bytes: the limit in bytes for decoded images in memory. If they need more, they are kept in a file in the
            user's cache folder, which later runs reuse.

    Raises:
        FileError: there is no such folder or file.
        DataError: there are no classes, no image that can be read, or too few of them.
    """
    refuse_table_of_numbers(path)
    listed = list_for_audit(path, needs_classes=True)
    refuse_other_labels(listed.listing.class_names, listed.path)
    check_classes(listed.listing.class_names, listed.path)
    stage("stages.reading", count=len(listed.listing.paths), path=listed.path)
    seen = watched_inspection(listed)
    used = seen.used
    stage("stages.copies", count=len(used.facts))
    audit = record_of(seen)
    check_trainable(seen, audit)
    stage("stages.decoding", count=len(used.facts))
    look = appearance_of([facts.look for facts in used.facts])
    size = options.image_size or look.size
    form = PictureFormat(*size, options.color or look.color_mode, look.framing(size), look.border_is_dark)
    read = _read(seen, form, memory_bytes)
    labels = tuple(read.train.class_names or ())
    parts = dealt(read.train, np.array(audit.groups(_paths(read.train, seen))), read.validation, read.test)
    return PictureData(
        kind="folder",
        path=str(path.absolute()),
        digest=_digest(seen),
        labels=labels,
        format=form,
        is_drawn=look.is_drawn,
        parts=parts._replace(training=some_of(parts.training, options.samples)),
        whole=read.train,
        audit=audit,
    )


def _read(seen: Inspection, form: PictureFormat, memory_bytes: int) -> PictureParts:
    listed = seen.listed
    is_large = len(listed.listing.paths) * int(np.prod(form.shape)) > memory_bytes
    given = FolderArguments(
        listed.path, label_mode="categorical", cache_bytes=memory_bytes, cache_folder=is_large, **form.reading
    )
    listing = listed.listing._replace(left_out=listed.left_out)
    found = tuple(each.header if isinstance(each, PictureFacts) else each for each in seen.found)
    # What is left out is reported with the plan of the run.
    with unsaid("picture.left_out"):
        read = parts_of_files(given, PictureFiles(listed.source, listing, given.label_mode, found), given.reading())
    if read.train.is_cached_in_file:
        advise("train.pictures_on_disk", size=byte_size(read.train.cache_bytes), folder=str(given.cache_folder))
    return read


def _paths(part: ImageFolder, seen: Inspection) -> Sequence[str]:
    """The paths of the images of a part, relative to the source."""
    return [Path(path).relative_to(seen.listed.source.place).as_posix() for path in part.file_paths]


def _digest(seen: Inspection) -> str:
    used, listed = seen.used, seen.listed
    contents = {path: facts.digest for path, facts in zip(used.paths, used.facts, strict=True)}
    # A table holds out images by a column, which the paths do not show.
    parts = [f"{part}\t" for part in listed.listing.parts] or [""] * len(listed.listing.paths)
    labels = {path: parts[place] + listed.class_of(place) for path, place in zip(used.paths, used.places, strict=True)}
    return files_digest(contents, labels)
