from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure.layers import ELU, Activation, Dense, LeakyReLU, ReLU
from tests.explain.proving import network_of, proved

X = np.random.default_rng(0).normal(size=(5, 3)) * 3


@pytest.mark.parametrize(
    "made",
    [
        ReLU(),
        ReLU(max_value=1.0),
        ReLU(negative_slope=0.1),
        ReLU(max_value=1.5, negative_slope=0.1, threshold=0.5),
        LeakyReLU(0.3),
        ELU(0.7),
        Activation("selu"),
    ],
)
def test_every_number_agrees(made: Any) -> None:
    proved([Dense(4, name="before"), made, Dense(2, name="after")], (3,), x=X)


def test_the_bend_itself_has_the_slope_of_the_left() -> None:
    network = network_of([ReLU(name="relu")], (2,))
    explanation = network.explain([[0.0, 2.0]], [[1.0, 1.0]])
    assert [explanation.gradient_of("input", (0, i)).value for i in range(2)] == [0.0, 1.0]
    line = str(explanation.gradient_of("input", (0, 0))).splitlines()[1]
    assert line.endswith("{0 if x[0,0] ≤ 0, else 1}")


def test_a_piece_in_numbers_keeps_its_parentheses() -> None:
    network = network_of([ELU(0.5, name="elu")], (1,))
    line = str(network.explain([[-1.0]], [[1.0]]).gradient_of("input", (0, 0))).splitlines()[2]
    assert line.endswith("× (-0.31606 + 0.5)")
