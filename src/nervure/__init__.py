"""nervure: neural networks with nothing hidden. Keras' interface, hand-written derivatives, every number explained.

The names below are imported on first use, so that ``import nervure`` and ``nervure --help`` are fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nervure.lazy_names import imported_when_used

if TYPE_CHECKING:
    from nervure import (
        activations,
        callbacks,
        constraints,
        data,
        errors,
        initializers,
        insight,
        keras,
        language,
        layers,
        losses,
        metrics,
        models,
        optimizers,
        regularizers,
        tensors,
        testing,
    )
    from nervure.language import set_language
    from nervure.layers import Input
    from nervure.models import Model, Sequential
    from nervure.randomness import set_seed
    from nervure.tasks.saved_run import load_run

__version__ = "0.1.0"

_ROOMS = (
    "activations", "callbacks", "constraints", "data", "errors", "initializers", "insight", "keras", "language",
    "layers", "losses", "metrics", "models", "optimizers", "regularizers", "tensors",
    "testing",
)  # fmt: skip
_NAMES = {
    "Input": "nervure.layers",
    "Model": "nervure.models",
    "Sequential": "nervure.models",
    "load_run": "nervure.tasks.saved_run",
    "set_language": "nervure.language",
    "set_seed": "nervure.randomness",
}

__all__ = [
    "Input",
    "Model",
    "Sequential",
    "__version__",
    "activations",
    "callbacks",
    "constraints",
    "data",
    "errors",
    "initializers",
    "insight",
    "keras",
    "language",
    "layers",
    "load_run",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "regularizers",
    "set_language",
    "set_seed",
    "tensors",
    "testing",
]


__getattr__ = imported_when_used(__name__, {room: f"nervure.{room}" for room in _ROOMS} | _NAMES)


def __dir__() -> list[str]:
    return __all__
