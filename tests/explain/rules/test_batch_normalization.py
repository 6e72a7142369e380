from __future__ import annotations

import numpy as np
import pytest

from nervure.errors import ArgumentError
from nervure.layers import BatchNormalization, Conv2D, Dense, Input, Layer, Masking
from nervure.models import Model, Sequential
from tests.explain.proving import assert_corruption_is_found, data, network_of, proved

OPTIONS: list[tuple[Layer, tuple[int, ...]]] = [
    (BatchNormalization(), (3,)),
    (BatchNormalization(), (3, 2, 2)),
    (BatchNormalization(axis=1), (3, 2)),
    (BatchNormalization(scale=False), (3,)),
    (BatchNormalization(center=False, epsilon=0.1), (3,)),
    (BatchNormalization(scale=False, center=False), (2, 2)),
]


@pytest.mark.covering
@pytest.mark.parametrize(("layer", "shape"), OPTIONS)
@pytest.mark.parametrize("samples", [1, 4])
def test_every_number_agrees(layer: Layer, shape: tuple[int, ...], samples: int) -> None:
    proved(layer.from_config(layer.get_config()), shape, samples=samples)


def test_numbers_far_from_zero_agree_in_float32() -> None:
    x = 100 + data((3,), 5)
    network = network_of([BatchNormalization(), Dense(2)], (3,))
    for seed in range(5):
        network.explain(x + seed, data((2,), 5), precision="float32").verify(everything=True)


def test_mean_variance_and_normalized_numbers_are_names_of_their_own() -> None:
    network = network_of(BatchNormalization(epsilon=0.25, name="bn"), (1,))
    explanation = network.explain([[1.0], [3.0], [5.0]], [[0.0], [0.0], [0.0]])
    assert str(explanation.value_of("bn/mean", (0,))).splitlines()[1:3] == [
        "  μ[0] = (x[0,0] + x[1,0] + x[2,0]) / 3",
        "       = (1 + 3 + 5) / 3",
    ]
    assert str(explanation.value_of("bn/variance", (0,))).splitlines()[1:3] == [
        "  σ²[0] = ((x[0,0] - μ[0])² + (x[1,0] - μ[0])² + (x[2,0] - μ[0])²) / 3",
        "        = ((1 - 3)² + (3 - 3)² + (5 - 3)²) / 3",
    ]
    assert str(explanation.value_of("bn/normalized", (2, 0))).splitlines()[1:3] == [
        "  x̂[2,0] = (x[2,0] - μ[0]) / √(σ²[0] + ε)",
        "         = (5 - 3) / √(2.66667 + 0.25)",
    ]
    assert str(explanation.value_of("bn/output", (2, 0))).splitlines()[1:3] == [
        "  o[2,0] = γ[0]·x̂[2,0] + β[0]",
        "         = 1 × 1.17108 + 0",
    ]


def test_an_input_acts_by_three_paths() -> None:
    explanation = proved(BatchNormalization(name="bn"), (2,), samples=3)
    lines = str(explanation.gradient_of("input", (1, 0))).splitlines()
    assert lines[1] == ("  dE/dx[1,0] = dE/dx̂[1,0] / √(σ²[0] + ε) + dE/dσ²[0]·(2 × (x[1,0] - μ[0]) / 3) + dE/dμ[0] / 3")
    assert str(explanation.gradient_of("bn/gamma", (1,))).splitlines()[1] == (
        "  dE/dγ[1] = dE/do[0,1]·x̂[0,1] + dE/do[1,1]·x̂[1,1] + dE/do[2,1]·x̂[2,1]"
    )


