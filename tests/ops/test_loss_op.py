from __future__ import annotations

import pytest
import torch

from nervure.ops.absolute_error import MEAN_ABSOLUTE_ERROR
from nervure.ops.cross_entropy import FUSED, SPARSE_CATEGORICAL_CROSSENTROPY
from nervure.ops.loss_op import LossOp
from nervure.ops.squared_error import HALF_SQUARED_ERROR, MEAN_SQUARED_ERROR


def test_a_pair_that_reads_outputs_has_no_predictions_of_its_own() -> None:
    for op in (MEAN_SQUARED_ERROR, HALF_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, SPARSE_CATEGORICAL_CROSSENTROPY):
        assert op.predictions is None


@pytest.mark.parametrize("op", FUSED.values(), ids=lambda op: op.name)
def test_a_fused_pair_gives_the_probabilities_it_computed(op: LossOp) -> None:
    logits = torch.tensor([[0.5, -1.0], [2.0, 3.0]])
    y_true = torch.tensor([1, 0]) if "sparse" in op.name else torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    _, cache = op.forward(logits, y_true)
    expected = logits.sigmoid() if op.name.startswith("sigmoid") else logits.softmax(-1)
    assert op.predictions is not None
    torch.testing.assert_close(op.predictions(cache), expected)


def test_a_mask_is_given_only_where_values_do_not_count() -> None:
    p = torch.full((2, 2), 0.5)
    assert SPARSE_CATEGORICAL_CROSSENTROPY.mask is not None
    _, cache = SPARSE_CATEGORICAL_CROSSENTROPY.forward(p, torch.tensor([0, 1]))
    assert SPARSE_CATEGORICAL_CROSSENTROPY.mask(cache) is None
    _, cache = SPARSE_CATEGORICAL_CROSSENTROPY.forward(p, torch.tensor([0, 1]), ignore_class=1)
    mask = SPARSE_CATEGORICAL_CROSSENTROPY.mask(cache)
    assert mask is not None
    assert mask.tolist() == [True, False]
