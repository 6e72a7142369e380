from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nervure.errors import FileError
from nervure.models.disk_room import check_room, file_bytes
from tests.models.networks import assert_explained, dense_network


@pytest.mark.parametrize("steps", [0, 1])
def test_a_file_is_as_large_as_it_was_said_to_be(tmp_path: Path, steps: int) -> None:
    model = dense_network()
    model.compile("adam", "mse")
    for _ in range(steps):
        model.train_on_batch(np.zeros((2, *model.input_shape[1:])), np.zeros((2, *model.output_shape[1:])))
    model.save(tmp_path / "model.safetensors")
    real, said = (tmp_path / "model.safetensors").stat().st_size, file_bytes(model)
    assert said < real < said + 8192  # the description


def test_a_disk_without_the_room_is_refused(tmp_path: Path) -> None:
    check_room(tmp_path, 1)
    assert_explained(FileError, lambda: check_room(tmp_path, 10**18), str(tmp_path), "1,000,000,000,000.0 MB")


def test_a_folder_of_which_the_system_tells_nothing_is_let_be(tmp_path: Path) -> None:
    check_room(tmp_path / "missing", 10**18)
