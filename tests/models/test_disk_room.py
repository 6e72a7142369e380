from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure.errors import FileError
from nervure.models.disk_room import check_room, file_bytes
from nervure.optimizers import SGD, Adam
from tests.models.networks import assert_explained, dense_network


@pytest.mark.parametrize("optimizer", ["sgd", "adam", SGD(0.1, momentum=0.9), Adam(amsgrad=True, use_ema=True)])
def test_a_file_is_as_large_as_it_was_said_to_be_before_the_first_step(tmp_path: Path, optimizer: Any) -> None:
    model = dense_network()
    model.compile(optimizer, "mse")
    before = file_bytes(model)
    model.train_on_batch(np.zeros((2, *model.input_shape[1:])), np.zeros((2, *model.output_shape[1:])))
    model.save(tmp_path / "model.safetensors")
    real = (tmp_path / "model.safetensors").stat().st_size
    assert file_bytes(model) < real < file_bytes(model) + 8192  # the description
    assert before == file_bytes(model)


def test_a_disk_without_the_room_is_refused(tmp_path: Path) -> None:
    check_room(tmp_path, 1)
    assert_explained(FileError, lambda: check_room(tmp_path, 10**18), str(tmp_path), "1,000,000,000,000.0 MB")


def test_a_folder_of_which_the_system_tells_nothing_is_let_be(tmp_path: Path) -> None:
    check_room(tmp_path / "missing", 10**18)
