from __future__ import annotations

import pytest

from nervure.errors import ArgumentError
from nervure.layers import Dense
from nervure.layers.declared_shape import declared_shape


def test_a_shape_is_declared_in_three_ways() -> None:
    assert declared_shape((4,), None, None) == declared_shape(None, 4, None) == (None, 4)
    assert declared_shape(None, None, (8, 4)) == (8, 4)
    assert declared_shape(None, None, None) is None


def test_a_single_number_is_no_shape() -> None:
    with pytest.raises(ArgumentError, match="input_shape must be a tuple"):
        Dense(2, input_shape=4)
