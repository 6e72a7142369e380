from __future__ import annotations

import numpy as np
import pytest

from nervure import layers, models
from nervure.explain.call import StepCall
from tests.explain.asking import call_of
from tests.explain.networks import classifier, explained


def _call(name: str) -> StepCall:
    return call_of(explained(), name)


def test_symbols_carry_letter_value_and_place() -> None:
    call = _call("hidden/z")
    x, w, z, dz = call.x((0, 1)), call.w("kernel", (1, 0)), call.y((0, 0)), call.dy((0, 0))
    assert (x.letter, x.value, str(x.place)) == ("x", 0.2, "input[0,1]")
    assert (w.letter, w.value, str(w.place)) == ("w", 0.25, "hidden/kernel[1,0]")
    assert (z.letter, z.value) == ("z", pytest.approx(0.08))
    assert (dz.letter, dz.is_gradient, str(dz.place)) == ("z", True, "dE/d hidden/z[0,0]")
    assert str(call.dx((0, 0)).place) == "dE/d input[0,0]"


def test_letters_follow_the_part_in_the_network() -> None:
    assert (_call("hidden/z").x_letter(), _call("hidden/z").y_letter()) == ("x", "z")
    assert (_call("hidden/output").x_letter(), _call("hidden/output").y_letter()) == ("z", "h")
    assert _call("output/output").y_letter() == "o"


def test_several_inputs_are_numbered() -> None:
    first, second = layers.Input((2,), name="a"), layers.Input((2,), name="b")
    network = models.Model([first, second], layers.Add(name="sum")([first, second]))
    call = call_of(network.explain([np.ones((1, 2)), np.ones((1, 2))]), "sum/output")
    assert (call.x((0, 0), 0).letter, call.x((0, 0), 1).letter) == ("x₁", "x₂")


def test_a_value_that_nobody_with_a_gradient_read_has_the_gradient_zero() -> None:
    network, x, y = classifier()
    call = call_of(network.explain(x, y), "output/output")
    assert not call.dy_array().any()
    assert (call.is_training, dict(call.options)) == (True, {})


def test_parameters_by_name_and_position() -> None:
    network, x, y = classifier()
    call = call_of(network.explain(x, y), "hidden/z")
    assert (call.parameter_position("bias"), call.parameter(1).name) == (1, "hidden/bias")
    assert call.has_parameter("bias")
    assert not call.has_parameter("gamma")
    assert (call.w_letter(0), call.w_letter(1)) == ("w", "b")
    assert call.setting("learning_rate", 0.1).value == 0.1


def test_what_is_kept_on_the_way_goes_by_the_name_of_the_layer() -> None:
    network = models.Sequential([layers.Input((2,)), layers.BatchNormalization(name="norm")])
    call = call_of(network.explain(np.ones((2, 2))), "norm/output")
    assert (call.kept_reference("mean").kind, call.kept_reference("mean").name) == ("kept", "norm/mean")
