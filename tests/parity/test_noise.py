"""Noise beside Keras': the same distribution, since the random numbers themselves are not Keras'."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nervure
from nervure import layers

keras = pytest.importorskip("keras")

ROWS: list[tuple[str, dict[str, Any]]] = [
    *[("GaussianNoise", {"stddev": stddev}) for stddev in (0.05, 0.1, 0.3, 0.5, 1.0)],
    *[("GaussianDropout", {"rate": rate}) for rate in (0.1, 0.25, 0.4, 0.5, 0.8)],
    *[("AlphaDropout", {"rate": rate}) for rate in (0.1, 0.25, 0.4, 0.5, 0.8)],
]


@pytest.mark.parametrize(("name", "options"), ROWS)
def test_noise_is_distributed_as_in_keras(name: str, options: dict[str, Any]) -> None:
    x = np.full((400, 500), 0.7, "float32")
    nervure.set_seed(1)  # the same draws in every run: the bounds below are those of chance
    ours = np.sort(np.asarray(getattr(layers, name)(**options)(x, training=True)).flatten())
    theirs = np.sort(np.asarray(getattr(keras.layers, name)(**options, seed=1)(x, training=True).detach()).flatten())
    assert abs(ours.mean() - theirs.mean()) < 0.02
    assert abs(ours.std() - theirs.std()) < 0.02 * max(1.0, theirs.std())
    if name == "AlphaDropout":
        assert np.allclose(np.unique(ours), np.unique(theirs), atol=1e-5)
    else:
        places = np.linspace(0.01, 0.99, 50)
        assert np.abs(np.quantile(ours, places) - np.quantile(theirs, places)).max() < 0.03 * max(1.0, theirs.std())
