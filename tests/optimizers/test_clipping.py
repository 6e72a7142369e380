from __future__ import annotations

import pytest
import torch

from nervure.optimizers.clipping import clip_by_global_norm, clip_by_norm, clip_by_value
from tests.optimizers.weights import SHAPES, gaps_of, gradients_of_step, segment_of, set_gradients


def test_values_are_cut_at_both_ends_and_nan_stays() -> None:
    gradients = torch.tensor([-3.0, -0.5, 0.5, 3.0, torch.nan])
    clip_by_value(gradients, 1.0)
    assert gradients[:4].tolist() == [-1, -0.5, 0.5, 1]
    assert gradients[4].isnan()


@pytest.mark.parametrize("limit", [0.5, 5.0, 1e6])
def test_each_parameter_keeps_its_direction_and_gets_at_most_the_limit(limit: float) -> None:
    segment = segment_of()
    before = [torch.from_numpy(gradient) for gradient in gradients_of_step(SHAPES, 1)]
    set_gradients(segment, gradients_of_step(SHAPES, 1))
    assert segment.gradients is not None
    clip_by_norm(segment, segment.gradients, limit)
    for was, parameter in zip(before, segment.parameters, strict=True):
        assert parameter.gradient is not None
        expected = was * min(1.0, limit / was.norm().item())
        torch.testing.assert_close(parameter.gradient, expected, rtol=1e-12, atol=0)
    assert not gaps_of(segment, segment.gradients).any()


def test_a_gradient_within_the_limit_keeps_its_bits() -> None:
    segment = segment_of(dtype=torch.float32)
    set_gradients(segment, gradients_of_step(SHAPES, 1))
    assert segment.gradients is not None
    before = segment.gradients.clone()
    clip_by_norm(segment, segment.gradients, 1e4)
    assert torch.equal(segment.gradients, before)


def test_the_global_norm_is_that_of_all_parameters_together() -> None:
    gradients = torch.tensor([3.0, 0.0, 4.0], dtype=torch.float64)
    clip_by_global_norm(gradients, 2.5)
    assert gradients.tolist() == pytest.approx([1.5, 0, 2])
    clip_by_global_norm(gradients, 100.0)
    assert gradients.tolist() == pytest.approx([1.5, 0, 2])


def test_gradients_of_zero_stay_zero() -> None:
    gradients = torch.zeros(4)
    clip_by_global_norm(gradients, 1.0)
    assert gradients.tolist() == [0, 0, 0, 0]
    segment = segment_of()
    assert segment.gradients is not None
    clip_by_norm(segment, segment.gradients, 1.0)
    assert not segment.gradients.any()


@pytest.mark.parametrize("spoiled", [torch.inf, torch.nan])
def test_a_norm_that_is_not_finite_spoils_every_gradient(spoiled: float) -> None:
    gradients = torch.tensor([1.0, spoiled])
    clip_by_global_norm(gradients, 1.0)
    assert gradients.isnan().all()
