from __future__ import annotations

from typing import Any

import pytest

from nervure.language import set_language
from nervure.layers import LSTM, RNN, Activation, Add, Bidirectional, Conv2D, Dense, Flatten, Input, LSTMCell
from nervure.layers.ledger import MOST_ROWS, Path, Row, as_code, ledger_lines


@pytest.mark.parametrize(
    ("layer", "code"),
    [
        (Dense(3), "Dense(3)"),
        (Dense(units=3, use_bias=False), "Dense(3, use_bias=False)"),
        (Conv2D(4, (3, 2), padding="same", activation="relu"), "Conv2D(4, (3, 2), padding='same', activation='relu')"),
        (Flatten(), "Flatten()"),
        (Activation("relu"), "Activation('relu')"),
        (Bidirectional(LSTM(3), "sum"), "Bidirectional(LSTM(3), merge_mode='sum')"),
        (RNN([LSTMCell(2), LSTMCell(3)]), "RNN([LSTMCell(2), LSTMCell(3)])"),
    ],
)
def test_a_layer_is_written_as_one_writes_it(layer: Any, code: str) -> None:
    assert as_code(layer) == code


def test_the_layers_before_a_place_stand_in_order_with_their_shapes() -> None:
    x = Input((8,), name="numbers")
    first = Dense(4)(x)
    second = Dense(5, name="mine")(first)
    path = Path([first, second], Add())
    assert path.rows == [
        Row("InputLayer 'numbers'", "(N, 8)"), Row("Dense 'dense'", "(N, 4)"), Row("Dense 'mine'", "(N, 5)"),
    ]  # fmt: skip
    assert path.where == "Add 'add'"


def test_layers_without_a_number_are_numbered_along_the_path() -> None:
    x = Input((8,))
    second, third = Dense(4), Dense(4)
    path = Path([third(second(Dense(3)(x)))], Dense(2))
    assert [row.name for row in path.rows[1:]] == ["Dense 'dense'", "Dense 'dense_1'", "Dense 'dense_2'"]
    assert path.where == "Dense 'dense_3'"
    # Code that stands there once is clear; of twins the number is told.
    assert path.place_of(third) == "Dense 'dense_2'"
    assert Path([second.output], third).place_of(Dense(3)) == "Dense(3)"


def test_where_only_inputs_come_before_there_is_nothing_to_show() -> None:
    assert Path([Input((8,)), Input((9,))], Add()).rows == []


def test_a_long_path_is_shown_without_its_middle_and_aligned() -> None:
    rows = [Row(f"Dense 'dense_{number}'", f"(N, {number})") for number in range(20)]
    lines = ledger_lines(rows, "Conv2D 'conv2d'")
    assert len(lines) == MOST_ROWS
    assert lines[0] == "Dense 'dense_0'   (N, 0)"
    assert lines[3] == "... 14 more"
    assert lines[-2:] == ["Dense 'dense_19'  (N, 19)", "Conv2D 'conv2d'   does not fit"]
    short = ledger_lines(rows[: MOST_ROWS - 1], "Conv2D 'conv2d'")
    assert len(short) == MOST_ROWS
    assert not any("more" in line for line in short)


def test_names_in_hangul_take_two_cells() -> None:
    set_language("ko")
    lines = ledger_lines([Row("Dense '층'", "(N, 3)"), Row("Dense 'abc'", "(N, 4)")], "Add 'add'")
    assert lines == ["Dense '층'   (N, 3)", "Dense 'abc'  (N, 4)", "Add 'add'    맞지 않음"]


def test_a_path_of_thousands_of_layers_is_no_recursion() -> None:
    x = Input((2,))
    for _ in range(3000):
        x = Activation("relu")(x)
    assert len(Path([x]).rows) == 3001
