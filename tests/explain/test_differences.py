from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nervure.explain.differences import Direction, Slope, directions, slope
from nervure.records.reference import Reference

W, A, B = (Reference("parameter", number, name=name) for number, name in enumerate("wab"))
AT = np.array([0.3, -0.7, 1.1])


def told(function: Callable[[np.ndarray], float], gradient: np.ndarray, at: np.ndarray = AT) -> Slope:
    """The slope of ``function`` at ``at`` along all axes."""

    def loss(moves: Direction) -> float:
        return float(function(at + moves[W] if moves else at))

    return slope(loss, {W: np.array([1.0, -1.0, 1.0])}, {W: gradient})


def test_a_right_gradient_is_confirmed() -> None:
    found = told(lambda w: float(np.sum(np.sin(w) ** 2)), 2 * np.sin(AT) * np.cos(AT))
    assert found.is_right
    assert found.is_decided


@pytest.mark.parametrize("factor", [2.0, 1.1, 1.01, -1.0, 0.0])
def test_a_wrong_gradient_is_found(factor: float) -> None:
    found = told(lambda w: float(np.sum(np.exp(w))), factor * np.exp(AT))
    assert not found.is_right
    assert found.is_decided


def test_one_wrong_number_among_many_is_found() -> None:
    gradient = np.exp(AT)
    gradient[1] *= 1.1
    assert not told(lambda w: float(np.sum(np.exp(w))), gradient).is_right


@pytest.mark.parametrize("convention", [0.0, 0.5, 1.0, 0.3])
def test_a_kink_decides_nothing_whatever_the_convention(convention: float) -> None:
    at = np.array([0.0, 0.0, 0.0])
    found = told(lambda w: float(np.maximum(w, 0.0).sum()), np.full(3, convention), at)
    assert found.is_right


def test_a_kink_nearby_is_got_by() -> None:
    at = np.array([4e-6, 0.5, 0.5])
    found = told(lambda w: float(np.maximum(w, 0.0).sum()), np.ones(3), at)
    assert found.is_right
    assert found.is_decided


def test_kinks_that_cancel_on_both_sides_are_no_mistake_of_the_gradient() -> None:
    def bent(w: np.ndarray) -> float:
        return float(np.maximum(w[0], 0.2 * w[0]) - np.maximum(w[1], 0.2 * w[1]) + w[2])

    found = told(bent, np.array([0.2, -0.2, 1.0]), np.array([0.0, 0.0, 0.5]))
    assert found.is_right
    assert not found.is_decided


def test_a_jump_is_no_mistake_of_the_gradient() -> None:
    at = np.array([0.0, 0.5, 0.5])
    assert told(lambda w: float(np.floor(w).sum()), np.zeros(3), at).is_right


def test_a_loss_that_is_no_number_decides_nothing() -> None:
    found = told(lambda w: float("nan"), np.ones(3))
    assert found.is_right
    assert not found.is_decided


def test_a_loss_that_hardly_changes_decides_nothing() -> None:
    found = told(lambda w: 1.0 + 1e-30 * float(w.sum()), np.full(3, 1e-30))
    assert found.is_right
    assert not found.is_decided


def test_directions_begin_with_all_numbers_and_end_with_single_ones() -> None:
    gradients = {A: np.array([[1.0, -5.0]]), B: np.array(2.0)}
    found = [*directions(gradients, 100, 0)]
    assert [name for name, _ in found[:5]] == ["", "a", "b", "a[0,1]", "b"]
    assert set(found[0][1]) == {A, B}
    assert np.abs(found[0][1][A]).tolist() == [[1.0, 1.0]]
    assert found[3][1][A].tolist() == [[0.0, 1.0]]
    assert len([*directions(gradients, 2, 0)]) == 2
