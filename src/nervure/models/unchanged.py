"""Looking leaves no mark: what a walk through a model would use up or overwrite is put back when it is over."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator

import numpy as np
import torch

from nervure.models.graph_model import GraphModel


@contextlib.contextmanager
def unchanged(model: GraphModel) -> Iterator[None]:
    """While it holds, ``model`` may be walked and differentiated; afterwards nobody can tell that it was.

    Put back are its gradients, and the process' own random numbers: layers and losses of one's own may draw from them.

    Args:
        model: a model that is built.
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
