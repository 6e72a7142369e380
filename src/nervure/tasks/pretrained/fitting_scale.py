"""Checks whether a pretrained network gets its expected input scale, using its first batch normalization."""

from __future__ import annotations

from typing import Any

import numpy as np

from nervure.layers import Input, Rescaling, TorchProgram
from nervure.models.sequential import Sequential
from nervure.tasks.pretrained.exported_end import cut
from nervure.tasks.pretrained.exported_file import Exported
from nervure.tasks.pretrained.exported_graph import kind_of
from nervure.tasks.pretrained.level_scale import SCALES, LevelScale

# Statistics vary between image sets; a wrong scale deviates more than that.
_MUCH, _TIMES = 0.3, 4.0

Array = np.ndarray[Any, Any]


def better_scale(exported: Exported, scale: LevelScale, pictures: Array) -> str | None:
    r"""The name of a scale that fits a network far better; None if the current one fits, or if unknown.

    Batch normalization stores the mean and the variance of its input in training. Its current input is compared with
    them, by the divergence of two normal distributions,

    .. math:: \tfrac{1}{2} \left( \frac{v + (m - \mu)^2}{\sigma^2} - 1 - \ln \frac{v}{\sigma^2} \right).

    Args:
        exported: the network.
        scale: the current scale.
        pictures: some images, levels from 0 to 255 ``(N, height, width, channels)``.
    """
    norm = next((each for each in exported.graph.program["steps"] if kind_of(each) == "batch_norm"), None)
    if norm is None:
        return None
    arguments = norm["arguments"]
    paths = {tensor["name"]: path for path, tensor in exported.graph.program["tensors"].items()}
    mean, variance = (
        exported.tensors[paths[arguments[name]["value"]]].double().numpy() for name in ("running_mean", "running_var")
    )
    before = cut(exported, arguments["input"]["value"])
    channels = pictures.shape[-1]
    known = [LevelScale.parse(name, channels, name) for name, row in SCALES.items() if len(row[0]) in (1, channels)]
    found = {each.name: _divergence(_read(before, each, pictures), mean, variance) for each in (*known, scale)}
    best = min(found, key=lambda name: found[name])
    return best if found[scale.name] > max(_MUCH, _TIMES * found[best]) else None


def _read(before: Exported, scale: LevelScale, pictures: Array) -> Array:
    """The input of the batch normalization, ``(N, height, width, channels)``."""
    program = TorchProgram(before.graph.program)
    network = Sequential([Input(pictures.shape[1:]), Rescaling(*scale.rescaling), program])
    before.fill(program)
    return np.asarray(network.predict(pictures, verbose=0), dtype=np.float64)


def _divergence(values: Array, mean: Array, variance: Array) -> float:
    rows = values.reshape(-1, values.shape[-1])
    spread = np.maximum(rows.var(0), np.finfo(np.float32).tiny)
    scaled = np.maximum(variance, np.finfo(np.float32).tiny)
    each = (spread + (rows.mean(0) - mean) ** 2) / scaled - 1 - np.log(spread / scaled)
    return float(each.mean() / 2)
