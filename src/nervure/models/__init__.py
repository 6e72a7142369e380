"""Models: layers joined into networks that are compiled, trained, evaluated and saved."""

from __future__ import annotations

from nervure.layers import Input
from nervure.models.loading import clone_model, load_model, model_from_config, model_from_json, save_model
from nervure.models.model import Model
from nervure.models.sequential import Sequential

__all__ = [
    "Input",
    "Model",
    "Sequential",
    "clone_model",
    "load_model",
    "model_from_config",
    "model_from_json",
    "save_model",
]
