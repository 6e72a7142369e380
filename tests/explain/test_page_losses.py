from __future__ import annotations

import numpy as np
import pytest

import nervure as nv
from nervure.explain.page_losses import page_losses
from tests.explain.networks import classifier


def test_a_fused_loss_reads_logits_and_knows_where_the_probabilities_are() -> None:
    network, x, y = classifier()
    (loss,) = page_losses(network.explain(x, y).recording)
    assert loss.fused
    assert loss.reads.endswith("/z")
    assert loss.predictions.endswith("/output")
    assert loss.source.startswith("nervure/ops/cross_entropy.py: softmax_")
    assert loss.count == len(x)


@pytest.mark.parametrize(
    ("reduction", "weights", "count"),
    [("sum_over_batch_size", None, 3), ("sum", None, 1), ("sum_over_batch_size", [1.0, 2.0, 3.0], None)],
)
def test_a_share_is_explained_where_all_samples_count_alike(
    reduction: str, weights: list[float] | None, count: int | None
) -> None:
    model = nv.Sequential([nv.Input((2,)), nv.layers.Dense(1)])
    model.compile("sgd", nv.losses.MeanSquaredError(reduction=reduction))
    given = None if weights is None else np.array(weights)
    explanation = model.explain(np.ones((3, 2)), np.zeros((3, 1)), sample_weight=given)
    (loss,) = page_losses(explanation.recording)
    assert loss.count == count
    assert not loss.fused


def test_a_forward_pass_has_no_loss() -> None:
    network, x, _ = classifier()
    assert page_losses(network.explain(x).recording) == ()
