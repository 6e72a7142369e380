from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.layers import (
    LSTM,
    Add,
    AttachMask,
    BatchNormalization,
    Concatenate,
    Dense,
    Embedding,
    GlobalAveragePooling1D,
    Input,
    Masking,
    TimeDistributed,
)
from nervure.models import Model, Sequential
from tests.explain.asking import array_of
from tests.explain.proving import assert_corruption_is_found, data, proved


def _padded(*shape: int) -> Any:
    x = data(shape, 2)
    x[0, 1] = x[1, 0] = 0
    return x


def assert_proved(network: Model, x: Any) -> None:
    network.compile("sgd", "mse")
    y = np.asarray(network.predict(x, verbose=0))
    assert network.explain(x, y + 1).verify(everything=True).opaque == 0


@pytest.mark.parametrize("value", [0.0, [0.0, 0.0]])
def test_a_mask_says_what_it_saw(value: Any) -> None:
    explanation = proved([Masking(value, name="masked"), Dense(1)], (3, 2), x=_padded(3, 2))
    assert str(explanation.value_of("masked/mask", (0, 1))).splitlines() == [
        "masked/mask[0,1] = 0",
        "  M[0,1] = max({1 if x[0,1,0] ≠ 0, else 0}, {1 if x[0,1,1] ≠ 0, else 0})",
        "         = max(0, 0)",
        "         = 0",
        "  where M is masked/mask, x is input",
    ]
    assert str(explanation.value_of("masked/output", (0, 0, 1))).splitlines()[1] == (
        "  h[0,0,1] = {0 if M[0,0] = 0, else x[0,0,1]}"
    )


def test_masks_of_sums_agree() -> None:
    inputs = [Input((3, 2)), Input((3, 2))]
    total = Add()([Masking()(one) for one in inputs])
    assert_proved(Model(inputs, GlobalAveragePooling1D()(total)), [_padded(3, 2), data((3, 2), 2, 1)])


@pytest.mark.parametrize("axis", [1, 2])
@pytest.mark.parametrize("masked", [(True, True), (True, False)])
def test_masks_of_joined_values_agree(axis: int, masked: tuple[bool, bool]) -> None:
    inputs = [Input((3, 2)), Input((3, 2))]
    read = [Masking()(one) if has_mask else one for one, has_mask in zip(inputs, masked, strict=True)]
    joined = Concatenate(axis=axis)(read)
    assert_proved(Model(inputs, GlobalAveragePooling1D()(joined)), [_padded(3, 2), _padded(3, 2)])


def test_masks_of_words_and_of_sequences_of_sequences_agree() -> None:
    words = np.array([[[1, 0], [0, 0]], [[2, 1], [1, 0]]])
    assert_proved(Sequential([Input((2, 2)), Embedding(3, 2, mask_zero=True), TimeDistributed(LSTM(2))]), words)


def test_masks_of_single_steps_agree() -> None:
    assert_proved(Sequential([Input((3, 2, 2)), Masking(), TimeDistributed(BatchNormalization())]), _padded(3, 2, 2))


def test_a_mask_that_is_fed_agrees() -> None:
    x, mask = Input((3, 2)), Input((3,))
    network = Model([x, mask], GlobalAveragePooling1D()(AttachMask()([x, mask])))
    assert_proved(network, [data((3, 2), 2), np.array([[1.0, 0, 1], [0, 1, 1]])])


def test_a_changed_number_is_found() -> None:
    explanation = proved([Masking(name="masked"), Dense(1)], (3, 2), x=_padded(3, 2))
    assert_corruption_is_found(explanation, "value", "masked/output", (0, 1, 0))
    explanation = proved([Masking(name="masked"), Dense(1)], (3, 2), x=_padded(3, 2))
    mask = array_of(explanation.recording, "value", "masked/mask")
    mask[:] = 1 - mask
    assert_corruption_is_found(explanation, "gradient", "input", (0, 0, 0))
