from __future__ import annotations

import torch

from nervure.layers import BatchNormalization, Conv2D, Dense
from nervure.testing.specimen import ramp_like
from tests.testing.sound_layers import Affine, Product
from tests.testing.specimens import specimen_of


def test_copies_have_the_same_weights_and_share_nothing() -> None:
    specimen = specimen_of(Affine())
    first, second = specimen.layer(), specimen.layer()
    for one, other, weight in zip(first.parameters, second.parameters, specimen.weights, strict=True):
        assert torch.equal(one.array, other.array)
        one.array.zero_()
        assert torch.equal(other.array, weight)
    specimen.inputs()[0].zero_()
    assert bool((specimen.inputs()[0] != 0).all())


def test_copies_come_in_every_type() -> None:
    specimen = specimen_of(Conv2D(2, 3), (5, 5, 1))
    for dtype in (torch.float32, torch.float64):
        assert {parameter.array.dtype for parameter in specimen.layer(dtype).parameters} == {dtype}
        assert specimen.inputs(dtype)[0].dtype == dtype


def test_weights_are_moved_from_their_first_values_and_state_is_not() -> None:
    specimen = specimen_of(BatchNormalization())
    gamma, beta, mean, variance = specimen.weights
    for moved, first in ((gamma, 1.0), (beta, 0.0)):
        assert bool(((moved - first).abs() >= 0.05).all())
        assert bool(((moved - first).abs() <= 0.25).all())
    assert bool((mean == 0).all())
    assert bool((variance == 1).all())


def test_values_keep_the_memory_order_of_the_kernels() -> None:
    kernel = specimen_of(Conv2D(2, 3), (5, 5, 4)).layer().parameters[0]
    assert kernel.array.permute(kernel.memory_order).is_contiguous()


def test_the_shape_is_told_as_layers_are_told_it() -> None:
    assert specimen_of(Affine()).shape == (None, 3)
    assert specimen_of(Product(), [(3,), (3,)]).shape == ((None, 3), (None, 3))


def test_own_forward_and_steps_of_the_house_are_told_apart() -> None:
    assert specimen_of(Affine()).is_custom
    assert not specimen_of(Dense(2)).is_custom


def test_the_weights_of_an_output_are_all_different_and_none_is_zero() -> None:
    ramp = ramp_like(torch.zeros(20, 30, dtype=torch.float64))
    assert len(ramp.unique()) == 600
    assert float(ramp.abs().min()) > 1e-4
    assert ramp_like(torch.zeros(0, 3)).shape == (0, 3)
