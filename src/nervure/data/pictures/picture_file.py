"""Image files: their contents, whether they are complete, and their pixels in upright orientation."""

from __future__ import annotations

import io
import logging
import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from nervure.data.pictures.file_content import HEAD_BYTES, content_of
from nervure.data.pictures.large_pictures import VARIABLE, alone_if_large, most_pixels, reduced
from nervure.files import raise_if_of_the_machine
from nervure.records.picture_folder import LeftOut

PathLike = str | os.PathLike[str]

# The formats that are read, regardless of the file name, and their extensions; Pillow supports more formats than should
# be exposed to untrusted files. Several JPEGs in one (MPO) are read as JPEG.
SUFFIXES_OF = {
    "BMP": (".bmp",), "GIF": (".gif",), "JPEG": (".jpg", ".jpeg"), "MPO": (".jpg", ".jpeg"), "PNG": (".png",),
    "TIFF": (".tif", ".tiff"), "WEBP": (".webp",),
}  # fmt: skip
FORMATS = tuple(form for form in SUFFIXES_OF if form != "MPO")
SUFFIXES = frozenset(suffix for suffixes in SUFFIXES_OF.values() for suffix in suffixes)
# Image extensions of unsupported formats; reported, since the user probably wanted them to be used.
OTHER_SUFFIXES = frozenset(
    (
        ".apng", ".avif", ".cr2", ".cr3", ".dcm", ".dng", ".eps", ".exr", ".heic", ".heif", ".ico", ".j2k", ".jfif",
        ".jp2", ".jpe", ".jxl", ".nef", ".pbm", ".pcx", ".pgm", ".pnm", ".ppm", ".psd", ".raw", ".svg", ".tga",
    )
)  # fmt: skip
CHANNELS = {"grayscale": 1, "rgb": 3, "rgba": 4}
MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)
_SMALL_BYTES = 1 << 16  # JPEGs up to this size are decoded to be sure; in larger ones the end marker is searched
_WITHOUT_LEVELS = ("F", "I", "LAB")  # floats, 32 bits, and colors that Pillow does not convert to RGB


class Header(NamedTuple):
    """The facts about an image that are known before decoding.

    Attributes:
        height: in pixels, in upright orientation.
        width: in pixels, in upright orientation.
        orientation: the EXIF orientation from 1 (upright) to 8.
    """

    height: int
    width: int
    orientation: int


def examined(data: bytes, shown: str) -> Header | LeftOut:
    """The facts about an image, or why it cannot be used; decodes pixels only if necessary.

    Args:
        data: the bytes of the file.
        shown: the name of the file in messages.

    Raises:
        FileError: there is no memory for it.
    """
    if not data:
        return LeftOut.because("picture.empty_file", path=shown)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            header = _header(image)
            if image.mode in _WITHOUT_LEVELS:
                return LeftOut.because("picture.no_range", path=shown, mode=image.mode)
            with alone_if_large(image):
                _check_whole(image, data)
    except UnidentifiedImageError:
        return _unidentified(data, shown)
    except Image.DecompressionBombError:
        return LeftOut.because("picture.too_many_pixels", path=shown, most=most_pixels(), variable=VARIABLE)
    except Exception as problem:  # decoders meet hostile bytes and may raise anything
        raise_if_of_the_machine(shown, problem)
        return LeftOut.because("picture.damaged", path=shown, problem=said_by(problem))
    return header


def _unidentified(data: bytes, shown: str) -> LeftOut:
    """Why bytes are not an image: damaged after a valid beginning, or of another kind."""
    form = content_of(data[:HEAD_BYTES])
    if form not in FORMATS:
        return LeftOut.because("picture.not_a_picture", path=shown)
    return LeftOut.because("picture.damaged", path=shown, problem=form)


