from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nervure.errors import ShapeError
from nervure.layers import (
    GRU,
    LSTM,
    Add,
    BatchNormalization,
    Bidirectional,
    Concatenate,
    Conv1D,
    Conv2D,
    Conv3D,
    Cropping2D,
    Dense,
    Dot,
    Flatten,
    GlobalMaxPooling2D,
    GroupNormalization,
    Input,
    Layer,
    LayerNormalization,
    MaxPooling2D,
    Permute,
    RepeatVector,
    Reshape,
    Subtract,
    TimeDistributed,
    UnitNormalization,
)  # fmt: skip
from nervure.layers.shape_remedies import explain, remade, shape_after


def sums() -> Any:
    x = Input((6, 6, 2))
    return Add()([Conv2D(3, 3)(x), Conv2D(4, 3)(x)])


def fix_of(draw: Callable[[], Any]) -> str:
    with pytest.raises(ShapeError) as raised:
        draw()
    assert raised.value.is_explained
    return raised.value.fix


@pytest.mark.parametrize(
    ("draw", "fix"),
    [
        (lambda: Conv2D(4, 3)(Input((28, 28))), "Write `shape=(28, 28, 1)` in `Input((28, 28))`."),
        (lambda: Conv2D(4, 3)(Flatten()(Input((8, 8, 3)))), "Leave `Flatten()` out."),
        (lambda: Conv2D(4, 3)(Dense(64)(Input((7,)))), "Put `Reshape((8, 8, 1))` before `Conv2D(4, 3)`."),
        (lambda: Conv2D(4, 1)(Dense(10)(Input((7,)))), "Put `Reshape((1, 1, 10))` before `Conv2D(4, 1)`."),
        (lambda: Conv2D(4, 3)(Input((5, 28, 28, 1))), "Write `shape=(28, 28, 1)` in `Input((5, 28, 28, 1))`."),
        (lambda: Conv1D(4, 3)(Input((28, 28, 1))), "Put `Reshape((28, 28))` before `Conv1D(4, 3)`."),
        (lambda: Conv1D(4, 3)(Dense(9)(Input((7,)))), "Put `Reshape((9, 1))` before `Conv1D(4, 3)`."),
        (lambda: Conv3D(4, 1)(Dense(9)(Input((7,)))), "Put `Reshape((9, 1, 1, 1))` before `Conv3D(4, 1)`."),
        (
            lambda: MaxPooling2D(3)(Conv2D(4, 5)(Input((6, 6, 1)))),
            "Write `padding='same'` in `MaxPooling2D(pool_size=3)`.",
        ),
        (lambda: LSTM(3)(GRU(4)(Input((5, 2)))), "Write `return_sequences=True` in `GRU(4)`."),
        (lambda: LSTM(3)(GlobalMaxPooling2D()(Input((4, 4, 2)))), "Put `Reshape((2, 1))` before `LSTM(3)`."),
        (
            lambda: Bidirectional(LSTM(3))(Bidirectional(LSTM(4))(Input((5, 2)))),
            "Put `Reshape((8, 1))` before `Bidirectional(LSTM(3))`.",
        ),
        (lambda: TimeDistributed(Dense(3))(LSTM(4)(Input((5, 2)))), "Write `return_sequences=True` in `LSTM(4)`."),
        (lambda: Conv2D(4, 1, groups=4)(Input((6, 6, 6))), "Write `groups=2` in `Conv2D(4, 1, groups=4)`."),
        (lambda: GroupNormalization(4)(Input((6,))), "Write `groups=2` in `GroupNormalization(groups=4)`."),
        (lambda: Reshape((7, 7, 5))(Input((196,))), "Write `target_shape=(7, 7, -1)` in `Reshape((7, 7, 5))`."),
        (lambda: Permute((3, 1, 2))(Input((4, 5))), "Write `dims=(1, 2)` in `Permute((3, 1, 2))`."),
        (lambda: Cropping2D(5)(Input((8, 8, 1))), "Write `cropping=((3, 3), (3, 3))` in `Cropping2D(cropping=5)`."),
        (lambda: LayerNormalization(axis=3)(Input((4,))), "Write `axis=-1` in `LayerNormalization(axis=3)`."),
        (lambda: UnitNormalization(axis=-2)(Input((4,))), "Write `axis=-1` in `UnitNormalization(axis=-2)`."),
        (lambda: BatchNormalization(axis=-2)(Input((4,))), "Write `axis=-1` in `BatchNormalization(axis=-2)`."),
        (lambda: Dense(3)([Input((4,)), Input((5,))]), "Put `Concatenate()` before `Dense(3)`."),
        (
            lambda: Dense(3)(Flatten()(Input((None, None, 3)))),
            "Write `GlobalAveragePooling2D()` instead of `Flatten()`.",
        ),
        (lambda: RepeatVector(3)(Input((4, 5))), "Put `Flatten()` before `RepeatVector(3)`."),
        (sums, "Write `filters=3` in `Conv2D(4, 3)`."),
        (
            lambda: Concatenate()([LSTM(3)(Input((5, 2))), LSTM(4, return_sequences=True)(Input((5, 2)))]),
            "Write `return_sequences=False` in `LSTM(4, return_sequences=True)`.",
        ),
        (lambda: Subtract()([Dense(3)(Input((2,))), Dense(4)(Input((2,)))]), "Write `units=3` in `Dense(4)`."),
        (lambda: Dot(1)([Dense(3)(Input((2,))), Dense(4)(Input((2,)))]), "Write `units=3` in `Dense(4)`."),
    ],
)
def test_one_change_that_works_is_told(draw: Callable[[], Any], fix: str) -> None:
    assert fix_of(draw) == fix


