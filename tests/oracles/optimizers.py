"""Keras' update rules, one weight array after the other, as slowly and plainly as they can be written (float64)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Arrays = list[np.ndarray[Any, np.dtype[np.float64]]]


def clipped(gradients: Arrays, options: dict[str, Any]) -> Arrays:
    """The gradients after clipnorm, global_clipnorm or clipvalue."""
    if options.get("clipnorm"):
        limit = options["clipnorm"]
        return [g * limit / max(np.sqrt((g**2).sum()), limit) for g in gradients]
    if options.get("global_clipnorm"):
        limit = options["global_clipnorm"]
        norm = np.sqrt(sum((g**2).sum() for g in gradients))
        return [g * limit / max(norm, limit) for g in gradients]
    if options.get("clipvalue"):
        return [np.clip(g, -options["clipvalue"], options["clipvalue"]) for g in gradients]
    return gradients


def sgd(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    momentum = o.get("momentum", 0.0)
    if momentum == 0:
        return w - rate * g
    slots["momentum"] = momentum * slots.get("momentum", 0.0) - rate * g
    if o.get("nesterov"):
        return w + momentum * slots["momentum"] - rate * g
    return w + slots["momentum"]


def rmsprop(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    rho, epsilon = o.get("rho", 0.9), o.get("epsilon", 1e-7)
    slots["velocity"] = rho * slots.get("velocity", 0.0) + (1 - rho) * g**2
    variance = slots["velocity"]
    if o.get("centered"):
        slots["average_gradient"] = rho * slots.get("average_gradient", 0.0) + (1 - rho) * g
        variance = variance - slots["average_gradient"] ** 2
    move = rate * g / np.sqrt(variance + epsilon)
    if o.get("momentum", 0.0) == 0:
        return w - move
    slots["momentum"] = o["momentum"] * slots.get("momentum", 0.0) + move
    return w - slots["momentum"]


def adam(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    beta_1, beta_2, epsilon = o.get("beta_1", 0.9), o.get("beta_2", 0.999), o.get("epsilon", 1e-7)
    slots["momentum"] = beta_1 * slots.get("momentum", 0.0) + (1 - beta_1) * g
    slots["velocity"] = beta_2 * slots.get("velocity", 0.0) + (1 - beta_2) * g**2
    velocity = slots["velocity"]
    if o.get("amsgrad"):
        slots["velocity_hat"] = velocity = np.maximum(slots.get("velocity_hat", 0.0), velocity)
    alpha = rate * np.sqrt(1 - beta_2**t) / (1 - beta_1**t)
    return w - alpha * slots["momentum"] / (np.sqrt(velocity) + epsilon)


RULES = {"SGD": sgd, "RMSprop": rmsprop, "Adam": adam, "AdamW": adam}
RATES = {"SGD": 0.01, "RMSprop": 0.001, "Adam": 0.001, "AdamW": 0.001}


def train(
    name: str,
    options: dict[str, Any],
    weights: Arrays,
    gradients: Sequence[Arrays],
    undecayed: Sequence[int] = (),
) -> tuple[Arrays, list[dict[str, Any]]]:
    """The weights after one update for each entry of ``gradients``, and the slots of each weight.

    Args:
        name: which optimizer.
        options: its arguments.
        weights: the first values.
        gradients: for each step, one gradient a weight.
        undecayed: the numbers of the weights that weight decay leaves alone.
    """
    rate = options.get("learning_rate", RATES[name])
    decay = options.get("weight_decay", 0.004 if name == "AdamW" else None) or 0.0
    weights = [w.copy() for w in weights]
    slots: list[dict[str, Any]] = [{} for _ in weights]
    for t, step in enumerate(gradients, start=1):
        for number, g in enumerate(clipped(step, options)):
            w = weights[number] if number in undecayed else weights[number] * (1 - rate * decay)
            weights[number] = RULES[name](w, g, slots[number], t, rate, options)
    return weights, slots
