from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import ShapeError
from nervure.language import set_language
from nervure.metrics.sample_weights import in_float64, spread_weights


@pytest.mark.parametrize("given", [[1, 2], [[1], [2]], np.array([1.0, 2.0]), torch.tensor([1, 2], dtype=torch.uint8)])
def test_one_weight_a_sample_counts_for_all_its_values(given: object) -> None:
    weights = spread_weights(given, (2, 3), where="metric 'a'")
    assert weights.dtype == torch.float64
    assert weights.tolist() == [[1.0] * 3, [2.0] * 3]


def test_weights_start_at_the_batch_axis_even_where_the_last_would_fit() -> None:
    assert spread_weights([1, 2, 3], (3, 3), where="metric 'a'").tolist() == [[1.0] * 3, [2.0] * 3, [3.0] * 3]
    assert spread_weights(np.ones((2, 4)), (2, 4, 3), where="metric 'a'").shape == (2, 4, 3)
    assert spread_weights(np.ones((2, 1, 3)), (2, 4, 3), where="metric 'a'").shape == (2, 4, 3)
    assert spread_weights(np.ones((2, 1)), (2,), where="metric 'a'").shape == (2,)
    assert spread_weights(2, (2,), where="metric 'a'").tolist() == [2.0, 2.0]


@pytest.mark.parametrize("shape", [(1,), (3,), (2, 2), (2, 3, 2)])
def test_weights_that_do_not_fit_are_refused_in_both_languages(shape: tuple[int, ...]) -> None:
    for language, sentence in (("en", "sample weights do not match"), ("ko", "샘플 가중치의 모양이")):
        set_language(language)
        with pytest.raises(ShapeError, match=sentence):
            spread_weights(np.ones(shape), (2, 3), where="metric 'a'")


def test_sums_are_made_in_float64() -> None:
    assert in_float64(torch.tensor([True, False])).tolist() == [1.0, 0.0]
    assert in_float64(torch.ones(2, dtype=torch.bfloat16)).dtype == torch.float64
