from __future__ import annotations

import pytest
import torch

from nervure.optimizers.slots import names_of_parts, relaid
from tests.optimizers.weights import parameters, segment_of


def test_without_a_past_slots_are_zeros_like_the_weights() -> None:
    segment = segment_of(dtype=torch.float32)
    slot = relaid(None, None, segment)
    assert slot.dtype == torch.float32
    assert slot.shape == segment.values.shape
    assert not slot.any()


def test_equal_names_and_shapes_do_not_make_a_parameter_the_same() -> None:
    first, second = segment_of(parameters()), segment_of(parameters())
    assert not relaid(torch.ones(first.length, dtype=torch.float64), first, second).any()


def test_parts_are_named_by_path_or_by_number() -> None:
    segment = segment_of()
    assert names_of_parts(segment, "momentum", None)[:2] == ["0/kernel/momentum", "1/bias/momentum"]
    assert names_of_parts(segment, "m", ["a/k", "a/b", "c/k", "c/b"]) == ["a/k/m", "a/b/m", "c/k/m", "c/b/m"]
    with pytest.raises(ValueError, match="1 paths for 4 parameters"):
        names_of_parts(segment, "m", ["a/k"])
