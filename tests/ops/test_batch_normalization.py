from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from nervure.kernels import torch_private
from nervure.kernels.batch_normalization import (
    NO_TAIL,
    Normalization,
    Wanted,
    normalization_gradients_in_torch,
    normalized_in_torch,
)
from nervure.ops.batch_normalization import BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION
from nervure.ops.op import Context
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.oracles import batch_normalization as oracle

TRAINING, INFERENCE = Context(training=True), Context()


class Drawn(NamedTuple):
    """A batch normalization with its tensors."""

    x: Tensor
    parameters: tuple[Tensor, ...]
    context: Context
    options: dict[str, Any]

    @property
    def uses_batch(self) -> bool:
        return self.context.training and not self.options["frozen"]


def parameters_of(seed: int, channels: int, scale: bool, center: bool) -> tuple[Tensor, ...]:
    gamma, beta, mean = (normal(seed + i, channels) for i in range(3))
    variance = normal(seed + 3, channels).exp()
    return (*((gamma,) if scale else ()), *((beta,) if center else ()), mean, variance)


@st.composite
def normalizations(draw: st.DrawFn) -> Drawn:
    shape = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4).map(lambda sizes: [sizes[0] + 1, *sizes[1:]]))
    axis = draw(st.one_of(st.just(-1), st.integers(1 - len(shape), len(shape) - 1).filter(lambda axis: axis != 0)))
    scale, center = draw(st.booleans()), draw(st.booleans())
    seed = draw(st.integers(0, 10**6))
    options = {
        "axis": axis,
        "momentum": draw(st.sampled_from([0.0, 0.9, 0.99])),
        "epsilon": draw(st.sampled_from([1e-3, 1e-5])),
        "scale": scale,
        "center": center,
        "frozen": draw(st.booleans()),
    }
    x = normal(seed + 4, *shape) * 2 + 1
    return Drawn(
        x, parameters_of(seed, shape[axis], scale, center), draw(st.sampled_from([TRAINING, INFERENCE])), options
    )


def written_out(drawn: Drawn) -> Any:
    """The formula in functions that torch differentiates."""
    axis, epsilon = drawn.options["axis"], drawn.options["epsilon"]
    scale, center = drawn.options["scale"], drawn.options["center"]
    shape = [1] * drawn.x.ndim
    shape[axis] = -1
    others = [i for i in range(drawn.x.ndim) if i != axis % drawn.x.ndim]

    def formula(x: Tensor, *parameters: Tensor) -> Tensor:
        mean, variance = (parameter.view(shape) for parameter in parameters[-2:])
        if drawn.uses_batch:
            mean = x.mean(others, keepdim=True)
            variance = ((x - mean) ** 2).mean(others, keepdim=True)
        y = (x - mean) / (variance + epsilon).sqrt()
        y = y * parameters[0].view(shape) if scale else y
        return y + parameters[int(scale)].view(shape) if center else y

    return formula


@settings(max_examples=50)
@given(normalizations())
def test_value_and_derivative_are_those_of_the_oracle_and_of_both_witnesses(drawn: Drawn) -> None:
    x, parameters, context, options = drawn
    y, cache = BATCH_NORMALIZATION.forward(x, *parameters, context=context, **options)
    axis, epsilon = options["axis"], options["epsilon"]
    gamma = parameters[0] if options["scale"] else torch.ones(x.shape[axis], dtype=torch.float64)
    beta = parameters[options["scale"]] if options["center"] else torch.zeros_like(gamma)
    mean, variance = (value.numpy() for value in parameters[-2:])
    if drawn.uses_batch:
        mean, variance = oracle.statistics(x.numpy(), axis)
    expected = oracle.batch_normalization(x.numpy(), gamma.numpy(), beta.numpy(), mean, variance, epsilon, axis)
    assert_near(y, expected, 1e-12, "y", largest=1.0)
    assert y.is_contiguous()
    if drawn.uses_batch:
        dy = torch.cos(3 * y)
        dx, *_ = BATCH_NORMALIZATION.backward(dy, cache)
        through = oracle.gradient_through_statistics(dy.numpy(), x.numpy(), gamma.numpy(), epsilon, axis)
        assert_near(dx, through, 1e-10, "dx", largest=1e-2)
    # One number a channel is its own mean: y does not depend on x, and there is nothing to compare.
    if not drawn.uses_batch or x.numel() > 2 * x.shape[axis]:
        formula = written_out(drawn)
        check_gradients(
            BATCH_NORMALIZATION, (x,), parameters, context=context, reference=formula, most_places=10, **options
        )


