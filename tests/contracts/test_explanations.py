from __future__ import annotations

import pytest

from nervure import layers
from nervure.layers import Dense, Input
from nervure.models import Sequential
from nervure.randomness import set_seed
from tests.contracts.cases import LAYERS, LayerCase, name_of
from tests.contracts.test_layers import data_for, network_of

# What happens inside these is code of others, which they or torch differentiate: only numbers can be shown.
OPAQUE = (layers.Lambda, layers.TorchModule, layers.TorchProgram)
NUM = 60


@pytest.mark.parametrize("case", LAYERS, ids=name_of)
def test_an_explanation_adds_up(case: LayerCase) -> None:
    set_seed(1)
    network, x = network_of(case), data_for(case, samples=2)
    network.compile("sgd", "mse")
    predicted = network.predict(x, verbose=0)
    y = [one + 1 for one in predicted] if isinstance(predicted, list) else predicted + 1
    step, forward = network.explain(x, y).verify(num=NUM), network.explain(x).verify(num=NUM)
    assert step.numbers > 0
    assert (step.opaque + forward.opaque > 0) == isinstance(case.make(), OPAQUE)


def test_nobody_is_excused_who_has_no_row() -> None:
    assert set(OPAQUE) <= {type(case.make()) for case in LAYERS}


def test_a_layer_without_an_explanation_says_so_and_would_not_pass() -> None:
    class Doubled(layers.Layer):
        def compute_output_shape(self, input_shape):  # type: ignore[no-untyped-def]
            return input_shape

        def forward(self, x, context):  # type: ignore[no-untyped-def]
            return 2 * x, None

        def backward(self, dy, cache):  # type: ignore[no-untyped-def]
            return 2 * dy, {}

    network = Sequential([Input((3,)), Doubled(name="doubled"), Dense(1)])
    explanation = network.explain([[1.0, 2.0, 3.0]])
    assert "Doubled" in str(explanation.value_of("doubled/output", (0, 1)))
    assert explanation.verify(everything=True).opaque == 3
