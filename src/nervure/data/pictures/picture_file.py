"""Files of pictures: what is inside, whether it is whole, and its pixels, the right way up."""

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

# What a file may hold, whatever its name says, and what such files are called; Pillow knows more formats than should be
# let near unknown files. Several JPEGs in one, MPO, are read as JPEG.
SUFFIXES_OF = {
    "BMP": (".bmp",), "GIF": (".gif",), "JPEG": (".jpg", ".jpeg"), "MPO": (".jpg", ".jpeg"), "PNG": (".png",),
    "TIFF": (".tif", ".tiff"), "WEBP": (".webp",),
}  # fmt: skip
FORMATS = tuple(form for form in SUFFIXES_OF if form != "MPO")
SUFFIXES = frozenset(suffix for suffixes in SUFFIXES_OF.values() for suffix in suffixes)
# Pictures by their name, of a kind that is not read; said, since somebody meant them to be used.
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
_SMALL_BYTES = 1 << 16  # JPEGs up to this size are decoded to be sure; of larger ones the end is looked for
_WITHOUT_LEVELS = ("F", "I", "LAB")  # floats, 32 bits, and colours that Pillow does not turn into RGB


class Header(NamedTuple):
    """What is known of a picture before it is decoded.

    Attributes:
        height: in pixels, the right way up.
        width: in pixels, the right way up.
        orientation: EXIF's number from 1 (upright) to 8.
    """

    height: int
    width: int
    orientation: int


def examined(data: bytes, shown: str) -> Header | LeftOut:
    """What is known of a picture, or why it cannot be used; decodes no pixels where it can do without.

    Args:
        data: the bytes of its file.
        shown: how the file is called in the answer.

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
    except Exception as problem:  # decoders meet hostile bytes, and raise what they like
        raise_if_of_the_machine(shown, problem)
        return LeftOut.because("picture.damaged", path=shown, problem=said_by(problem))
    return header


def _unidentified(data: bytes, shown: str) -> LeftOut:
    """Why bytes are no picture: damaged behind the beginning of one, or something else."""
    form = content_of(data[:HEAD_BYTES])
    if form not in FORMATS:
        return LeftOut.because("picture.not_a_picture", path=shown)
    return LeftOut.because("picture.damaged", path=shown, problem=form)


def decode(file: PathLike | BinaryIO, color_mode: str, enough: tuple[int, int] | None = None) -> NDArray[np.uint8]:
    """The pixels of a picture, the right way up, ``(height, width, channels)``.

    Args:
        file: its path, or what it can be read from.
        color_mode: ``"grayscale"``, ``"rgb"`` or ``"rgba"``.
        enough: a height and width that suffice: a JPEG is then decoded at a half, a quarter or an eighth of its size,
            not below this one, and what is still large is made smaller before it is turned and coloured. None decodes
            all.

    Raises:
        Exception: whatever the decoder raises for damaged bytes.
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
    """``image`` turned as its EXIF entry says, as cameras want it and as people see it.

    Args:
        image: the picture.
        enough: a height and width that suffice of a large one, before it is turned.
    """
    # Pillow turns TIFF by itself while it loads.
    turn = None if image.format == "TIFF" else _TURNS.get(_orientation(image))
    image.load()
    smaller = reduced(image, enough)
    return smaller if turn is None else smaller.transpose(turn)


def in_color_mode(image: Image.Image, color_mode: str) -> Image.Image:
    """``image`` with 8 bits a channel and the channels of ``color_mode``; of 16 bits the upper 8, as in TensorFlow."""
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    elif isinstance(image.info.get("transparency"), bytes):
        image = image.convert("RGBA")  # a palette with transparent colours keeps them only so
    mode = MODES[color_mode]
    return image if image.mode == mode else image.convert(mode)


def _header(image: Image.Image) -> Header:
    orientation = _orientation(image)
    width, height = image.size
    if orientation in _LYING and image.format != "TIFF":
        width, height = height, width
    return Header(height, width, orientation)


def _orientation(image: Image.Image) -> int:
    # Asking a PNG without the entry would decode all of it, in search of one behind its pixels.
    if image.format == "PNG" and "exif" not in image.info:
        return 1
    found: Any = image.getexif().get(_ORIENTATION, 1)
    return found if found in _TURNS else 1


def _check_whole(image: Image.Image, data: bytes) -> None:
    """Raises an error if ``data``, from which ``image`` was opened, is cut off or damaged."""
    if image.format in ("JPEG", "MPO"):
        if len(data) > _SMALL_BYTES and _is_ended_jpeg(data):
            return
        image.draft(None, (1, 1))  # at an eighth of the size: all is read, little is computed
    if image.format == "PNG":
        try:
            image.verify()  # the checksums of all its parts
        except Exception:  # what comes behind the pixels may be missing without harm: decoding decides
            _load(data)
        return
    image.load()


def _load(data: bytes) -> None:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        image.load()


def _is_ended_jpeg(data: bytes) -> bool:
    """Whether the mark that ends a JPEG comes behind the beginning of its pixels (a preview before has its own)."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        if data[place + 1] == 0xDA:
            return data.rfind(b"\xff\xd9") > place
        is_filling = data[place + 1] == 0xFF
        place += 1 if is_filling else 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    return False


def said_by(problem: Exception) -> str:
    """What a decoder or the system says, on one line of at most 200 signs.

    Examples:
        >>> said_by(ValueError("cut  off")), said_by(EOFError())
        ('cut off', 'EOFError')
    """
    return " ".join(str(problem).split())[:200] or type(problem).__name__


@contextmanager
def strictly() -> Iterator[None]:
    """Inside this block Pillow warns and logs nothing, but that a picture has too many pixels is an error.

    It holds for the whole process, so it belongs around short work that is waited for.
    """
    _SHARED.enter()
    try:
        yield
    finally:
        _SHARED.leave()


class _SharedFilters:
    """The filters of warnings, which all threads share: the first one that comes sets them, the last takes them back.

    If each did for itself, the one that leaves last would bring back what it found, which were another one's.
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
    Image.init()  # all formats at once, before threads ask for some of them
    logger = logging.getLogger("PIL")
    level, most = logger.level, Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = (most_pixels() + 1) // 2  # an error from twice as many on, a warning below
    logger.setLevel(logging.CRITICAL + 1)  # what is wrong with a file is an error, which says so as well
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
        Image.MAX_IMAGE_PIXELS = most


_SHARED = _SharedFilters()