def test_a_declared_shape_is_changed_where_it_was_declared() -> None:
    layer = Conv2D(4, 3, input_shape=(28, 28))
    with pytest.raises(ShapeError) as raised:
        layer(Input((28, 28)))
    assert raised.value.fix == "Write `input_shape=(28, 28, 1)` in `Conv2D(4, 3, input_shape=(28, 28))`."


def test_where_no_single_change_is_known_the_general_fix_stays() -> None:
    with pytest.raises(ShapeError) as raised:
        Add()([Input((3,)), Input((4,))])
    assert raised.value.is_explained
    assert raised.value.ledger == ()
    assert raised.value.fix.startswith("Bring them to the same shape first")


def test_a_shared_layer_gets_features_of_the_number_it_was_built_for() -> None:
    shared = Dense(3)
    shared(Input((4,)))
    assert fix_of(lambda: shared(Dense(6)(Input((2,))))) == "Put `Dense(4)` before `Dense(3)`."


def test_an_error_is_explained_once_and_names_the_place_as_the_ledger_does() -> None:
    x = Dense(4)(Input((4,)))
    with pytest.raises(ShapeError) as raised:
        Dense(3)([x, x])
    error = raised.value
    assert error.where == "Dense 'dense_1'"
    assert str(error).startswith("Dense 'dense_1': ")
    assert error.ledger[-1].split() == ["Dense", "'dense_1'", "does", "not", "fit"]
    before = str(error)
    explain(error, Dense(3), [x])
    assert str(error) == before


def test_trying_a_change_leaves_the_layers_as_they_are() -> None:
    first, second = LSTM(4), LSTM(3)
    x = first(Input((5, 2)))
    weights = first.get_weights()
    with pytest.raises(ShapeError):
        second(x)
    assert not second.built
    assert first.built_shape == (None, 5, 2)
    assert [weight.shape for weight in first.get_weights()] == [weight.shape for weight in weights]


def test_a_layer_is_made_anew_with_the_layers_inside_it() -> None:
    wrapped = Bidirectional(LSTM(3), "sum")
    again = remade(wrapped, merge_mode="concat")
    assert again.sublayers[0] is not wrapped.sublayers[0]
    assert shape_after(again, (None, 5, 2)) == (None, 6)
    assert shape_after(wrapped, (None, 5)) is None


def test_a_layer_of_ones_own_that_fails_in_its_own_way_helps_nobody() -> None:
    class Odd(Layer):
        def compute_output_shape(self, input_shape: Any) -> Any:
            return (input_shape[0], input_shape[7])

    assert shape_after(Odd(), (None, 3)) is None