@settings(max_examples=15)
@given(normalizations())
def test_a_training_step_moves_the_moving_statistics_as_keras_does_and_nothing_else_does(drawn: Drawn) -> None:
    x, parameters, context, options = drawn
    before = [parameter.clone() for parameter in parameters]
    _, cache = BATCH_NORMALIZATION.forward(x, *parameters, context=context, **options)
    assert BATCH_NORMALIZATION.commits is not None
    commits = BATCH_NORMALIZATION.commits(cache, *parameters)
    assert all(torch.equal(a, b) for a, b in zip(parameters, before, strict=True))
    if not drawn.uses_batch:
        assert commits == {}
        return
    assert list(commits) == [len(parameters) - 2, len(parameters) - 1]
    momentum = options["momentum"]
    for (position, value), statistic in zip(
        commits.items(), oracle.statistics(x.numpy(), options["axis"]), strict=True
    ):
        expected = momentum * parameters[position].numpy() + (1 - momentum) * statistic
        assert_near(value, expected, 1e-12, "moving statistic", largest=1.0)


@pytest.mark.parametrize("context", [TRAINING, INFERENCE])
@pytest.mark.parametrize("axis", [-1, 1])
def test_the_rules_of_every_operation_hold(context: Context, axis: int) -> None:
    x = normal(0, 3, 5, 4, 5)
    parameters = parameters_of(1, 5, True, True)
    check_rules(BATCH_NORMALIZATION, (x,), parameters, context=context, keeps_batch=not context.training, axis=axis)


def test_an_empty_batch_leaves_the_moving_statistics_alone() -> None:
    parameters = parameters_of(0, 3, True, True)
    _, cache = BATCH_NORMALIZATION.forward(torch.zeros(0, 3, dtype=torch.float64), *parameters, context=TRAINING)
    assert BATCH_NORMALIZATION.commits is not None
    assert BATCH_NORMALIZATION.commits(cache, *parameters) == {}


def test_a_batch_of_one_gives_beta() -> None:
    parameters = parameters_of(0, 3, True, True)
    y, cache = BATCH_NORMALIZATION.forward(normal(5, 1, 3), *parameters, context=TRAINING)
    assert_near(y[0], parameters[1], 1e-12, "y")
    assert_near(cache.variance, torch.zeros(3), 1e-12, "variance")


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_statistics_are_float32_and_survive_a_mean_far_from_zero(dtype: torch.dtype) -> None:
    x = (normal(0, 4000, 3) * 8 + 256).to(dtype)
    mean, variance = torch.zeros(3), torch.ones(3)
    y, cache = BATCH_NORMALIZATION.forward(x, mean, variance, context=TRAINING, scale=False, center=False)
    assert cache.mean.dtype == cache.variance.dtype == torch.float32
    exact = x.double()
    assert_near(cache.mean, exact.mean(0), 1e-6, "mean")
    assert_near(cache.variance, exact.var(0, correction=0), 1e-5, "variance")
    normalized = (exact - exact.mean(0)) / (exact.var(0, correction=0) + 1e-3).sqrt()
    assert_near(y.double(), normalized, 1e-5 if dtype == torch.float32 else 5e-3, "y")


