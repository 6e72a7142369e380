"""The arguments of ``compile`` as plain values, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from nervure import losses, metrics, optimizers
from nervure.graph.precision import PRECISIONS, Precision, bfloat16_is_native
from nervure.models.compilation import Compilation
from nervure.models.custom_objects import CustomObjects
from nervure.registry import deserialize, serialize

_KEPT = ("loss_weights", "metrics", "weighted_metrics", "precision")


def compile_config(compilation: Compilation, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of ``compile`` as plain values; functions by name, since code is not data."""
    config = {name: serialize(arguments[name]) for name in _KEPT}
    return {
        **config,
        "optimizer": serialize(compilation.optimizer),
        "loss": serialize(compilation.loss),
        "settled_precision": compilation.precision.used if compilation.precision_is_settled else None,
    }


def compile_arguments(described: Mapping[str, Any], custom: CustomObjects, where: str) -> dict[str, Any]:
    """Restores the arguments of ``compile``.

    Raises:
        UnknownNameError: a class or function is neither built in nor in ``custom``.
        ArgumentError: a loss is a function that is not in ``custom``.
    """
    return {
        "optimizer": deserialize(described["optimizer"], {**optimizers.TABLE, **custom}, where=where),
        "loss": _restored(described["loss"], losses.get, custom),
        "metrics": _restored(described["metrics"], metrics.get, custom),
        "weighted_metrics": _restored(described["weighted_metrics"], metrics.get, custom),
        "loss_weights": described["loss_weights"],
        "precision": described["precision"],
    }


def settled_precision(compilation: Compilation, described: Mapping[str, Any]) -> None:
    """Adopts the precision that "auto" resolved to, so that training continues in it if the processor supports it."""
    chosen = described.get("settled_precision")
    if compilation.precision.name != "auto" or chosen not in PRECISIONS:
        return
    activations = PRECISIONS[chosen].activations
    if activations == torch.float32 or bfloat16_is_native(compilation.device):
        compilation.precision = Precision("auto", torch.float32, activations)
        compilation.precision_is_settled, compilation.precision_choice = True, "saved"


def _restored(described: Any, get: Any, custom: CustomObjects) -> Any:
    """Losses or metrics from plain values: one, a list, or a mapping by output name."""
    if isinstance(described, list):
        return [_restored(item, get, custom) for item in described]
    if isinstance(described, dict) and "class_name" not in described:
        return {name: _restored(item, get, custom) for name, item in described.items()}
    # A name stays a name: it may depend on shapes ("accuracy").
    if described is None or (isinstance(described, str) and described not in custom):
        return described
    return get(described, custom_objects=custom)
