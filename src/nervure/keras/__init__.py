"""Keras' own layout: lecture code runs when its import line becomes ``from nervure.keras import models, layers``.

``import nervure as tf`` gives ``tf.keras``.
"""

from __future__ import annotations

from nervure.keras import (
    activations,
    backend,
    callbacks,
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
    "activations",
    "backend",
    "callbacks",
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
]
