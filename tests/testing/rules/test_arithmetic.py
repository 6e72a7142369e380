from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.layers import BatchNormalization, Conv2D, Dense, GlobalMaxPooling2D
from nervure.testing.rules.arithmetic import batch_independence, float32, memory_order, scattered
from tests.testing.planted_faults import LosesDigits, OtherSamplesMatter, PlaceMatters, ReadsMemory
from tests.testing.sound_layers import Affine, Noise, Product
from tests.testing.specimens import examined, holds


def test_sound_layers_are_independent_of_samples_memory_and_type() -> None:
    for layer, shape in (
        (Affine(), (2, 3)),
        (Noise(), (3,)),
        (Product(), [(3,), (3,)]),
        (BatchNormalization(), (4,)),
        (Conv2D(3, 3), (5, 5, 2)),
        (GlobalMaxPooling2D(), (3, 3, 2)),
        (Dense(3, activation="softmax"), (4,)),
    ):
        for rule in (batch_independence, memory_order, float32):
            assert holds(rule, layer, shape), f"{rule.__name__} {layer.where}"


def test_samples_may_meet_in_training() -> None:
    class MeetsInTraining(OtherSamplesMatter):
        def forward(self, x: Tensor, context: Any) -> tuple[Any, Any]:
            return super().forward(x, context) if context.training else (x, None)

    assert holds(batch_independence, MeetsInTraining())


def test_other_samples_and_the_place_among_them_are_both_seen() -> None:
    for fault in (OtherSamplesMatter(), PlaceMatters()):
        (finding,) = examined(batch_independence, fault)
        assert finding.measured is not None
        assert finding.measured > 0.1


def test_a_view_of_scattered_numbers_is_an_error_that_is_passed_on() -> None:
    with pytest.raises(RuntimeError, match="view size is not compatible"):
        examined(memory_order, ReadsMemory())


def test_scattered_numbers_are_the_same_numbers() -> None:
    x = torch.arange(24.0).view(2, 3, 4)
    view = scattered(x)
    assert torch.equal(view, x)
    assert not view.is_contiguous()
    assert view.stride() != x.stride()
    assert scattered(torch.zeros(0, 3)).shape == (0, 3)


def test_lost_digits_are_measured() -> None:
    (finding,) = examined(float32, LosesDigits())
    assert finding.measured is not None
    assert 1e-4 < finding.measured < 1e-2


def test_an_overflow_in_float32_is_infinitely_far() -> None:
    class Overflows(Noise):
        def forward(self, x: Tensor, context: Any) -> tuple[Any, Any]:
            return torch.log(torch.exp(100 * x.abs())), x.sign()

        def backward(self, dy: Tensor, sign: Any) -> tuple[Any, Any]:
            return 100 * sign * dy, {}

    (finding,) = examined(float32, Overflows())
    assert finding.measured == torch.inf
