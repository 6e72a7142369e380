from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import layers, losses, models
from nervure.records.expression import Number
from tests.explain.asking import loss_of
from tests.explain.networks import classifier, explained


def test_what_a_loss_reads_has_letters() -> None:
    call = loss_of(explained(), "output")
    assert (call.reads.name, call.value_shape) == ("output/output", (1,))
    assert (call.o((0, 0)).letter, call.t((0, 0)).letter) == ("o", "y")
    assert str(call.t((0, 1)).place) == "output/target[0,1]"
    assert str(call.value((0,)).place) == "output/loss[0]"


def test_a_fused_loss_reads_what_goes_into_the_activation() -> None:
    network, x, y = classifier()
    call = loss_of(network.explain(x, y), "output")
    assert (call.reads.name, call.o((0, 0)).letter) == ("output/z", "z")


def test_the_share_of_a_sample_is_left_out_where_it_is_the_whole_loss() -> None:
    one = loss_of(explained(), "output")
    assert one.share((0,)) is None
    assert one.shared(Number(2.0), (0,)).value == 2.0
    network, x, y = classifier()
    three = loss_of(network.explain(x, y), "output")
    assert three.shared(Number(3.0), (1,)).value == pytest.approx(1.0)
    assert three.share_expression((1,)).value == pytest.approx(1 / 3)


def _masked(loss: losses.Loss, weights: Any) -> Any:
    """Two samples of three steps, of which two and one are real."""
    network = models.Sequential([layers.Input((3, 2)), layers.Masking(), layers.Dense(2, name="output")])
    network.compile("sgd", loss)
    x = np.array([[[1.0, 2.0], [3.0, -1.0], [0.0, 0.0]], [[0.5, 0.5], [0.0, 0.0], [0.0, 0.0]]])
    return network.explain(x, np.ones((2, 3, 2)), weights)


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight", "none"])
@pytest.mark.parametrize("weights", [None, np.array([0.5, 2.0]), np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])])
def test_every_reduction_counts_the_real_steps_by_their_weights(reduction: str, weights: Any) -> None:
    explanation = _masked(losses.MeanSquaredError(reduction=reduction), weights)
    explanation.verify(everything=True)
    assert explanation.gradient_of("output/loss", (0, 2)).value == 0


def test_the_share_of_a_real_step_is_its_weight_over_their_number() -> None:
    plain = _masked(losses.MeanSquaredError(), None).gradient_of("output/loss", (0, 1))
    assert str(plain).splitlines()[1] == "  dE/dL[0,1] = 1 / 3"
    weighted = _masked(losses.MeanSquaredError(), np.array([0.5, 2.0])).gradient_of("output/loss", (1, 0))
    assert str(weighted).splitlines()[1] == "  dE/dL[1,0] = ω[1] / 3"
    by_weight = losses.MeanSquaredError(reduction="mean_with_sample_weight")
    share = _masked(by_weight, np.array([0.5, 2.0])).gradient_of("output/loss", (1, 0))
    assert str(share).splitlines()[1] == "  dE/dL[1,0] = ω[1] / (ω[0] + ω[0] + ω[1])"
    assert share.value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("reduction", "weights", "expected"),
    [
        ("sum_over_batch_size", None, "(L[0,0] + L[0,1] + L[1,0]) / 3"),
        ("sum_over_batch_size", np.array([0.5, 2.0]), "(ω[0]·L[0,0] + ω[0]·L[0,1] + ω[1]·L[1,0]) / 3"),
        ("sum", None, "L[0,0] + L[0,1] + L[1,0]"),
        ("sum", np.array([0.5, 2.0]), "ω[0]·L[0,0] + ω[0]·L[0,1] + ω[1]·L[1,0]"),
        ("mean_with_sample_weight", None, "(L[0,0] + L[0,1] + L[1,0]) / 3"),
        (
            "mean_with_sample_weight",
            np.array([0.5, 2.0]),
            "(ω[0]·L[0,0] + ω[0]·L[0,1] + ω[1]·L[1,0]) / (ω[0] + ω[0] + ω[1])",
        ),
    ],
)
def test_the_whole_loss_is_the_mean_or_the_sum_that_it_is(reduction: str, weights: Any, expected: str) -> None:
    answer = _masked(losses.MeanSquaredError(reduction=reduction), weights).value_of("loss")
    assert str(answer).splitlines()[1] == f"  E = {expected}"
    assert len(answer.contributions) == 3
    assert sum(part.value for part in answer.contributions) == pytest.approx(answer.value, rel=1e-12)


def test_penalties_stand_behind_the_mean() -> None:
    network = models.Sequential([layers.Input((2,)), layers.Dense(1, kernel_regularizer="l2", name="output")])
    network.compile("sgd", "mse")
    answer = network.explain(np.ones((2, 2)), np.zeros((2, 1))).value_of("loss")
    assert str(answer).splitlines()[1] == "  E = (L[0] + L[1]) / 2 + R"
    assert len(answer.contributions) == 3


def test_weights_that_add_up_to_nothing_leave_no_loss() -> None:
    explanation = _masked(losses.MeanSquaredError(reduction="mean_with_sample_weight"), np.zeros(2))
    explanation.verify(everything=True)
    assert explanation.value == 0


def test_the_losses_of_several_outputs_have_weights_and_letters_of_their_own() -> None:
    x = layers.Input((3,))
    outputs = [layers.Dense(2, name="a")(x), layers.Dense(1, name="b")(x)]
    network = models.Model(x, outputs)
    network.compile("sgd", {"a": losses.MeanSquaredError(dtype="float32"), "b": "mae"}, loss_weights={"a": 0.3, "b": 2})
    explanation = network.explain(np.ones((1, 3)), [np.ones((1, 2)), np.ones((1, 1))])
    explanation.verify(everything=True)
    assert str(explanation.value_of("loss")).splitlines()[1] == "  E = 0.3 × L₁[0] + 2 × L₂[0]"
    assert str(explanation.gradient_of("a/loss", (0,))).splitlines()[1] == "  dE/dL₁[0] = 0.3"


def test_a_function_of_torch_tensors_is_opaque_and_says_so() -> None:
    network = models.Sequential([layers.Input((3,)), layers.Dense(2, name="output")])
    network.compile("sgd", lambda y_true, y_pred: ((y_true - y_pred) ** 4).sum(-1))
    explanation = network.explain(np.ones((2, 3)), np.zeros((2, 2)))
    assert explanation.verify(everything=True).opaque == 6
    for answer in (explanation.value_of("output/loss", (0,)), explanation.gradient_of("output/output", (0, 1))):
        assert "torch_function" in str(answer)
