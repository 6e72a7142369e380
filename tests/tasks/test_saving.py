from __future__ import annotations

import errno
from pathlib import Path

import pytest

from nervure.errors import FileError
from nervure.models import load_model
from nervure.tasks.saving import save_somewhere
from tests.failing_calls import failing
from tests.models.networks import assert_explained, assert_same_weights, dense_network


def test_a_model_is_saved_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    save_somewhere(dense_network(), tmp_path / "model.safetensors")
    assert [path.name for path in tmp_path.iterdir()] == ["model.safetensors"]


def test_where_its_place_takes_no_file_it_lies_beside_and_the_error_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    model, place = dense_network(), tmp_path / "signs" / "model.safetensors"
    assert_explained(FileError, lambda: save_somewhere(model, place), str(tmp_path / "signs-model.safetensors"))
    # The second time, in Korean, the name was taken.
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "signs-model.safetensors", "signs-model.safetensors-2",
    ]  # fmt: skip
    assert_same_weights(load_model(tmp_path / "signs-model.safetensors"), model)


def test_a_full_disk_is_an_error_where_no_other_folder_takes_it(tmp_path: Path) -> None:
    with failing("write", 0, errno.ENOSPC), pytest.raises(FileError, match="the disk is full"):
        save_somewhere(dense_network(), tmp_path / "model.safetensors")


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    model = dense_network()
    (tmp_path / "run").mkdir()
    with failing("write", 0, errno.ENOSPC, once=True), pytest.raises(FileError, match="it was saved as"):
        save_somewhere(model, tmp_path / "run" / "model.safetensors")
    assert_same_weights(load_model(tmp_path / "run-model.safetensors"), model)
