from __future__ import annotations

from nervure.explain.rules.cropping import is_inside, shifted
from nervure.layers import Cropping1D, Cropping2D, Cropping3D, Dense
from tests.explain.proving import assert_corruption_is_found, proved


def test_every_number_agrees() -> None:
    proved([Cropping1D((1, 0)), Dense(1)], (3, 2))
    proved([Cropping2D(((1, 2), (0, 1))), Dense(1)], (4, 3, 2))
    proved([Cropping3D(1), Dense(1)], (3, 3, 3, 1))


def test_what_was_left_out_has_no_gradient() -> None:
    explanation = proved([Cropping1D((1, 0), name="cropped"), Dense(1)], (3, 1))
    assert str(explanation.value_of("cropped/output", (0, 1, 0))).splitlines()[1] == "  h[0,1,0] = x[0,2,0]"
    assert explanation.gradient_of("input", (0, 0, 0)).value == 0


def test_an_index_is_inside_or_not() -> None:
    assert shifted((1, 0, 5, 2), (-1, 2)) == (1, -1, 7, 2)
    assert is_inside((1, 0), (2, 1))
    assert not is_inside((1, -1), (2, 1))
    assert not is_inside((2, 0), (2, 1))


def test_a_changed_number_is_found() -> None:
    explanation = proved([Cropping1D(1, name="cropped"), Dense(1)], (4, 1))
    assert_corruption_is_found(explanation, "value", "cropped/output", (0, 1, 0))
