"""Folders of images as an attacker, or bad luck, fills them: names that are commands to terminals and spreadsheets."""

from __future__ import annotations

import io
import os
import random
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

NAMES = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u202egnp.evil", "\x9b31m", "=cmd|' C'!A0", "+1+1", "@SUM(A1)", "-rf",
    "--json", " lead", "new\nline", "tab\there", "back\rward", "\u2066x\u2069", "\u200bzero", "l" * 200, "한" * 80,
    "{0}%s%n", "a&b;'`$(id)", '"><img src=x onerror=alert(1)>', "🧨", "e\u0301", "\u2028", "\u2029x", "\ufeffmark",
    "a,b", "...", "\udcff\udcfe" if sys.platform.startswith("linux") else "ÿþ",
)  # fmt: skip


def image_file(seed: int, kind: str = "PNG", size: int = 12) -> bytes:
    """A small image of noise."""
    held = io.BytesIO()
    levels = np.random.default_rng(seed).integers(0, 256, (size, size), dtype=np.uint8)
    Image.fromarray(levels).save(held, kind)
    return held.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int) -> bytes:
    """Says that it is so large; its pixels are missing."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")


BAD = (
    b"", b"no image", _png(0, 0), _png(2**31 - 1, 2**31 - 1), _png(30_000, 30_000), _png(13_000, 13_000),
    image_file(0)[:-20], b"\xff\xd8" + b"\xff" * 5000, b"GIF89a" + bytes(5), image_file(0, "BMP")[:60],
    b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", b"<svg onload='alert(1)'/>", b"\x00" * 4096,
)  # fmt: skip


def fill(folder: Path, seed: int, num_classes: int = 4) -> Path:
    """A folder with classes, good images, and everything that is none, under drawn names."""
    draws = random.Random(seed)
    for name in draws.sample(NAMES, num_classes):
        place = folder / f"{name}"
        place.mkdir(parents=True)
        for number in range(6):
            ending = draws.choice((".png", ".PNG", ".png", ".bmp"))
            kind = "BMP" if ending == ".bmp" else "PNG"
            _put(place / f"{number}{_short(draws.choice(NAMES))}{ending}", image_file(draws.randrange(10**6), kind))
        for number, data in enumerate(draws.sample(BAD, 3)):
            _put(place / f"bad{number}{_short(draws.choice(NAMES))}{draws.choice(('.png', '.jpg', '.gif'))}", data)
        _put(place / _short(draws.choice(NAMES)), b"whatever")
    _odd_entries(folder, draws)
    return folder


def _odd_entries(folder: Path, draws: random.Random) -> None:
    """What is neither a folder of a class nor an image: links that lead nowhere or in a circle, pipes, no images."""
    first = next(place for place in sorted(folder.iterdir()) if place.is_dir())
    (folder / "empty").mkdir()
    (folder / _short(draws.choice(NAMES) + "x")).write_bytes(image_file(1))
    (first / "nowhere.png").symlink_to("missing")
    (first / "circle.png").symlink_to("circle.png")
    (first / "folder.png").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(first / "pipe.png")


def _short(name: str) -> str:
    return name[:40]


def _put(path: Path, data: bytes) -> None:
    if not os.path.lexists(path):
        path.write_bytes(data)
