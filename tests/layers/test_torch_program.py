from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Dense, Input, TorchProgram
from nervure.models import Sequential, load_model
from tests.layers.layer_rules import assert_says
from tests.layers.programs import program, step

CONVOLVED = program(
    step("conv2d.default", "a", input="x", weight="kernel", bias=None), step("relu_.default", "y", self="a"),
    kernel=(5, 3, 2, 2),
)  # fmt: skip


def network() -> Sequential:
    return Sequential([Input((6, 7, 3)), TorchProgram(CONVOLVED, trainable=False, name="features"), Dense(2)])


def test_pictures_are_channels_last_outside() -> None:
    assert network().layers[0].compute_output_shape((None, 6, 7, 3)) == (None, 5, 6, 5)


def test_a_model_file_needs_nobodys_code(tmp_path: Path) -> None:
    model = network()
    rng = np.random.default_rng(0)
    model.set_weights([rng.normal(size=weight.shape).astype("float32") for weight in model.get_weights()])
    x = rng.normal(size=(3, 6, 7, 3)).astype("float32")
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    assert np.array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
    assert not again.layers[0].trainable
    assert again.predict(x[:0], verbose=0).shape == (0, 5, 6, 2)


def test_its_name_says_how_many_steps_it_has() -> None:
    assert repr(TorchProgram(CONVOLVED)) == "TorchProgram(2 steps)"


@pytest.mark.parametrize(
    "broken",
    [
        None, [], {}, {**CONVOLVED, "steps": 3}, {**CONVOLVED, "batch_size": 0}, {**CONVOLVED, "output": "nobody"},
        {**CONVOLVED, "tensors": {"forward": {"name": "kernel", "shape": [1], "dtype": "float32", "is_weight": True}}},
        {**CONVOLVED, "tensors": {"a.b.": {"name": "kernel", "shape": [-1], "dtype": "float32", "is_weight": True}}},
        program(step("save.default", "y", filename="x")),
    ],
)  # fmt: skip
def test_what_is_no_program_is_refused(broken: Any) -> None:
    assert_says(ArgumentError, lambda: TorchProgram(broken), "TorchProgram", "not a program")


def test_pictures_that_the_program_cannot_take_are_refused() -> None:
    assert_says(ShapeError, lambda: TorchProgram(CONVOLVED)(Input((6, 7, 1))), "cannot take this input", "(N, 6, 7, 1)")
