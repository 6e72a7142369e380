"""Files of pictures as broken cameras, cut-off downloads and attackers make them, from real pixels."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tests.data.made_pictures import photograph, written

Pixels = NDArray[np.uint8]
PHOTOGRAPH = photograph(60, 80)
LARGE = photograph(480, 640)
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ADAM7 = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
READ = "read"  # what is expected of a file that is used


def chunk(kind: bytes, data: bytes, *, length: int | None = None, checksum: int | None = None) -> bytes:
    """A part of a PNG, with another length or checksum where one is asked for."""
    right = zlib.crc32(kind + data)
    return struct.pack(">I", len(data) if length is None else length) + kind + data + struct.pack(
        ">I", right if checksum is None else checksum
    )  # fmt: skip


def png(width: int, height: int, rows: bytes, *more: bytes, bits: int = 8, kind: int = 2, interlaced: int = 0) -> bytes:
    """A PNG of rows as they are before they are packed, each with its filter byte."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, interlaced))
    return _SIGNATURE + head + b"".join(more) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def rows(pixels: NDArray[Any]) -> bytes:
    """Rows without a filter; 16 bits begin with the upper ones."""
    lines = pixels.astype(pixels.dtype.newbyteorder(">")).reshape(len(pixels), -1)
    return b"".join(b"\0" + line.tobytes() for line in lines)


def interlaced_png(pixels: Pixels) -> bytes:
    """Seven pictures of growing fineness, as Adam7 orders them."""
    height, width = pixels.shape[:2]
    passes = b"".join(rows(pixels[top::down, left::right]) for top, left, down, right in _ADAM7)
    return png(width, height, passes, interlaced=1)


def in_png(*more: bytes) -> bytes:
    """A whole PNG with more parts before its pixels."""
    return png(80, 60, rows(PHOTOGRAPH), *more)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, form, **options)
    return held.getvalue()


def cut(data: bytes, part: float) -> bytes:
    return data[: int(len(data) * part)]


def patched(data: bytes, place: int, new: bytes) -> bytes:
    return data[:place] + new + data[place + len(new) :]


def tiff(*entries: tuple[int, int, int, int], next_offset: int = 0, tail: bytes = b"") -> bytes:
    """A TIFF of the entries (tag, kind, count, value) of its first directory."""
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + directory + struct.pack("<I", next_offset) + tail


def _gray_tiff(width: int, height: int, *, next_offset: int = 0, strip_bytes: int = 16, compression: int = 1) -> bytes:
    entries = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression), (262, 3, 1, 1),
        (273, 4, 1, 110), (278, 4, 1, height), (279, 4, 1, strip_bytes),
    ]  # fmt: skip
    return tiff(*entries, next_offset=next_offset, tail=bytes(16 + 8))


def _exif(data: bytes) -> bytes:
    """A JPEG with this Exif block."""
    whole = written(PHOTOGRAPH, "JPEG")
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(data) + 8) + b"Exif\0\0" + data + whole[2:]


def _entry(kind: int, count: int, value: int) -> bytes:
    return tiff((0x0112, kind, count, value))


def _jpeg_of_size(height: int, width: int) -> bytes:
    data = written(PHOTOGRAPH, "JPEG")
    return patched(data, data.index(b"\xff\xc0") + 5, struct.pack(">HH", height, width))


def _frames(form: str, **options: Any) -> bytes:
    frames = [Image.fromarray(PHOTOGRAPH // number) for number in (1, 2, 3)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], **options)


def _palette() -> Image.Image:
    return Image.fromarray(PHOTOGRAPH).convert("P")


def _mode(mode: str) -> Image.Image:
    return Image.fromarray(PHOTOGRAPH).convert(mode)


def _riff(*parts: bytes) -> bytes:
    data = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(data)) + data


def _bmp(
    width: int, height: int, *, bits: int = 24, offset: int = 54, compression: int = 0, data: bytes = b""
) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, bits, compression, len(data), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(data), 0, 0, offset) + head + data


def _gif(width: int, height: int, frames: bytes = b"") -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6) + frames + b";"


def _gif_frame(width: int, height: int, data: bytes) -> bytes:
    return b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02" + bytes([len(data)]) + data + b"\0"


WIDE = np.arange(60 * 80 * 3, dtype=np.uint16).reshape(60, 80, 3) * 4
_ZEROS = 120_000_000  # what a bomb of some kilobytes would become

