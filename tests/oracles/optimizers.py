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


def adamax(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    beta_1, beta_2, epsilon = o.get("beta_1", 0.9), o.get("beta_2", 0.999), o.get("epsilon", 1e-7)
    slots["momentum"] = beta_1 * slots.get("momentum", 0.0) + (1 - beta_1) * g
    slots["norm"] = np.maximum(beta_2 * slots.get("norm", 0.0), np.abs(g))
    return w - rate * slots["momentum"] / ((1 - beta_1**t) * (slots["norm"] + epsilon))


def nadam(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    beta_1, beta_2, epsilon = o.get("beta_1", 0.9), o.get("beta_2", 0.999), o.get("epsilon", 1e-7)
    factors = [beta_1 * (1 - 0.5 * 0.96**i) for i in range(1, t + 2)]
    slots["momentum"] = beta_1 * slots.get("momentum", 0.0) + (1 - beta_1) * g
    slots["velocity"] = beta_2 * slots.get("velocity", 0.0) + (1 - beta_2) * g**2
    ahead = factors[t] * slots["momentum"] / (1 - np.prod(factors))
    momentum = ahead + (1 - factors[t - 1]) * g / (1 - np.prod(factors[:t]))
    return w - rate * momentum / (np.sqrt(slots["velocity"] / (1 - beta_2**t)) + epsilon)


def lion(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    beta_1, beta_2 = o.get("beta_1", 0.9), o.get("beta_2", 0.99)
    before = slots.get("momentum", np.zeros_like(w))
    slots["momentum"] = beta_2 * before + (1 - beta_2) * g
    return w - rate * np.sign(beta_1 * before + (1 - beta_1) * g)


def adagrad(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    slots["accumulator"] = slots.get("accumulator", o.get("initial_accumulator_value", 0.1)) + g**2
    return w - rate * g / np.sqrt(slots["accumulator"] + o.get("epsilon", 1e-7))


def adadelta(w: Any, g: Any, slots: dict[str, Any], t: int, rate: float, o: dict[str, Any]) -> Any:
    rho, epsilon = o.get("rho", 0.95), o.get("epsilon", 1e-7)
    moves = slots.get("accumulated_delta_var", 0.0)
    slots["accumulated_grad"] = rho * slots.get("accumulated_grad", 0.0) + (1 - rho) * g**2
    move = -g * np.sqrt(moves + epsilon) / np.sqrt(slots["accumulated_grad"] + epsilon)
    slots["accumulated_delta_var"] = rho * moves + (1 - rho) * move**2
    return w + rate * move


RULES = {
    "SGD": sgd, "RMSprop": rmsprop, "Adam": adam, "AdamW": adam, "Adamax": adamax, "Nadam": nadam, "Lion": lion,
    "Adagrad": adagrad, "Adadelta": adadelta,
}  # fmt: skip


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
    rate = options.get("learning_rate", 0.01 if name == "SGD" else 0.001)
    decay = options.get("weight_decay", 0.004 if name == "AdamW" else None) or 0.0
    every = options.get("gradient_accumulation_steps") or 1
    weights = [w.copy() for w in weights]
    slots: list[dict[str, Any]] = [{} for _ in weights]
    gathered: list[Arrays] = []
    for call, unscaled in enumerate(gradients):
        gathered.append([g / options.get("loss_scale_factor", 1.0) for g in unscaled])
        if (call + 1) % every == 0:
            means = [np.sum(column, axis=0) / every for column in zip(*gathered, strict=True)]
            gathered.clear()
            for number, g in enumerate(clipped(means, options)):
                w = weights[number] if number in undecayed else weights[number] * (1 - rate * decay)
                weights[number] = RULES[name](w, g, slots[number], (call + 1) // every, rate, options)
        if options.get("use_ema"):
            average(weights, slots, call // every, options)
    if every > 1:
        for number, of_one in enumerate(slots):
            of_one["gradient_accumulator"] = sum((step[number] for step in gathered), np.zeros_like(weights[number]))
    return weights, slots


def average(weights: Arrays, slots: list[dict[str, Any]], iterations: int, options: dict[str, Any]) -> None:
    """The moving average of the weights, in ``slots``; now and then it replaces them."""
    momentum, every = options.get("ema_momentum", 0.99), options.get("ema_overwrite_frequency")
    for number, (w, of_one) in enumerate(zip(weights, slots, strict=True)):
        of_one["average"] = momentum * of_one["average"] + (1 - momentum) * w if iterations else w.copy()
        if every and (iterations + 1) % every == 0:
            weights[number] = of_one["average"].copy()
