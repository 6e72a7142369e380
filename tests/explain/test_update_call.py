from __future__ import annotations

import pytest

from nervure import optimizers
from nervure.explain.update_call import UpdateCall
from tests.explain.networks import classifier


def _call(optimizer: optimizers.Optimizer) -> UpdateCall:
    network, x, y = classifier(optimizer=optimizer)
    network.train_on_batch(x, y)
    recording = network.explain(x, y).recording
    parameter = next(p for p, each in recording.references.parameters.items() if each.name == "hidden/kernel")
    return UpdateCall(recording, parameter)


def test_weight_gradient_and_rate_have_symbols() -> None:
    call = _call(optimizers.SGD(0.25))
    assert (call.w((0, 1)).letter, call.g((0, 1)).is_gradient) == ("w", True)
    assert str(call.g((0, 1)).place) == "dE/d hidden/kernel[0,1]"
    assert (call.rate().value, call.t.value) == (0.25, 2.0)
    assert call.setting("momentum", 0.9).value == 0.9


def test_what_the_optimizer_keeps_has_a_number_before_and_after() -> None:
    call = _call(optimizers.SGD(0.25, momentum=0.9))
    before, after = call.slot("momentum", (0, 1)), call.slot_after("momentum", (0, 1))
    assert after.is_new
    assert str(after.place) == "new hidden/kernel/momentum[0,1]"
    assert after.value == pytest.approx(0.9 * before.value - 0.25 * call.g((0, 1)).value)


def test_the_used_gradient_is_that_of_the_backward_pass_unless_it_was_cut() -> None:
    plain, cut = _call(optimizers.SGD(0.25)), _call(optimizers.SGD(0.25, clipnorm=0.01))
    assert plain.used_gradient((0, 1)) == plain.g((0, 1))
    assert str(cut.used_gradient((0, 1)).place) == "hidden/kernel/used_gradient[0,1]"
    assert str(cut.gradient_norm().place) == "hidden/kernel/gradient_norm"


def test_only_some_calls_move_the_weights_where_gradients_are_gathered() -> None:
    assert _call(optimizers.SGD(0.25, gradient_accumulation_steps=2)).is_due
    assert not _call(optimizers.SGD(0.25, gradient_accumulation_steps=3)).is_due
