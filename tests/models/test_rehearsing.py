from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch

from nervure import layers, models, optimizers
from nervure.errors import ExplanationError
from nervure.kernels.native import compiled
from nervure.training.step import TrainingStep

HAS_SMALL_NETWORKS = compiled() is not None and hasattr(compiled(), "SmallDenseFloat32")


def network_of(precision: str = "float32", optimizer: Any = None, **compiled_with: Any) -> tuple[Any, Any, Any]:
    """A small classifier and a batch."""
    draw = np.random.default_rng(0)
    network = models.Sequential(
        [layers.Input((3,)), layers.Dense(8, activation="relu"), layers.Dense(3, activation="softmax")]
    )
    network.compile(
        optimizer or optimizers.Adam(0.01), "sparse_categorical_crossentropy", precision=precision, **compiled_with
    )
    x, y = draw.normal(size=(6, 3)).astype(np.float32), draw.integers(0, 3, 6)
    network.fit(x, y, epochs=2, verbose=0, preflight=False, seed=1)
    return network, x, y


@pytest.mark.skipif(not HAS_SMALL_NETWORKS, reason="the kernel of small networks is not built")
def test_the_kernel_that_would_train_a_small_network_is_walked_too() -> None:
    network, x, y = network_of(metrics=["accuracy"])
    before = network.get_weights()
    walks = network.explain(x, y).drift.walks
    assert [(walk.engine, walk.precision) for walk in walks] == [
        ("fused", "float64"), ("small_network", "float64"), ("fused", "float32"), ("small_network", "float32"),
    ]  # fmt: skip
    assert all(np.array_equal(a, b) for a, b in zip(before, network.get_weights(), strict=True))


@pytest.mark.skipif(not HAS_SMALL_NETWORKS, reason="the kernel of small networks is not built")
def test_nobody_counts_the_batch_of_a_rehearsal() -> None:
    network, x, y = network_of(metrics=["accuracy"])
    told = network.fit(x, y, verbose=0, preflight=False, shuffle=False).history["accuracy"]
    network.explain(x, y)
    assert len(told) == 1
    assert network.evaluate(x, y, verbose=0, return_dict=True)["accuracy"] <= 1.0


@pytest.mark.parametrize("precision", ["float32", "float64", "bfloat16"])
def test_the_model_is_walked_in_its_own_precision_and_in_that_of_the_explanation(precision: str) -> None:
    network, x, y = network_of(precision)
    found = {walk.precision for walk in network.explain(x, y).drift.walks}
    assert found == {"float64", precision}
    assert network.explain(x, y).verify().walked > 0


@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.SGD(0.1, momentum=0.9, clipnorm=0.01),
        optimizers.Adam(0.01, global_clipnorm=0.01, loss_scale_factor=8.0),
        optimizers.RMSprop(0.01, gradient_accumulation_steps=2),
        optimizers.AdamW(0.01, weight_decay=0.1, use_ema=True),
    ],
    ids=["clipped", "scaled", "gathered", "decayed"],
)
def test_whatever_the_update_does_to_gradients_is_walked(optimizer: Any) -> None:
    network, x, y = network_of(optimizer=optimizer)
    for _ in range(2):
        assert network.explain(x, y).verify().walked > 10
        network.train_on_batch(x, y)


@contextmanager
def training_with(**replaced: Any) -> Iterator[None]:
    """Methods of the training step, replaced for a while."""
    before = {name: getattr(TrainingStep, name) for name in replaced}
    try:
        for name, method in replaced.items():
            setattr(TrainingStep, name, method)
        yield
    finally:
        for name, method in before.items():
            setattr(TrainingStep, name, method)


def test_gradients_of_training_that_are_wrong_are_refused() -> None:
    network, x, y = network_of(optimizer=optimizers.SGD(0.1, clipnorm=0.01))
    differentiate = TrainingStep.differentiate

    def wrong(step: TrainingStep, *given: Any) -> Any:
        found = differentiate(step, *given)
        for parameter in step.store.trainable.parameters:
            assert parameter.gradient is not None
            parameter.gradient.mul_(1.001)
        return found

    with training_with(differentiate=wrong), pytest.raises(ExplanationError, match="the walk that trains"):
        network.explain(x, y).verify()
    network.explain(x, y).verify()


def test_weights_that_training_moves_wrongly_are_refused() -> None:
    network, x, y = network_of()
    train = TrainingStep.train

    def wrong(step: TrainingStep, *given: Any) -> Any:
        found = train(step, *given)
        step.store.trainable.parameters[0].array.add_(1e-3)
        return found

    with training_with(train=wrong), pytest.raises(ExplanationError, match="new dense/kernel"):
        network.explain(x, y).verify()


def test_a_fused_step_that_is_wrong_forward_or_back_is_refused() -> None:
    network, x, y = network_of(optimizer=optimizers.SGD(0.1))
    train = TrainingStep.train

    def with_first(step: TrainingStep, **changed: Any) -> None:
        first, *rest = step.plan.steps
        made = dataclasses.replace(first, op=first.op._replace(**changed))
        step.plan = dataclasses.replace(step.plan, steps=(made, *rest))

    def forward(step: TrainingStep, batch: Any) -> Any:
        op = step.plan.steps[0].op

        def wrong(*given: Any, **options: Any) -> Any:
            value, cache = op.forward(*given, **options)
            return value * 1.0001, cache

        with_first(step, forward=wrong)
        return train(step, batch)

    def backward(step: TrainingStep, batch: Any) -> Any:
        op = step.plan.steps[0].op

        def wrong(*given: Any, **options: Any) -> Any:
            dx, *gradients = op.backward(*given, **options)
            return (dx, *(gradient * 1.0001 for gradient in gradients))

        with_first(step, backward=wrong)
        return train(step, batch)

    for wrong in (forward, backward):
        with training_with(train=wrong), pytest.raises(ExplanationError, match="the walk that trains"):
            network.explain(x, y).verify()


class Noisy(layers.Layer):
    """Adds random numbers of the process: another draw would give another loss."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Any, context: Any) -> tuple[Any, None]:
        return x + torch.randn(x.shape, dtype=torch.float64).to(x.dtype), None

    def backward(self, dy: Any, cache: None) -> tuple[Any, dict[str, Any]]:
        return dy, {}


def test_a_layer_that_draws_by_itself_draws_the_same_in_every_walk() -> None:
    network = models.Sequential([layers.Input((3,)), Noisy(), layers.Dense(2)])
    network.compile(optimizers.SGD(0.1, clipnorm=0.1), "mse")
    draw = np.random.default_rng(0)
    verified = network.explain(draw.normal(size=(5, 3)), draw.normal(size=(5, 2))).verify()
    assert verified.walked > 0
    assert verified.slopes > 0
