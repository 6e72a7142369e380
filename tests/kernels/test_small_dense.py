from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from nervure.errors import ArgumentError
from nervure.kernels import native
from nervure.kernels.denormals import flushing_denormals
from nervure.kernels.small_dense import (
    ACTIVATIONS,
    LOSSES,
    DenseHead,
    DenseLayer,
    RecurrentLayer,
    SmallDense,
    UpdateRule,
    pays,
)
from tests.layers.layer_rules import assert_says

pytestmark = pytest.mark.skipif(not native.available(), reason="no native kernels in this process")

TOLERANCES = {torch.float32: 2e-6, torch.float64: 1e-12}
RULES = (
    UpdateRule("sgd"),
    UpdateRule("sgd", 0.5),
    UpdateRule("sgd", 0.5, nesterov=True),
    UpdateRule("adam", 0.9, 0.999, 1e-7),
    UpdateRule("rmsprop", 0.0, 0.9, 1e-7),
    UpdateRule("rmsprop", 0.5, 0.9, 1e-7),
)
FUNCTIONS = {
    "linear": lambda z, c: z,
    "relu": lambda z, c: torch.relu(z),
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "selu": lambda z, c: torch.selu(z),
    "tanh": lambda z, c: torch.tanh(z),
    "sigmoid": lambda z, c: torch.sigmoid(z),
    "softmax": lambda z, c: torch.softmax(z, -1),
}


def layers_of(sizes: Sequence[int], activations: Sequence[str], without_bias: int | None = None) -> list[DenseLayer]:
    """Layers whose parameters lie side by side with gaps between them."""
    layers, place = [], 0
    for number, (inputs, units) in enumerate(itertools.pairwise(sizes)):
        bias = None if number == without_bias else place + inputs * units + 3
        constant = {"leaky_relu": 0.3, "elu": 0.7}.get(activations[number], 0.0)
        layers.append(DenseLayer(inputs, units, activations[number], constant, place, bias))
        place += inputs * units + units + 5
    return layers


def length_of(layers: Sequence[DenseLayer]) -> int:
    return layers[-1].kernel + (layers[-1].inputs + 1) * layers[-1].units + 5


