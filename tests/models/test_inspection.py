from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nervure import Input, Model, Sequential
from nervure.layers import BatchNormalization, Dense
from nervure.regularizers import L2
from tests.models.networks import (
    Halves,
    assert_same_weights,
    dense_network,
    numbers,
    picture_network,
    some_digits,
    two_ended,
    two_ended_data,
    vectors,
)


def snapshot(model: Any) -> tuple[Any, ...]:
    optimizer = model.optimizer
    slots = {name: slot.clone() for name, slot in optimizer.slots.items()}
    return model.get_weights(), slots, optimizer.iterations, model.seed, model.run_seed


def assert_unchanged(model: Any, before: tuple[Any, ...]) -> None:
    weights, slots, *rest = snapshot(model)
    for weight, old in zip(weights, before[0], strict=True):
        np.testing.assert_array_equal(weight, old)
    assert slots.keys() == before[1].keys()
    assert all((slots[name] == before[1][name]).all() for name in slots)
    assert tuple(rest) == before[2:]


def test_gradients_are_named_and_ordered_like_the_weights_that_are_trained() -> None:
    model = picture_network()
    gradients = model.gradients(*some_digits(8))
    assert list(gradients) == [
        "conv2d/kernel", "conv2d/bias", "batch_normalization/gamma", "batch_normalization/beta",
        "dense/kernel", "dense/bias",
    ]  # fmt: skip
    shapes = [weight.shape for weight in model.get_weights()]
    assert [gradient.shape for gradient in gradients.values()] == [*shapes[:4], *shapes[6:]]
    assert all(gradient.flags["C_CONTIGUOUS"] for gradient in gradients.values())


def test_frozen_layers_have_no_gradients_and_models_inside_are_opened() -> None:
    model = two_ended(compiled=True)
    model.get_layer("shared").trainable = False
    x, y = two_ended_data()
    assert list(model.gradients(x, y)) == [
        "inner/dense/kernel", "inner/dense/bias", "inner/batch_normalization/gamma", "inner/batch_normalization/beta",
        "kind/kernel", "kind/bias", "size/kernel", "size/bias",
    ]  # fmt: skip


@pytest.mark.parametrize("steps", [0, 2])
def test_gradients_are_those_of_the_next_step_to_the_bit(steps: int) -> None:
    model = picture_network(compiled=False)
    rate = 0.5
    from nervure.optimizers import SGD

    model.compile(SGD(rate), "sparse_categorical_crossentropy")
    x, y = some_digits(16)
    for _ in range(steps):
        model.train_on_batch(x, y)
    names = list(model.gradients(x, y))
    before = dict(zip(_trained_names(model), _trained(model), strict=True))
    gradients = model.gradients(x, y)
    model.train_on_batch(x, y)
    after = dict(zip(_trained_names(model), _trained(model), strict=True))
    assert names == list(before)
    for name, gradient in gradients.items():
        np.testing.assert_array_equal(after[name], before[name] - np.float32(rate) * gradient)


def _trained_names(model: Any) -> list[str]:
    from nervure.models.network import named_parameters

    return [name for name, parameter, *_ in named_parameters(model.graph) if parameter.trainable]


def _trained(model: Any) -> list[Any]:
    return [parameter.array.numpy().copy() for parameter in model.parameters if parameter.trainable]


def test_gradients_of_a_fit_with_the_same_seed_are_its_first_step() -> None:
    from nervure.optimizers import SGD

    model = picture_network(compiled=False)
    model.compile(SGD(1.0), "sparse_categorical_crossentropy")
    x, y = some_digits(16)
    model.run_seed = 11
    gradient, before = model.gradients(x, y)["dense/kernel"], model.get_layer("dense").get_weights()[0]
    model.fit(x, y, batch_size=16, shuffle=False, seed=11, verbose=0)
    np.testing.assert_array_equal(model.get_layer("dense").get_weights()[0], before - gradient)


def test_looking_at_gradients_and_values_changes_nothing() -> None:
    model = picture_network()
    x, y = some_digits(16)
    before = snapshot(model)
    model.gradients(x, y)
    model.trace(x)
    model.trace(x, training=True)
    assert_unchanged(model, before)
    model.fit(x, y, verbose=0)
    before = snapshot(model)
    model.gradients(x, y, sample_weight=np.arange(16))
    model.trace(x, training=True)
    assert_unchanged(model, before)
    other = picture_network()
    other.set_weights(model.get_weights())


