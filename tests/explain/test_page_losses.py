from __future__ import annotations

from nervure.explain.page_losses import page_losses
from tests.explain.networks import classifier


def test_a_fused_loss_reads_logits_and_knows_where_the_probabilities_are() -> None:
    network, x, y = classifier()
    (loss,) = page_losses(network.explain(x, y).recording)
    assert loss.fused
    assert loss.reads.endswith("/z")
    assert loss.predictions.endswith("/output")
    assert loss.source.startswith("nervure/ops/cross_entropy.py: softmax_")
    assert (loss.name, loss.target) == ("output/loss", "output/target")


def test_a_forward_pass_has_no_loss() -> None:
    network, x, _ = classifier()
    assert page_losses(network.explain(x).recording) == ()