def test_a_training_step_moves_the_statistics() -> None:
    network = network_of(BatchNormalization(momentum=0.75, name="bn"), (1,))
    x, y = np.array([[1.0], [3.0]]), np.zeros((2, 1))
    explanation = network.explain(x, y)
    assert str(explanation.update_of("bn/moving_mean", (0,))).splitlines() == [
        "new bn/moving_mean[0] = 0.5",
        "  μ̄⁺[0] = κ·μ̄[0] + (1 - κ)·μ[0]",
        "        = 0.75 × 0 + (1 - 0.75) × 2",
        "        = 0.5",
        "  where μ̄ is bn/moving_mean, μ is bn/mean, κ is the fraction of the moving statistics that is kept",
    ]
    moved = explanation.update_of("bn/moving_variance", (0,)).value
    network.train_on_batch(x, y)
    assert network.get_weights()[3][0] == pytest.approx(moved)


def test_a_shared_layer_moves_its_statistics_once_a_call() -> None:
    inputs, layer = Input((2,), name="input"), BatchNormalization(momentum=0.5, name="bn")
    network = Model(inputs, layer(Dense(2)(layer(inputs))))
    network.compile("sgd", "mse")
    explanation = network.explain(data((2,), 3), data((2,), 3, 1))
    assert "κ·(κ·μ̄[0] + (1 - κ)·μ[0]) + (1 - κ)·μ′[0]" in str(explanation.update_of("bn/moving_mean", (0,)))
    assert explanation.verify(everything=True).opaque == 0


@pytest.mark.parametrize("is_frozen", [True, False])
def test_at_inference_and_frozen_the_moving_statistics_are_used(is_frozen: bool) -> None:
    layer = BatchNormalization(name="bn")
    network = network_of([layer, Dense(1)], (2,))
    network.train_on_batch(data((2,), 4), data((1,), 4, 1))
    layer.trainable = not is_frozen
    network.compile("sgd", "mse")
    x, y = data((2,), 3, 2), data((1,), 3, 3)
    explanation = network.explain(x, y) if is_frozen else network.explain(x)
    explanation.verify(everything=True)
    assert str(explanation.value_of("bn/normalized", (0, 1))).splitlines()[1] == (
        "  x̂[0,1] = (x[0,1] - μ̄[1]) / √(σ̄²[1] + ε)"
    )
    assert "bn/mean" not in explanation.names
    if is_frozen:
        assert str(explanation.gradient_of("input", (0, 1))).splitlines()[1] == (
            "  dE/dx[0,1] = dE/dx̂[0,1] / √(σ̄²[1] + ε)"
        )
        with pytest.raises(ArgumentError, match="does not change in this step"):
            explanation.update_of("bn/moving_mean", (0,))


def test_padding_is_left_out_of_the_statistics() -> None:
    x = data((3, 2), 2)
    x[0, 1] = x[1, 0] = 0
    explanation = proved([Masking(), BatchNormalization(name="bn")], (3, 2), x=x)
    assert str(explanation.value_of("bn/mean", (1,))).splitlines()[1] == (
        "  μ[1] = (x[0,0,1] + x[0,2,1] + x[1,1,1] + x[1,2,1]) / (4 + 1e-7)"
    )
    assert "dE/dσ²" not in str(explanation.gradient_of("masking/output", (0, 1, 1)))


def test_nothing_but_padding_agrees() -> None:
    proved([Masking(), BatchNormalization()], (2, 2), x=np.zeros((2, 2, 2)))


def test_it_stands_behind_a_convolution() -> None:
    proved([Conv2D(2, 2, activation="relu"), BatchNormalization(), Conv2D(1, 2)], (3, 3, 1))


def test_a_changed_number_is_found() -> None:
    for kind, name in (("value", "bn/output"), ("gradient", "input")):
        explanation = proved(BatchNormalization(name="bn"), (2,), samples=3)
        assert_corruption_is_found(explanation, kind, name, (1, 0))  # type: ignore[arg-type]
    explanation = network_of(BatchNormalization(name="bn"), (2,)).explain(data((2,), 3), data((2,), 3, 1))
    assert_corruption_is_found(explanation, "updated", "bn/moving_mean", (0,))


def test_the_model_is_not_moved() -> None:
    network = network_of(Sequential([Input((2,)), BatchNormalization()]).layers[-1], (2,))
    before = network.get_weights()
    network.explain(data((2,), 3), data((2,), 3, 1)).verify(everything=True)
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))
