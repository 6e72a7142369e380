from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure.errors import FileError
from nervure.layers import Dense, Input
from nervure.models import Sequential, load_model
from nervure.training.model_path import check_model_path
from tests.models.networks import assert_explained

FOREIGN = [
    "a.keras",
    "a.h5",
    "a.weights.h5",
    "a.HDF5",
    "folder/a.pt",
    "a.pth",
    "a.onnx",
    "a.npz",
    "a.pkl",
    "modèle.keras",
]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_name_of_another_format_is_refused_with_the_right_one(name: str) -> None:
    right = str(Path(name).with_suffix(".safetensors"))
    assert_explained(FileError, lambda: check_model_path(name, "model.save"), "model.save", name, right)
    check_model_path(right, "model.save")


@pytest.mark.parametrize(
    "name", ["a.safetensors", "a", "v1.2", "a.model", "b.keras/a.safetensors", "{loss:.2f}", "a.ckpt"]
)
def test_other_names_are_the_users_own(name: str) -> None:
    check_model_path(name, "model.save")


@pytest.mark.parametrize("way", ["save", "save_weights"])
@pytest.mark.parametrize("name", FOREIGN)
def test_a_model_writes_nothing_under_such_a_name(tmp_path: Path, way: str, name: str) -> None:
    model = Sequential([Input((2,)), Dense(1)])
    with pytest.raises(FileError):
        getattr(model, way)(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_file_that_was_saved_under_such_a_name_before_is_still_read(tmp_path: Path) -> None:
    model, x = Sequential([Input((2,)), Dense(1)]), np.ones((1, 2), "float32")
    model.save(tmp_path / "a.safetensors")
    (tmp_path / "a.safetensors").rename(tmp_path / "a.keras")
    loaded: Any = load_model(tmp_path / "a.keras")
    np.testing.assert_array_equal(loaded(x), model(x))