PICTURES: dict[str, tuple[Callable[[], bytes], str]] = {
    # Whole files of odd kinds.
    "a PNG called JPEG.jpg": (lambda: written(PHOTOGRAPH, "PNG"), READ),
    "a WebP called GIF.gif": (lambda: written(PHOTOGRAPH, "WEBP"), READ),
    "CMYK.jpg": (lambda: saved(_mode("CMYK"), "JPEG"), READ),
    "CMYK.tif": (lambda: saved(_mode("CMYK"), "TIFF"), READ),
    "YCbCr.tif": (lambda: saved(_mode("YCbCr"), "TIFF"), READ),
    "progressive.jpg": (lambda: saved(_mode("RGB"), "JPEG", progressive=True), READ),
    "restarted.jpg": (lambda: saved(_mode("RGB"), "JPEG", restart_marker_blocks=2), READ),
    "16 bits of gray.png": (lambda: saved(Image.fromarray(WIDE[..., 0]), "PNG"), READ),
    "16 bits of colors.png": (lambda: png(80, 60, rows(WIDE), bits=16), READ),
    "16 bits of gray.tif": (lambda: saved(Image.fromarray(WIDE[..., 0]), "TIFF"), READ),
    "one bit.png": (lambda: saved(_mode("1"), "PNG"), READ),
    "a palette with transparency.png": (lambda: saved(_palette(), "PNG", transparency=bytes(range(256))), READ),
    "a palette with a hole.png": (lambda: saved(_palette(), "PNG", transparency=3), READ),
    "a color for transparent.png": (lambda: saved(_mode("RGB"), "PNG", transparency=(0, 255, 255)), READ),
    "gray and transparent.png": (lambda: saved(_mode("LA"), "PNG"), READ),
    "interlaced.png": (lambda: interlaced_png(PHOTOGRAPH), READ),
    "moving.gif": (lambda: _frames("GIF"), READ),
    "moving.webp": (lambda: _frames("WEBP"), READ),
    "moving.png": (lambda: _frames("PNG"), READ),
    "three pages.tif": (lambda: _frames("TIFF"), READ),
    "two pictures in one.jpg": (lambda: _frames("MPO"), READ),
    "packed.tif": (lambda: saved(_mode("RGB"), "TIFF", compression="tiff_lzw"), READ),
    "upside down.bmp": (lambda: _bmp(2, -2, data=bytes(range(16))), READ),
    "one pixel.png": (lambda: written(PHOTOGRAPH[:1, :1], "PNG"), READ),
    "one pixel wide.png": (lambda: written(np.tile(PHOTOGRAPH[:, :1], (500, 1, 1)), "PNG"), READ),
    "one pixel high.jpg": (lambda: written(np.tile(PHOTOGRAPH[:1], (1, 375, 1)), "JPEG"), READ),
    # Junk beside good pixels.
    "Exif of noise.jpg": (lambda: _exif(bytes(range(256))), READ),
    "Exif without an end.jpg": (lambda: _exif(tiff((0x0112, 3, 1, 6), next_offset=8)), READ),
    "Exif of four billion turns.jpg": (lambda: _exif(_entry(3, 2**32 - 1, 8)), READ),
    "Exif turned ninefold.jpg": (lambda: _exif(_entry(3, 1, 9)), READ),
    "Exif turned by a word.jpg": (lambda: _exif(_entry(2, 4, 0x61626364)), READ),
    "a profile of noise.jpg": (lambda: written(PHOTOGRAPH, "JPEG", icc_profile=bytes(range(256)) * 40), READ),
    "a profile of noise.png": (lambda: in_png(chunk(b"iCCP", b"x\0\0" + bytes(range(256)))), READ),
    "a profile that grows.png": (lambda: in_png(chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(_ZEROS)))), "damaged"),
    "a note with a wrong checksum.png": (lambda: in_png(chunk(b"tEXt", b"a\0b", checksum=1)), "damaged"),
    "an unknown part.png": (lambda: in_png(chunk(b"haCk", b"x" * 1000)), READ),
    "zip behind it.jpg": (lambda: written(PHOTOGRAPH, "JPEG") + b"PK\x03\x04" + bytes(100), READ),
    "script behind it.png": (lambda: written(PHOTOGRAPH, "PNG") + b"<script>alert(1)</script>", READ),
    "script inside.gif": (lambda: written(PHOTOGRAPH, "GIF") + b"*/=1;alert(1)", READ),
    "pages in a circle.tif": (lambda: _gray_tiff(4, 4, next_offset=8), READ),
    "pages beyond the end.tif": (lambda: _gray_tiff(4, 4, next_offset=2**31), READ),
    # Damaged.
    "cut.png": (lambda: cut(written(LARGE, "PNG"), 0.7), "damaged"),
    "cut.jpg": (lambda: cut(written(LARGE, "JPEG"), 0.7), "damaged"),
    "cut.gif": (lambda: cut(written(LARGE, "GIF"), 0.7), "damaged"),
    "cut.bmp": (lambda: cut(written(LARGE, "BMP"), 0.7), "damaged"),
    "cut.tif": (lambda: cut(written(LARGE, "TIFF"), 0.7), "damaged"),
    "cut.webp": (lambda: cut(written(LARGE, "WEBP"), 0.7), "damaged"),
    "pixels with a wrong checksum.png": (lambda: patched(in_png(), 60, b"\xff\xff"), "damaged"),
    "too few rows.png": (lambda: png(80, 60, rows(PHOTOGRAPH[:30])), READ),
    "no pixels.png": (lambda: _SIGNATURE + chunk(b"IHDR", bytes.fromhex("00000050 0000003c 0802000000")), "damaged"),
    "a part of two gigabytes.png": (lambda: in_png(chunk(b"tEXt", b"a\0b", length=2**31 - 1)), "damaged"),
    "a note that grows.png": (lambda: in_png(chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(_ZEROS)))), "damaged"),
    "unknown compression.tif": (lambda: _gray_tiff(4, 4, compression=60_000), "damaged"),
    "no tables.jpg": (lambda: written(PHOTOGRAPH, "JPEG").replace(b"\xff\xc4", b"\xff\xfe"), READ),
    "a frame outside.gif": (lambda: _gif(1, 1, _gif_frame(9, 9, b"\x44\x01")), "damaged"),
    # Not what they say.
    "empty.png": (lambda: b"", "empty_file"),
    "one byte.jpg": (lambda: b"\xff", "not_a_picture"),
    "a signature alone.png": (lambda: _SIGNATURE, "damaged"),
    "a mark alone.jpg": (lambda: b"\xff\xd8", "not_a_picture"),
    "a page.jpg": (lambda: b"<!doctype html><title>404</title>", "not_a_picture"),
    "a drawing.png": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "not_a_picture"),
    "a program of PostScript.jpg": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_a_picture"),
    "a document.png": (lambda: b"%PDF-1.7\n" + written(PHOTOGRAPH, "JPEG"), "not_a_picture"),
    "an icon.png": (lambda: saved(_mode("RGB"), "ICO"), "not_a_picture"),
    "an archive.png": (lambda: b"PK\x03\x04" + written(PHOTOGRAPH, "PNG"), "not_a_picture"),
    "a picture behind a space.png": (lambda: b" " + written(PHOTOGRAPH, "PNG"), "not_a_picture"),
    "directories in a circle.tif": (lambda: b"II*\0" + struct.pack("<IHI", 8, 0, 8), "damaged"),
    "a directory beyond the end.tif": (lambda: b"II*\0" + struct.pack("<I", 2**32 - 2), "damaged"),
    "no height.jpg": (lambda: _jpeg_of_size(0, 80), "damaged"),
    "no width.png": (lambda: png(0, 60, rows(PHOTOGRAPH)), "damaged"),
    "no frame.gif": (lambda: _gif(8, 8), "damaged"),
    # Small files of large pictures.
    "bomb.png": (lambda: png(60_000, 60_000, bytes(1000)), "too_many_pixels"),
    "bomb.jpg": (lambda: _jpeg_of_size(65_500, 65_500), "too_many_pixels"),
    "bomb.gif": (lambda: _gif(65_535, 65_535, _gif_frame(9, 9, b"\x44\x01")), "too_many_pixels"),
    "bomb.bmp": (lambda: _bmp(2**30, 2**30), "too_many_pixels"),
    "bomb.tif": (lambda: _gray_tiff(2**20, 2**20), "too_many_pixels"),
    "bomb.webp": (
        lambda: _riff(b"VP8X" + struct.pack("<II", 10, 0) + (16_000).to_bytes(3, "little") * 2, b"VP8 " + bytes(20)),
        "too_many_pixels",
    ),
    # Numbers without a range.
    "floats.tif": (lambda: saved(Image.fromarray(PHOTOGRAPH[..., 0].astype(np.float32)), "TIFF"), "no_range"),
    "32 bits.tif": (lambda: saved(Image.fromarray(PHOTOGRAPH[..., 0].astype(np.int32)), "TIFF"), "no_range"),
    "LAB.tif": (lambda: saved(Image.new("LAB", (8, 8)), "TIFF"), "no_range"),
}  # fmt: skip
