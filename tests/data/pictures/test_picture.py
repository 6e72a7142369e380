from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image

from nervure.data import array_to_img, img_to_array, load_img, save_img
from nervure.errors import FileError
from tests.data.made_pictures import photograph, written

PHOTOGRAPH = photograph(90, 120)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One picture in several modes."""
    folder = tmp_path_factory.mktemp("pictures")
    image = Image.fromarray(PHOTOGRAPH)
    made = {"rgb.png": image, "gray.png": image.convert("L"), "rgba.png": image.convert("RGBA")}
    made |= {"palette.gif": image.convert("P"), "cmyk.jpg": image.convert("CMYK"), "photograph.jpg": image}
    made["wide.png"] = Image.fromarray(PHOTOGRAPH[..., 0].astype(np.uint16) * 200)
    for name, each in made.items():
        each.save(folder / name)
    return {name: folder / name for name in made}


@pytest.mark.parametrize("color_mode", ["grayscale", "rgb", "rgba"])
@pytest.mark.parametrize("name", ["rgb.png", "gray.png", "rgba.png", "palette.gif", "cmyk.jpg", "photograph.jpg"])
def test_pictures_are_loaded_with_keras_numbers(files: dict[str, Path], name: str, color_mode: str) -> None:
    ours, theirs = load_img(files[name], color_mode), keras.utils.load_img(files[name], color_mode)
    assert ours.mode == theirs.mode
    np.testing.assert_array_equal(img_to_array(ours), keras.utils.img_to_array(theirs))


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic", "lanczos", "box", "hamming"])
@pytest.mark.parametrize("keep_aspect_ratio", [False, True])
@pytest.mark.parametrize("size", [(32, 32), (40, 20), (90, 120), (200, 100)])
def test_sizes_are_those_of_keras_pixel_by_pixel(
    files: dict[str, Path], interpolation: str, keep_aspect_ratio: bool, size: tuple[int, int]
) -> None:
    arguments: dict[str, Any] = {
        "target_size": size, "interpolation": interpolation, "keep_aspect_ratio": keep_aspect_ratio,
    }  # fmt: skip
    ours, theirs = (load(files["photograph.jpg"], **arguments) for load in (load_img, keras.utils.load_img))
    np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


def test_wide_gray_levels_stay_in_gray_and_become_eight_bits_in_color(files: dict[str, Path]) -> None:
    ours, theirs = (load(files["wide.png"], "grayscale") for load in (load_img, keras.utils.load_img))
    np.testing.assert_array_equal(img_to_array(ours), keras.utils.img_to_array(theirs))
    colors = np.asarray(load_img(files["wide.png"]))
    np.testing.assert_array_equal(colors[..., 0], PHOTOGRAPH[..., 0].astype(np.uint16) * 200 >> 8)


def test_pictures_come_the_right_way_up_from_files_text_bytes_and_memory(tmp_path: Path) -> None:
    path = tmp_path / "turned.png"
    path.write_bytes(written(PHOTOGRAPH, "PNG", 6))
    expected = np.rot90(PHOTOGRAPH, -1)
    for source in (path, str(path), str(path).encode(), io.BytesIO(path.read_bytes())):
        np.testing.assert_array_equal(np.asarray(load_img(source)), expected)


@pytest.mark.parametrize("data_format", [None, "channels_last", "channels_first"])
@pytest.mark.parametrize("dtype", [None, "uint8", "float64"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_arrays_of_images_are_keras_arrays(data_format: str | None, dtype: str | None, mode: str) -> None:
    image = Image.fromarray(PHOTOGRAPH).convert(mode)
    ours, theirs = (convert(image, data_format, dtype) for convert in (img_to_array, keras.utils.img_to_array))
    assert ours.dtype == theirs.dtype
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("channels", [1, 3, 4])
@pytest.mark.parametrize("data_format", [None, "channels_first"])
@pytest.mark.parametrize("scale", [True, False])
def test_images_of_arrays_are_keras_images(channels: int, data_format: str | None, scale: bool) -> None:
    array = np.concatenate((PHOTOGRAPH, PHOTOGRAPH[..., :1]), axis=-1)[..., :channels].astype("float32")
    array = array * 0.7 + 3 if scale else array
    array = array.transpose(2, 0, 1) if data_format == "channels_first" else array
    ours, theirs = (convert(array, data_format, scale) for convert in (array_to_img, keras.utils.array_to_img))
    assert ours.mode == theirs.mode
    np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


def test_one_color_and_gray_levels_above_a_byte_are_as_in_keras() -> None:
    flat = np.full((4, 5, 3), 7.0)
    np.testing.assert_array_equal(np.asarray(array_to_img(flat)), np.asarray(keras.utils.array_to_img(flat)))
    wide = np.arange(600.0).reshape(20, 30, 1)
    ours, theirs = array_to_img(wide, scale=False), keras.utils.array_to_img(wide, scale=False)
    assert ours.mode == theirs.mode == "I"
    np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.jpeg", "a.bmp", "a.tif", "a.webp", "a.gif"])
def test_what_is_saved_can_be_loaded(tmp_path: Path, name: str) -> None:
    options = {"lossless": True} if name.endswith("webp") else {}
    save_img(tmp_path / name, PHOTOGRAPH, scale=False, **options)
    again = np.asarray(load_img(tmp_path / name)).astype(int)
    assert np.abs(again - PHOTOGRAPH).mean() < (0 if name in ("a.png", "a.bmp", "a.tif", "a.webp") else 25) + 1e-9
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_files_are_the_same_bytes_as_keras_writes(tmp_path: Path) -> None:
    for name, options in (("a.png", {}), ("b.jpg", {"quality": 40})):
        save_img(tmp_path / name, PHOTOGRAPH, **options)
        keras.utils.save_img(tmp_path / f"keras_{name}", PHOTOGRAPH, **options)
        assert (tmp_path / name).read_bytes() == (tmp_path / f"keras_{name}").read_bytes()
    held = io.BytesIO()
    save_img(held, PHOTOGRAPH, file_format="PNG", scale=False)
    np.testing.assert_array_equal(np.asarray(load_img(held)), PHOTOGRAPH)


def test_a_jpeg_without_its_transparency_is_said(tmp_path: Path, advice: Any) -> None:
    save_img(tmp_path / "a.jpg", np.dstack((PHOTOGRAPH, PHOTOGRAPH[..., 0])))
    (line,) = advice()
    assert "transparency" in line
    assert load_img(tmp_path / "a.jpg").mode == "RGB"


def test_files_that_hold_no_picture_are_named_with_what_is_wrong(tmp_path: Path, messages: Any) -> None:
    path = tmp_path / "a.png"
    with pytest.raises(FileError) as caught:
        load_img(path)
    assert caught.value.where == str(path)
    path.write_bytes(b"GIF? no")
    assert "GIF? no" in messages(lambda: load_img(path))[0].got
    path.write_bytes(written(PHOTOGRAPH, "PNG")[:-300])
    assert "truncated" in messages(lambda: load_img(path))[0].got
    messages(lambda: load_img(3))


def test_words_shapes_and_values_that_cannot_be_meant_are_refused(tmp_path: Path, messages: Any) -> None:
    path = tmp_path / "a.png"
    save_img(path, PHOTOGRAPH)
    assert "'grayscale'" in messages(lambda: load_img(path, "greyscale"))[0].fix
    messages(lambda: load_img(path, target_size=(3,)))
    messages(lambda: load_img(path, target_size=9, interpolation="lanczos3"))
    assert "'None'" in messages(lambda: load_img(path, color_mode=None))[0].got
    messages(lambda: img_to_array(np.zeros(3)))
    for nothing in ("a.png", {}, object()):
        assert "load_img(path)" in messages(lambda nothing=nothing: img_to_array(nothing))[0].fix
    messages(lambda: array_to_img(np.zeros((0, 4, 3))))
    messages(lambda: img_to_array(PHOTOGRAPH, "last"))
    messages(lambda: array_to_img(PHOTOGRAPH[None]))
    messages(lambda: array_to_img(PHOTOGRAPH[..., :2]))
    messages(lambda: array_to_img(np.full((2, 2, 1), np.nan)))
    assert messages(lambda: array_to_img(np.full((2, 2, 3), 256.0), scale=False))[0].got == "256.0 to 256.0"
    messages(lambda: array_to_img(np.full((2, 2, 1), -1.0), scale=False))
    messages(lambda: save_img(tmp_path / "a.xyz", PHOTOGRAPH))
    messages(lambda: save_img(tmp_path / "a", PHOTOGRAPH))
    messages(lambda: save_img(io.BytesIO(), PHOTOGRAPH))
    messages(lambda: save_img(tmp_path / "missing" / "a.png", PHOTOGRAPH))
    wide = np.full((2, 2, 1), 300.0)
    assert messages(lambda: save_img(tmp_path / "wide.png", wide, scale=False))[0].got == "cannot write mode I as PNG"
    save_img(tmp_path / "wide.tif", wide, scale=False)
    assert img_to_array(load_img(tmp_path / "wide.tif", "grayscale")).max() == 300
    messages(lambda: save_img(tmp_path / "a.jpg", PHOTOGRAPH, quality="best"))