def test_looking_between_two_steps_does_not_disturb_the_second() -> None:
    x, y = some_digits(16)
    first, second = picture_network(), picture_network()
    second.set_weights(first.get_weights())
    second.run_seed = first.run_seed
    for model in (first, second):
        model.train_on_batch(x, y)
        if model is first:
            model.gradients(x[:5], y[:5])
            model.trace(x[:3])
        model.train_on_batch(x, y)
    assert_same_weights(first, second)


def test_penalties_and_weights_of_samples_are_part_of_the_gradient() -> None:
    model = Sequential([Input((4,)), Dense(3, kernel_regularizer=L2(0.5))])
    model.compile("sgd", "mse")
    x, y = numbers(6, 4), numbers(6, 3)
    kernel = model.get_weights()[0]
    plain = model.gradients(x, y)["dense/kernel"]
    model.layers[0].kernel.regularizer = None
    np.testing.assert_allclose(plain - kernel, _without_penalty(model, x, y), rtol=1e-4, atol=1e-6)
    double = model.gradients(x, y, sample_weight=np.full(6, 2.0))["dense/bias"]
    np.testing.assert_allclose(double, 2 * model.gradients(x, y)["dense/bias"], rtol=1e-6)


def _without_penalty(model: Any, x: Any, y: Any) -> Any:
    kernel, bias = model.get_weights()
    return 2 * x.T @ (x @ kernel + bias - y) / y.size


def test_gradients_in_float64_are_float64() -> None:
    model = Sequential([Input((2,)), Dense(1)])
    model.compile("sgd", "mse", precision="float64")
    gradients = model.gradients([[1.0, 2.0]], [[0.5]])
    assert {gradient.dtype for gradient in gradients.values()} == {np.dtype("float64")}


def test_a_trace_has_every_step_with_its_name_kind_shape_and_values() -> None:
    model = dense_network()
    x, _ = vectors(5)
    trace = model.trace(x)
    assert list(trace) == ["dense/z", "dense/output", "dense_1/z", "dense_1/output"]
    assert [step.kind for step in trace.steps] == ["dense", "relu", "dense", "softmax"]
    assert [step.shape for step in trace.steps] == [(5, 8), (5, 8), (5, 10), (5, 10)]
    kernel, bias, *_ = model.get_weights()
    np.testing.assert_allclose(trace["dense/z"], x @ kernel + bias, rtol=1e-4, atol=1e-5)
    np.testing.assert_array_equal(trace["dense/output"], np.maximum(trace["dense/z"], 0))
    np.testing.assert_allclose(trace["dense_1/output"], model.predict(x, verbose=0), rtol=1e-5, atol=1e-7)
    assert len(trace) == 4
    assert repr(trace).splitlines()[0] == "dense/z         (5, 8)"


def test_a_trace_keeps_what_each_step_kept() -> None:
    trace = dense_network().trace(vectors(3)[0])
    assert all(hasattr(step.cache, "_fields") for step in trace.steps)


def test_calls_of_a_shared_layer_and_layers_of_models_inside_are_told_apart() -> None:
    model = two_ended()
    x, _ = two_ended_data(3)
    assert list(model.trace(x)) == [
        "shared/z", "shared/output", "inner/dense/z", "inner/dense/output", "inner/batch_normalization/output",
        "add/output", "shared:2/z", "shared:2/output", "concatenate/output", "kind/z", "kind/output", "size/output",
    ]  # fmt: skip


def test_several_values_of_a_step_are_numbered() -> None:
    x = Input((6,))
    model = Model(x, list(Halves()(x)))
    trace = model.trace(numbers(2, 6))
    assert list(trace) == ["halves/output[0]", "halves/output[1]"]


def test_a_trace_of_training_shows_batch_statistics() -> None:
    model = Sequential([Input((3,)), BatchNormalization()])
    x = numbers(50, 3) * 4 + 2
    training, inference = (model.trace(x, training=mode)["batch_normalization/output"] for mode in (True, False))
    np.testing.assert_allclose(training.mean(0), 0, atol=1e-5)
    assert inference.mean() > 1


def test_a_trace_needs_no_compile_and_shows_bfloat16_as_float32() -> None:
    model = dense_network(compiled=False)
    assert model.trace(vectors(2)[0])["dense/output"].dtype == np.float32
    model.compile("sgd", "sparse_categorical_crossentropy", precision="bfloat16")
    values = model.trace(vectors(2)[0])["dense/output"]
    assert values.dtype == np.float32
    assert not (values.view("uint32") & 0xFFFF).any()
