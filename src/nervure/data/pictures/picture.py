"""Single images as arrays, Pillow images and files: Keras' four functions."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from PIL import Image, UnidentifiedImageError

from nervure.arguments import Flag, Word, checked
from nervure.arguments.arrays import NumpyNumbers, array_of
from nervure.data.pictures.framing import size_of
from nervure.data.pictures.picture_file import FORMATS, MODES, in_color_mode, said_by, strictly, upright
from nervure.errors import ArgumentError, DataError, FileError, ShapeError, advise
from nervure.files import raise_if_of_the_machine, read_bytes, write_bytes
from nervure.registry import look_up

_LAYOUTS = dict.fromkeys(("channels_last", "channels_first"))
_RESAMPLING = {
    "bicubic": Image.Resampling.BICUBIC,
    "bilinear": Image.Resampling.BILINEAR,
    "box": Image.Resampling.BOX,
    "hamming": Image.Resampling.HAMMING,
    "lanczos": Image.Resampling.LANCZOS,
    "nearest": Image.Resampling.NEAREST,
}
_GRAY_MODES = ("L", "I;16", "I")
_WRITTEN = {"jpg": "jpeg", "tif": "tiff"}
_WRITABLE = ("bmp", "gif", "jpeg", "png", "tiff", "webp")


def load_img(
    path: Any,
    color_mode: str = "rgb",
    target_size: Any = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Image.Image:
    """The image in a file, as an upright Pillow image.

    It is rotated according to its EXIF entry, as in :func:`nervure.data.image_folder` but not in Keras.

    Args:
        path: the file, or a ``BytesIO`` that holds one.
        color_mode: ``"grayscale"``, ``"rgb"`` or ``"rgba"``.
        target_size: height and width; None keeps the size. Pillow resizes, more smoothly than ``image_folder``: to
            predict an image, prefer None and :func:`smart_resize`.
        interpolation: ``"nearest"``, ``"bilinear"``, ``"bicubic"``, ``"lanczos"``, ``"box"`` or ``"hamming"``.
        keep_aspect_ratio: crop to the target aspect ratio instead of stretching.

    Raises:
        FileError: the file does not exist, or does not contain a complete image.
        UnknownNameError: an option is not one of the possible values.

    Examples:
        >>> held = io.BytesIO()
        >>> save_img(held, np.zeros((20, 30, 3)), file_format="png")
        >>> load_img(held, "grayscale", target_size=(10, 10)).size
        (10, 10)
    """
    look_up(color_mode, MODES, where="color_mode")
    look_up(interpolation, _RESAMPLING, where="interpolation")
    image = _opened(path)
    # Gray levels of more than 8 bits are kept, as in Keras.
    image = image if color_mode == "grayscale" and image.mode in _GRAY_MODES else in_color_mode(image, color_mode)
    if target_size is None:
        return image
    height, width = size_of(target_size, where="target_size")
    if image.size == (width, height):
        return image
    box = _box(image.size, (width, height)) if keep_aspect_ratio else None
    return image.resize((width, height), _RESAMPLING[interpolation], box=box)


@checked
def img_to_array(img: Any, data_format: Word | None = None, dtype: NumpyNumbers | None = None) -> NDArray[Any]:
    """An image as an array ``(height, width, channels)``.

    Args:
        img: a Pillow image, or an array ``(height, width)`` or ``(height, width, channels)``.
        data_format: ``"channels_first"`` puts the channels before the height; nervure's layers expect them last.
        dtype: the data type; None means float32.

    Raises:
        DataError: it is not an image, for example a path.
        ShapeError: it has a different number of axes.
        UnknownNameError: ``data_format`` is unknown.

    Examples:
        >>> img_to_array(Image.new("L", (30, 20), 7)).shape
        (20, 30, 1)
    """
    first = _is_first(data_format)
    array = _numbers(img, dtype, "img_to_array")
    if array.ndim == 2:
        array = array[:, :, None]
    elif array.ndim != 3:
        raise ShapeError.of("picture.rank", where="img_to_array", got=tuple(array.shape))
    return array.transpose(2, 0, 1) if first else array


@checked
def array_to_img(
    x: Any, data_format: Word | None = None, scale: Flag = True, dtype: NumpyNumbers | None = None
) -> Image.Image:
    """An array as a Pillow image.

    Args:
        x: ``(height, width, channels)`` with 1, 3 or 4 channels.
        data_format: ``"channels_first"`` if the channels come before the height.
        scale: whether to map the smallest value to 0 and the largest to 255; else values are levels from 0 to 255.
        dtype: the type for the calculation; None means float32.

    Raises:
        ShapeError: ``x`` has unsupported axes or channels.
        DataError: it is not an array, contains NaN or infinity, or, without ``scale``, values outside 0 to 255; Keras
            wraps these around.
        UnknownNameError: ``data_format`` is unknown.

    Examples:
        >>> array_to_img(np.linspace(0, 1, 12).reshape(2, 2, 3)).getpixel((1, 1))
        (208, 231, 255)
    """
    first = _is_first(data_format)
    array = _numbers(x, dtype, "array_to_img")
    if array.ndim != 3 or array.shape[0 if first else 2] not in (1, 3, 4) or not array.size:
        raise ShapeError.of("picture.array_shape", where="array_to_img", got=tuple(array.shape))
    array = array.transpose(1, 2, 0) if first else array
    if not np.isfinite(array).all():
        raise DataError.of("picture.not_finite", where="array_to_img", got=array[~np.isfinite(array)].flat[0])
    if scale:
        array = array - array.min()
        largest = array.max()
        array = (array / largest if largest != 0 else array) * 255
    elif array.min() < 0 or (array.max() > 255 and array.shape[2] != 1):
        raise DataError.of("picture.levels", where="array_to_img", least=array.min(), most=array.max())
    if array.shape[2] == 1:
        return Image.fromarray(array[:, :, 0].astype(np.int32 if array.max() > 255 else np.uint8))
    return Image.fromarray(array.astype(np.uint8))


@checked
def save_img(
    path: Any,
    x: Any,
    data_format: Word | None = None,
    file_format: Word | None = None,
    scale: Flag = True,
    **kwargs: Any,
) -> None:
    """Writes an array as an image file, atomically.

    Args:
        path: the file, or an object to write to.
        x: ``(height, width, channels)`` with 1, 3 or 4 channels.
        data_format: ``"channels_first"`` if the channels come before the height.
        file_format: ``"png"``, ``"jpeg"``, ...; None means that of the extension.
        scale: whether to map the smallest value to 0 and the largest to 255; False for levels from 0 to 255.
        **kwargs: options of Pillow's ``Image.save``, such as ``quality=90``.

    Raises:
        ArgumentError: the format is missing, cannot be written, or does not support this image or these options.
        FileError: the file cannot be written.
        ShapeError, DataError: see :func:`array_to_img`.
    """
    is_place = isinstance(path, (str, os.PathLike))
    if file_format is None and is_place:
        file_format = Path(path).suffix.removeprefix(".")
    form = (file_format or "").lower()
    form = _WRITTEN.get(form, form)
    if form not in _WRITABLE:
        raise ArgumentError.of(
            "picture.file_format", where="save_img", known=", ".join(_WRITABLE), got=repr(file_format or str(path))
        )
    image = array_to_img(x, data_format, scale)
    if form == "jpeg" and image.mode == "RGBA":
        advise("picture.no_alpha")
        image = image.convert("RGB")
    held = io.BytesIO()
    try:
        image.save(held, format=form, **kwargs)
    except (OSError, TypeError, ValueError) as problem:
        raise ArgumentError.of("picture.not_written", where="save_img", form=form, got=said_by(problem)) from problem
    if is_place:
        write_bytes(path, held.getvalue())
    else:
        path.write(held.getvalue())


def _opened(path: Any) -> Image.Image:
    if isinstance(path, io.BytesIO):
        data, where = path.getvalue(), "load_img"
    elif isinstance(path, (str, bytes, os.PathLike)):
        place = os.fsdecode(path)
        data, where = read_bytes(place), place
    else:
        raise ArgumentError.of("picture.path", where="load_img", got=repr(path))
    try:
        with strictly():
            return upright(Image.open(io.BytesIO(data), formats=FORMATS))
    except UnidentifiedImageError:
        raise FileError.of(
            "picture.no_picture_file", where=where, formats=", ".join(FORMATS), got=repr(data[:8])
        ) from None
    except Exception as problem:  # decoders meet hostile bytes and may raise anything
        raise_if_of_the_machine(where, problem)
        raise FileError.of("picture.damaged_file", where=where, got=said_by(problem)) from problem


def _numbers(picture: Any, dtype: DTypeLike | None, where: str) -> NDArray[Any]:
    try:
        array = array_of(picture, where=where)
        if array.dtype.kind == "c":
            raise TypeError("complex numbers are no levels")
        return array.astype(np.float32 if dtype is None else dtype, copy=False)
    except (TypeError, ValueError):
        raise DataError.of("picture.no_numbers", where=where, got=type(picture).__name__) from None


def _is_first(data_format: str | None) -> bool:
    look_up("channels_last" if data_format is None else data_format, _LAYOUTS, where="data_format")
    return data_format == "channels_first"


def _box(size: tuple[int, int], target: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest center crop with the aspect ratio of ``target``: left, upper, right, lower; rounded as in Keras."""
    (width, height), (target_width, target_height) = size, target
    part_height = min(height, (width * target_height) // target_width)
    part_width = min(width, (height * target_width) // target_height)
    top, left = (height - part_height) // 2, (width - part_width) // 2
    return left, top, left + part_width, top + part_height
