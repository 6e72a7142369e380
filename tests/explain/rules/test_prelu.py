from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import Dense, PReLU
from tests.explain.proving import assert_corruption_is_found, network_of, proved


@pytest.mark.parametrize("shared", [None, [1], [1, 2]])
def test_every_number_agrees(shared: list[int] | None) -> None:
    proved([PReLU("random_normal", shared_axes=shared), Dense(2)], (3, 2), samples=3)


def test_a_shared_slope_gathers_from_all_that_share_it() -> None:
    network = network_of([PReLU(shared_axes=[1], name="prelu")], (2, 1))
    explanation = network.explain([[[-1.0], [-2.0]]], np.ones((1, 2, 1)))
    lines = str(explanation.gradient_of("prelu/alpha", (0, 0))).splitlines()
    assert lines[1] == "  dE/ds[0,0] = dE/do[0,0,0]·min(x[0,0,0], 0) + dE/do[0,1,0]·min(x[0,1,0], 0)"


def test_a_changed_number_is_found() -> None:
    explanation = proved([PReLU("random_normal", name="prelu"), Dense(2)], (3,))
    assert_corruption_is_found(explanation, "gradient", "prelu/alpha", (1,))
