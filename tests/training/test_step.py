from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from nervure.data import Batch, digits
from nervure.errors import DataError, StateError
from nervure.graph.heads import Head
from nervure.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Lambda, MaxPooling2D
from nervure.losses import MeanSquaredError, SparseCategoricalCrossentropy
from nervure.ops.op import Context
from nervure.optimizers import SGD, Adam
from nervure.parameter import Parameter
from nervure.training.step import TrainingStep
from tests.graph.draft import Draft
from tests.layers.layer_rules import assert_says
from tests.training.pupil import Pupil, line


def pictures(count: int = 16) -> Batch:
    """Digits of every kind, as numbers up to 1."""
    x, y = (array[:: len(array) // count][:count] for array in digits())
    return Batch((torch.from_numpy(x[..., None] / 255.0),), (torch.from_numpy(y),), (None,), count)


def network(seed: int = 7, rate: float = 0.0) -> Pupil:
    """A small CNN with batch normalization and penalties, in float64."""
    layers = [
        Conv2D(4, 3, activation="relu", kernel_regularizer="l2"),
        BatchNormalization(momentum=0.9),
        MaxPooling2D(4),
        Dropout(rate),
        Flatten(),
        Dense(10, activation="softmax", kernel_regularizer="l1", bias_regularizer="l2"),
    ]
    loss = SparseCategoricalCrossentropy()
    return Pupil(layers, (28, 28, 1), loss, SGD(0.1), dtype=torch.float64, seed=seed)


def batch_of(x: np.ndarray, y: np.ndarray) -> Batch:
    return Batch((torch.from_numpy(x),), (torch.from_numpy(y),), (None,), len(x))


def loss_by_hand(weights: list[Tensor], x: Tensor, labels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """The loss of the network above in plain torch, and the mean and variance of its batch normalization."""
    kernel, bias, gamma, beta, dense, dense_bias = weights
    maps = torch.relu(functional.conv2d(x.permute(0, 3, 1, 2), kernel.permute(3, 2, 0, 1), bias))
    mean, variance = maps.mean((0, 2, 3)), maps.var((0, 2, 3), correction=0)
    normal = (maps - mean[:, None, None]) / torch.sqrt(variance[:, None, None] + 1e-3)
    pooled = functional.max_pool2d(normal * gamma[:, None, None] + beta[:, None, None], 4)
    logits = pooled.permute(0, 2, 3, 1).flatten(1) @ dense + dense_bias
    penalty = 0.01 * (kernel**2).sum() + 0.01 * dense.abs().sum() + 0.01 * (dense_bias**2).sum()
    return functional.cross_entropy(logits, labels.long()) + penalty, mean, variance


def test_one_step_is_the_step_that_torch_takes() -> None:
    pupil, batch = network(), pictures()
    norm = pupil.draft.layers[1]
    weights = [parameter.array.clone().requires_grad_() for parameter in pupil.store.trainable.parameters]
    loss, mean, variance = loss_by_hand(weights, batch.x[0], batch.y[0])
    loss.backward()
    result = pupil.step.train(batch)
    assert result.loss.item() == pytest.approx(loss.item(), abs=1e-10)
    for parameter, weight in zip(pupil.store.trainable.parameters, weights, strict=True):
        assert weight.grad is not None
        assert torch.allclose(parameter.array, weight.detach() - 0.1 * weight.grad, atol=1e-8), parameter.name
    assert isinstance(norm, BatchNormalization)
    assert torch.allclose(norm.moving_mean.array, 0.1 * mean.detach(), atol=1e-10)
    assert torch.allclose(norm.moving_variance.array, 0.9 + 0.1 * variance.detach(), atol=1e-10)
    assert pupil.optimizer.iterations == 1


def test_twenty_steps_make_the_loss_smaller_each_from_the_last() -> None:
    pupil, batch = network(), pictures()
    losses = [pupil.step.train(batch).loss.item() for _ in range(20)]
    assert losses[-1] < 0.3 * losses[0]
    assert pupil.optimizer.iterations == 20


def test_differentiating_changes_no_weight_and_forgets_the_last_batch() -> None:
    pupil, batch = network(rate=0.3), pictures()
    before = pupil.state()
    pupil.step.differentiate(pictures(5))
    first, commits = pupil.step.differentiate(batch)
    gradients = pupil.store.trainable.add_gradients().clone()
    again, _ = pupil.step.differentiate(batch)
    assert torch.equal(gradients, pupil.store.trainable.add_gradients())
    assert first.loss.item() == again.loss.item()
    assert all(torch.equal(a, b) for a, b in zip(before, pupil.state(), strict=True))
    assert [commit.parameter.name for commit in commits] == ["moving_mean", "moving_variance"]


def test_evaluating_changes_nothing_and_drops_nothing() -> None:
    pupil, batch = network(rate=0.5), pictures()
    pupil.step.train(batch)
    before, gradients = pupil.state(), pupil.store.trainable.add_gradients().clone()
    first, second = (pupil.step.evaluate(batch) for _ in range(2))
    assert first.loss.item() == second.loss.item() != pupil.step.differentiate(batch)[0].loss.item()
    pupil.store.trainable.add_gradients().copy_(gradients)
    assert all(torch.equal(a, b) for a, b in zip(before, pupil.state(), strict=True))


def test_the_penalties_are_part_of_the_loss_in_evaluation_too() -> None:
    pupil, batch = network(), pictures()
    result = pupil.step.evaluate(batch)
    kernel, _, _, _, dense, dense_bias = (parameter.array for parameter in pupil.store.trainable.parameters)
    penalty = 0.01 * (kernel**2).sum() + 0.01 * dense.abs().sum() + 0.01 * (dense_bias**2).sum()
    assert result.losses[0] is not None
    assert result.loss.item() == pytest.approx(result.losses[0].item() + penalty.item(), abs=1e-12)


def test_the_predictions_are_probabilities_though_the_loss_reads_logits() -> None:
    pupil, batch = network(), pictures()
    predictions = pupil.step.evaluate(batch).predictions[0]
    assert torch.allclose(predictions.sum(1), torch.ones(16, dtype=torch.float64), atol=1e-12)
    expected = pupil.plan.forward(batch.x, Context()).outputs[0]
    assert torch.allclose(predictions, expected, atol=1e-12)


def test_every_step_draws_other_masks_and_a_resumed_run_draws_the_same() -> None:
    batch = pictures()

    def losses(seed: int, iterations: int, count: int) -> list[float]:
        pupil = network(seed, rate=0.5)
        pupil.optimizer.iterations = iterations
        return [pupil.step.differentiate(batch)[0].loss.item() for _ in range(count)]

    assert losses(1, 0, 2) == losses(1, 0, 1) * 2
    assert losses(1, 0, 1) != losses(1, 1, 1)
    assert losses(1, 1, 1) == losses(1, 1, 1)
    assert losses(1, 1, 1) != losses(2, 1, 1)


def test_a_frozen_penalty_does_not_count() -> None:
    x, y = line()
    pupil = Pupil([Dense(3, kernel_regularizer="l2", trainable=False), Dense(1)])
    result = pupil.step.evaluate(batch_of(x, y))
    assert result.losses[0] is not None
    assert result.loss.item() == result.losses[0].item()


@pytest.mark.parametrize("planted", ["x", "y", "weight"])
def test_a_step_that_is_left_out_touches_nothing_and_names_the_place(planted: str) -> None:
    x, y = line()
    layers = [Dense(4, activation="relu", name="first"), BatchNormalization(name="norm"), Dense(1, name="last")]
    pupil = Pupil(layers, optimizer=Adam(0.01))
    pupil.step.skips_non_finite = True
    pupil.step.train(batch_of(x, y))
    assert pupil.step.non_finite is None
    if planted == "weight":
        layers[2].parameters[0].array[1] = torch.nan
    else:
        (x if planted == "x" else y)[2, 0] = np.inf
    before = pupil.state()
    result = pupil.step.train(batch_of(x, y))
    assert not torch.isfinite(result.loss)
    pairs = zip(before, pupil.state(), strict=True)
    assert all(torch.equal(a.nan_to_num(9), b.nan_to_num(9)) for a, b in pairs)
    assert pupil.optimizer.iterations == 1
    assert pupil.step.non_finite is not None
    places = {"x": ("input", "x[0]"), "y": ("target", "y[0]"), "weight": ("weight", "last/kernel")}
    assert pupil.step.non_finite == (*places[planted], 1)


def test_losses_are_followed_where_somebody_wants_to_know_them() -> None:
    x, y = line()
    silent, followed = Pupil(), Pupil()
    followed.step.reads_losses = True
    losses = [followed.step.train(batch_of(x, y)).loss.item() for _ in range(5)]
    silent.step.train(batch_of(x, y))
    assert list(followed.step.course.recent) == losses
    assert silent.step.course.count == 0


def test_followed_losses_name_the_place_before_the_step_spoils_all_weights_and_take_it() -> None:
    x, y = line()
    layers = [Dense(4, activation="relu", name="first"), Lambda(lambda z: torch.log(z - z + 1e-9)), Dense(1)]
    pupil = Pupil([*layers, Lambda(lambda z: torch.log(z - z), name="logs")])
    pupil.step.reads_losses = True
    pupil.step.train(batch_of(x, y))
    pupil.step.train(batch_of(x, y))
    assert pupil.step.non_finite == ("output", "logs/output", 0)
    assert pupil.step.cause is not None
    assert pupil.step.cause.values["layer"] == "logs"
    assert pupil.optimizer.iterations == 2


def test_without_that_wish_the_step_is_taken() -> None:
    x, y = line()
    x[0, 0] = np.nan
    pupil = Pupil()
    pupil.step.train(batch_of(x, y))
    assert pupil.store.trainable.values.isnan().any()
    assert pupil.step.non_finite is None


def two_outputs(weights: tuple[float, float], losses: tuple[MeanSquaredError | None, ...]) -> TrainingStep:
    draft = Draft((3,))
    first, second = (draft.call(Dense(1, name=name), 0) for name in ("a", "b"))
    heads = [Head(loss, None) for loss in losses]
    return TrainingStep(draft.plan(first, second), heads, weights, draft.store(), SGD(), 0)


def test_the_losses_of_several_outputs_are_weighed_and_added() -> None:
    x, y = line()
    batch = Batch((torch.from_numpy(x),), (torch.from_numpy(y), torch.from_numpy(-y)), (None, None), 10)
    result = two_outputs((1.0, 0.25), (MeanSquaredError(), MeanSquaredError())).evaluate(batch)
    first, second = result.losses
    assert first is not None
    assert second is not None
    assert result.loss.item() == pytest.approx(first.item() + 0.25 * second.item())
    alone = two_outputs((1.0, 0.25), (None, MeanSquaredError())).evaluate(batch._replace(y=(None, batch.y[1])))
    assert alone.losses[0] is None
    assert alone.loss.item() == pytest.approx(0.25 * second.item())


def test_sample_weights_reach_the_loss_of_their_output() -> None:
    x, y = line()
    batch = Batch((torch.from_numpy(x),), (torch.from_numpy(y),), (torch.arange(10.0),), 10)
    pupil = Pupil()
    errors = (pupil.step.evaluate(batch).predictions[0] - batch.y[0]) ** 2
    expected = (errors[:, 0] * torch.arange(10.0)).mean()
    assert pupil.step.evaluate(batch).loss.item() == pytest.approx(expected.item(), rel=1e-6)


def test_nothing_to_make_small_is_an_error() -> None:
    assert_says(StateError, lambda: two_outputs((1.0, 1.0), (None, None)), "compile(loss=...)", "loss='mse'")
    draft = Draft((3,))
    plan = draft.plan(draft.call(Dense(1, kernel_regularizer="l2"), 0))
    step = TrainingStep(plan, [Head(None, None)], [1.0], draft.store(), SGD(), 0)
    batch = Batch((torch.ones(2, 3),), (), (), 2)
    kernel: Parameter = draft.layers[0].parameters[0]
    assert step.evaluate(batch).loss.item() == pytest.approx(0.01 * (kernel.array**2).sum().item())


def test_data_without_targets_is_refused() -> None:
    x, _ = line()
    batch = Batch((torch.from_numpy(x),), (), (), 10)
    for call in (Pupil().step.train, Pupil().step.evaluate):
        assert_says(DataError, lambda call=call: call(batch), "x and y", "Write fit(x, y)")


def test_in_bfloat16_weights_and_gradients_stay_float32() -> None:
    x, y = line(32)
    pupil = Pupil([Dense(16, activation="tanh"), Dense(1)], optimizer=SGD(0.1))
    pupil.store.add_low_precision(torch.bfloat16)
    low = dataclasses.replace(pupil.step.plan, dtype=torch.bfloat16)
    step = TrainingStep(low, pupil.step.heads, [1.0], pupil.store, pupil.optimizer, 0)
    losses = [step.train(batch_of(x, y)).loss for _ in range(60)]
    assert {loss.dtype for loss in losses} == {torch.float32}
    assert pupil.store.trainable.values.dtype == pupil.store.trainable.add_gradients().dtype == torch.float32
    assert losses[-1].item() < 0.1 * losses[0].item()
    fresh = pupil.store.trainable.low_precision
    step.evaluate(batch_of(x, y))
    assert fresh is not None
    assert torch.equal(fresh, pupil.store.trainable.values.bfloat16()), "the copies follow the weights"
