from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.errors import ArgumentError, ShapeError
from nervure.layers import Dropout, Input
from nervure.layers.lowering import Lowering
from nervure.ops.op import Context
from tests.layers.layer_rules import assert_says, check_layer_rules, numbers, steps_of, walk

ONES = np.ones((64, 50), "float32")


@pytest.mark.parametrize("options", [{"rate": 0.4}, {"rate": 0.0}, {"rate": 0.5, "noise_shape": (None, 1), "seed": 3}])
def test_dropout_keeps_the_rules_of_layers(options: dict) -> None:
    check_layer_rules(lambda: Dropout(**options), (6,))


def test_nothing_is_dropped_at_inference() -> None:
    x = numbers(0, 5, 6)
    assert np.array_equal(Dropout(0.9)(x), x)


def test_what_stays_in_training_is_scaled_up() -> None:
    y = Dropout(0.25)(ONES, training=True)
    assert np.isin(y, np.array([0, 1 / 0.75], "float32")).all()
    assert (y == 0).mean() == pytest.approx(0.25, abs=0.05)


def test_the_gradient_passes_where_the_input_did() -> None:
    walked = walk(Dropout(0.5), [ONES])
    assert torch.equal(walked.y, walked.dinputs[0])
    assert (walked.y == 0).any()


def test_a_shared_mask_drops_whole_channels() -> None:
    y = Dropout(0.5, noise_shape=(None, 1, 8))(np.ones((4, 6, 8), "float32"), training=True)
    assert np.array_equal(y, np.broadcast_to(y[:, :1], y.shape))
    assert len(np.unique(y)) == 2


def test_the_mask_follows_from_seed_step_and_place() -> None:
    def drawn(layer: Dropout, context: Context, stream: int) -> torch.Tensor:
        lowering = Lowering(1)
        layer.lower((0,), lowering.layer("dropout", stream))
        return lowering.steps[0].forward((torch.from_numpy(ONES),), context)[0][0]

    first = drawn(Dropout(0.5), Context(True, seed=1), stream=4)
    assert torch.equal(first, drawn(Dropout(0.5), Context(True, seed=1), stream=4))
    assert not torch.equal(first, drawn(Dropout(0.5), Context(True, seed=2), stream=4))
    assert not torch.equal(first, drawn(Dropout(0.5), Context(True, seed=1, step=1), stream=4))
    assert not torch.equal(first, drawn(Dropout(0.5), Context(True, seed=1), stream=5))
    own = drawn(Dropout(0.5, seed=9), Context(True, seed=1), stream=4)
    assert not torch.equal(first, own)
    assert torch.equal(own, drawn(Dropout(0.5, seed=9), Context(True, seed=1), stream=5))


def test_dropout_is_one_step_with_the_stream_of_its_place() -> None:
    layer = Dropout(0.5, name="d")
    layer(ONES)
    (step,) = steps_of(layer)
    assert (step.name, step.options["stream"], step.options["rate"]) == ("d/output", 0, 0.5)


@pytest.mark.parametrize("rate", [1, 1.0, -0.1, 40, "0.4", None])
def test_a_rate_outside_zero_and_one_is_refused(rate: object) -> None:
    assert_says(ArgumentError, lambda: Dropout(rate), "Dropout", "rate", repr(rate))


def test_a_mask_that_does_not_fit_is_refused() -> None:
    for noise_shape in ("abc", 3, (0, 1), (1.5, 1)):
        assert_says(ArgumentError, lambda given=noise_shape: Dropout(0.5, given), "noise_shape")
    assert_says(ShapeError, lambda: Dropout(0.5, (None, 1))(Input((3, 4))), "(None, 1)", "(N, 3, 4)")
    assert_says(ShapeError, lambda: Dropout(0.5, (None, 3))(Input((4,))), "(None, 3)", "(N, 4)")
    assert_says(ArgumentError, lambda: Dropout(0.5, seed="a"), "seed")
