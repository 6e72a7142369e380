from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import LSTM, Add, AttachMask, Concatenate, Input
from nervure.layers.lowering import Lowering
from nervure.layers.merged_masks import pass_either_mask, pass_joined_mask
from nervure.models import Model
from tests.layers.layer_rules import numbers

A, B = numbers(0, 2, 4, 3), numbers(1, 2, 4, 3)
FIRST, SECOND = np.array([[1, 1, 0, 0], [1, 0, 0, 0]], bool), np.array([[1, 0, 1, 0], [0, 1, 0, 0]], bool)


def read_behind(merge: Add | Concatenate, masked: str, axis: int = -1) -> tuple[np.ndarray, LSTM]:
    """What an LSTM gives behind two merged inputs, of which those named in ``masked`` have a mask."""
    a, b, first, second = Input((4, 3)), Input((4, 3)), Input((4,)), Input((4,))
    one = AttachMask()([a, first]) if "a" in masked else a
    other = AttachMask()([b, second]) if "b" in masked else b
    lstm = LSTM(2)
    inputs = [a, b, *([first] if "a" in masked else []), *([second] if "b" in masked else [])]
    model = Model(inputs, lstm(merge([one, other])))
    given = [A, B, *([FIRST] if "a" in masked else []), *([SECOND] if "b" in masked else [])]
    return model.predict(given, verbose=0), lstm


@pytest.mark.parametrize(("masked", "mask"), [("", None), ("a", None), ("ab", FIRST | SECOND)])
def test_a_sum_is_real_where_any_input_is_if_all_have_masks(masked: str, mask: np.ndarray | None) -> None:
    y, lstm = read_behind(Add(), masked)
    assert np.allclose(y, lstm(A + B, mask=mask), atol=1e-6)


@pytest.mark.parametrize(("masked", "mask"), [("", None), ("a", None), ("ab", FIRST | SECOND)])
def test_features_side_by_side_are_real_where_any_is(masked: str, mask: np.ndarray | None) -> None:
    y, lstm = read_behind(Concatenate(), masked)
    assert np.allclose(y, lstm(np.concatenate([A, B], -1), mask=mask), atol=1e-6)


@pytest.mark.parametrize("masked", ["a", "b", "ab"])
def test_sequences_one_after_another_keep_their_masks(masked: str) -> None:
    y, lstm = read_behind(Concatenate(axis=1), masked)
    whole = np.ones((2, 4), bool)
    mask = np.concatenate([FIRST if "a" in masked else whole, SECOND if "b" in masked else whole], 1)
    assert np.allclose(y, lstm(np.concatenate([A, B], 1), mask=mask), atol=1e-6)


def test_a_mask_that_is_the_same_needs_no_step() -> None:
    lowering = Lowering(num_inputs=4)
    lowering.mask_of.update({0: 2, 1: 2})
    pass_either_mask((0, 1), (3,), lowering.layer("add", stream=0))
    assert lowering.mask_of[3] == 2
    assert not lowering.steps


def test_without_any_mask_nothing_is_added() -> None:
    lowering = Lowering(num_inputs=2)
    face = lowering.layer("merge", stream=0)
    pass_either_mask((0,), (1,), face)
    pass_joined_mask((0,), (1,), face, axis=1)
    assert not lowering.mask_of
    assert not lowering.steps
