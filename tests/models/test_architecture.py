from __future__ import annotations

import subprocess
import sys
from typing import Any

import keras
import pytest

import nervure.keras
from nervure import Input, Model, Sequential, set_language
from nervure.errors import ArgumentError
from nervure.layers import Dense
from nervure.models.architecture import architecture_of
from nervure.records.architecture import LayerRow
from tests.models.networks import (
    Halves,
    assert_explained,
    dense_network,
    picture_network,
    some_digits,
    two_ended,
    vectors,
)
from tests.parity.both import KERAS_CONVERSION


def printed(model: Any, **arguments: Any) -> str:
    pieces: list[str] = []
    model.summary(print_fn=pieces.append, **arguments)
    return "\n".join(pieces)


def test_a_chain_has_a_row_for_each_layer_but_its_input() -> None:
    record = architecture_of(dense_network())
    assert record.rows == (
        LayerRow("dense", "Dense", (None, 8), 1576),
        LayerRow("dense_1", "Dense", (None, 10), 90),
    )
    assert (record.trainable, record.non_trainable, record.optimizer) == (1666, 0, 0)
    assert record.total_bytes == 1666 * 4
    assert record.is_chain


def test_a_graph_says_what_is_connected_to_what() -> None:
    rows = {row.name: row for row in architecture_of(two_ended()).rows}
    assert list(rows) == ["left", "shared", "right", "inner", "add", "concatenate", "kind", "size"]
    assert rows["left"].connected_to == ()
    assert rows["shared"].connected_to == ("left", "right")
    assert rows["add"].connected_to == ("shared", "inner")
    assert rows["inner"].num_parameters == 42 + 24


def test_layers_of_models_inside_have_rows_where_they_are_asked_for() -> None:
    rows = architecture_of(two_ended(), expand_nested=True).rows
    names = [row.name for row in rows]
    at = names.index("inner")
    assert names[at : at + 3] == ["inner", "inner/dense", "inner/batch_normalization"]
    assert sum(row.num_parameters or 0 for row in rows if row.name.startswith("inner/")) == 66


def test_several_outputs_and_calls_of_several_shapes_are_all_shown() -> None:
    x, wide = Input((6,)), Input((None, 6))
    shared = Dense(2, name="shared")
    model = Model([x, wide], [*Halves(name="halves")(x), shared(x), shared(wide)])
    rows = {row.name: row.output_shape for row in architecture_of(model).rows}
    assert rows["halves"] == ((None, 3), (None, 3))
    assert rows["shared"] == ((None, 2), (None, None, 2))


def test_frozen_and_moving_numbers_are_not_trainable() -> None:
    model = two_ended()
    model.get_layer("kind").trainable = False
    record = architecture_of(model)
    assert record.non_trainable == 12 + (12 * 3 + 3)
    assert record.trainable + record.non_trainable == model.count_params()
    assert {row.name for row in record.rows if not row.trainable} == {"kind"}


def test_in_float64_numbers_take_eight_bytes() -> None:
    model = dense_network(compiled=False)
    model.compile("sgd", "sparse_categorical_crossentropy", precision="float64")
    assert architecture_of(model).trainable_bytes == 1666 * 8


@pytest.mark.filterwarnings(KERAS_CONVERSION)
@pytest.mark.parametrize("optimizer", ["adam", "sgd", "rmsprop"])
def test_after_training_the_sums_are_those_of_keras(optimizer: str) -> None:
    def totals(library: Any) -> list[str]:
        layers = library.layers
        model = library.Sequential(
            [library.Input((196,)), layers.Dense(8), layers.BatchNormalization(), layers.Dense(10, "softmax")]
        )
        model.compile(optimizer, "sparse_categorical_crossentropy")
        model.fit(*vectors(8), verbose=0)
        return [line.strip() for line in printed(model).splitlines() if "params:" in line]

    assert totals(nervure.keras) == totals(keras)


def test_looking_at_gradients_does_not_give_the_optimizer_numbers() -> None:
    model = picture_network()
    model.gradients(*some_digits(4))
    model.evaluate(*some_digits(4), verbose=0)
    assert architecture_of(model).optimizer == 0
    assert "Optimizer" not in printed(model)


def test_a_model_that_waits_for_its_shape_has_rows_without_numbers() -> None:
    model = Sequential([Dense(3), Dense(2)], name="waiting")
    record = architecture_of(model)
    assert record.rows == (LayerRow("dense", "Dense", None, None), LayerRow("dense_1", "Dense", None, None))
    assert record.total == 0
    assert '"waiting"' in printed(model)


def test_a_summary_goes_to_a_function_of_ones_own_as_one_text() -> None:
    pieces: list[str] = []
    dense_network().summary(print_fn=pieces.append)
    assert len(pieces) == 1
    lines = pieces[0].splitlines()
    assert lines[0] == 'Model: "sequential"'
    assert any(line.split() == ["dense", "(Dense)", "(None,", "8)", "1,576"] for line in lines)
    assert lines[-3:] == [
        "Total params: 1,666 (6.51 KB)", "Trainable params: 1,666 (6.51 KB)", "Non-trainable params: 0 (0.00 B)",
    ]  # fmt: skip


def test_no_line_is_longer_than_asked_for() -> None:
    for length in (40, 60, 100):
        assert max(map(len, printed(two_ended(), line_length=length).splitlines())) <= length


def test_a_column_says_what_is_trained_where_it_is_asked_for() -> None:
    model = dense_network()
    model.layers[0].trainable = False
    text = printed(model, show_trainable=True)
    assert "Trainable" in text.splitlines()[1]
    first, second = (line for line in text.splitlines() if line.startswith("dense"))
    assert first.split()[-1] != second.split()[-1]


def test_a_range_of_layers_can_be_shown() -> None:
    text = printed(picture_network(), layer_range=("conv2d", "dropout"))
    named = [line.split()[0] for line in text.splitlines() if "(" in line and ":" not in line][1:]
    assert named == ["conv2d", "batch_normalization", "dropout"]
    assert "Total params: 1,506" in text
    patterns = printed(picture_network(), layer_range=("conv.*", "flat.*"))
    assert "flatten" in patterns
    assert "dense" not in patterns
    for wrong in (("conv3d", "dense"), ("dense",), ("a", "b", "c")):
        assert_explained(
            ArgumentError, lambda given=wrong: printed(dense_network(), layer_range=given), "dense, dense_1"
        )


def test_arguments_stand_in_the_order_of_keras() -> None:
    pieces: list[str] = []
    dense_network().summary(70, None, pieces.append, False, True)
    assert "Trainable" in pieces[0].splitlines()[1]


def test_in_a_pipe_the_summary_is_plain_and_its_last_line_ends() -> None:
    program = (
        "from nervure import Input, Sequential; from nervure.layers import Dense\n"
        "Sequential([Input((4,)), Dense(3)]).summary(); print('next line')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    assert "\r" not in done.stdout
    assert done.stdout.splitlines()[-2:] == ["Non-trainable params: 0 (0.00 B)", "next line"]


def test_a_summary_speaks_korean() -> None:
    set_language("ko")
    text = printed(dense_network())
    assert any("가" <= sign <= "힣" for sign in text)
    assert "1,666" in text


def test_names_with_brackets_are_shown_as_they_are() -> None:
    model = Sequential([Input((4,)), Dense(3, name="[bold]dense[/bold]")], name="[red]net")
    text = printed(model)
    assert "[bold]dense[/bold]" in text.replace("\n", "")
    assert '"[red]net"' in text
