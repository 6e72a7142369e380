from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from nervure.data.pictures.picture_file import FORMATS, Header, decode, examined, in_color_mode, strictly, upright
from nervure.records.picture_folder import LeftOut
from tests.data.made_pictures import photograph, written

SMALL = photograph(40, 60)


def reason(path: Path) -> str:
    with strictly():
        found = examined(path.read_bytes(), path.name)
    assert isinstance(found, LeftOut)
    assert found.path == path.name
    return found.reason


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_read_whole_and_known_by_its_content(tmp_path: Path, form: str) -> None:
    path = tmp_path / "named_wrongly.jpg"
    path.write_bytes(written(SMALL, form, **({"lossless": True} if form == "WEBP" else {})))
    with strictly():
        assert examined(path.read_bytes(), path.name) == Header(40, 60, 1)
    pixels = decode(path, "rgb")
    assert (pixels.dtype, pixels.shape) == (np.uint8, (40, 60, 3))
    if form not in ("JPEG", "GIF"):
        np.testing.assert_array_equal(pixels, SMALL)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_as_their_exif_entry_says(tmp_path: Path, form: str, orientation: int) -> None:
    data = written(SMALL, form, orientation, **({"lossless": True} if form == "WEBP" else {}))
    path = tmp_path / "turned"
    path.write_bytes(data)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
    with strictly():
        assert examined(path.read_bytes(), "turned") == Header(*expected.shape[:2], orientation)
    np.testing.assert_array_equal(decode(path, "rgb"), expected)
    assert expected.shape[:2] == ((60, 40) if orientation >= 5 else (40, 60))


