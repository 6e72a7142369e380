"""Keras' function for a folder of images."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from nervure.arguments import Flag, Word, checked
from nervure.data.pictures.image_folder import ImageFolder, image_folder
from nervure.errors import ArgumentError
from nervure.language import text
from nervure.registry import look_up
from nervure.render.terminal import write

_FORMATS = dict.fromkeys(("tf", "grain"))


@checked
def image_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: Sequence[str] | None = None,
    color_mode: str = "rgb",
    batch_size: int = 32,
    image_size: Any = (256, 256),
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    interpolation: str = "bilinear",
    follow_links: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: Word | None = None,
    format: str = "tf",
    verbose: Flag = True,
    *,
    stratify: bool = False,
) -> Any:
    """The images of a folder, with Keras' arguments and results; see :func:`nervure.data.image_folder`.

    Where Keras on TensorFlow differs from other backends (``"bicubic"``, padding), results match TensorFlow. Unlike in
    Keras, images are rotated according to their EXIF entries, damaged and hidden ones are left out and listed in
    ``left_out``, and ``.webp`` and ``.tif`` are read.

    Args:
        directory: the folder.
        labels: see :func:`nervure.data.image_folder`, as for all arguments not described here.
        label_mode: see there.
        class_names: see there.
        color_mode: see there.
        batch_size: see there.
        image_size: see there.
        shuffle: see there.
        seed: see there.
        validation_split: see there.
        subset: must be given with ``validation_split``.
        interpolation: see there.
        follow_links: see there.
        crop_to_aspect_ratio: see there.
        pad_to_aspect_ratio: see there.
        data_format: None or ``"channels_last"``.
        format: Keras' argument for the result type; no effect here.
        verbose: whether to print the number of files and classes.
        stratify: see there; not in Keras.

    Returns:
        An :class:`ImageFolder`, or with ``subset="both"`` the training part and the held-out part.

    Raises:
        FileError: there is no such folder.
        DataError: it has no class folders, no image that can be read, or too few to split.
        ArgumentError: an argument has an invalid value.
        UnknownNameError: an option is not one of the possible values.
    """
    look_up(format, _FORMATS, where="format")
    if data_format not in (None, "channels_last"):
        raise ArgumentError.of("picture.channels_first", where="data_format", got=repr(data_format))
    if validation_split is not None and subset is None:
        raise ArgumentError.of("picture.no_subset", where="subset")
    made = image_folder(
        directory, image_size, color_mode, labels=labels, label_mode=label_mode, class_names=class_names,
        batch_size=batch_size, shuffle=shuffle, seed=seed, validation_split=validation_split, subset=subset,
        stratify=stratify, interpolation=interpolation, crop_to_aspect_ratio=crop_to_aspect_ratio,
        pad_to_aspect_ratio=pad_to_aspect_ratio, follow_links=follow_links, reduced_decoding=False,
    )  # fmt: skip
    if verbose:
        write(sys.stdout, _found(made) + "\n")
    return made


def _found(made: ImageFolder | tuple[ImageFolder, ...]) -> str:
    parts = made if isinstance(made, tuple) else (made,)
    count = sum(part.num_samples for part in parts)
    names = parts[0].class_names
    if names is None:
        return text("picture.found", count=count)
    return text("picture.found_classes", count=count, classes=len(names))
