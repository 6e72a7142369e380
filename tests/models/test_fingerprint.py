from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

import nervure
from nervure import Sequential
from nervure.data import ArrayDataset, as_dataset
from nervure.data.steps_dataset import StepsDataset
from nervure.errors import FileError
from nervure.models import fingerprint
from nervure.models.fingerprint import data_fingerprint, differences, environment, network_fingerprint, version_of
from tests.models.networks import dense_network, vectors

X, Y = vectors(40)


def test_every_value_label_weight_type_and_size_of_arrays_counts() -> None:
    other = X.copy()
    other[17, 3] = np.nextafter(other[17, 3], 1)
    made = [
        ArrayDataset(X, Y), ArrayDataset(other, Y), ArrayDataset(X, np.roll(Y, 1)), ArrayDataset(X, Y, np.ones(40)),
        ArrayDataset(X.astype("float64"), Y), ArrayDataset(X[:39], Y[:39]), ArrayDataset(X, Y, batch_size=7),
    ]  # fmt: skip
    found = [str(data_fingerprint(dataset)) for dataset in made]
    assert len(set(found)) == len(found)
    assert data_fingerprint(ArrayDataset(X.copy(), Y.copy())) == data_fingerprint(made[0])


def test_of_a_large_array_a_sample_counts() -> None:
    large = np.zeros((2**21, 9), "float32")
    assert large.nbytes > fingerprint._MOST_BYTES
    first = data_fingerprint(ArrayDataset(large))
    large[::2] = 1
    assert data_fingerprint(ArrayDataset(large)) != first


def test_epochs_of_some_steps_are_those_of_their_data() -> None:
    whole, steps = ArrayDataset(X, Y), StepsDataset(ArrayDataset(X, Y), 1)
    assert data_fingerprint(steps)["digest"] == data_fingerprint(whole)["digest"]
    assert data_fingerprint(steps)["batches"] == 1


def test_of_loaders_and_generators_types_and_shapes_count() -> None:
    def source(scale: float, width: int = 4) -> Any:
        return DataLoader(TensorDataset(torch.full((8, width), scale), torch.zeros(8)), batch_size=4, shuffle=True)

    first = data_fingerprint(as_dataset(source(1.0)))
    assert data_fingerprint(as_dataset(source(2.0))) == first
    assert data_fingerprint(as_dataset(source(1.0, 5))) != first


def test_a_network_is_its_layers_and_what_compile_was_given() -> None:
    first, other = dense_network(), dense_network()
    assert network_fingerprint(other) == network_fingerprint(first)
    assert network_fingerprint(dense_network(units=9)) != network_fingerprint(first)
    other.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    assert network_fingerprint(other) != network_fingerprint(first)
    named = Sequential(first.layers, name="another")
    named.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    assert network_fingerprint(named)["network"]["layers"] == network_fingerprint(first)["network"]["layers"]


def test_a_rate_that_training_may_have_changed_is_not_compared() -> None:
    first, later = dense_network(), dense_network()
    later.optimizer.learning_rate = 0.5
    assert list(differences(network_fingerprint(first), network_fingerprint(later))) != []
    later.train_on_batch(X, Y)
    assert list(differences(network_fingerprint(first), network_fingerprint(later))) == []


def test_the_surroundings_are_named() -> None:
    found = environment()
    assert found["torch"] == torch.__version__
    assert found["nervure"] == nervure.__version__
    assert found["threads"] == torch.get_num_threads()
    assert found["kernels"] in ("native", "torch")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the failing file is one of Linux")
def test_a_disk_that_fails_while_a_version_is_looked_up_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert version_of("no-such-package") is None
    folder = tmp_path / "failing-1.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").symlink_to("/proc/self/mem")  # its first page is nobody's: EIO
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(FileError, match="the disk, or the connection to it, failed") as caught:
        version_of("failing")
    assert caught.value.errno == errno.EIO


def test_a_folder_of_packages_that_the_disk_does_not_list_is_not_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "failing-1.0.dist-info").mkdir()
    (tmp_path / "failing-1.0.dist-info" / "METADATA").write_text("Name: failing\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)
    real = os.listdir
    for code, is_of_the_machine in ((errno.EIO, True), (errno.EMFILE, True), (errno.EACCES, False)):

        def listed(place: Any = ".", code: int = code) -> list[str]:
            if str(place) == str(tmp_path):
                raise OSError(code, os.strerror(code))
            return real(place)

        with monkeypatch.context() as failing:
            failing.setattr(os, "listdir", listed)
            with pytest.raises(FileError) if is_of_the_machine else contextlib.nullcontext():
                assert version_of("failing") is None


def test_differences_name_the_place_and_both_values() -> None:
    saved = {"fit": {"epochs": 3, "freq": [1, 2]}, "old": 1}
    now = {"fit": {"epochs": 4, "freq": [1, 5]}, "new": "x" * 100}
    assert list(differences(saved, now)) == [
        ("fit.epochs", "4", "3"), ("fit.freq.1", "5", "2"), ("old", "-", "1"), ("new", "x" * 57 + "...", "-"),
    ]  # fmt: skip
    assert list(differences([1], [1, 2], "callbacks")) == [("callbacks", "[1, 2]", "[1]")]
