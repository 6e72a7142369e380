"""Inspecting a model leaves no trace: what a walk would consume or overwrite is restored afterwards."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

import numpy as np
import torch

from nervure.models.graph_model import GraphModel


@contextlib.contextmanager
def unchanged(model: GraphModel) -> Iterator[None]:
    """Inside the block ``model`` may be run and differentiated; afterwards no trace remains.

    Restores its gradients and the process' random state, which custom layers and losses may use.

    Args:
        model: a built model.
    """
    trainable, device = model.network().store.trainable, model.network().device
    gradients = trainable.add_gradients().clone()
    with _random_numbers(device):
        try:
            yield
        finally:
            trainable.add_gradients().copy_(gradients)


@contextlib.contextmanager
def _random_numbers(device: torch.device) -> Iterator[None]:
    of_python, of_numpy = random.getstate(), np.random.get_state()
    try:
        with torch.random.fork_rng([device] if device.type == "cuda" else []):
            yield
    finally:
        random.setstate(of_python)
        np.random.set_state(of_numpy)
