"""Folders of real pictures, with what goes wrong in them."""

from __future__ import annotations

import io
import tarfile
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nervure.data import digits
from nervure.files import make_folder

# An EXIF block whose only entry says: turn by 90 degrees, clockwise, to see it upright.
ORIENTATION = 0x0112
TURNED = 6


@cache
def simpsons(archive: Path, a_class: int) -> dict[str, dict[str, bytes]]:
    """The first JPEGs of each class in the archive: names and bytes by class."""
    found: dict[str, dict[str, bytes]] = {}
    with tarfile.open(archive) as members:
        for member in members:
            parts = Path(member.name).parts
            if member.isfile() and member.name.endswith(".jpg") and len(found.setdefault(parts[-2], {})) < a_class:
                stream = members.extractfile(member)
                assert stream is not None
                found[parts[-2]][parts[-1]] = stream.read()
    return found


def simpsons_folder(folder: Path, shared_data: Path, a_class: int = 12) -> Path:
    """Color pictures of 28 by 28 pixels, ten classes."""
    for name, files in simpsons(shared_data / "simpsons_rgb_train.tar.gz", a_class).items():
        place = make_folder(folder / name)
        for file, data in files.items():
            (place / file).write_bytes(data)
    return folder


def digit_folder(folder: Path, a_class: int = 4, suffix: str = ".png", classes: int = 3) -> Path:
    """Digits as gray pictures of 28 by 28 pixels: ``folder/0/0.png``, ..."""
    x, y = digits()
    for label in range(classes):
        place = make_folder(folder / str(label))
        for number, row in enumerate(np.flatnonzero(y == label)[:a_class]):
            Image.fromarray(x[row]).save(place / f"{number}{suffix}")
    return folder


def photograph(height: int = 480, width: int = 640) -> NDArray[np.uint8]:
    """A large picture made of digits, whose right half is darker, so that turning it shows."""
    x, _ = digits()
    rows, columns = -(-height // 28), -(-width // 28)
    tiles = x[: rows * columns].reshape(rows, columns, 28, 28).transpose(0, 2, 1, 3).reshape(rows * 28, columns * 28)
    gray = tiles[:height, :width].astype(np.float32)
    colors = np.stack((gray, 255 - gray, np.linspace(255, 0, width)[None].repeat(height, 0)), axis=-1)
    colors[:, width // 2 :] /= 2
    return colors.astype(np.uint8)


def written(pixels: NDArray[np.uint8], form: str, orientation: int | None = None, **options: object) -> bytes:
    """The bytes of a picture file, with an EXIF entry where one is asked for."""
    held = io.BytesIO()
    if orientation is not None:
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        options["exif"] = exif
    Image.fromarray(pixels).save(held, format=form, **options)  # type: ignore[arg-type]
    return held.getvalue()
