"""Update rules of optimizers, one weight array at a time, written from the papers that propose them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

Options = dict[str, Any]
Slots = dict[str, Tensor]
DEFAULTS: dict[str, Options] = {
    "SGD": {"momentum": 0.0, "nesterov": False},
    "Adam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": False},
    "AdamW": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": False, "weight_decay": 0.004},
    "RMSprop": {"rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False},
    "Adagrad": {"epsilon": 1e-7},
    "Adadelta": {"rho": 0.95, "epsilon": 1e-7},
    "Adamax": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "Nadam": {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "Lion": {"beta_1": 0.9, "beta_2": 0.99},
}


def options_of(name: str, given: Options) -> Options:
    """What is set, and what is not."""
    return DEFAULTS[name] | given


def first_slots(name: str, weight: Tensor, options: Options) -> Slots:
    """What an optimizer keeps of a weight before its first step."""
    names = {
        "SGD": ["momentum"] if options.get("momentum") else [], "Adagrad": ["accumulator"],
        "RMSprop": ["velocity", *(["momentum"] if options.get("momentum") else []),
                    *(["average_gradient"] if options.get("centered") else [])],
        "Adadelta": ["accumulated_grad", "accumulated_delta_var"], "Adamax": ["momentum", "norm"],
        "Nadam": ["momentum", "velocity"], "Lion": ["momentum"],
    }.get(name, ["momentum", "velocity", *(["velocity_hat"] if options.get("amsgrad") else [])])  # fmt: skip
    first = 0.1 if name == "Adagrad" else 0.0
    slots = {slot: torch.full_like(weight, first) for slot in names}
    return slots | ({"average": weight.clone()} if options.get("use_ema") else {})


def momenta(beta: float, t: int) -> tuple[float, float, float, float]:
    """Nadam's momentum of this step and the next, and the products of all so far (Dozat, 2016)."""

    def of(step: int) -> float:
        return beta * (1 - 0.5 * 0.96**step)

    product = 1.0
    for step in range(1, t + 1):
        product *= of(step)
    return of(t), of(t + 1), product, product * of(t + 1)


def _sgd(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    rate = o["learning_rate"]
    if not o["momentum"]:
        return w - rate * g
    s["momentum"] = o["momentum"] * s["momentum"] - rate * g
    return w + (o["momentum"] * s["momentum"] - rate * g if o["nesterov"] else s["momentum"])


def _adam(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    s["momentum"] = o["beta_1"] * s["momentum"] + (1 - o["beta_1"]) * g
    s["velocity"] = o["beta_2"] * s["velocity"] + (1 - o["beta_2"]) * g * g
    v = s["velocity"]
    if o["amsgrad"]:
        v = s["velocity_hat"] = torch.maximum(s["velocity_hat"], v)
    rate = o["learning_rate"] * (1 - o["beta_2"] ** t) ** 0.5 / (1 - o["beta_1"] ** t)
    return w - rate * s["momentum"] / (v.sqrt() + o["epsilon"])


def _rmsprop(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    s["velocity"] = o["rho"] * s["velocity"] + (1 - o["rho"]) * g * g
    below = s["velocity"]
    if o["centered"]:
        s["average_gradient"] = o["rho"] * s["average_gradient"] + (1 - o["rho"]) * g
        below = (below - s["average_gradient"].square()).clamp(min=0)
    move = o["learning_rate"] * g / (below + o["epsilon"]).sqrt()
    if not o["momentum"]:
        return w - move
    s["momentum"] = o["momentum"] * s["momentum"] + move
    return w - s["momentum"]


def _adagrad(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    s["accumulator"] = s["accumulator"] + g * g
    return w - o["learning_rate"] * g / (s["accumulator"] + o["epsilon"]).sqrt()


def _adadelta(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    rho, epsilon = o["rho"], o["epsilon"]
    s["accumulated_grad"] = rho * s["accumulated_grad"] + (1 - rho) * g * g
    move = g * (s["accumulated_delta_var"] + epsilon).sqrt() / (s["accumulated_grad"] + epsilon).sqrt()
    s["accumulated_delta_var"] = rho * s["accumulated_delta_var"] + (1 - rho) * move * move
    return w - o["learning_rate"] * move


def _adamax(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    s["momentum"] = o["beta_1"] * s["momentum"] + (1 - o["beta_1"]) * g
    s["norm"] = torch.maximum(o["beta_2"] * s["norm"], g.abs())
    return w - o["learning_rate"] / (1 - o["beta_1"] ** t) * s["momentum"] / (s["norm"] + o["epsilon"])


def _nadam(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    now, following, product, product_next = momenta(o["beta_1"], t)
    s["momentum"] = o["beta_1"] * s["momentum"] + (1 - o["beta_1"]) * g
    s["velocity"] = o["beta_2"] * s["velocity"] + (1 - o["beta_2"]) * g * g
    m = following * s["momentum"] / (1 - product_next) + (1 - now) * g / (1 - product)
    v = s["velocity"] / (1 - o["beta_2"] ** t)
    return w - o["learning_rate"] * m / (v.sqrt() + o["epsilon"])


def _lion(w: Tensor, g: Tensor, s: Slots, o: Options, t: int) -> Tensor:
    move = (o["beta_1"] * s["momentum"] + (1 - o["beta_1"]) * g).sign()
    s["momentum"] = o["beta_2"] * s["momentum"] + (1 - o["beta_2"]) * g
    return w - o["learning_rate"] * move


RULES: dict[str, Callable[[Tensor, Tensor, Slots, Options, int], Tensor]] = {
    "SGD": _sgd, "Adam": _adam, "AdamW": _adam, "RMSprop": _rmsprop, "Adagrad": _adagrad, "Adadelta": _adadelta,
    "Adamax": _adamax, "Nadam": _nadam, "Lion": _lion,
}  # fmt: skip


def clipped(gradients: dict[str, Tensor], options: Options) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The gradients that a rule uses, and what is worked out for that, by printed name."""
    noted = dict[str, Tensor]()
    used = dict(gradients)
    if "clipnorm" in options:
        for name, g in gradients.items():
            norm = noted[f"{name}/gradient_norm"] = g.square().sum().sqrt()
            used[name] = g * (options["clipnorm"] / norm.clamp(min=options["clipnorm"]))
    elif "global_clipnorm" in options:
        norm = noted["gradient_norm"] = torch.stack([g.square().sum() for g in gradients.values()]).sum().sqrt()
        limit = options["global_clipnorm"]
        used = {name: g * (limit / norm.clamp(min=limit)) for name, g in gradients.items()}
    elif "clipvalue" in options:
        used = {name: g.clamp(-options["clipvalue"], options["clipvalue"]) for name, g in gradients.items()}
    else:
        return used, noted
    return used, noted | {f"{name}/used_gradient": g for name, g in used.items()}


def updated(name: str, w: Tensor, g: Tensor, slots: Slots, options: Options, t: int) -> Tensor:
    """The weight after step number ``t``; ``slots`` becomes what is kept then."""
    decayed = w * (1 - options["learning_rate"] * options.get("weight_decay", 0.0))
    w = RULES[name](decayed, g, slots, options, t)
    if options.get("use_ema"):
        kept = options["ema_momentum"] if t > 1 else 0.0
        slots["average"] = kept * slots["average"] + (1 - kept) * w
    return w
