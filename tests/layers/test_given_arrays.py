from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import DataError, ShapeError
from nervure.layers import Dense, Input
from nervure.layers.given_arrays import numbers, set_parameters
from nervure.parameter import Parameter


def parameters() -> tuple[Parameter, ...]:
    layer = Dense(2)
    layer(Input((3,)))
    layer.draw_missing()
    return layer.parameters


def test_lists_become_float32_unless_their_digits_are_wanted() -> None:
    assert numbers([0.1, 0.2], "Dense 'dense'").dtype == torch.float32
    assert numbers([0.1, 0.2], "Dense 'dense'", keeps_digits=True).dtype == torch.float64
    assert numbers(np.arange(3), "Dense 'dense'").dtype == torch.int64


@pytest.mark.parametrize("given", ["words", [object()], None])
def test_what_holds_no_numbers_is_named(given: object) -> None:
    with pytest.raises(DataError, match="Dense 'dense'"):
        numbers(given, "Dense 'dense'")


def test_weights_are_copied_into_their_places() -> None:
    kernel, bias = parameters()
    set_parameters("Dense 'dense'", (kernel, bias), [np.full((3, 2), 0.5), [1.0, 2.0]])
    assert kernel.array.tolist() == [[0.5, 0.5]] * 3
    assert bias.array.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("weights", [[np.zeros((3, 2))], [np.zeros((3, 2)), np.zeros(3)]])
def test_weights_that_do_not_fit_change_nothing(weights: list[np.ndarray]) -> None:
    given = parameters()
    before = [parameter.array.clone() for parameter in given]
    with pytest.raises(ShapeError):
        set_parameters("Dense 'dense'", given, weights)
    assert all(torch.equal(a, b.array) for a, b in zip(before, given, strict=True))
