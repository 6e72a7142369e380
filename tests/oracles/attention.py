"""Attention, one query at a time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def weights_of(scores: Array) -> Array:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum())


def score(query: Array, key: Array, mode: str, scale: Array | float, weight: float) -> float:
    if mode == "dot":
        return float(scale * sum(q * k for q, k in zip(query, key, strict=True)))
    if mode == "concat":
        return float(weight * sum(math.tanh(float(scale) * (q + k)) for q, k in zip(query, key, strict=True)))
    factors = np.broadcast_to(scale, query.shape)
    return float(sum(c * math.tanh(q + k) for c, q, k in zip(factors, query, key, strict=True)))


def attend(
    query: Array, value: Array, key: Array, sees: Array, mode: str = "dot", scale: Array | float = 1.0,
    weight: float = 1.0,
) -> tuple[Array, Array]:  # fmt: skip
    """Outputs and weights; ``sees`` (N, Tq, Tv) says where a query may look, and each sees something."""
    weights = np.zeros(sees.shape)
    for n, i in np.ndindex(*sees.shape[:2]):
        places = [j for j in range(sees.shape[2]) if sees[n, i, j]]
        scores = np.asarray([score(query[n, i], key[n, j], mode, scale, weight) for j in places])
        weights[n, i, places] = weights_of(scores)
    return np.einsum("nij,njc->nic", weights, value), weights


def heads(query: Array, value: Array, key: Array, sees: Array, parameters: dict[str, Array]) -> Array:
    """Each head by itself, its outputs projected and summed."""
    y: Array | float = 0.0
    for h in range(parameters["query/kernel"].shape[1]):
        q, k, v = (
            x @ parameters[f"{name}/kernel"][:, h] + parameters[f"{name}/bias"][h]
            for name, x in (("query", query), ("key", key), ("value", value))
        )
        o, _ = attend(q, v, k, sees, scale=1 / math.sqrt(q.shape[-1]))
        if "gate/kernel" in parameters:
            o = o / (1 + np.exp(-(query @ parameters["gate/kernel"][:, h] + parameters["gate/bias"][h])))
        y = y + o @ parameters["attention_output/kernel"][h]
    return np.asarray(y + parameters["attention_output/bias"])
