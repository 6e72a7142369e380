from __future__ import annotations

from typing import Any

from nervure.errors import ShapeError
from nervure.layers import Add, Conv2D, Dense, Dropout, Flatten
from nervure.testing import check_layer
from nervure.testing.rules.wrong_input import wrong_input
from tests.testing.sound_layers import Affine, Centered, Product
from tests.testing.specimens import examined, holds


def test_layers_of_the_house_take_or_refuse_every_shape_in_four_lines() -> None:
    for layer, shape in (
        (Dense(2), (3,)),
        (Conv2D(2, 3), (5, 5, 2)),
        (Dropout(0.5), (3,)),
        (Flatten(), (2, 3)),
        (Add(), [(3,), (3,)]),
        (Affine(), (3,)),
        (Product(), [(3,), (3,)]),
    ):
        assert holds(wrong_input, layer, shape), layer.where


def test_a_crash_is_advice_and_no_failure() -> None:
    report = check_layer(Centered(), (3,))
    assert report.passed
    advice = report["wrong_input"]
    assert advice.is_advice
    assert not advice.passed
    assert advice.measured == 2
    assert advice.sentence.startswith("An input of shape (N,) raises RuntimeError: The size of tensor a (2) must match")


def test_a_shape_error_is_all_that_is_asked_for() -> None:
    class Refuses(Centered):
        def check_input(self, input_shape: Any) -> None:
            if self.built and input_shape != self.built_shape:
                raise ShapeError(where=self.where, problem="no.", expected="-", got="-", fix="Change it.")

    assert examined(wrong_input, Refuses())[0].measured == 0
