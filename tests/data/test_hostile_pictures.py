"""Hostile pictures: each is read, or left out with the right reason, in bounded time and memory."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from nervure.data import image_folder, load_img
from nervure.data.pictures.picture_file import decode
from nervure.errors import FileError
from tests.data.hostile_pictures import PHOTOGRAPH, PICTURES, READ
from tests.data.made_pictures import written
from tests.memory import forget_peak, peak_bytes

MOST_SECONDS, MOST_BYTES = 1.0, 128 << 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of them as one class, beside a good picture."""
    made = tmp_path_factory.mktemp("hostile") / "a"
    made.mkdir()
    for name, (make, _) in PICTURES.items():
        (made / name).write_bytes(make())
    (made / "good.png").write_bytes(written(PHOTOGRAPH, "PNG"))
    return made.parent


def test_there_are_sixty_kinds() -> None:
    assert len(PICTURES) >= 60


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_each_is_used_or_left_out_with_the_right_reason(folder: Path, dtype: str) -> None:
    dataset = image_folder(folder, (20, 30), class_names=["a"], dtype=dtype)
    found = dict.fromkeys((Path(path).name for path in dataset.file_paths), READ)
    found |= {each.path.removeprefix("a/"): each.kind for each in dataset.left_out}
    assert found == {"good.png": READ, **{name: expected for name, (_, expected) in PICTURES.items()}}
    count = sum(batch.size for batch in dataset.batches())
    assert count == dataset.num_samples == sum(expected == READ for expected in found.values())
    assert len(dataset.left_out) == len(found) - count, "what was found whole can be decoded"


@pytest.mark.parametrize("name", PICTURES)
def test_a_single_one_is_loaded_or_our_error(folder: Path, name: str) -> None:
    path, (_, expected) = folder / "a" / name, PICTURES[name]
    if expected in (READ, "no_range"):
        assert load_img(path).mode == "RGB"
    else:
        with pytest.raises(FileError) as caught:
            load_img(path)
        assert caught.value.where == str(path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux counts memory in this way")
def test_none_takes_more_time_or_memory_than_a_picture_may(folder: Path) -> None:
    for name, (_, expected) in PICTURES.items():
        path = folder / "a" / name
        forget_peak()
        before, began = peak_bytes(), time.process_time()
        if expected in (READ, "no_range"):
            assert decode(path, "rgb").dtype == np.uint8
        else:
            with pytest.raises(FileError):
                load_img(path)
        assert time.process_time() - began < MOST_SECONDS, name
        assert peak_bytes() - before < MOST_BYTES, name


def test_mutated_pictures_are_read_or_left_out(tmp_path: Path) -> None:
    draws = random.Random(7)
    whole = [written(PHOTOGRAPH[:28, :28], form) for form in ("PNG", "JPEG", "GIF", "WEBP", "BMP")]
    (tmp_path / "a").mkdir()
    for number in range(300):
        data = bytearray(draws.choice(whole))
        for _ in range(draws.randint(1, 4)):
            place = draws.randrange(len(data))
            data[place : place + draws.choice((0, 1, 9))] = draws.randbytes(draws.choice((0, 1, 9)))
        (tmp_path / "a" / f"{number}.png").write_bytes(data)
    (tmp_path / "a" / "good.png").write_bytes(whole[0])
    dataset = image_folder(tmp_path, 16, class_names=["a"], workers=2)
    count = sum(batch.size for batch in dataset.batches())
    assert count == dataset.num_samples
    assert count + len(dataset.left_out) == 301
    assert {each.kind for each in dataset.left_out} <= {"damaged", "not_a_picture", "too_many_pixels", "no_range"}
