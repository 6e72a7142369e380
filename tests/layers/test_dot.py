from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Dot, Input, Masking, dot
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of


@pytest.mark.parametrize(
    ("axes", "normalize", "shapes"),
    [
        (1, False, ((4,), (4,))),
        (-1, True, ((4,), (4,))),
        ((1, 2), False, ((5,), (3, 5))),
        ([2, 1], True, ((3, 4), (4, 2))),
        (1, False, ((3, 4, 2), (3, 5))),
    ],
)
def test_dot_keeps_the_rules_of_layers(axes: object, normalize: bool, shapes: tuple) -> None:
    check_layer_rules(lambda: Dot(axes, normalize), *shapes)


def test_the_functional_form_does_the_same() -> None:
    a, b = numbers(0, 2, 3), numbers(1, 2, 3)
    assert np.allclose(dot([a, b], axes=1), (a * b).sum(1, keepdims=True), atol=1e-6)
    assert dot([Input((3,)), Input((3,))], name="alike", normalize=True).node.layer.name == "alike"


def test_unknown_sizes_pass() -> None:
    assert Dot(-1)([Input((None, 4)), Input((3, 4))]).shape == (None, None, 3)
    assert Dot(1)([Input((None, 4)), Input((3, 2))]).shape == (None, 4, 2)


def test_it_is_one_step_with_axes_from_the_front() -> None:
    layer = Dot((-1, 1))
    layer([Input((3, 4)), Input((4, 2))])
    (step,) = steps_of(layer, 2)
    assert step.options["axes"] == (2, 1)


def test_a_mask_ends_here() -> None:
    assert not Dot.passes_mask
    assert Dot(2)([Masking()(Input((5, 2))), Input((5, 2))]).shape == (None, 5, 5)


@pytest.mark.parametrize("axes", [0, (1, 0), (1, 2, 3), [1]])
def test_axes_that_cannot_be_meant_are_refused(axes: object) -> None:
    assert_says(ArgumentError, lambda: Dot(axes), "axes", "Dot")


def test_inputs_that_do_not_fit_are_refused() -> None:
    assert_says(ArgumentError, lambda: Dot("last"), "whole number")
    assert_says(ShapeError, lambda: Dot(1)([Input((4,)), Input((3,))]), "4 and 3", "[(N, 4), (N, 3)]")
    assert_says(ShapeError, lambda: Dot(1)([Input((4,))] * 3), "exactly two inputs")
    assert_says(ShapeError, lambda: Dot(1)(Input((4,))), "[a, b]")
    assert_says(ShapeError, lambda: Dot(2)([Input((4,)), Input((4,))]), "no axis 2")
    assert_says(ShapeError, lambda: Dot(-2)([Input((4,)), Input((4,))]), "counts the samples")
