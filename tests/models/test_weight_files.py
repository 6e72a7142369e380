from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors
import safetensors.numpy
import safetensors.torch
import torch

from nervure import Input, Sequential
from nervure.errors import FileError, NervureError, ShapeError
from nervure.layers import Dense
from nervure.models import load_model, weight_files
from tests.models.networks import assert_explained, assert_same_weights, dense_network, picture_network, vectors

OURS = {"nervure": json.dumps({"format": 1})}


def trained(tmp_path: Path) -> Any:
    model = dense_network()
    model.fit(*vectors(16), verbose=0)
    model.save(tmp_path / "model.safetensors")
    return model


def test_a_file_has_named_tensors_in_keras_layout_and_its_description_in_the_header(tmp_path: Path) -> None:
    model = trained(tmp_path)
    with safetensors.safe_open(tmp_path / "model.safetensors", framework="numpy") as file:
        names = set(file.keys())
        header = json.loads(file.metadata()["nervure"])
        np.testing.assert_array_equal(file.get_tensor("dense/kernel"), model.get_weights()[0])
    weights = {"dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"}
    assert names == weights | {f"optimizer:{name}/{slot}" for name in weights for slot in ("momentum", "velocity")}
    assert header["format"] == 2
    assert header["model"] == model.description()
    assert header["optimizer"]["iterations"] == 1
    assert header["compile"]["loss"]["class_name"] == "SparseCategoricalCrossentropy"
    assert header["seeds"] == {"weights": model.seed, "run": model.run_seed}


def test_saving_changes_nothing(tmp_path: Path) -> None:
    model = trained(tmp_path)
    before, network = model.get_weights(), model.network()
    model.save(tmp_path / "again.safetensors")
    assert model.network() is network
    for weight, old in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, old)
    assert (tmp_path / "again.safetensors").read_bytes() == (tmp_path / "model.safetensors").read_bytes()


def test_weights_alone_go_from_model_to_model(tmp_path: Path) -> None:
    first, second = picture_network(), picture_network(compiled=False)
    first.save_weights(tmp_path / "weights.safetensors")
    second.load_weights(tmp_path / "weights.safetensors")
    assert_same_weights(first, second)


def test_weights_can_be_taken_from_a_whole_model_and_leave_the_optimizer_alone(tmp_path: Path) -> None:
    first = trained(tmp_path)
    second = dense_network()
    second.load_weights(tmp_path / "model.safetensors")
    assert_same_weights(first, second)
    assert second.optimizer.iterations == 0


def test_weights_loaded_in_the_middle_of_training_are_trained_on(tmp_path: Path) -> None:
    model = trained(tmp_path)
    best = model.get_weights()
    model.fit(*vectors(16), verbose=0)
    model.load_weights(tmp_path / "model.safetensors")
    for weight, old in zip(model.get_weights(), best, strict=True):
        np.testing.assert_array_equal(weight, old)
    model.fit(*vectors(16), verbose=0)
    assert not np.array_equal(model.get_weights()[0], best[0])


def test_weights_of_another_architecture_change_nothing(tmp_path: Path) -> None:
    trained(tmp_path)
    for make in (
        lambda: dense_network(units=9),
        lambda: Sequential([Input((196,)), Dense(8, activation="relu")]),
        lambda: Sequential([Input((196,)), Dense(8), Dense(10), Dense(10)]),
    ):
        model = make()
        before = model.get_weights()
        assert_explained(
            ShapeError,
            lambda other=model: other.load_weights(tmp_path / "model.safetensors"),
            "dense",
            "model.safetensors",
        )
        for weight, old in zip(model.get_weights(), before, strict=True):
            np.testing.assert_array_equal(weight, old)


def test_a_network_of_two_thousand_layers_goes_through_a_file(tmp_path: Path) -> None:
    model = Sequential([Input((2,)), *(Dense(2) for _ in range(2000))])
    model.save(tmp_path / "deep.safetensors")
    assert_same_weights(load_model(tmp_path / "deep.safetensors"), model)


@pytest.mark.parametrize("name", ["모델.safetensors", "폴더/가중치.safetensors", "with space.safetensors", "no ending"])
def test_names_of_files_may_be_in_any_script(tmp_path: Path, name: str) -> None:
    (tmp_path / "폴더").mkdir()
    model = dense_network()
    model.save(tmp_path / name)
    assert_same_weights(load_model(str(tmp_path / name)), model)
    assert sorted(path.name for path in (tmp_path / name).parent.iterdir() if path.is_file()) == [Path(name).name]


def test_names_of_layers_may_be_in_any_script(tmp_path: Path) -> None:
    model = Sequential([Input((4,)), Dense(3, name="은닉층"), Dense(2, name="출력")], name="신경망")
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert again.name == "신경망"
    assert_same_weights(again, model)


