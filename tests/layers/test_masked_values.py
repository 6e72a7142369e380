from __future__ import annotations

import numpy as np
import torch

from nervure.layers.masked_values import MaskedArray, mask_of, with_mask

MASK = torch.tensor([[True, False]])


def test_an_array_brings_its_mask_and_what_is_computed_from_it_has_none() -> None:
    y = with_mask(torch.ones(1, 2, 3), MASK, as_tensor=False)
    assert isinstance(y, MaskedArray)
    assert mask_of(y).tolist() == [[True, False]]
    for other in (y + 1, y[0], y.sum(axis=1), np.exp(y), y.copy(), np.asarray(y)):
        assert mask_of(other) is None
    assert type(y * 2) is np.ndarray
    assert type(y.sum()) is np.float32


def test_a_tensor_brings_its_mask_and_the_one_it_came_from_gets_none() -> None:
    x = torch.ones(1, 2, 3)
    y = with_mask(x, MASK, as_tensor=True)
    assert mask_of(y) is MASK
    assert mask_of(x) is None
    assert mask_of(y + 1) is None


def test_without_a_mask_nothing_is_wrapped() -> None:
    x = torch.ones(1, 2)
    assert with_mask(x, None, as_tensor=True) is x
    assert type(with_mask(x, None, as_tensor=False)) is np.ndarray
