"""Whoever looks at a model leaves no mark: every optimizer, every precision, everything that can be asked for."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nervure import optimizers
from nervure.layers import LSTM, BatchNormalization, Dense, Dropout, GaussianNoise, Input, Layer, Reshape
from nervure.models import Sequential
from nervure.ops.op import Context
from nervure.optimizers import Optimizer, schedules
from nervure.randomness import set_seed
from tests.contracts.cases import OPTIMIZERS, OptimizerCase, name_of
from tests.gradient_check import normal

X, Y = normal(3, 6, 4).numpy(), normal(4, 6, 2).numpy()


class Counting(schedules.LearningRateSchedule):
    """A schedule of one's own that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, step: int) -> float:
        self.asked += 1
        return 0.05 / self.asked

    def get_config(self) -> dict[str, Any]:
        return {}


class Jitter(Layer):
    """A layer of one's own that draws from the random numbers of the process."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: torch.Tensor, context: Context) -> tuple[torch.Tensor, float]:
        factor = 1 + random.random() / 9 + float(np.random.rand()) / 9 + float(torch.rand(())) / 9
        return x * factor, factor

    def backward(self, dy: torch.Tensor, cache: float) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        return dy * cache, {}


class Wandering(Optimizer):
    """An optimizer of one's own with all kinds of memory: a slot, a list, a tensor, a generator, a count."""

    def __init__(self, learning_rate: float = 0.05, **kwargs: Any) -> None:
        super().__init__(learning_rate, **kwargs)
        self.seen: list[float] = []
        self.last: torch.Tensor | None = None
        self.draw, self.done = np.random.default_rng(3), 0

    @property
    def slot_names(self) -> tuple[str, ...]:
        return ("trail",)

    def step(self, values: torch.Tensor, gradients: torch.Tensor, learning_rate: float) -> None:
        self.slots["trail"].mul_(0.5).add_(gradients)
        self.seen.append(float(gradients.norm()))
        if self.last is None:
            self.last = torch.zeros_like(gradients)
        self.last.add_(gradients)
        self.done += 1
        values.sub_(self.slots["trail"] + self.last, alpha=learning_rate * (1 + self.draw.random()) / self.done)


SHARED: tuple[Mapping[str, Any], ...] = (
    {},
    {"learning_rate": schedules.CosineDecay(0.05, 5)},
    {"learning_rate": schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.05, 0.01])},
    {"learning_rate": Counting},
    {"learning_rate": lambda step: 0.1 / (step + 1)},
    {"use_ema": True, "ema_momentum": 0.8},
    {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 2, "loss_scale_factor": 8.0, "weight_decay": 0.01},
    {"clipnorm": 0.1},
    {"clipvalue": 0.01},
    {"global_clipnorm": 0.1},
)
_CLIPPING = ("clipnorm", "clipvalue", "global_clipnorm")


def optimizer_of(case: OptimizerCase, shared: Mapping[str, Any]) -> Optimizer:
    own = {
        name: value for name, value in case.arguments.items() if not (name in _CLIPPING and {*shared} & {*_CLIPPING})
    }
    given = {name: Counting() if value is Counting else value for name, value in shared.items()}
    return case.kind(**{**own, **given})


def trained(optimizer: Optimizer, precision: str) -> Sequential:
    """A network with a bit of everything that has a state, after two steps."""
    set_seed(9)
    network = Sequential(
        [
            Input((4,)), Dense(5, activation="tanh", kernel_regularizer="l2", kernel_constraint="max_norm"),
            BatchNormalization(), Dropout(0.3), GaussianNoise(0.1), Jitter(), Reshape((5, 1)),
            LSTM(3), Dense(2, use_bias=False),
        ]
    )  # fmt: skip
    set_seed(None)
    network.compile(optimizer, "mse", precision=precision)
    for _ in range(2):
        network.train_on_batch(X, Y)
    return network


