from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.initializers import Constant, Identity, Ones, Zeros


def test_zeros_ones_and_constants_fill_the_whole_shape() -> None:
    assert torch.equal(Zeros().draw((2, 3), 0), torch.zeros(2, 3, dtype=torch.float64))
    assert torch.equal(Ones().draw((2, 3), 0), torch.ones(2, 3, dtype=torch.float64))
    assert torch.equal(Constant(0.25).draw((3,), 0), torch.full((3,), 0.25, dtype=torch.float64))


def test_a_constant_takes_numbers_of_numpy_and_torch() -> None:
    assert Constant(np.float32(0.5)).value == 0.5  # type: ignore[arg-type]
    assert Constant(torch.tensor(2)).value == 2  # type: ignore[arg-type]


def test_an_empty_shape_gives_a_scalar() -> None:
    assert Constant(3).draw((), 0).item() == 3


def test_the_identity_puts_its_gain_on_the_diagonal_of_any_matrix() -> None:
    np.testing.assert_array_equal(Identity(2.0).draw((3, 2), 0).numpy(), 2 * np.eye(3, 2))


def test_the_identity_refuses_kernels() -> None:
    with pytest.raises(ShapeError, match="Identity: the identity initializer works only for matrices"):
        Identity().draw((3, 3, 1, 8), 0)


@pytest.mark.parametrize("value", ["a", None, True])
def test_a_constant_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ArgumentError, match="Constant: value must be a number") as caught:
        Constant(value)  # type: ignore[arg-type]
    assert len(str(caught.value).splitlines()) == 4


@pytest.mark.parametrize("value", [[1.0, 2.0, 3.0], np.array([[1.0], [2.0]]), torch.tensor([4.0]), np.float32(2.5)])
def test_a_constant_may_be_an_array_that_stretches_to_the_weight(value: Any) -> None:
    drawn = Constant(value)((2, 3))
    np.testing.assert_allclose(drawn, np.broadcast_to(np.asarray(value), (2, 3)))
    again = Constant.from_config(Constant(value).get_config())
    np.testing.assert_array_equal(again((2, 3)), drawn)


def test_a_constant_array_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ShapeError):
        Constant([1.0, 2.0])((2, 3))
    with pytest.raises(ArgumentError):
        Constant(["a", "b"])