def test_an_existing_file_is_replaced_unless_that_is_forbidden(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    first, second = dense_network(), dense_network()
    first.save(path)
    for save in (second.save, second.save_weights):
        assert_explained(FileError, lambda write=save: write(path, overwrite=False), "model.safetensors")
    assert_same_weights(load_model(path), first)
    second.save(path)
    assert_same_weights(load_model(path), second)


def test_a_model_outlives_the_file_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    first, second = dense_network(), dense_network()
    first.save(path)
    again = load_model(path)
    second.save(path)
    assert_same_weights(again, first)
    path.unlink()
    assert again.predict(vectors(3)[0], verbose=0).shape == (3, 10)


def test_a_missing_file_or_folder_is_an_error(tmp_path: Path) -> None:
    for read in (load_model, dense_network().load_weights):
        assert_explained(FileError, lambda load=read: load(tmp_path / "nowhere.safetensors"), "nowhere.safetensors")
        assert_explained(FileError, lambda load=read: load(tmp_path), str(tmp_path))
    assert_explained(FileError, lambda: dense_network().save(tmp_path / "nowhere" / "a.safetensors"), "nowhere")


def damaged(whole: bytes) -> dict[str, bytes]:
    length = int.from_bytes(whole[:8], "little")
    return {
        "empty": b"",
        "short": whole[:5],
        "cut in the header": whole[: length // 2],
        "cut in the weights": whole[:-7],
        "text": b"model = Sequential()\n" * 40,
        "zip": b"PK\x03\x04" + bytes(200),
        "absurd length": b"\xff" * 8 + whole[8:],
        "zeros": bytes(len(whole)),
        "header no JSON": whole[:8] + b"x" * length + whole[8 + length :],
    }


@pytest.mark.parametrize("kind", list(damaged(bytes(100))))
def test_a_damaged_file_is_an_error(tmp_path: Path, kind: str) -> None:
    trained(tmp_path)
    path = tmp_path / "damaged.safetensors"
    path.write_bytes(damaged((tmp_path / "model.safetensors").read_bytes())[kind])
    for read in (load_model, dense_network().load_weights):
        assert_explained(FileError, lambda load=read: load(path), "damaged.safetensors")


def test_tensors_of_somebody_else_are_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "foreign.safetensors"
    path.write_bytes(safetensors.numpy.save({"weight": np.zeros((3, 3), "float32")}))
    assert_explained(FileError, lambda: load_model(path), "foreign.safetensors", "set_weights")
    path.write_bytes(safetensors.torch.save({"weight": torch.zeros(3, dtype=torch.bfloat16)}))
    assert_explained(FileError, lambda: load_model(path), "foreign.safetensors")


@pytest.mark.parametrize(
    "header",
    [
        "null",
        "3",
        "not json",
        '"text"',
        "[" * 100_000,
        '{"format": 2}',
        '{"format": 3}',
        '{"format": 1, "model": 3}',
        '{"format": 1, "model": {"class_name": "Sequential"}}',
        '{"format": 1, "model": {"class_name": "Sequential", "name": "a", "trainable": true, "config": {}}}',
        '{"format": 1, "model": {"class_name": "os.system", "name": "a", "trainable": true, "config": {}}}',
    ],
)
def test_a_header_that_is_not_ours_is_an_error(tmp_path: Path, header: str) -> None:
    path = tmp_path / "odd.safetensors"
    path.write_bytes(safetensors.numpy.save({}, metadata={"nervure": header}))
    assert_explained(NervureError, lambda: load_model(path), "odd.safetensors")


def test_a_state_that_lacks_a_moment_is_an_error(tmp_path: Path) -> None:
    trained(tmp_path)
    with safetensors.safe_open(tmp_path / "model.safetensors", framework="numpy") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        metadata = {"nervure": file.metadata()["nervure"].replace('"format": 2', '"format": 1')}
    del tensors["optimizer:dense/kernel/velocity"]
    path = tmp_path / "short.safetensors"
    path.write_bytes(safetensors.numpy.save(tensors, metadata=metadata))
    assert_explained(FileError, lambda: load_model(path), "short.safetensors", "dense/kernel/velocity")
    assert load_model(path, compile=False).count_params() == dense_network().count_params()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the user may read every file")
def test_a_file_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    trained(tmp_path)
    path = tmp_path / "model.safetensors"
    path.chmod(stat.S_IWUSR)
    assert_explained(FileError, lambda: load_model(path), "model.safetensors")


@pytest.mark.parametrize("count", [800, pytest.param(10_000, marks=pytest.mark.slow)])
def test_every_single_bit_that_changes_is_noticed(tmp_path: Path, count: int) -> None:
    trained(tmp_path)
    whole, path = (tmp_path / "model.safetensors").read_bytes(), tmp_path / "flipped.safetensors"
    header = 8 + int.from_bytes(whole[:8], "little")
    draws = np.random.default_rng(0)
    for place in [*draws.integers(0, header, count * 3 // 4), *draws.integers(header, len(whole), count // 4)]:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << int(draws.integers(8))
        path.write_bytes(flipped)
        with pytest.raises(FileError):
            weight_files.read(path)


def test_a_file_without_a_digest_is_read_as_before(tmp_path: Path) -> None:
    model = trained(tmp_path)
    file = weight_files.read(tmp_path / "model.safetensors")
    text = json.dumps({**file.header, "format": 1})
    (tmp_path / "old.safetensors").write_bytes(safetensors.numpy.save(file.tensors, metadata={"nervure": text}))
    assert_same_weights(load_model(tmp_path / "old.safetensors"), model)


def test_an_altered_file_says_so_in_both_languages(tmp_path: Path) -> None:
    trained(tmp_path)
    path = tmp_path / "model.safetensors"
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)
    assert_explained(FileError, lambda: load_model(path), "model.safetensors")
