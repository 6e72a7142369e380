"""Mistakes to be planted: in the engine, in what trains, in formulas, in what is printed."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nervure import layers, models, optimizers, regularizers
from nervure.explain.explanation import Explanation
from nervure.explain.rules import table
from nervure.randomness import set_seed
from nervure.training.step import TrainingStep


class Planted:
    """A network and a batch, in which a mistake can be planted; everything is taken back at the end."""

    def __init__(self, network: Callable[[], tuple[Any, Any, Any]]) -> None:
        self.network, self.x, self.y = network()
        self.stack = contextlib.ExitStack()

    def explained(self) -> Explanation:
        """The next training step."""
        explanation: Explanation = self.network.explain(self.x, self.y)
        return explanation

    def replace(self, owner: Any, name: str, value: Any) -> Any:
        """Puts something in another's place; gives what was there."""
        before = getattr(owner, name)
        setattr(owner, name, value)
        self.stack.callback(setattr, owner, name, before)
        return before

    def op(self, name: str, **change: Callable[[Any], Any]) -> None:
        """Changes what an op of the plan gives, forward or backward; fused steps keep the right one."""
        plan = self.network.network().plan
        (step,) = [step for step in plan.steps if step.name == name]
        changed = step.op._replace(**{part: _after(getattr(step.op, part), alter) for part, alter in change.items()})
        steps = tuple(dataclasses.replace(each, op=changed) if each is step else each for each in plan.steps)
        table.RULES[changed] = table.RULES[step.op]
        self.stack.callback(table.RULES.pop, changed)
        before = plan.steps
        object.__setattr__(plan, "steps", steps)
        self.stack.callback(object.__setattr__, plan, "steps", before)

    def rule(self, rules: dict[Any, Any], key: Any, **change: Callable[..., Any]) -> None:
        """Changes what a rule derives: ``change(what it derives, index)``."""
        before = rules[key]

        def changed(part: str, alter: Callable[..., Any]) -> Callable[..., Any]:
            derive = getattr(before, part)
            return lambda call, index, *more: alter(derive(call, index, *more), call, index)

        rules[key] = before._replace(**{part: changed(part, alter) for part, alter in change.items()})
        self.stack.callback(rules.__setitem__, key, before)

    def training(self, method: str, alter: Callable[[TrainingStep, Any], Any]) -> None:
        """Changes what training does: ``alter(step, what the method gave)``."""
        right = getattr(TrainingStep, method)

        def wrong(step: TrainingStep, *given: Any) -> Any:
            return alter(step, right(step, *given))

        self.replace(TrainingStep, method, wrong)


def _after(function: Callable[..., Any], alter: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda *given, **options: alter(function(*given, **options))


def several_ways() -> tuple[Any, Any, Any]:
    """A convolution, statistics, a maximum, dropout, a difference, two dense layers, Adam."""
    draw = np.random.default_rng(0)
    set_seed(3)
    x = layers.Input((6, 6, 1), name="x")
    y = layers.Conv2D(2, 3, activation="relu", name="convolution")(x)
    y = layers.MaxPooling2D(name="pooling")(layers.BatchNormalization(name="statistics")(y))
    y = layers.Dropout(0.5, name="dropout")(layers.Flatten(name="flat")(y))
    one, other = layers.Dense(4, "tanh", name="one")(y), layers.Dense(4, "sigmoid", name="other")(y)
    output = layers.Dense(3, "softmax", name="output")(layers.Subtract(name="difference")([one, other]))
    network = models.Model(x, output)
    network.compile(optimizers.Adam(0.01), "sparse_categorical_crossentropy", precision="float64")
    batch, labels = draw.normal(size=(4, 6, 6, 1)), draw.integers(0, 3, 4)
    network.train_on_batch(batch, labels)
    set_seed(None)
    return network, batch, labels


def one_way() -> tuple[Any, Any, Any]:
    """Single units in a row and one sample, so that factors multiply; penalties that outweigh; steps of a billionth."""
    set_seed(5)
    made = [layers.Dense(1, "tanh", name="one"), layers.Dense(1, "sigmoid", kernel_regularizer="l2", name="two")]
    network = models.Sequential([layers.Input((2,), name="x"), *made, layers.Dense(1, use_bias=False, name="three")])
    network.compile(optimizers.SGD(1e-9, momentum=0.5, clipnorm=1e-3), "mse", precision="float64")
    set_seed(None)
    x, y = np.array([[0.7, -1.3]]), np.array([[2.0]])
    network.train_on_batch(x, y)
    return network, x, y


def penalized() -> tuple[Any, Any, Any]:
    """A penalty that is larger than what comes from the loss."""
    x = np.array([[0.7, -1.3]])
    set_seed(5)
    made = layers.Dense(1, kernel_regularizer=regularizers.L2(3.0), name="two")
    network = models.Sequential([layers.Input((2,), name="x"), layers.Dense(1, "tanh", name="one"), made])
    network.compile(optimizers.SGD(0.1), "mse", precision="float64")
    set_seed(None)
    return network, x, np.asarray(network.predict(x, verbose=0)) + 0.01


@contextlib.contextmanager
def planted(
    plant: Callable[[Planted], None] | None, network: Callable[[], tuple[Any, Any, Any]] | None = None
) -> Iterator[Explanation]:
    """An explanation of a network in which something is wrong."""
    found = Planted(network or several_ways)
    with found.stack:
        if plant is not None:
            plant(found)
        yield found.explained()


def gradients(position: int, change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Changes one of the gradients that an op hands back."""

    def changed(found: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(change(each) if number == position else each for number, each in enumerate(found))

    return changed
