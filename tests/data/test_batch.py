from __future__ import annotations

import torch

from nervure.data import Batch


def test_a_batch_has_four_named_parts_in_this_order() -> None:
    x, y = torch.zeros(2, 3), torch.ones(2)
    batch = Batch((x,), (y,), (None,), 2)
    assert Batch._fields == ("x", "y", "sample_weight", "size")
    assert batch.x[0] is x
    assert batch.y[0] is y
    assert batch.sample_weight == (None,)
    assert batch.size == 2
