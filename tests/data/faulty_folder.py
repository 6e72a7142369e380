"""A thousand good pictures with two hundred faults of twenty kinds among them."""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nervure.data import digits
from nervure.files import make_folder
from tests.data.made_pictures import ORIENTATION, TURNED

Pixels = NDArray[np.uint8]
Faults = dict[str, str]


def in_format(picture: Image.Image, form: str, **options: object) -> bytes:
    held = io.BytesIO()
    picture.save(held, format=form, **options)  # type: ignore[arg-type]
    return held.getvalue()


def png(pixels: Pixels) -> bytes:
    return in_format(Image.fromarray(pixels), "PNG")


def bomb(pixels: Pixels) -> bytes:
    """A PNG that says it has 60,000 by 60,000 pixels."""
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    data = png(pixels)
    return data[:12] + header + struct.pack(">I", zlib.crc32(header)) + data[33:]


def moving(pixels: Pixels) -> bytes:
    first, second = Image.fromarray(pixels), Image.fromarray(255 - pixels)
    return in_format(first, "GIF", save_all=True, append_images=[second])


def turned(pixels: Pixels) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    return in_format(Image.fromarray(pixels), "JPEG", exif=exif)


def blank(pixels: Pixels) -> bytes:
    # Each its own gray: pictures of one gray would be copies as well.
    return png(np.full((28, 28), pixels.sum() % 251, np.uint8))


def stretched(pixels: Pixels, height: int, width: int) -> bytes:
    return png(np.asarray(Image.fromarray(pixels).resize((width, height))))


# The kind that the audit must name, the name of the file, and what is in it.
KINDS: tuple[tuple[str, str, Callable[[Pixels], bytes]], ...] = (
    ("damaged", "cut.png", lambda pixels: png(pixels)[:-60]),
    ("empty_file", "empty.jpg", lambda pixels: b""),
    ("not_a_picture", "letter.jpg", lambda pixels: b"Dear diary"),
    ("other_content", "page.png", lambda pixels: b"<!DOCTYPE html><html>not found</html>"),
    ("other_format", "phone.heic", png),
    ("too_many_pixels", "bomb.png", bomb),
    ("hidden_file", ".hidden.png", png),
    ("no_picture", "notes.txt", lambda pixels: b"to do"),
    ("other_name", "renamed.dat", png),
    ("no_range", "heights.tif", lambda pixels: in_format(Image.fromarray(pixels.astype(np.float32)), "TIFF")),
    ("in_no_class", "", png),
    ("wrong_suffix", "called.jpg", png),
    ("animated", "moving.gif", moving),
    ("deep", "deep.png", lambda pixels: in_format(Image.fromarray(pixels.astype(np.uint16) * 257), "PNG")),
    ("cmyk", "print.jpg", lambda pixels: in_format(Image.fromarray(pixels).convert("CMYK"), "JPEG")),
    ("palette", "palette.png", lambda pixels: in_format(Image.fromarray(pixels).convert("P"), "PNG")),
    ("turned", "turned.jpg", turned),
    ("blank", "blank.png", blank),
    ("tiny", "tiny.png", lambda pixels: stretched(pixels, 6, 6)),
    ("other_shape", "long.png", lambda pixels: stretched(pixels, 20, 90)),
)


def faulty_folder(folder: Path, good: int = 1000, faults_a_kind: int = 10) -> Faults:
    """Writes it, and says for each faulty path which kind its fault is of.

    Args:
        folder: where to.
        good: how many good pictures, in ten classes.
        faults_a_kind: how many faults of each of the twenty kinds, one a class at most.
    """
    x, y = digits()
    for label in range(10):
        place = make_folder(folder / str(label))
        for number in np.flatnonzero(y == label)[: good // 10]:
            (place / f"{number}.png").write_bytes(png(x[number]))
    faults: Faults = {}
    for rank, (kind, name, data) in enumerate(KINDS):
        for label in range(faults_a_kind):
            # Digits that are not among the good ones: a fault has no other.
            pixels = x[np.flatnonzero(y == label)[500 + rank]]
            path = f"{label}/{name}" if name else f"loose{label}.png"
            (folder / path).write_bytes(data(pixels))
            faults[path] = kind
    return faults


def state(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Of everything in ``folder``: what it holds, when it was changed, and its rights."""
    found = {}
    for path in sorted(folder.rglob("*")):
        told = os.lstat(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path.relative_to(folder))] = (digest, told.st_mtime_ns, told.st_mode)
    return found
