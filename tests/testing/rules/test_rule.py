from __future__ import annotations

import math

import torch

from nervure.testing.rules.rule import counted, distance, farthest


def test_distances_are_relative_to_the_largest_number() -> None:
    a, b = torch.tensor([1.0, 200.0]), torch.tensor([1.0, 201.0])
    assert distance(a, a) == 0.0
    assert abs(distance(a, b) - 1 / 201) < 1e-12
    assert distance(a, b, least=1000.0) == 1e-3
    assert distance(torch.zeros(0), torch.zeros(0)) == 0.0


def test_nan_is_near_nan_and_far_from_everything_else() -> None:
    nan, one = torch.tensor([torch.nan, 1.0]), torch.tensor([0.0, 1.0])
    assert distance(nan, nan) == 0.0
    assert distance(nan, one) == math.inf
    assert distance(torch.tensor([torch.inf]), torch.tensor([torch.inf])) == 0.0


def test_the_farthest_of_several_pairs_counts_and_a_missing_one_is_infinitely_far() -> None:
    one, two = torch.ones(2), 2 * torch.ones(2)
    assert farthest([one, one], [one, two]) == 0.5
    assert farthest([None, one], [None, one]) == 0.0
    assert farthest([None], [one]) == math.inf
    assert farthest([one], [torch.ones(1, 2)]) == math.inf
    assert farthest([], []) == 0.0


def test_problems_are_counted_and_the_first_is_told() -> None:
    assert counted([]) == (0, 0, "", "")
    assert counted(["a", "b"]) == (2, 0, "a", "")
