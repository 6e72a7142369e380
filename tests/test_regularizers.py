from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from nervure import regularizers
from nervure.errors import ArgumentError, ShapeError, UnknownNameError
from nervure.registry import serialize
from nervure.regularizers import L1, L1L2, L2, OrthogonalRegularizer, Regularizer

Array = np.ndarray[Any, np.dtype[np.float64]]


def derivative(function: Callable[[Array], float], at: Array, step: float = 1e-5) -> Array:
    """Central differences, one number after the other."""
    gradient = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        left, right = at.copy(), at.copy()
        left[index] -= step
        right[index] += step
        gradient[index] = (function(right) - function(left)) / (2 * step)
    return gradient


EVERY = [
    L1(0.3), L2(0.2), L1L2(0.3, 0.2), L1(), L2(), OrthogonalRegularizer(0.3), OrthogonalRegularizer(0.2, "columns"),
]  # fmt: skip
ANY_SHAPE = [regularizer for regularizer in EVERY if not isinstance(regularizer, OrthogonalRegularizer)]


@pytest.mark.parametrize("regularizer", EVERY, ids=repr)
def test_the_gradient_is_the_derivative_of_the_penalty(regularizer: Regularizer) -> None:
    generator = torch.Generator().manual_seed(1)
    value = torch.randn(4, 3, generator=generator, dtype=torch.float64)
    value += 0.1 * value.sign()  # away from the kink of |w|
    expected = derivative(lambda w: float(regularizer.penalty(torch.from_numpy(w))), value.numpy())
    np.testing.assert_allclose(regularizer.gradient(value).numpy(), expected, rtol=0, atol=1e-8)


def test_penalties_are_the_written_sums() -> None:
    value = torch.tensor([1.0, -3.0])
    assert L1(0.5).penalty(value).item() == 2.0
    assert L2(0.5).penalty(value).item() == 5.0
    assert L1L2(0.5, 0.25).penalty(value).item() == 4.5
    assert L1(0.5).penalty(value).shape == ()


def test_at_zero_the_gradient_of_l1_is_zero() -> None:
    assert L1(1.0).gradient(torch.tensor([0.0, -0.0, 2.0])).tolist() == [0, 0, 1]


@pytest.mark.parametrize("regularizer", ANY_SHAPE, ids=repr)
def test_the_type_of_the_weight_is_kept(regularizer: Regularizer) -> None:
    for dtype in (torch.float32, torch.float64):
        value = torch.ones(2, dtype=dtype)
        assert regularizer.penalty(value).dtype == dtype
        assert regularizer.gradient(value).dtype == dtype


def test_names_objects_classes_and_configurations_are_found() -> None:
    assert regularizers.get(None) is None
    for name, cls in regularizers.TABLE.items():
        assert type(regularizers.get(name)) is cls
    given = L2(0.1)
    assert regularizers.get(given) is given
    assert isinstance(regularizers.get(L1), L1)
    assert regularizers.get(serialize(L1L2(0.1, 0.2))).get_config() == {"l1": 0.1, "l2": 0.2}  # type: ignore[union-attr]
    assert regularizers.l2 is L2


def test_calling_a_regularizer_gives_a_number() -> None:
    assert L2(1.0)(np.array([2.0])) == 4.0


def test_an_object_with_penalty_and_gradient_will_do() -> None:
    class Sum:
        def penalty(self, value: torch.Tensor) -> torch.Tensor:
            return value.sum()

        def gradient(self, value: torch.Tensor) -> torch.Tensor:
            return torch.ones_like(value)

    given = Sum()
    assert regularizers.get(given) is given


@pytest.mark.parametrize("name", ["l1_l2", "l1l2", "L1L2"])
def test_the_name_of_both_penalties_means_a_hundredth_of_each(name: str) -> None:
    both = regularizers.get(name)
    assert both is not None
    assert both.penalty(torch.full((3,), 2.0)).item() == pytest.approx(0.01 * 6 + 0.01 * 12)


def test_both_penalties_without_factors_are_none_and_say_so(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="nervure"):
        nothing = L1L2()
    assert nothing.penalty(torch.ones(3)).item() == 0
    assert "adds no penalty" in caplog.text


@pytest.mark.parametrize("factor", [-0.1, math.nan, math.inf, "0.1", True])
def test_a_factor_that_cannot_be_meant_is_refused(factor: float) -> None:
    for make in (L1, L2, lambda value: L1L2(l2=value)):
        with pytest.raises(ArgumentError, match="must be a number of at least 0"):
            make(factor)


def test_none_is_the_default_factor_as_in_keras() -> None:
    assert L1(None).l1 == L2(None).l2 == 0.01
    assert L1L2(None, 0.1).l1 == 0


def test_a_misspelled_name_gets_a_suggestion() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean"):
        regularizers.get("l11")


def test_a_plain_function_is_refused_with_what_to_do() -> None:
    with pytest.raises(ArgumentError, match=r"subclass regularizers\.Regularizer"):
        regularizers.get(lambda w: w.sum())


def test_rows_at_right_angles_cost_nothing_and_parallel_ones_the_whole_factor() -> None:
    rows = OrthogonalRegularizer(0.5)
    assert rows([[1.0, 0.0], [0.0, 3.0]]) == 0.0
    assert rows([[1.0, 2.0], [-2.0, -4.0], [3.0, 6.0]]) == pytest.approx(0.5)
    assert OrthogonalRegularizer(0.5, "columns")([[1.0, 2.0], [2.0, 4.0]]) == pytest.approx(0.5)


def test_a_single_row_and_rows_of_zeros_have_no_angle() -> None:
    single, zeros = torch.tensor([[1.0, 2.0]]), torch.zeros(3, 2)
    for value in (single, zeros):
        assert OrthogonalRegularizer().penalty(value).item() == 0
        assert not OrthogonalRegularizer().gradient(value).any()


def test_only_a_matrix_has_rows_and_only_two_modes_are_known() -> None:
    with pytest.raises(ShapeError, match="only a matrix"):
        OrthogonalRegularizer()(np.ones((2, 3, 4)))
    with pytest.raises(ArgumentError, match="mode"):
        OrthogonalRegularizer(mode="diagonals")


@pytest.mark.parametrize("mode", ["rows", "columns"])
def test_the_penalty_on_angles_is_that_of_keras(mode: str) -> None:
    keras = pytest.importorskip("keras")
    value = np.random.default_rng(0).normal(size=(4, 3)).astype("float32")
    leaf = torch.from_numpy(value).requires_grad_()
    theirs = keras.regularizers.OrthogonalRegularizer(0.3, mode)(leaf)
    theirs.backward()
    ours = OrthogonalRegularizer(0.3, mode)
    assert ours(value) == pytest.approx(theirs.item(), rel=1e-6)
    assert torch.allclose(ours.gradient(torch.from_numpy(value)), leaf.grad, atol=1e-6)


def test_a_regularizer_is_described_and_made_again_also_one_of_your_own() -> None:
    class Mine(L2):
        pass

    assert regularizers.deserialize(regularizers.serialize(L1L2(0.1, 0.2))).get_config() == {"l1": 0.1, "l2": 0.2}
    described = regularizers.serialize(Mine(0.3))
    assert isinstance(regularizers.deserialize(described, {"Mine": Mine}), Mine)
    with pytest.raises(UnknownNameError):
        regularizers.deserialize(described)