def decode(file: PathLike | BinaryIO, color_mode: str, enough: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """The pixels of an image in upright orientation, ``(height, width, channels)``.

    Args:
        file: its path, or a file object.
        color_mode: ``"grayscale"``, ``"rgb"`` or ``"rgba"``.
        enough: a sufficient height and width: a JPEG is then decoded at a half, a quarter or an eighth of its size, but
            not below these, and an image that is still large is downscaled before rotation and color conversion. None
            decodes the full size.

    Raises:
        Exception: any error that the decoder raises for damaged bytes.
    """
    with strictly():
        image = Image.open(file, formats=FORMATS)
        orientation = _orientation(image)
    with image:
        if enough is not None:
            height, width = enough
            size = (height, width) if orientation in _LYING else (width, height)
            image.draft(None, size)
            enough = size[::-1]
        with alone_if_large(image):
            pixels = np.asarray(in_color_mode(upright(image, enough), color_mode))
    return pixels if pixels.ndim == 3 else pixels[:, :, None]


def upright(image: Image.Image, enough: tuple[int, int] | None = None) -> Image.Image:
    """``image`` rotated according to its EXIF entry, as viewers display it.

    Args:
        image: the image.
        enough: a sufficient height and width for a large one, before rotation.
    """
    # Pillow rotates TIFF images itself while loading.
    turn = None if image.format == "TIFF" else _TURNS.get(_orientation(image))
    image.load()
    smaller = reduced(image, enough)
    return smaller if turn is None else smaller.transpose(turn)


def in_color_mode(image: Image.Image, color_mode: str) -> Image.Image:
    """``image`` in ``color_mode`` with 8 bits per channel; of 16 bits the upper 8, as in TensorFlow."""
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    elif isinstance(image.info.get("transparency"), bytes):
        image = image.convert("RGBA")  # keeps the transparent colors of a palette
    mode = MODES[color_mode]
    return image if image.mode == mode else image.convert(mode)


def _header(image: Image.Image) -> Header:
    orientation = _orientation(image)
    width, height = image.size
    if orientation in _LYING and image.format != "TIFF":
        width, height = height, width
    return Header(height, width, orientation)


def _orientation(image: Image.Image) -> int:
    # Querying a PNG without the entry would decode all of it, to search for one after the pixels.
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    found: Any = image.getexif().get(_ORIENTATION, 1)
    return found if found in _TURNS else 1


def _check_whole(image: Image.Image, data: bytes) -> None:
    """Raises an error if ``data``, from which ``image`` was opened, is truncated or damaged."""
    if image.format in ("JPEG", "MPO"):
        if len(data) > _SMALL_BYTES and _is_ended_jpeg(data):
            return
        image.draft(None, (1, 1))  # at an eighth of the size: reads all data with little computation
    if image.format == "PNG":
        try:
            image.verify()  # verifies the checksums of all chunks
        except Exception:  # data after the pixels may be missing without harm: decoding decides
            _load(data)
        return
    image.load()


def _load(data: bytes) -> None:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        image.load()


def _is_ended_jpeg(data: bytes) -> bool:
    """Whether a JPEG's end marker follows the start of its pixels (an earlier preview has its own end marker)."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        if data[place + 1] == 0xDA:
            return data.rfind(b"\xff\xd9") > place
        is_filling = data[place + 1] == 0xFF
        place += 1 if is_filling else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return False


def said_by(problem: Exception) -> str:
    """The message of a decoder or the system, on one line of at most 200 characters.

    Examples:
        >>> said_by(ValueError("cut  off")), said_by(EOFError())
        ('cut off', 'EOFError')
    """
    return " ".join(str(problem).split())[:200] or type(problem).__name__


@contextmanager
def strictly() -> Iterator[None]:
    """Inside this block Pillow's warnings and log messages are suppressed, but too many pixels are an error.

    It affects the whole process, so use it around short, synchronous work.
    """
    _SHARED.enter()
    try:
        yield
    finally:
        _SHARED.leave()


class _SharedFilters:
    """The warning filters, shared by all threads: the first thread to enter sets them, the last to leave restores them.

    If each thread did this itself, the last to leave would restore the filters of another thread.
    """

    def __init__(self) -> None:
        self._lock, self._count, self._set = threading.Lock(), 0, ExitStack()

    def enter(self) -> None:
        with self._lock:
            if self._count == 0:
                self._set.enter_context(_filtered())
            self._count += 1

    def leave(self) -> None:
        with self._lock:
            self._count -= 1
            if self._count == 0:
                self._set.close()


@contextmanager
def _filtered() -> Iterator[None]:
    Image.init()  # all formats at once, before threads use some of them
    logger = logging.getLogger("PIL")
    level, most = logger.level, Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = (most_pixels() + 1) // 2  # an error from twice as many, a warning below
    logger.setLevel(logging.CRITICAL + 1)  # problems with a file also raise an error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
        Image.MAX_IMAGE_PIXELS = most


_SHARED = _SharedFilters()
