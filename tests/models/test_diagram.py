from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from nervure.errors import ArgumentError, FileError, StateError
from nervure.layers import LSTM, BatchNormalization, Concatenate, Dense, Flatten, Input, add
from nervure.models import Model, Sequential
from nervure.models.diagram import diagram_of, plot_model
from tests.layers.layer_rules import assert_says


def siamese() -> Model:
    encoder = Sequential([Input((3, 4)), Flatten(), Dense(5, activation="tanh")], name="encoder")
    left, right = Input((3, 4), name="left"), Input((3, 4), name="right")
    joined = Concatenate(name="joined")([encoder(left), encoder(right)])
    return Model([left, right], Dense(1, trainable=False, name="same")(joined))


def test_every_call_is_a_box_behind_those_it_reads() -> None:
    boxes = diagram_of(siamese()).boxes
    assert [box.name for box in boxes] == ["left", "right", "encoder", "encoder:2", "joined", "same"]
    assert [box.inputs for box in boxes] == [(), (), (0,), (1,), (2, 3), (4,)]
    assert boxes[4].input_shapes == ((None, 5), (None, 5))
    assert [box.trainable for box in boxes] == [None, None, True, True, None, False]


def test_models_inside_open_where_asked() -> None:
    names = [box.name for box in diagram_of(siamese(), expand_nested=True).boxes]
    assert names == [
        "left", "right", "encoder/flatten", "encoder/dense", "encoder:2/flatten", "encoder:2/dense", "joined", "same",
    ]  # fmt: skip


def test_a_chain_a_residual_network_and_several_outputs_are_drawn() -> None:
    x = Input((4,))
    sum_ = add([Dense(4)(x), x])
    for model in (
        Sequential([Input((5, 3)), LSTM(2, return_state=False), BatchNormalization()]),
        Model(x, [sum_, Dense(2)(sum_)]),
    ):
        assert len(diagram_of(model).edges) >= 2
        assert "<svg" in plot_model(model, None, show_shapes=True).to_svg()


def test_the_file_is_what_its_ending_says(tmp_path: Path) -> None:
    plot_model(siamese(), tmp_path / "a.svg", show_layer_names=True)
    assert "encoder:2 (Sequential)" in (tmp_path / "a.svg").read_text(encoding="utf-8")
    plot_model(siamese(), tmp_path / "a.png", dpi=50)
    with Image.open(tmp_path / "a.png") as small:
        width = small.size[0]
    plot_model(siamese(), tmp_path / "a.png", dpi=100)
    with Image.open(tmp_path / "a.png") as large:
        assert large.size[0] == pytest.approx(2 * width, abs=2)
    plot_model(siamese(), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_what_cannot_be_drawn_is_refused(tmp_path: Path) -> None:
    assert_says(StateError, lambda: plot_model(Sequential([Dense(2)]), None), "Input(shape=...)")
    assert_says(ArgumentError, lambda: plot_model(siamese(), tmp_path / "a.gif"), "a.gif", ".svg, .png, .pdf")
    assert_says(ArgumentError, lambda: plot_model(siamese(), None, rankdir="up"), "'LR'")
    with pytest.raises(FileError):
        plot_model(siamese(), tmp_path / "missing" / "a.svg")


def test_matplotlib_waits_until_something_is_drawn() -> None:
    program = "import sys, nervure.models.diagram; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0
