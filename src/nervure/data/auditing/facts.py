"""The facts that an audit collects about one image file in a single read."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nervure.data.auditing.appearance import Look, look_at
from nervure.data.pictures.file_content import HEAD_BYTES, content_of
from nervure.data.pictures.file_names import suffix_of
from nervure.data.pictures.large_pictures import alone_if_large
from nervure.data.pictures.picture_file import (
    FORMATS,
    SUFFIXES_OF,
    Header,
    examined,
    in_color_mode,
    said_by,
    upright,
)
from nervure.data.pictures.plain_picture import plain_picture
from nervure.data.pictures.source import PictureSource, bytes_of
from nervure.data.pictures.thumbnails import thumbnails_of
from nervure.files import raise_if_of_the_machine
from nervure.records.picture_folder import LeftOut

_COPY_PX = 64  # the longer side of the copy in which colors are measured
_BLANK = 4  # levels by which the pixels of a blank image may differ: JPEG is never perfectly uniform
_BITS_OF_TIFF = 258


class PictureFacts(NamedTuple):
    """The facts about a usable image.

    Attributes:
        header: its size and orientation.
        look: its colors and border.
        format: Pillow's name for the format.
        mode: Pillow's name for the pixel format.
        bits: the most bits per channel; 8 for nearly all images.
        num_bytes: the size of the file.
        digest: SHA-256 of the file.
        thumbnail: uint8 ``(16, 16, 3)``, for finding similar images.
        moments: the mean level of red, green and blue in a small copy, then the means of their squares ``(6,)``.
        is_animated: whether the file contains further images.
        is_blank: whether all pixels are equal.
        has_transparency: whether some pixels are transparent.
    """

    header: Header
    look: Look
    format: str
    mode: str
    bits: int
    num_bytes: int
    digest: bytes
    thumbnail: NDArray[np.uint8]
    moments: NDArray[np.float64]
    is_animated: bool
    is_blank: bool
    has_transparency: bool

    def fits_suffix(self, path: str) -> bool:
        """Whether the extension matches the format."""
        return suffix_of(path) in SUFFIXES_OF[self.format]


def facts_of(source: PictureSource, path: str) -> PictureFacts | LeftOut:
    """The facts about the image at ``path`` of ``source``, or why it cannot be used."""
    data = bytes_of(source, path)
    if isinstance(data, LeftOut):
        return data
    plain = plain_picture(data)
    image = None if plain is None else plain.image((_COPY_PX, _COPY_PX))
    if plain is not None and image is not None:
        storage = _Storage(plain.format, plain.mode, 8, False, _has_transparency(image))
        return _facts(data, Header(plain.height, plain.width, 1), in_color_mode(image, "rgb"), storage)
    header = examined(data, path)
    if isinstance(header, LeftOut):
        return _told(header, data)
    try:
        return _facts(data, header, *_decoded(data))
    except Exception as problem:  # damaged after the part examined: decoders may raise anything
        raise_if_of_the_machine(source.place / path, problem)
        return LeftOut.because("picture.damaged", path=path, problem=said_by(problem))


def picture_inside(file: Path) -> str | None:
    """The format of an image whose name is not that of an image; None if it is not an image."""
    try:
        if not file.is_file():
            return None
        with file.open("rb") as opened:
            found = content_of(opened.read(HEAD_BYTES))
    except OSError as problem:
        raise_if_of_the_machine(file, problem)
        return None
    return found if found in SUFFIXES_OF else None


def _told(left_out: LeftOut, data: bytes) -> LeftOut:
    """The same reason with the actual content of the file, if known."""
    content = content_of(data[:HEAD_BYTES])
    if left_out.reason != "picture.not_a_picture" or content is None or content in SUFFIXES_OF:
        return left_out
    return LeftOut.because("audit.other_content", path=left_out.path, content=content)


class _Storage(NamedTuple):
    """How an image is stored; see :class:`PictureFacts`."""

    format: str
    mode: str
    bits: int
    is_animated: bool
    has_transparency: bool


def _decoded(data: bytes) -> tuple[Image.Image, _Storage]:
    """An image in color, upright, possibly downscaled, and how it is stored."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        form, mode, bits = str(image.format), image.mode, _bits(image, data)
        is_animated = form != "MPO" and bool(getattr(image, "is_animated", False))
        image.draft(None, (_COPY_PX, _COPY_PX))
        with alone_if_large(image):
            turned = upright(image, (_COPY_PX, _COPY_PX))
            has_transparency = _has_transparency(turned)
            return in_color_mode(turned, "rgb"), _Storage(form, mode, bits, is_animated, has_transparency)


def _facts(data: bytes, header: Header, colors: Image.Image, storage: _Storage) -> PictureFacts:
    extrema: Any = colors.getextrema()
    scale = min(1.0, _COPY_PX / max(colors.size))
    size = [max(1, round(side * scale)) for side in colors.size]
    pixels = np.asarray(colors if scale == 1 else colors.resize(size, Image.Resampling.BOX))
    levels = pixels.reshape(-1, 3).astype(np.float64)
    return PictureFacts(
        header, look_at(pixels, (header.height, header.width)), storage.format, storage.mode, storage.bits, len(data),
        hashlib.sha256(data).digest(),
        thumbnails_of(pixels[None])[0],
        np.concatenate([levels.sum(axis=0), np.diag(levels.T @ levels)]) / len(levels),
        storage.is_animated, all(high - low <= _BLANK for low, high in extrema), storage.has_transparency,
    )  # fmt: skip


def _bits(image: Image.Image, data: bytes) -> int:
    """Bits per channel; Pillow silently reads 16-bit color as 8-bit."""
    if image.format == "PNG":
        return data[24]
    found = getattr(image, "tag_v2", {}).get(_BITS_OF_TIFF, 8) if image.format == "TIFF" else 8
    return max(found) if isinstance(found, tuple) else int(found)


def _has_transparency(image: Image.Image) -> bool:
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return False
    alpha: Any = image.convert("RGBA").getchannel("A").getextrema()
    return bool(alpha[0] < 255)