@pytest.mark.parametrize("of_batch", [True, False])
@pytest.mark.parametrize("scale", [True, False])
def test_the_public_bodies_give_the_same_numbers(of_batch: bool, scale: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    x, (*gamma, beta, _, _) = normal(0, 36, 5), parameters_of(1, 5, scale, True)

    def run() -> list[Tensor | None]:
        given = Normalization(*torch_private.batch_statistics(x), gamma[0] if scale else None, beta, 1e-3)
        y, _ = normalized_in_torch(x, given)
        found = normalization_gradients_in_torch(torch.cos(y), x, None, given, NO_TAIL, Wanted(of_batch))
        return [y, *found[:3]]

    private = run()
    bodies = {"statistics": torch_private.public_statistics, "normalization": torch_private.public_normalization}
    monkeypatch.setattr(torch_private, "_body", lambda name, device: bodies[name])
    for a, b in zip(run(), private, strict=True):
        assert (a is None) == (b is None)
        if a is not None and b is not None:
            assert_near(a, b, 1e-12, "public body")


def test_keras_gives_the_same_numbers_in_training_and_after_it() -> None:
    import keras

    x = normal(0, 6, 5, 4, 3).float() * 3 + 2
    layer = keras.layers.BatchNormalization(momentum=0.9)
    layer.build(tuple(x.shape))
    gamma, beta, mean, variance = (parameter.float() for parameter in parameters_of(1, 3, True, True))
    layer.set_weights([value.numpy() for value in (gamma, beta, mean, variance)])
    expected = layer(x, training=True).detach().cpu()
    y, cache = BATCH_NORMALIZATION.forward(x, gamma, beta, mean, variance, context=TRAINING, momentum=0.9)
    assert_near(y, expected, 1e-6, "training")
    assert BATCH_NORMALIZATION.commits is not None
    moved = BATCH_NORMALIZATION.commits(cache, gamma, beta, mean, variance)
    for position, variable in ((2, layer.moving_mean), (3, layer.moving_variance)):
        assert_near(moved[position], variable.value.detach(), 1e-6, "moving statistic")
    y, _ = BATCH_NORMALIZATION.forward(x, gamma, beta, moved[2], moved[3], context=INFERENCE)
    assert_near(y, layer(x, training=False).detach().cpu(), 1e-6, "inference")


MASK = torch.tensor([[True, True, False], [False, True, True], [False, False, False], [True, False, True]])


def masked_by_torch(training: bool, axis: int) -> Any:
    def formula(x: Tensor, *parameters: Tensor) -> Tensor:
        gamma, beta, mean, variance = parameters
        shape = [1] * x.ndim
        shape[axis] = -1
        axes = [number for number in range(x.ndim) if number != axis % x.ndim]
        if training:
            real = MASK.reshape(*MASK.shape, *(1 for _ in x.shape[2:])).expand(x.shape).double()
            count = real.sum(axes) + 1e-7
            mean = (real * x).sum(axes) / count
            variance = (real * (x - mean.reshape(shape)) ** 2).sum(axes) / count
        scale = gamma.reshape(shape) / (variance.reshape(shape) + 1e-3).sqrt()
        return (x - mean.reshape(shape)) * scale + beta.reshape(shape)

    return formula


@pytest.mark.parametrize("context", [Context(training=True), Context()])
@pytest.mark.parametrize(("shape", "axis"), [((4, 3, 5), -1), ((4, 3, 5), 1), ((4, 3, 2, 5), -1)])
def test_padding_does_not_count_in_the_statistics(context: Context, shape: tuple[int, ...], axis: int) -> None:
    x, channels = normal(0, *shape), shape[axis]
    parameters = (normal(1, channels), normal(2, channels), normal(3, channels), normal(4, channels).exp())

    def forward(x: Tensor, *parameters: Tensor, **options: Any) -> Any:
        return MASKED_BATCH_NORMALIZATION.forward(x, MASK, *parameters, **options)

    def backward(dy: Tensor, cache: Any, needs_dx: bool = True) -> tuple[Tensor | None, ...]:
        dx, dmask, *rest = MASKED_BATCH_NORMALIZATION.backward(dy, cache, needs_dx=needs_dx)
        assert dmask is None
        return dx, *rest

    op = MASKED_BATCH_NORMALIZATION._replace(forward=forward, backward=backward)
    reference = masked_by_torch(context.training, axis)
    y, _ = op.forward(x, *parameters, context=context, axis=axis)
    assert torch.allclose(y, reference(x, *parameters), rtol=1e-12)
    check_gradients(op, (x,), parameters, context=context, reference=reference, axis=axis)


def test_the_moving_statistics_learn_from_real_steps_only() -> None:
    x = torch.where(MASK.unsqueeze(-1), normal(0, 4, 3, 2), 1e6)
    ones = torch.ones(2, dtype=torch.float64)
    _, cache = MASKED_BATCH_NORMALIZATION.forward(
        x, MASK, ones, ones, context=Context(training=True), scale=False, center=False, momentum=0.0
    )
    assert MASKED_BATCH_NORMALIZATION.commits is not None
    mean, variance = MASKED_BATCH_NORMALIZATION.commits(cache, ones, ones).values()
    assert torch.allclose(mean, x[MASK].mean(0), rtol=1e-6)
    assert torch.allclose(variance, x[MASK].var(0, correction=0), rtol=1e-6)


def test_the_rules_of_every_operation_hold_with_a_mask() -> None:
    parameters = (normal(1, 5), normal(2, 5), normal(3, 5), normal(4, 5).exp())
    for context in (Context(training=True), Context()):
        check_rules(
            MASKED_BATCH_NORMALIZATION, (normal(0, 4, 3, 5), MASK.double()), parameters,
            context=context, keeps_batch=not context.training,
        )  # fmt: skip
