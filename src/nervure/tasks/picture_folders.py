"""A folder of pictures, each class in a folder of its own, as the data of a training."""

from __future__ import annotations

from pathlib import Path

from nervure.data import ImageFolder, image_folder
from nervure.errors import DataError
from nervure.tasks.appearance import appearance_of_folder
from nervure.tasks.digests import files_digest
from nervure.tasks.picture_data import PictureData, PictureFormat, check_classes, parts_of, some_of
from nervure.tasks.picture_options import PictureOptions


def folder_data(path: Path, options: PictureOptions) -> PictureData:
    """The pictures of a folder, dealt out into three parts.

    Raises:
        FileError: there is no such folder.
        DataError: it has no class folders, or no picture that can be read, or too few of them.
    """
    seen = appearance_of_folder(path)
    if seen is None:
        raise DataError.of("train.no_picture", where=str(path))
    size = options.image_size or seen.size
    form = PictureFormat(*size, options.color or seen.color_mode, seen.framing(size), seen.border_is_dark)
    whole = _read(path, form)
    labels = tuple(whole.class_names or ())
    check_classes(labels, str(path))
    numbers = whole.labels
    assert numbers is not None, "the folders are the classes"
    parts = parts_of(numbers)
    return PictureData(
        kind="folder",
        path=str(path.absolute()),
        digest=files_digest(path, [Path(each).relative_to(path).as_posix() for each in whole.file_paths]),
        labels=labels,
        format=form,
        is_drawn=seen.is_drawn,
        training=whole.only(some_of(parts.training, options.samples)),
        validation=whole.only(parts.validation),
        test=whole.only(parts.test),
        noted=whole,
    )


def _read(path: Path, form: PictureFormat) -> ImageFolder:
    read: ImageFolder = image_folder(
        path,
        (form.height, form.width),
        form.color_mode,
        label_mode="categorical",
        crop_to_aspect_ratio=form.framing == "crop",
        pad_to_aspect_ratio=form.framing == "pad",
        dtype="uint8",
    )
    return read
