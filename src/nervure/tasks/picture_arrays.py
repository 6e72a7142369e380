"""Images in a NumPy file with arrays ``x`` and ``y``, as training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from nervure.data import ArrayDataset, class_labels, load_npz, near_duplicates, to_categorical
from nervure.data.pictures.file_names import composed
from nervure.data.pictures.picture_file import in_color_mode
from nervure.errors import DataError
from nervure.tasks.appearance import appearance_of_arrays
from nervure.tasks.digests import arrays_digest
from nervure.tasks.label_kinds import refuse_other_targets
from nervure.tasks.picture_data import Parts, PictureData, PictureFormat, check_classes, only, places_dealt, some_of
from nervure.tasks.picture_options import PictureOptions

_CHANNELS = (1, 3)
_BRIGHTEST = 255

Array = np.ndarray[Any, Any]


def npz_data(path: Path, options: PictureOptions) -> PictureData:
    """The images of a file, split into three parts.

    Raises:
        FileError: there is no such file, or it lacks the arrays ``x`` and ``y``.
        DataError: ``x`` holds no images or ``y`` no classes, or there are too few of them.
    """
    x, y = load_npz(path)
    refuse_other_targets(y, str(path))
    pictures = levels(x, str(path))
    numbers, labels = numbered(y, str(path))
    check_classes(labels, str(path))
    seen = appearance_of_arrays(pictures)
    size = options.image_size or seen.size
    color_mode = options.color or seen.color_mode
    form = PictureFormat(*size, color_mode, seen.framing(size), seen.border_is_dark)
    framed = in_format(pictures, form)
    # Split by the original images: the test part does not depend on the size and colors that a run uses.
    places = places_dealt(numbers, near_duplicates(pictures))
    whole = ArrayDataset(framed, to_categorical(numbers, len(labels)))
    parts = Parts(*(only(whole, rows) for rows in places))
    return PictureData(
        kind="npz",
        path=str(path.absolute()),
        digest=arrays_digest(x, y),
        labels=labels,
        format=form,
        is_drawn=seen.is_drawn,
        parts=parts._replace(training=some_of(parts.training, options.samples)),
        places=places.test,
    )


def levels(x: Array, where: str) -> Array:
    """``x`` as images ``(N, height, width, 1 or 3)`` with levels from 0 to 255, uint8 if they are integers.

    If no value is above 1, values are multiplied by 255.

    Raises:
        DataError: it does not hold images, or other levels.
    """
    pictures = x[..., None] if x.ndim == 3 else x
    if x.ndim < 3:
        raise DataError.of("train.series", where=where, got=x.shape)
    if pictures.ndim != 4 or pictures.shape[-1] not in _CHANNELS or not pictures.size:
        raise DataError.of("train.no_pictures", where=where, got=x.shape)
    if pictures.dtype.kind not in "biuf":
        raise DataError.of("train.no_levels", where=where, got=x.dtype)
    lowest, highest = float(pictures.min()), float(pictures.max())
    if not (lowest >= 0 and highest <= _BRIGHTEST):  # NaN fails every comparison
        raise DataError.of("train.no_levels", where=where, got=f"{x.dtype}, {lowest:g} ... {highest:g}")
    if highest <= 1:
        pictures = pictures.astype(np.float32) * _BRIGHTEST
    if pictures.dtype == np.uint8:
        return pictures
    whole = np.rint(pictures).astype(np.uint8)
    return whole if np.allclose(whole, pictures, atol=1e-3) else pictures.astype(np.float32)


def numbered(y: Array, where: str) -> tuple[Array, tuple[str, ...]]:
    """The class number of each sample, and the class names in order, in Unicode's composed form.

    Raises:
        DataError: ``y`` does not hold classes.
    """
    found = class_labels(y)
    if found is None:
        raise DataError.of("train.no_classes", where=where, got=f"{y.dtype} {y.shape}")
    if found.dtype.kind == "U":
        found = np.array([composed(name) for name in found.tolist()])
    names, numbers = np.unique(found, return_inverse=True)
    return numbers.astype(np.int64), tuple(map(str, names.tolist()))


def in_format(pictures: Array, form: PictureFormat) -> Array:
    """``pictures`` with levels from 0 to 255 as network input, ``(N, height, width, channels)``."""
    height, width, channels = form.shape
    if pictures.shape[-1] != channels:
        pictures = _gray(pictures) if channels == 1 else np.repeat(pictures, channels, axis=-1)
    if pictures.shape[1:3] == (height, width):
        return pictures
    framed = np.stack([form.frame.framed(picture) for picture in pictures])
    return np.asarray(np.rint(framed).clip(0, _BRIGHTEST), dtype=np.uint8)


def _gray(pictures: Array) -> Array:
    """Converts colors to gray like Pillow, so that a file and a folder of the same images agree."""
    whole = np.rint(pictures).astype(np.uint8)
    return np.stack([np.asarray(in_color_mode(Image.fromarray(each), "grayscale"))[..., None] for each in whole])
