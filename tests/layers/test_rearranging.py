from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Identity, Input, Permute, RepeatVector
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers


@pytest.mark.parametrize(
    ("make", "shape"),
    [
        (lambda: Permute((2, 1)), (3, 4)),
        (lambda: Permute([3, 1, 2]), (3, 4, 2)),
        (lambda: Permute((1,)), (4,)),
        (lambda: RepeatVector(3), (4,)),
        (Identity, (3, 4)),
    ],
)
def test_they_keep_the_rules_of_layers(make: object, shape: tuple[int, ...]) -> None:
    check_layer_rules(make, shape)


def test_axes_and_copies_are_where_they_should_be() -> None:
    x = numbers(0, 2, 3, 4)
    assert np.array_equal(Permute((2, 1))(x), x.transpose(0, 2, 1))
    assert np.array_equal(RepeatVector(3)(x[:, 0]), np.repeat(x[:, :1], 3, 1))
    assert np.array_equal(Identity()(x), x)
    assert Permute((2, 1))(Input((None, 4))).shape == (None, 4, None)


def test_only_the_identity_hands_a_mask_on() -> None:
    assert (Identity.passes_mask, Permute.passes_mask, RepeatVector.passes_mask) == (True, False, False)


@pytest.mark.parametrize("dims", [(0, 1), (1, 3), (1, 1), (), 2, (2.5, 1)])
def test_an_order_of_axes_that_cannot_be_meant_is_refused(dims: object) -> None:
    assert_says(ArgumentError, lambda: Permute(dims), "dims=(2, 1)")


def test_inputs_that_do_not_fit_are_refused() -> None:
    assert_says(ShapeError, lambda: Permute((2, 1))(Input((4,))), "after the first: 2", "(N, 4)")
    assert_says(ShapeError, lambda: RepeatVector(2)(Input((3, 4))), "(N, 3, 4)")
    assert_says(ArgumentError, lambda: RepeatVector(0), "n=0")
    assert_says(ShapeError, lambda: Identity()([Input((4,)), Input((4,))]), "[(N, 4), (N, 4)]")