def asked(network: Sequential, precision: str, page: Path) -> None:
    """Everything that an explanation, a trace and the gradients can be asked for."""
    explanation = network.explain(X, Y, precision=precision)
    name = next(name for name in explanation.names if name.endswith("/kernel"))
    answers = (explanation.value_of("loss"), explanation.why(name, (0, 0)), explanation.update_of(name, (0, 0)))
    assert all([*map(str, answers), str(explanation), explanation.to_latex(), explanation.to_mathml()])
    explanation.verify(num=5)
    explanation.to_html(page)
    network.explain(X, precision=precision).verify(num=5)
    assert all([network.gradients(X, Y), network.trace(X), network.trace(X, training=True)])


def marks(network: Sequential) -> list[tuple[str, Any]]:
    """All that a model, its optimizer and the process remember, bit by bit."""
    optimizer, store = network.optimizer, network.network().store
    held = [(f"slot {name}", slot) for name, slot in optimizer.slots.items()]
    held += [(f"buffer {n}", segment.values) for n, segment in enumerate(store.segments)]
    held += [("gradients", store.trainable.gradients)]
    held += [(name, value) for name, value in vars(optimizer).items() if isinstance(value, torch.Tensor)]
    numbers = [(name, None if tensor is None else tensor.detach().numpy().tobytes()) for name, tensor in held]
    counts = [(name, repr(value)) for name, value in vars(optimizer).items() if isinstance(value, int | list | tuple)]
    schedule = vars(vars(optimizer)["_learning_rate"])["_function"]
    return [
        *numbers, *counts, ("asked", getattr(schedule, "asked", 0)), ("seed", network.run_seed),
        ("draw", repr(vars(optimizer)["draw"].bit_generator.state) if "draw" in vars(optimizer) else ""),
        ("of python", random.getstate()), ("of numpy", repr(np.random.get_state())),
        ("of torch", torch.get_rng_state().numpy().tobytes()),
    ]  # fmt: skip


def assert_no_mark(optimizer: Optimizer, model: str, precision: str, page: Path) -> None:
    network = trained(optimizer, model)
    before = marks(network)
    asked(network, precision, page)
    changed = [name for (name, old), (_, new) in zip(before, marks(network), strict=True) if old != new]
    assert changed == []


@pytest.mark.covering
@pytest.mark.parametrize(
    ("model", "precision"), [("float32", "float32"), ("float32", "float64"), ("float64", "float64")]
)
@pytest.mark.parametrize("case", OPTIMIZERS, ids=name_of)
def test_looking_leaves_no_mark(case: OptimizerCase, model: str, precision: str, tmp_path: Path) -> None:
    assert_no_mark(optimizer_of(case, {}), model, precision, tmp_path / "page.html")


@pytest.mark.covering
@pytest.mark.parametrize("shared", SHARED, ids=lambda shared: ", ".join(shared) or "plain")
@pytest.mark.parametrize("kind", [optimizers.SGD, optimizers.Adam, Wandering], ids=lambda kind: kind.__name__)
def test_nor_with_what_optimizers_share(kind: type[Optimizer], shared: Mapping[str, Any], tmp_path: Path) -> None:
    own = {"momentum": 0.9} if kind is optimizers.SGD else {}
    optimizer = optimizer_of(OptimizerCase(kind, own, ()), shared)
    assert_no_mark(optimizer, "float32", "float32", tmp_path / "page.html")


@pytest.mark.parametrize("case", [*OPTIMIZERS, OptimizerCase(Wandering, {}, ())], ids=name_of)
def test_training_goes_on_as_if_nobody_had_looked(case: OptimizerCase) -> None:
    ends = []
    for looks in (False, True):
        random.seed(1), np.random.seed(1), torch.manual_seed(1)
        network = trained(case.kind(**case.arguments), "float32")
        for _ in range(3):
            if looks:
                network.explain(X, Y, precision="float32")
                network.gradients(X, Y)
                network.trace(X, training=True)
            network.train_on_batch(X, Y)
        ends.append([weights.tobytes() for weights in network.get_weights()])
    assert ends[0] == ends[1]