class Witness:
    """The same steps by torch, with derivatives by autograd."""

    def __init__(self, layers: Sequence[DenseLayer], head: DenseHead, rule: UpdateRule, values: Tensor) -> None:
        self.layers, self.head, self.rule = layers, head, rule
        self.values = values.clone().requires_grad_()
        self.slots = [torch.zeros_like(values), torch.zeros_like(values)]
        self.loss_sum = 0.0

    def outputs(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            kernel = self.values[layer.kernel : layer.kernel + layer.inputs * layer.units]
            x = x @ kernel.view(layer.inputs, layer.units)
            if layer.bias is not None:
                x = x + self.values[layer.bias : layer.bias + layer.units]
            x = FUNCTIONS[layer.activation](x, layer.constant)
        return x

    def losses(self, o: Tensor, y: Tensor) -> Tensor:
        smoothing = self.head.label_smoothing
        if self.head.loss == "class_from_logits":
            return functional.cross_entropy(o, y, reduction="none")
        if self.head.loss == "one_hot_from_logits":
            y = y * (1 - smoothing) + smoothing / y.shape[1]
            return -(y * torch.log_softmax(o, -1)).sum(-1)
        if self.head.loss == "binary_from_logits":
            y = y * (1 - smoothing) + smoothing / 2
            return functional.binary_cross_entropy_with_logits(o, y, reduction="none").mean(-1)
        e = o - y
        return (e.abs() if self.head.loss == "absolute" else e * e).sum(-1) * self.head.value_factor

    def step(self, x: Tensor, y: Tensor, rate: float, number: int) -> None:
        losses = self.losses(self.outputs(x), y)
        loss = losses.mean() if self.head.is_mean else losses.sum()
        self.loss_sum += loss.item() * len(x)
        (g,) = torch.autograd.grad(loss, self.values)
        one, two, rule = *self.slots, self.rule
        with torch.no_grad():
            if rule.name == "sgd":
                one.mul_(rule.first).sub_(rate * g)
                moved = rule.first * one - rate * g if rule.nesterov else one
                self.values.add_(moved)
            elif rule.name == "adam":
                one.mul_(rule.first).add_(g, alpha=1 - rule.first)
                two.mul_(rule.second).add_(g * g, alpha=1 - rule.second)
                share = math.sqrt(1 - rule.second ** (number + 1)) / (1 - rule.first ** (number + 1))
                self.values.sub_(rate * share * one / (two.sqrt() + rule.epsilon))
            else:
                one.mul_(rule.second).add_(g * g, alpha=1 - rule.second)
                two.mul_(rule.first).add_(rate * g / (one + rule.epsilon).sqrt())
                self.values.sub_(two)


def head_of(loss: str, units: int, smoothing: float = 0.0, is_mean: bool = True) -> DenseHead:
    value, gradient = {
        "squared": (1 / units, 2 / units), "absolute": (1 / units, 1 / units), "binary_from_logits": (1 / units,) * 2,
    }.get(loss, (1.0, 1.0))  # fmt: skip
    return DenseHead(loss, value, gradient, smoothing, is_mean)


def samples_of(layers: Sequence[DenseLayer], head: DenseHead, count: int, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(4)
    x = torch.randn(count, layers[0].inputs, generator=generator, dtype=torch.float64).to(dtype)
    units = layers[-1].units
    labels = torch.randint(0, units, (count,), generator=generator)
    if head.loss == "class_from_logits":
        return x, labels
    if head.loss == "one_hot_from_logits":
        return x, functional.one_hot(labels, units).to(dtype)
    y = torch.randn(count, units, generator=generator, dtype=torch.float64).to(dtype)
    return x, (y > 0).to(dtype) if head.loss == "binary_from_logits" else y


def started(layers: Sequence[DenseLayer], dtype: torch.dtype) -> Tensor:
    generator = torch.Generator().manual_seed(5)
    return (torch.randn(length_of(layers), generator=generator, dtype=torch.float64) * 0.3).to(dtype)


def trained(
    layers: Sequence[DenseLayer], head: DenseHead, rule: UpdateRule, dtype: torch.dtype, **given: Any
) -> tuple[Tensor, SmallDense]:
    """The parameters after one epoch, and what trained them."""
    x, y = samples_of(layers, head, given.get("count", 330), dtype)
    values, trainer = started(layers, dtype), SmallDense(layers, head, dtype, given.get("batch_size", 32))
    slots = [torch.zeros_like(values) for _ in range(2 if rule.name == "adam" or rule.name == "rmsprop" else 1)]
    trainer.bind(values, torch.zeros_like(values), slots)
    trainer.read(given.get("x", x), y, given.get("scale", 1.0), given.get("offset", 0.0))
    trainer.begin(given.get("order"))
    with flushing_denormals():
        while trainer.steps * given.get("batch_size", 32) < given.get("count", 330):
            trainer.run(rule, [0.01], trainer.steps, seconds=given.get("seconds", 1e9))
    return values, trainer


def error(
    layers: Sequence[DenseLayer], head: DenseHead, rule: UpdateRule, dtype: torch.dtype, batch_size: int = 32
) -> float:
    """The largest distance of a parameter, or of the mean loss, from torch's after one epoch."""
    count = 330
    x, y = samples_of(layers, head, count, dtype)
    order = torch.randperm(count, generator=torch.Generator().manual_seed(6))
    ours, trainer = trained(layers, head, rule, dtype, order=order, batch_size=batch_size)
    witness = Witness(layers, head, rule, started(layers, dtype))
    for number, rows in enumerate(order.split(batch_size)):
        witness.step(x[rows], y[rows], 0.01, number)
    distance = (ours - witness.values.detach()).abs().max().item()
    return max(distance, abs(trainer.sums[0] / count - witness.loss_sum / count) / 10)


CASES = [
    *(((5, 17, 9, 3), (name, name, "linear"), "squared", UpdateRule("adam", 0.9, 0.999, 1e-7)) for name in ACTIVATIONS),
    *(((5, 17, 9, 3), ("tanh", "relu", "linear"), loss, RULES[0]) for loss in LOSSES),
    *(((4, 8, 3), ("tanh", "linear"), "class_from_logits", rule) for rule in RULES),
    *(((3, 6, 3), ("tanh", name), "squared", RULES[0]) for name in ACTIVATIONS),
    *(((n, n, n), ("tanh", "linear"), "one_hot_from_logits", RULES[1]) for n in (2, 7, 8, 15, 16, 33, 70)),
    *((sizes, ("tanh", "linear"), "binary_from_logits", RULES[3]) for sizes in [(2, 16, 1), (1, 1, 1), (40, 1, 5)]),
    ((3, 1), ("sigmoid",), "squared", RULES[0]),
    ((130, 1), ("linear",), "binary_from_logits", RULES[3]),
]


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize(("sizes", "activations", "loss", "rule"), CASES)
def test_an_epoch_ends_where_torch_and_autograd_end(
    sizes: tuple[int, ...], activations: tuple[str, ...], loss: str, rule: UpdateRule, dtype: torch.dtype
) -> None:
    layers, head = layers_of(sizes, activations), head_of(loss, sizes[-1])
    assert error(layers, head, rule, dtype) < TOLERANCES[dtype]


class RecurrentWitness(Witness):
    """The same with recurrent layers in front."""

    def __init__(self, recurrent: Sequence[RecurrentLayer], num_steps: int, *others: Any) -> None:
        super().__init__(*others)
        self.recurrent, self.num_steps = recurrent, num_steps

    def outputs(self, x: Tensor) -> Tensor:
        sequence = list(x.view(len(x), self.num_steps, -1).unbind(1))
        for layer in self.recurrent:
            sequence = self.states(layer, sequence)
        return super().outputs(sequence[-1])

    def states(self, layer: RecurrentLayer, sequence: list[Tensor]) -> list[Tensor]:
        gates = 4 if layer.cell == "lstm" else 3
        columns, units = gates * layer.units, layer.units
        kernel = self.values[layer.kernel :][: layer.features * columns].view(-1, columns)
        recurrent_kernel = self.values[layer.recurrent_kernel :][: units * columns].view(-1, columns)
        length = 0 if layer.bias is None else columns * (1 if layer.cell == "lstm" else 2)
        bias = self.values[layer.bias or 0 :][:length].view(-1, columns)
        of_inputs, of_state = (bias[0], 0.0 if len(bias) == 1 else bias[1]) if length else (0.0, 0.0)
        h = c = sequence[0].new_zeros(len(sequence[0]), units)
        states = []
        for x in sequence:
            by_x, by_h = (x @ kernel + of_inputs).chunk(gates, 1), (h @ recurrent_kernel + of_state).chunk(gates, 1)
            if layer.cell == "lstm":
                i, f, g, o = (a + b for a, b in zip(by_x, by_h, strict=True))
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
            else:
                z, r = (torch.sigmoid(by_x[gate] + by_h[gate]) for gate in (0, 1))
                h = z * h + (1 - z) * torch.tanh(by_x[2] + r * by_h[2])
            states.append(h)
        return states


def recurrent_of(cells: Sequence[str], sizes: Sequence[int], start: int, use_bias: bool) -> list[RecurrentLayer]:
    layers, place = [], start
    for cell, (features, units) in zip(cells, itertools.pairwise(sizes), strict=True):
        columns = (4 if cell == "lstm" else 3) * units
        recurrent_kernel = place + features * columns + 1
        bias = recurrent_kernel + units * columns + 2
        layers.append(RecurrentLayer(cell, features, units, place, recurrent_kernel, bias if use_bias else None))
        place = bias + 2 * columns + 3
    return layers


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize(
    ("cells", "sizes"),
    [(("lstm",), (3, 16)), (("gru",), (1, 9)), (("gru",), (2, 1)), (("lstm", "gru", "lstm"), (2, 5, 17, 4))],
)
def test_recurrent_layers_in_front_end_there_too(
    cells: tuple[str, ...], sizes: tuple[int, ...], use_bias: bool, dtype: torch.dtype
) -> None:
    num_steps, count, size, rule = 6, 41, 16, UpdateRule("sgd", 0.5)
    layers, head = layers_of((sizes[-1], 7, 3), ("tanh", "linear")), head_of("class_from_logits", 3)
    recurrent = recurrent_of(cells, sizes, length_of(layers), use_bias)
    generator = torch.Generator().manual_seed(2)
    x = torch.randn(count, num_steps * sizes[0], generator=generator, dtype=torch.float64).to(dtype)
    y = torch.randint(0, 3, (count,), generator=generator)
    values = (torch.randn(recurrent[-1].recurrent_kernel + 2000, generator=generator) * 0.3).to(dtype)
    witness = RecurrentWitness(recurrent, num_steps, layers, head, rule, values)
    trainer = SmallDense(layers, head, dtype, size, recurrent, num_steps)
    trainer.bind(values, torch.zeros_like(values), [torch.zeros_like(values)])
    trainer.read(x, y)
    for _ in range(2):
        trainer.begin(None)
        trainer.run(rule, [0.05], 0)
        for number, first in enumerate(range(0, count, size)):
            witness.step(x[first : first + size], y[first : first + size], 0.05, number)
    assert trainer.steps == 3
    assert (values - witness.values.detach()).abs().max() < TOLERANCES[dtype]


@pytest.mark.parametrize("level", ["portable", "avx2"])
def test_every_vector_level_ends_there_too(level: str) -> None:
    program = (
        "from tests.kernels.test_small_dense import *\n"
        "for (sizes, activations, loss, rule), dtype in itertools.product(CASES, TOLERANCES):\n"
        "    distance = error(layers_of(sizes, activations), head_of(loss, sizes[-1]), rule, dtype)\n"
        "    assert distance < TOLERANCES[dtype], (sizes, activations, loss, rule, dtype, distance)\n"
    )
    settings = {**os.environ, "NERVURE_LEVEL": level, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("batch_size", [1, 7, 16, 330])
def test_batches_of_any_size_and_a_smaller_last_one(batch_size: int, dtype: torch.dtype) -> None:
    layers = layers_of((5, 9, 3), ("relu", "linear"), without_bias=0)
    assert error(layers, head_of("class_from_logits", 3), UpdateRule("sgd"), dtype, batch_size) < TOLERANCES[dtype]


@pytest.mark.parametrize("loss", ["one_hot_from_logits", "binary_from_logits"])
def test_labels_are_smoothed_and_a_loss_may_be_a_sum(loss: str) -> None:
    layers = layers_of((5, 9, 3), ("tanh", "linear"))
    head = head_of(loss, 3, smoothing=0.2, is_mean=False)
    x, y = samples_of(layers, head, 330, torch.float64)
    witness = Witness(layers, head, RULES[0], started(layers, torch.float64))
    for number in range(0, 330, 32):
        witness.step(x[number : number + 32], y[number : number + 32], 0.01, number)
    ours, trainer = trained(layers, head, RULES[0], torch.float64)
    assert torch.allclose(ours, witness.values.detach(), rtol=0, atol=1e-12)
    assert trainer.sums[0] == pytest.approx(witness.loss_sum, rel=1e-12)


def test_the_gaps_between_parameters_stay_as_they_were() -> None:
    layers = layers_of((5, 9, 3), ("tanh", "linear"), without_bias=1)
    ours, before = trained(layers, head_of("squared", 3), RULES[3], torch.float32)[0], started(layers, torch.float32)
    owned = torch.zeros(len(before), dtype=torch.bool)
    for layer in layers:
        owned[layer.kernel : layer.kernel + layer.inputs * layer.units] = True
        if layer.bias is not None:
            owned[layer.bias : layer.bias + layer.units] = True
    assert torch.equal(ours[~owned], before[~owned])
    assert not torch.eq(ours[owned], before[owned]).any()


def test_the_gradients_are_those_of_the_last_step() -> None:
    layers, head = layers_of((5, 9, 3), ("tanh", "linear")), head_of("class_from_logits", 3)
    x, y = samples_of(layers, head, 64, torch.float64)
    values = started(layers, torch.float64)
    gradients, trainer = torch.zeros_like(values), SmallDense(layers, head, torch.float64, 64)
    trainer.bind(values, gradients, [])
    trainer.read(x, y)
    trainer.begin(None)
    witness = Witness(layers, head, RULES[0], values)
    (expected,) = torch.autograd.grad(witness.losses(witness.outputs(x), y).mean(), witness.values)
    trainer.run(UpdateRule("sgd"), [0.1], 0)
    assert torch.allclose(gradients, expected, rtol=0, atol=1e-14)


def test_calls_of_any_length_give_the_same_bits() -> None:
    layers, head = layers_of((5, 17, 3), ("tanh", "linear")), head_of("class_from_logits", 3)
    whole, one = trained(layers, head, RULES[3], torch.float32)
    halves, other = trained(layers, head, RULES[3], torch.float32, seconds=0.0)
    assert torch.equal(whole, halves)
    assert one.sums == other.sums


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_one_thread_and_two_give_the_same_bits(dtype: torch.dtype) -> None:
    layers, head = layers_of((300, 60, 33, 5), ("relu", "tanh", "linear")), head_of("class_from_logits", 5)
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            # More steps than a trial of threads has: some of them run on one, some on two.
            found.append(trained(layers, head, RULES[3], dtype, count=1250, batch_size=100))
    finally:
        torch.set_num_threads(before)
    assert torch.equal(found[0][0], found[1][0])
    assert found[0][1].sums == found[1][1].sums


def test_one_thread_and_two_move_recurrent_layers_alike() -> None:
    layers, head = layers_of((33, 700, 5), ("tanh", "linear")), head_of("class_from_logits", 5)
    recurrent = recurrent_of(("gru", "lstm"), (2, 40, 33), length_of(layers), use_bias=True)
    x, y = torch.randn(1250, 8, generator=torch.Generator().manual_seed(4)), torch.arange(1250) % 5
    start = torch.randn(recurrent[-1].recurrent_kernel + 10_000, generator=torch.Generator().manual_seed(5)) * 0.1
    before, found = torch.get_num_threads(), []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            values, trainer = start.clone(), SmallDense(layers, head, torch.float32, 100, recurrent, num_steps=4)
            trainer.bind(values, torch.zeros_like(values), [torch.zeros_like(values) for _ in range(2)])
            trainer.read(x, y)
            trainer.begin(None)
            trainer.run(RULES[3], [0.01], 0)
            found.append(values)
    finally:
        torch.set_num_threads(before)
    assert torch.equal(*found)


@pytest.mark.parametrize("source", [torch.uint8, torch.int32, torch.int64, torch.float64, torch.float32])
@pytest.mark.parametrize("dtype", TOLERANCES)
def test_samples_are_read_in_their_own_type_and_rescaled(source: torch.dtype, dtype: torch.dtype) -> None:
    layers, head = layers_of((5, 9, 3), ("tanh", "linear")), head_of("class_from_logits", 3)
    raw = torch.randint(0, 200, (330, 5), generator=torch.Generator().manual_seed(1)).to(source)
    read, _ = trained(layers, head, RULES[0], dtype, x=raw, scale=1 / 255, offset=-0.5)
    converted, _ = trained(layers, head, RULES[0], dtype, x=raw.to(dtype) * (1 / 255) - 0.5)
    assert torch.allclose(read, converted, rtol=0, atol=TOLERANCES[dtype])


@pytest.mark.parametrize(
    "view",
    [
        lambda x: x.T.contiguous().T,
        lambda x: torch.cat([x, x], 1)[:, : x.shape[1]],
        lambda x: x.repeat_interleave(2, 0)[::2],
    ],
    ids=["columns first", "wider rows", "every second row"],
)
@pytest.mark.parametrize("units", [1, 3])
def test_samples_may_lie_anyhow(view: Any, units: int) -> None:
    layers, head = layers_of((5, units), ("linear",)), head_of("squared", units)
    x, _ = samples_of(layers, head, 330, torch.float32)
    plain, _ = trained(layers, head, RULES[0], torch.float32, x=x)
    assert torch.equal(plain, trained(layers, head, RULES[0], torch.float32, x=view(x))[0])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("wild", [math.nan, math.inf])
def test_a_step_whose_loss_is_no_number_is_not_taken(activation: str, loss: str, wild: float) -> None:
    layers, head = layers_of((3, 6, 2), (activation, "linear")), head_of(loss, 2)
    x, y = samples_of(layers, head, 96, torch.float32)
    x[40, 1] = wild
    values, trainer = started(layers, torch.float32), SmallDense(layers, head, torch.float32, 32)
    witness = Witness(layers, head, RULES[0], values)
    expected = witness.losses(witness.outputs(x[32:64]), y[32:64]).mean()
    trainer.bind(values, torch.zeros_like(values), [])
    trainer.read(x, y)
    trainer.begin(None)
    trainer.run(UpdateRule("sgd"), [0.0], 0)
    if expected.isfinite():  # tanh of infinity is 1
        assert trainer.losses[1] == pytest.approx(expected.item(), rel=1e-5)
        return
    assert (trainer.steps, len(trainer.losses)) == (1, 1)
    assert torch.equal(values, started(layers, torch.float32))
    trainer.run(UpdateRule("sgd"), [0.1], 1)
    assert (trainer.steps, trainer.losses) == (1, [])


def test_it_goes_on_after_steps_that_somebody_else_did() -> None:
    layers, head = layers_of((3, 6, 2), ("tanh", "linear")), head_of("class_from_logits", 2)
    x, y = samples_of(layers, head, 96, torch.float64)
    whole, rest = (started(layers, torch.float64) for _ in range(2))
    trainer = SmallDense(layers, head, torch.float64, 32)
    trainer.read(x, y)
    trainer.bind(whole, torch.zeros_like(whole), [])
    trainer.begin(None)
    trainer.run(UpdateRule("sgd"), [0.1], 0)
    losses, sums = trainer.losses, trainer.sums
    assert sums[0] == pytest.approx(32 * sum(losses), rel=1e-14)
    trainer.bind(rest, torch.zeros_like(rest), [])
    trainer.begin(None)
    trainer.run(UpdateRule("sgd"), [0.1], 0, num_steps=1)
    trainer.begin(None)
    trainer.resume(1, [32 * losses[0]])
    trainer.run(UpdateRule("sgd"), [0.1], 1)
    assert torch.equal(rest, whole)
    assert trainer.losses == losses[1:]
    assert trainer.sums == pytest.approx(sums, rel=1e-14)
    with pytest.raises(ValueError, match="one of the loss"):
        trainer.resume(1, [1.0, 2.0])


def test_metrics_are_added_up_beside_the_loss() -> None:
    layers = layers_of((4, 6, 3), ("tanh", "linear"))
    metrics = (("binary_accuracy", 0.4), ("largest_is_target", 0.0), ("absolute_error", 0.0), ("squared_error", 0.0))
    head = head_of("binary_from_logits", 3)._replace(metrics=metrics)
    x, y = samples_of(layers, head, 50, torch.float64)
    p = torch.sigmoid(Witness(layers, head, RULES[0], started(layers, torch.float64)).outputs(x)).detach()
    _, trainer = trained(layers, head, RULES[0], torch.float64, count=50, batch_size=50)
    expected = [
        ((p > 0.4) == y).double().mean(1).sum(), (p.argmax(1) == y.argmax(1)).sum(), (p - y).abs().mean(1).sum(),
        (p - y).square().mean(1).sum(),
    ]  # fmt: skip
    assert trainer.sums[1:] == pytest.approx([float(value) for value in expected], rel=1e-12)


def test_large_logits_neither_overflow_nor_lose_their_loss() -> None:
    for loss in ("class_from_logits", "one_hot_from_logits", "binary_from_logits"):
        layers, head = layers_of((1, 2), ("linear",)), head_of(loss, 2)
        y = torch.tensor([1]) if loss == "class_from_logits" else torch.tensor([[0.0, 1.0]])
        values, trainer = torch.tensor([500.0, -500.0] + [0.0] * 10), SmallDense(layers, head, torch.float32, 1)
        trainer.bind(values, torch.zeros_like(values), [])
        trainer.read(torch.ones(1, 1), y)
        trainer.begin(None)
        trainer.run(UpdateRule("sgd"), [1.0], 0)
        assert trainer.sums[0] == pytest.approx(500.0 if loss == "binary_from_logits" else 1000.0)
        assert values[:2].tolist() == pytest.approx([499.5, -499.5] if loss == "binary_from_logits" else [499, -499])


def test_rates_are_taken_step_by_step_and_the_last_one_holds_on() -> None:
    layer, head = DenseLayer(1, 1, "linear", 0.0, 0, None), DenseHead("squared", 1.0, 1.0)
    weight, trainer = torch.zeros(1, dtype=torch.float64), SmallDense([layer], head, torch.float64, 1)
    trainer.bind(weight, torch.zeros_like(weight), [])
    trainer.read(torch.ones(4, 1, dtype=torch.float64), torch.ones(4, 1, dtype=torch.float64))
    trainer.begin(None)
    trainer.run(UpdateRule("sgd"), [0.5, 0.25], 0, num_steps=3)
    assert (1 - weight.item(), trainer.steps) == (0.5 * 0.75 * 0.75, 3)
    trainer.run(UpdateRule("sgd"), [0.0], 3)
    assert (1 - weight.item(), trainer.steps) == (0.5 * 0.75 * 0.75, 4)
    trainer.run(UpdateRule("sgd"), [0.5], 4)
    assert trainer.steps == 4


def test_what_does_not_fit_is_refused() -> None:
    layers, head = layers_of((3, 4, 2), ("tanh", "linear")), head_of("class_from_logits", 2)
    trainer = SmallDense(layers, head, torch.float32, 4)
    x, y, values = torch.zeros(8, 3), torch.zeros(8, dtype=torch.int64), started(layers, torch.float32)
    with pytest.raises(ValueError, match="come first"):
        trainer.run(UpdateRule("sgd"), [0.1], 0)
    with pytest.raises(ValueError, match="shorter"):
        trainer.bind(values[:10], values, [])
    with pytest.raises(ValueError, match="number of inputs"):
        trainer.read(x[:, :2], y)
    with pytest.raises(ValueError, match="differ in length"):
        trainer.read(x, y[:5])
    with pytest.raises(ValueError, match="no class"):
        trainer.read(x, y + 2)
    with pytest.raises(ValueError, match="no class"):
        trainer.read(x, y - 1)
    with pytest.raises(ValueError, match="exactly the one"):
        trainer.read(x, torch.zeros(8, 2))
    with pytest.raises(TypeError, match="not read"):
        trainer.read(x.to(torch.float16), y)
    trainer.read(x, y)
    with pytest.raises(ValueError, match="beyond x"):
        trainer.begin(torch.tensor([0, 8]))
    recurrent = RecurrentLayer("lstm", 2, 5, 0, 40, None)
    for in_front in ([recurrent], [recurrent, recurrent._replace(units=3)]):
        with pytest.raises(ValueError, match="do not fit"):
            SmallDense(layers, head, torch.float32, 4, in_front, num_steps=1)
    with pytest.raises(ValueError, match="without steps"):
        SmallDense(layers, head, torch.float32, 4, [recurrent._replace(units=3)], num_steps=0)
    with pytest.raises(ValueError, match="do not fit"):
        SmallDense([layers[0], layers[0]], head, torch.float32, 4)


def test_size_and_environment_decide_whether_it_pays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NERVURE_SMALL_NETWORKS", raising=False)
    small, large = layers_of((3, 4), ("tanh",)), layers_of((3000, 4000), ("tanh",))
    assert [pays(small, torch.float32), pays(large, torch.float32), pays(small, torch.bfloat16)] == [True, False, False]
    monkeypatch.setenv("NERVURE_SMALL_NETWORKS", "always")
    assert pays(large, torch.float64)
    monkeypatch.setenv("NERVURE_SMALL_NETWORKS", "never")
    assert not pays(small, torch.float32)
    monkeypatch.setenv("NERVURE_SMALL_NETWORKS", "yes")
    assert_says(ArgumentError, lambda: pays(small, torch.float32), "NERVURE_SMALL_NETWORKS", "'yes'", "always, never")