@pytest.mark.parametrize("form", ["BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("part", [0.2, 0.6, 0.97])
def test_files_that_are_cut_off_are_damaged(tmp_path: Path, form: str, part: float) -> None:
    data = written(photograph(200, 300), form)
    path = tmp_path / "cut"
    path.write_bytes(data[: int(len(data) * part)])
    assert reason(path) in ("picture.damaged", "picture.not_a_picture")


def test_a_jpeg_whose_preview_is_whole_may_be_cut_off_itself(tmp_path: Path) -> None:
    preview = written(SMALL, "JPEG")
    whole = written(photograph(640, 960), "JPEG", quality=95)
    assert len(whole) > 1 << 17, "too large to be decoded for this"
    # A private segment before the pixels that holds a JPEG with its own end, as cameras write previews.
    segment = b"\xff\xec" + (len(preview) + 2).to_bytes(2, "big") + preview
    data = whole[:2] + segment + whole[2:]
    path = tmp_path / "camera.jpg"
    path.write_bytes(data)
    with strictly():
        assert examined(path.read_bytes(), "camera.jpg") == Header(640, 960, 1)
    path.write_bytes(data[: len(data) // 2])
    assert reason(path) == "picture.damaged"
    path.write_bytes(data + b"what an editor left behind")
    with strictly():
        assert examined(path.read_bytes(), "camera.jpg") == Header(640, 960, 1)


def test_a_jpeg_with_damaged_tables_is_damaged(tmp_path: Path) -> None:
    data = bytearray(written(SMALL, "JPEG"))
    place = data.index(b"\xff\xc4") + 5  # how many codes of each length there are
    data[place : place + 16] = b"\xff" * 16
    path = tmp_path / "a.jpg"
    path.write_bytes(bytes(data))
    assert reason(path) == "picture.damaged"


def test_a_png_may_lack_what_comes_behind_its_pixels_but_not_have_them_damaged(tmp_path: Path) -> None:
    data = written(SMALL, "PNG")
    path = tmp_path / "a.png"
    path.write_bytes(data[:-12])
    with strictly():
        assert examined(path.read_bytes(), "a.png") == Header(40, 60, 1)
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 255
    path.write_bytes(bytes(flipped))
    assert reason(path) == "picture.damaged"


def test_empty_and_foreign_files_have_their_reasons(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"")
    assert reason(path) == "picture.empty_file"
    path.write_bytes(b"<html>not found</html>")
    assert reason(path) == "picture.not_a_picture"
    path.write_bytes(written(SMALL, "PPM"))
    assert reason(path) == "picture.not_a_picture", "a format that is not let in"
    for form in FORMATS:
        path.write_bytes(written(SMALL, form)[:14])
        assert reason(path) == "picture.damaged", f"the beginning of {form}"


def test_numbers_without_a_range_and_colors_without_a_way_to_rgb_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.fromarray(np.linspace(0, 1, 100, dtype=np.float32).reshape(10, 10)).save(path)
    assert reason(path) == "picture.no_range"
    Image.fromarray(np.arange(100, dtype=np.int32).reshape(10, 10)).save(path)
    assert reason(path) == "picture.no_range"
    Image.new("LAB", (10, 10)).save(path)
    assert reason(path) == "picture.no_range"


def test_a_bomb_is_refused_by_its_header(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (20_000, 18_000)).save(path)
    assert path.stat().st_size < 100_000
    assert reason(path) == "picture.too_many_pixels"
    with strictly():
        left_out = examined(path.read_bytes(), "bomb.png")
    assert "178,956,970" in str(left_out)
    assert "NERVURE_MAX_PIXELS" in str(left_out), "what is refused names the option"
    monkeypatch.setenv("NERVURE_MAX_PIXELS", "1000000")
    Image.new("1", (2_000, 1_000)).save(path)
    assert reason(path) == "picture.too_many_pixels"
    monkeypatch.setenv("NERVURE_MAX_PIXELS", "2000000")
    with strictly():
        assert not isinstance(examined(path.read_bytes(), "a.png"), LeftOut)


def test_of_sixteen_bits_the_upper_eight_are_used(tmp_path: Path) -> None:
    values = (np.arange(64, dtype=np.uint16) * 1024).reshape(8, 8)
    for name in ("a.png", "a.tif"):
        Image.fromarray(values).save(tmp_path / name)
        np.testing.assert_array_equal(decode(tmp_path / name, "grayscale")[..., 0], values >> 8)
        np.testing.assert_array_equal(decode(tmp_path / name, "rgb")[..., 2], values >> 8)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "HSV", "I;16"])
@pytest.mark.parametrize(("color_mode", "wanted"), [("grayscale", "L"), ("rgb", "RGB"), ("rgba", "RGBA")])
def test_every_mode_becomes_every_other(mode: str, color_mode: str, wanted: str) -> None:
    if mode == "I;16":
        image = Image.fromarray(np.full((4, 5), 40_000, np.uint16))
    elif mode == "PA":
        image = Image.fromarray(SMALL).convert("P").convert("PA")
    else:
        image = Image.fromarray(SMALL).convert("RGB").convert(mode)
    assert in_color_mode(image, color_mode).mode == wanted


def test_a_palette_with_transparency_keeps_it_where_it_is_asked_for(tmp_path: Path) -> None:
    image = Image.fromarray(SMALL).convert("P")
    path = tmp_path / "a.png"
    image.save(path, transparency=bytes(range(256)))
    colors = decode(path, "rgba")
    assert len(np.unique(colors[..., 3])) > 10
    np.testing.assert_array_equal(decode(path, "rgb"), colors[..., :3])


def test_of_a_moving_picture_the_first_one_is_read(tmp_path: Path) -> None:
    frames = [Image.fromarray(np.full((8, 8), level, np.uint8)) for level in (50, 200)]
    for name in ("a.gif", "a.webp", "a.tif"):
        frames[0].save(tmp_path / name, save_all=True, append_images=frames[1:])
        assert abs(int(decode(tmp_path / name, "grayscale").mean()) - 50) < 3


@pytest.mark.parametrize("orientation", [1, 6])
def test_large_jpegs_are_decoded_at_a_part_of_their_size_and_never_too_small(tmp_path: Path, orientation: int) -> None:
    path = tmp_path / "large.jpg"
    path.write_bytes(written(photograph(480, 640), "JPEG", orientation, quality=95))
    whole = decode(path, "rgb")
    height, width = whole.shape[:2]
    for enough, part in (((60, 60), 8), ((height // 4, 1), 4), ((height // 4 + 1, 1), 2), ((1, width), 1)):
        made = decode(path, "rgb", enough)
        assert made.shape[:2] == (height // part, width // part)
    eighth = whole.reshape(height // 8, 8, width // 8, 8, 3).mean(axis=(1, 3))
    assert np.abs(decode(path, "rgb", (60, 60)) - eighth).mean() < 3


def test_turning_leaves_upright_pictures_as_they_are() -> None:
    image = Image.fromarray(SMALL)
    assert upright(image) is image


def test_warnings_of_pillow_do_not_reach_the_user(tmp_path: Path, recwarn: Any) -> None:
    data = bytearray(written(SMALL, "JPEG", 6))
    place = data.index(b"Exif\0\0") + 6
    data[place + 8 : place + 10] = b"\xff\xff"  # more entries than there are
    path = tmp_path / "a.jpg"
    path.write_bytes(bytes(data))
    with strictly():
        assert not isinstance(examined(path.read_bytes(), "a.jpg"), LeftOut)
    assert not recwarn.list


def test_what_pillow_logs_does_not_reach_the_user_either(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    data = bytearray(written(SMALL, "TIFF"))
    tag = data.index(bytes((0x15, 0x01, 3, 0, 1, 0, 0, 0)))  # samples a pixel: one number of 16 bits
    data[tag + 8 : tag + 10] = b"\x00\x15"
    path = tmp_path / "a.tif"
    path.write_bytes(bytes(data))
    assert reason(path) == "picture.damaged"
    assert not caplog.records
