"""What an audit wants to know of one picture file, found in one reading of it."""

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

_COPY_PX = 64  # the longer side of the copy on which colours are measured
_BLANK = 4  # levels by which the pixels of a blank picture may differ: JPEG is never quite even
_BITS_OF_TIFF = 258


class PictureFacts(NamedTuple):
    """What is known of a picture that can be used.

    Attributes:
        header: its size, and how it is turned.
        look: its colours and its border.
        format: Pillow's name of what the file holds.
        mode: Pillow's name of how pixels are stored.
        bits: a channel, at most; 8 for nearly all.
        num_bytes: of the file.
        digest: SHA-256 of the file.
        thumbnail: uint8 ``(16, 16, 3)``, by which alike pictures are found.
        moments: the mean level of red, green and blue in a small copy, then the mean of their squares ``(6,)``.
        is_animated: whether there are further pictures in the file.
        is_blank: whether all pixels are the same.
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
        """Whether the name of the file says what it holds."""
        return suffix_of(path) in SUFFIXES_OF[self.format]


def facts_of(source: PictureSource, path: str) -> PictureFacts | LeftOut:
    """What is known of the picture at ``path`` of ``source``, or why it cannot be used."""
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
    except Exception as problem:  # damaged behind what was looked at: decoders raise what they like
        raise_if_of_the_machine(source.place / path, problem)
        return LeftOut.because("picture.damaged", path=path, problem=said_by(problem))


def picture_inside(file: Path) -> str | None:
    """The format of a picture whose name says that it is none; None where it is none indeed."""
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
    """The same with what is inside instead of a picture, where that is known."""
    content = content_of(data[:HEAD_BYTES])
    if left_out.reason != "picture.not_a_picture" or content is None or content in SUFFIXES_OF:
        return left_out
    return LeftOut.because("audit.other_content", path=left_out.path, content=content)


class _Storage(NamedTuple):
    """How a picture is stored; see :class:`PictureFacts`."""

    format: str
    mode: str
    bits: int
    is_animated: bool
    has_transparency: bool


def _decoded(data: bytes) -> tuple[Image.Image, _Storage]:
    """A picture in colours, upright, perhaps smaller than it is, and how it is stored."""
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
    """Bits a channel; Pillow reads 16 bits of colour as 8 without a word."""
    if image.format == "PNG":
        return data[24]
    found = getattr(image, "tag_v2", {}).get(_BITS_OF_TIFF, 8) if image.format == "TIFF" else 8
    return max(found) if isinstance(found, tuple) else int(found)


def _has_transparency(image: Image.Image) -> bool:
    if image.mode not in ("RGBA", "LA", "PA") and "transparency" not in image.info:
        return False
    alpha: Any = image.convert("RGBA").getchannel("A").getextrema()
    return bool(alpha[0] < 255)
