"""Keras' own layout: lecture code runs when its import line becomes ``from nervure.keras import models, layers``.

``import nervure as tf`` gives ``tf.keras``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nervure.lazy_names import imported_when_used

if TYPE_CHECKING:
    from nervure.keras import (
        activations,
        backend,
        callbacks,
        config,
        constraints,
        initializers,
        layers,
        losses,
        metrics,
        models,
        optimizers,
        preprocessing,
        regularizers,
        saving,
        utils,
    )
    from nervure.layers import Input, Layer
    from nervure.models import Model, Sequential

__all__ = [
    "Input",
    "Layer",
    "Model",
    "Sequential",
    "__version__",
    "activations",
    "backend",
    "callbacks",
    "config",
    "constraints",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "models",
    "optimizers",
    "preprocessing",
    "regularizers",
    "saving",
    "utils",
    "version",
]

# The version of Keras whose interface this is: programs read it, and compare docs/keras_parity.md.
__version__ = "3.15.1"

_AT_THE_TOP = {
    "Input": "nervure.layers",
    "Layer": "nervure.layers",
    "Model": "nervure.models",
    "Sequential": "nervure.models",
}
_MODULES = {
    name: f"nervure.keras.{name}"
    for name in __all__
    if name not in _AT_THE_TOP and name not in ("__version__", "version")
}

__getattr__ = imported_when_used(__name__, _MODULES | _AT_THE_TOP)


def version() -> str:
    """The same as ``__version__``."""
    return __version__


def __dir__() -> list[str]:
    return __all__
