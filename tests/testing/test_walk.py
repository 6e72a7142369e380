from __future__ import annotations

import torch

from nervure.layers import Dense, Maxout
from nervure.ops.op import Context
from nervure.testing.specimen import ramp_like
from nervure.testing.walk import walk_backward, walk_forward
from tests.layers.layer_rules import walk
from tests.testing.sound_layers import Affine, Halves, Product
from tests.testing.specimens import specimen_of


def test_a_walk_gives_what_a_network_computes() -> None:
    specimen = specimen_of(Maxout(3), (4,))
    layer = specimen.layer()
    forward = walk_forward(layer, specimen.inputs(), Context(training=True))
    dy = ramp_like(forward.outputs[0])
    gradients = walk_backward(layer, forward, (dy,))
    expected = walk(specimen.layer(), specimen.inputs(), dy, dtype=torch.float64)
    assert torch.equal(forward.outputs[0], expected.y)
    assert expected.dinputs[0] is not None
    assert gradients.inputs[0] is not None
    assert torch.equal(gradients.inputs[0], expected.dinputs[0])
    for name, gradient in expected.dparameters.items():
        found = gradients.parameters[name]
        assert found is not None
        assert torch.equal(found, gradient)


def test_steps_come_with_what_they_kept() -> None:
    specimen = specimen_of(Dense(2, activation="tanh"))
    forward = walk_forward(specimen.layer(), specimen.inputs(), Context())
    assert [step.name for step, _ in forward.steps] == ["dense/z", "dense/output"]
    assert torch.equal(forward.steps[0][1].x, specimen.inputs()[0])


def test_several_inputs_and_outputs_have_a_gradient_each() -> None:
    specimen = specimen_of(Product(), [(3,), (3,)])
    layer, (first, second) = specimen.layer(), specimen.inputs()
    forward = walk_forward(layer, (first, second), Context())
    gradients = walk_backward(layer, forward, (torch.ones_like(first),))
    assert gradients.parameters == {}
    assert [torch.equal(dx, x) for dx, x in zip(gradients.inputs, (second, first), strict=True) if dx is not None] == [
        True,
        True,
    ]
    halves = specimen_of(Halves(), (4,))
    forward = walk_forward(halves.layer(), halves.inputs(), Context())
    assert [tuple(y.shape) for y in forward.outputs] == [(4, 2), (4, 2)]


def test_a_missing_gradient_is_none_and_none_is_stored_in_the_parameters() -> None:
    class Careless(Affine):
        def backward(self, dy: torch.Tensor, cache: object) -> tuple[None, dict[str, torch.Tensor]]:
            return None, {"bias": dy.sum(0)}

    specimen = specimen_of(Careless())
    layer = specimen.layer()
    forward = walk_forward(layer, specimen.inputs(), Context())
    gradients = walk_backward(layer, forward, (torch.ones_like(forward.outputs[0]),))
    assert gradients.inputs == (None,)
    assert gradients.parameters["kernel"] is None
    assert gradients.parameters["bias"] is not None
    assert all(parameter.gradient is None for parameter in layer.parameters)
