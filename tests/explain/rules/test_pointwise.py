from __future__ import annotations

from nervure.explain.rules.pointwise import Pointwise, pointwise_rule
from nervure.ops.smooth_activations import SIGMOID
from tests.explain.networks import explained


def test_the_gradient_is_that_behind_times_the_slope() -> None:
    rule = pointwise_rule(Pointwise(lambda z, options: 3 * z, lambda z, y, options: y * 2))
    call = next(call for call in explained().derivations.calls.values() if call.step.op is SIGMOID)
    assert rule.value(call, (0, 1), 0).value == 3 * call.x((0, 1)).value
    assert rule.input_gradient is not None
    assert rule.input_gradient(call, (0, 1), 0).value == call.dy((0, 1)).value * call.y((0, 1)).value * 2
    assert rule.derivative_steps is None
