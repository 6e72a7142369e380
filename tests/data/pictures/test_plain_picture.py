from __future__ import annotations

import io
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from nervure.data import digits
from nervure.data.pictures.picture_file import decode
from nervure.data.pictures.plain_picture import MOST_BYTES, plain_picture
from tests.data.made_pictures import photograph, written

COLORS = photograph(90, 120)
GRAY = digits()[0][7]
ALPHA = np.concatenate((COLORS, COLORS[..., :1]), axis=-1)


def pixels(data: bytes, enough: tuple[int, int] | None = None) -> Any:
    found = plain_picture(data)
    assert found is not None
    image = found.image(enough)
    assert image is not None
    return np.asarray(image)


@pytest.mark.parametrize(
    ("picture", "form", "mode", "options"),
    [
        (COLORS, "JPEG", "rgb", {}),
        (COLORS, "JPEG", "rgb", {"progressive": True}),
        (COLORS, "JPEG", "rgb", {"subsampling": 0, "quality": 95, "comment": b"hello"}),
        (GRAY, "JPEG", "grayscale", {}),
        (COLORS, "PNG", "rgb", {}),
        (COLORS, "PNG", "rgb", {"compress_level": 0}),
        (GRAY, "PNG", "grayscale", {}),
        (ALPHA, "PNG", "rgba", {}),
    ],
)
def test_pixels_are_those_that_the_reader_of_files_gives(
    picture: Any, form: str, mode: str, options: dict[str, Any]
) -> None:
    data = written(picture, form, **options)
    found = plain_picture(data)
    assert found is not None
    assert (found.height, found.width) == picture.shape[:2]
    made = pixels(data)
    np.testing.assert_array_equal(made if made.ndim == 3 else made[..., None], decode(io.BytesIO(data), mode))


@pytest.mark.parametrize("enough", [(90, 120), (46, 50), (45, 60), (23, 30), (20, 20), (11, 15), (1, 1), (200, 200)])
def test_large_jpegs_are_reduced_as_pillow_drafts_them(enough: tuple[int, int]) -> None:
    data = written(COLORS, "JPEG")
    np.testing.assert_array_equal(pixels(data, enough), decode(io.BytesIO(data), "rgb", enough))


def with_text(**chunks: str) -> bytes:
    held, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    for key, words in chunks.items():
        notes.add_text(key, words)
    Image.fromarray(COLORS).save(held, "PNG", pnginfo=notes)
    return held.getvalue()


def test_what_is_out_of_the_ordinary_is_left_to_the_reader_of_files() -> None:
    palette, sixteen, cmyk, transparent = (io.BytesIO() for _ in range(4))
    Image.fromarray(COLORS).quantize(16).save(palette, "PNG")
    Image.fromarray(GRAY.astype(np.uint16) * 257).save(sixteen, "PNG")
    Image.fromarray(COLORS).convert("CMYK").save(cmyk, "JPEG")
    Image.fromarray(GRAY).save(transparent, "PNG", transparency=0)
    strange = [
        *(held.getvalue() for held in (palette, sixteen, cmyk, transparent)),
        written(COLORS, "JPEG", 6), written(COLORS, "PNG", 6), written(COLORS, "WEBP"), written(COLORS, "BMP"),
        written(np.zeros((400, 400, 3), np.uint8), "PNG") + bytes(MOST_BYTES), b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n",
    ]  # fmt: skip
    assert [plain_picture(data) for data in strange] == [None] * len(strange)
    assert plain_picture(with_text(Title="a note")) is not None


def test_pictures_that_claim_too_many_pixels_are_left_to_the_reader_of_files() -> None:
    data = bytearray(written(COLORS, "PNG"))
    data[16:24] = (60_000).to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    assert plain_picture(bytes(data)) is None
    jpeg = bytearray(written(COLORS, "JPEG"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    assert plain_picture(bytes(jpeg)) is None


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_damaged_bytes_have_no_answer_or_the_reader_takes_them_too(form: str) -> None:
    whole = written(COLORS, form)
    drawn = np.random.default_rng(3)
    for _ in range(300):
        data = bytearray(whole)
        if drawn.random() < 0.3:
            data = data[: drawn.integers(2, len(data))]
        for _ in range(drawn.integers(1, 4)):
            data[drawn.integers(0, len(data))] = drawn.integers(0, 256)
        found = plain_picture(bytes(data))
        image = None if found is None else found.image()
        if image is not None:
            theirs = decode(io.BytesIO(data), "grayscale" if image.mode == "L" else "rgb")
            np.testing.assert_array_equal(np.asarray(image).reshape(theirs.shape), theirs)
