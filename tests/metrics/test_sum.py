from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ShapeError
from nervure.metrics import Sum


def test_values_of_all_batches_are_added_with_their_weights() -> None:
    total = Sum()
    total.update_state([1.0, 2.0])
    total.update_state(np.ones((2, 3)), sample_weight=[1.0, 3.0])
    total.update_state(np.ones((2, 3)), sample_weight=[[1, 1, 1], [0, 0, 1]])
    total.update_state(5)
    assert total.result() == 3.0 + 12.0 + 4.0 + 5.0
    total.reset_state()
    assert total.result() == 0.0


def test_a_long_sum_does_not_lose_its_end() -> None:
    total = Sum()
    total.update_state([float(2**24)])
    for _ in range(100):
        total.update_state([1.0])
    assert total.result() == 2**24 + 100


def test_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match="sample weights do not match"):
        Sum().update_state([1.0, 2.0, 3.0], sample_weight=[1.0, 2.0])
