"""Initializers, regularizers and constraints beside Keras' own.

The draws come from other streams, so values cannot be equal: their distribution is compared.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch

from nervure import constraints, initializers, regularizers

keras = pytest.importorskip("keras")

RANDOM: list[tuple[str, dict[str, Any]]] = [
    ("GlorotNormal", {}),
    ("GlorotUniform", {}),
    ("HeNormal", {}),
    ("HeUniform", {}),
    ("LecunNormal", {}),
    ("LecunUniform", {}),
    ("RandomNormal", {"mean": 0.3, "stddev": 0.2}),
    ("RandomUniform", {"minval": -0.1, "maxval": 0.4}),
    ("TruncatedNormal", {"mean": 0.3, "stddev": 0.2}),
    ("VarianceScaling", {"scale": 0.7, "mode": "fan_out", "distribution": "uniform"}),
    ("VarianceScaling", {"scale": 0.7, "mode": "fan_avg", "distribution": "truncated_normal"}),
    ("VarianceScaling", {"scale": 0.7, "mode": "fan_in", "distribution": "untruncated_normal"}),
    ("VarianceScaling", {"input_axes": [0], "output_axes": [-1]}),
    ("Orthogonal", {"gain": 1.3}),
]
SHAPES = [(200, 300), (5, 5, 40, 60)]


def array(value: Any) -> Any:
    """A tensor of Keras (torch backend) as an array; Keras' own conversion uses a call that NumPy 2 warns about."""
    return value.detach().cpu().numpy()


def largest_distance(first: Any, second: Any) -> float:
    """Between the two distribution functions (Kolmogorov, Smirnov)."""
    first, second = np.sort(np.ravel(first)), np.sort(np.ravel(second))
    places = np.concatenate([first, second])
    return float(
        np.abs(
            np.searchsorted(first, places, side="right") / first.size
            - np.searchsorted(second, places, side="right") / second.size
        ).max()
    )


@pytest.mark.parametrize(("name", "arguments"), RANDOM, ids=str)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_values_are_distributed_as_keras_values_are(name: str, arguments: Any, shape: tuple[int, ...]) -> None:
    make: Any = initializers.TABLE[name]
    ours = make(seed=1, **arguments)(shape)
    theirs = array(getattr(keras.initializers, name)(seed=1, **arguments)(shape))
    # Two samples of one distribution are further apart than this once in a million draws.
    assert largest_distance(ours, theirs) < 2.7 * math.sqrt(2 / ours.size)
    assert ours.std() == pytest.approx(theirs.std(), rel=0.02)


@pytest.mark.parametrize("name", ["GlorotUniform", "HeUniform", "LecunUniform", "RandomUniform", "HeNormal"])
def test_limits_are_keras_limits(name: str) -> None:
    make: Any = initializers.TABLE[name]
    ours = make(seed=1)((300, 200))
    theirs = array(getattr(keras.initializers, name)(seed=1)((300, 200)))
    assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=2e-3)


@pytest.mark.parametrize("shape", [(), (7,), (7, 3), (3, 5, 2), (3, 3, 5, 2), (2, 3, 4, 5, 6)], ids=str)
def test_fans_are_keras_fans(shape: tuple[int, ...]) -> None:
    assert initializers.compute_fans(shape) == keras.src.initializers.random_initializers.compute_fans(shape)


@pytest.mark.parametrize(
    ("name", "arguments"), [("Zeros", {}), ("Ones", {}), ("Constant", {"value": 0.3}), ("Identity", {"gain": 2})]
)
def test_fixed_values_are_equal(name: str, arguments: Any) -> None:
    ours = initializers.TABLE[name](**arguments)((4, 3))
    theirs = array(getattr(keras.initializers, name)(**arguments)((4, 3)))
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize(
    ("table", "module"),
    [
        (initializers.TABLE, keras.src.initializers),
        (regularizers.TABLE, keras.src.regularizers),
        (constraints.TABLE, keras.src.constraints),
    ],
)
def test_every_name_is_a_name_of_keras_and_means_the_same(table: Any, module: Any) -> None:
    for name, cls in table.items():
        if name not in ("GivenArray", "l1_l2"):  # ours, and one that Keras documents without having it
            assert module.ALL_OBJECTS_DICT[name].__name__ == cls.__name__


@pytest.mark.parametrize("table", [initializers.TABLE, regularizers.TABLE, constraints.TABLE])
def test_configurations_are_those_of_keras(table: Any) -> None:
    for name, cls in table.items():
        for module in (keras.initializers, keras.regularizers, keras.constraints):
            theirs = getattr(module, cls.__name__, None)
            if theirs is not None and name.removesuffix("Initializer").lower() != "identity":  # Keras forgets the gain
                assert cls().get_config() == pytest.approx(theirs().get_config()), name


@pytest.mark.parametrize(
    ("name", "arguments"), [("L1", {}), ("L2", {}), ("L1", {"l1": 0.3}), ("L1L2", {"l1": 0.1, "l2": 0.2})]
)
def test_penalties_are_equal(name: str, arguments: Any) -> None:
    value = initializers.RandomNormal(seed=1)((40, 30))
    theirs = float(getattr(keras.regularizers, name)(**arguments)(torch.from_numpy(value)))
    assert regularizers.TABLE[name](**arguments)(value) == pytest.approx(theirs, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("MaxNorm", {}),
        ("MaxNorm", {"max_value": 0.2, "axis": 1}),
        ("MaxNorm", {"max_value": 0.5, "axis": [0, 1]}),
        ("NonNeg", {}),
        ("UnitNorm", {}),
        ("UnitNorm", {"axis": [0, 1]}),
        ("MinMaxNorm", {"min_value": 0.1, "max_value": 0.2, "rate": 0.3}),
        ("MinMaxNorm", {"min_value": 1.0, "max_value": 2.0}),
    ],
    ids=str,
)
def test_projections_are_equal(name: str, arguments: Any) -> None:
    value = initializers.RandomNormal(seed=1)((40, 30))
    theirs = array(getattr(keras.constraints, name)(**arguments)(value))
    np.testing.assert_allclose(constraints.TABLE[name](**arguments)(value), theirs, rtol=1e-6, atol=0)
