"""Every optimizer with every option: one row each, for the oracles and for Keras."""

from __future__ import annotations

from typing import Any

CASES: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"learning_rate": 0.1}),
    ("SGD", {"momentum": 0.9}),
    ("SGD", {"momentum": 0.9, "nesterov": True}),
    ("SGD", {"nesterov": True}),
    ("SGD", {"weight_decay": 0.1}),
    ("SGD", {"momentum": 0.5, "weight_decay": 0.1, "clipnorm": 1.0}),
    ("SGD", {"clipvalue": 0.5}),
    ("SGD", {"clipnorm": 2.0}),
    ("SGD", {"global_clipnorm": 3.0}),
    ("SGD", {"global_clipnorm": 1e6}),
    ("RMSprop", {}),
    ("RMSprop", {"rho": 0.5, "epsilon": 1e-3}),
    ("RMSprop", {"momentum": 0.9}),
    ("RMSprop", {"centered": True}),
    ("RMSprop", {"centered": True, "momentum": 0.9, "weight_decay": 0.1}),
    ("RMSprop", {"global_clipnorm": 1.0}),
    ("Adam", {}),
    ("Adam", {"learning_rate": 0.01, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}),
    ("Adam", {"beta_1": 0.0}),
    ("Adam", {"amsgrad": True}),
    ("Adam", {"weight_decay": 0.1}),
    ("Adam", {"clipvalue": 0.5}),
    ("Adam", {"clipnorm": 0.7}),
    ("Adam", {"global_clipnorm": 0.7, "amsgrad": True}),
    ("AdamW", {}),
    ("AdamW", {"weight_decay": 0.5, "amsgrad": True}),
    ("AdamW", {"clipnorm": 1.0, "learning_rate": 0.01}),
]


def case_id(value: Any) -> str:
    """Reads like the call."""
    return value if isinstance(value, str) else ",".join(f"{key}={item}" for key, item in value.items()) or "defaults"
