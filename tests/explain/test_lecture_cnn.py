"""One weight of the lecture's network on a real digit: explained while one waits, and readable on one screen."""

from __future__ import annotations

import time

import pytest

from nervure.data.digits import digits
from nervure.models import Model
from nervure.models.zoo import lecture_cnn
from nervure.randomness import set_seed
from nervure.render.derivation import width


@pytest.fixture(scope="module")
def network() -> Model:
    set_seed(0)
    made = lecture_cnn()
    made.compile("adam", "sparse_categorical_crossentropy")
    set_seed(None)
    return made


def test_why_a_weight_moves_is_answered_within_two_seconds_on_one_screen(network: Model) -> None:
    pictures, labels = digits()
    start = time.process_time()
    explanation = network.explain(pictures[:1].reshape(1, 28, 28, 1), labels[:1])
    lines = str(explanation.why("conv2d/kernel", (0, 1, 0, 5))).splitlines()
    assert time.process_time() - start < 2
    assert len(lines) <= 60
    assert max(map(width, lines)) <= 100


@pytest.mark.covering(at_most=1)
@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_drawn_numbers_of_the_whole_network_agree(network: Model, precision: str) -> None:
    pictures, labels = digits()
    explanation = network.explain(pictures[:2].reshape(2, 28, 28, 1), labels[:2], precision=precision)
    assert explanation.verify(num=200, seed=4).opaque == 0
