from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.layers import Dense
from nervure.testing.rules.form import dtype, forward_and_backward
from tests.testing.planted_faults import ConstantInFloat32, GradientsInAList, ListForY, NoCache
from tests.testing.sound_layers import Affine, AffineCache, Halves, Noise, Product
from tests.testing.specimens import examined, holds


def test_sound_layers_have_the_right_form_and_types() -> None:
    for layer, shape in ((Affine(), (3,)), (Noise(), (3,)), (Product(), [(3,), (3,)]), (Halves(), (4,))):
        assert holds(forward_and_backward, layer, shape)
        assert holds(dtype, layer, shape)
    assert holds(forward_and_backward, Dense(2, activation="relu"))
    assert holds(dtype, Dense(2, activation="relu"))


def test_both_modes_are_looked_at() -> None:
    class WithoutCacheAtInference(Affine):
        def forward(self, x: Tensor, context: Any) -> Any:
            returned = super().forward(x, context)
            return returned if context.training else returned[0]

    (finding,) = examined(forward_and_backward, WithoutCacheAtInference())
    assert finding.measured == 1
    (finding,) = examined(forward_and_backward, NoCache())
    assert finding.measured == 2


def test_long_lists_are_cut_off_in_the_sentence() -> None:
    assert "[Tensor, Tensor]" in examined(forward_and_backward, GradientsInAList())[0].sentence
    assert "returned [[float, float, float], [float, float, float], [float, float, float], ...]." in (
        examined(forward_and_backward, ListForY())[0].sentence
    )


def test_every_tensor_of_another_type_is_counted() -> None:
    class EverythingInFloat32(Affine):
        def backward(self, dy: Tensor, cache: AffineCache) -> Any:
            dx, gradients = super().backward(dy, cache)
            return dx.float(), {name: gradient.float() for name, gradient in gradients.items()}

    (finding,) = examined(dtype, EverythingInFloat32())
    assert finding.measured == 3
    assert finding.sentence == "dx is float32, but the input is float64."
    assert holds(forward_and_backward, ConstantInFloat32())
    with pytest.raises(RuntimeError, match="dtype"):
        examined(dtype, ConstantInFloat32())


def test_widened_outputs_are_found_as_well_as_narrowed_ones() -> None:
    class Widens(Affine):
        def forward(self, x: Tensor, context: Any) -> Any:
            y, cache = super().forward(x, context)
            return y.to(torch.float64), cache

    (finding,) = examined(dtype, Widens())
    assert finding.sentence == "y is float64, but the input is float32."
