from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure import Input, Sequential
from nervure.errors import FileError
from nervure.layers import Dense, Embedding
from nervure.models import load_model
from nervure.models.long_lists import with_arrays, with_digests, with_references
from tests.models.networks import assert_same_weights, numbers

LONG, WHOLE = np.arange(600).reshape(20, 30) / 7, list(range(300))
VALUE: dict[str, Any] = {
    "units": 3, "name": None, "long": LONG.tolist(), "layers": [{"whole": WHOLE}, [1, 2], "text"],
    "ragged": [[1.0] * 300, [1.0]], "short": [0.5] * 256, "yes": [True] * 300, "words": ["a"] * 300, "empty": [],
}  # fmt: skip


def test_long_lists_become_arrays_and_come_back() -> None:
    arrays: dict[str, Any] = {"dense/kernel": np.ones(2)}
    before = copy.deepcopy(VALUE)
    referring = with_references(VALUE, arrays, "given:")
    assert before == VALUE
    assert len(json.dumps(referring)) < len(json.dumps(VALUE)) - 10_000
    # Of ragged rows the long one is an array by itself.
    assert {name: array.shape for name, array in arrays.items()} == {
        "dense/kernel": (2,), "given:0": (20, 30), "given:1": (300,), "given:2": (300,),
    }  # fmt: skip
    again = with_arrays(json.loads(json.dumps(referring)), arrays)
    assert set(arrays) == {"dense/kernel"}
    np.testing.assert_array_equal(again["long"], LONG)
    assert again["layers"][0]["whole"].tolist() == WHOLE
    kept = ("units", "name", "short", "yes", "words", "empty")
    assert {name: again[name] for name in kept} == {name: VALUE[name] for name in kept}


def test_an_array_can_be_had_once() -> None:
    arrays: dict[str, Any] = {"given:0": np.ones(300)}
    with pytest.raises(KeyError):
        with_arrays([{"<array>": "given:0"}, {"<array>": "given:0"}], arrays)


def test_digests_tell_lists_apart() -> None:
    other = {**VALUE, "long": (LONG + 1e-9).tolist()}
    one, two = with_digests(VALUE), with_digests(other)
    assert one["long"] != two["long"]
    assert {**one, "long": 0} == {**two, "long": 0}
    assert one["long"].startswith("600 numbers, ")


def test_a_network_that_begins_with_a_large_matrix_goes_through_a_file(tmp_path: Path) -> None:
    matrix = np.random.default_rng(0).standard_normal((5000, 60))
    model = Sequential([Input((4,)), Embedding(5000, 60, embeddings_initializer=matrix), Dense(2)])
    model.compile("sgd", "mse")
    path = tmp_path / "model.safetensors"
    model.save(path)
    assert path.stat().st_size < 4e6, "300,000 numbers of 8 and of 4 bytes, and no text of them"
    again = load_model(path)
    assert_same_weights(again, model)
    assert again.get_config() == model.get_config()
    again.save(tmp_path / "again.safetensors")
    assert (tmp_path / "again.safetensors").read_bytes() == path.read_bytes()
    again.load_weights(path)


def test_a_run_of_such_a_network_goes_on_and_another_matrix_is_another_run(tmp_path: Path) -> None:
    def run(start: float, epochs: int = 1) -> None:
        model = Sequential([Input((4,)), Dense(100, kernel_initializer=np.full((4, 100), start)), Dense(1)])
        model.compile("sgd", "mse")
        model.fit(
            numbers(8, 4), numbers(8, 1), epochs=epochs, seed=1, verbose=0, checkpoint=tmp_path / "run", resume=True
        )

    run(0.5)
    run(0.5)
    with pytest.raises(ValueError, match="numbers, "):
        run(0.25)


def test_a_reference_to_nothing_is_our_error(tmp_path: Path) -> None:
    model = Sequential([Input((4,)), Dense(100, kernel_initializer=np.ones((4, 100)))])
    path = tmp_path / "model.safetensors"
    model.save(path)
    data = path.read_bytes().replace(b"given:0", b"given:1", 1).replace(b'\\"format\\": 2', b'\\"format\\": 1')
    path.write_bytes(data)
    with pytest.raises(FileError, match=r"model\.safetensors"):
        load_model(path)
