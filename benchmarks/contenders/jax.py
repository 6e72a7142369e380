"""Hand-written JAX for dense networks: a whole epoch is one jitted ``lax.scan`` over its batches, including Adam."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from benchmarks.contenders import clocks
from benchmarks.harness.network import Dense
from benchmarks.harness.serving import Job, Turn, serve

_RATE, _FIRST, _SECOND, _EPSILON = 1e-3, 0.9, 0.999, 1e-7
_ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}


def epochs(job: Job) -> Turn:
    """Epochs in the common order, without the partial batch at the end of an epoch."""
    activations = [layer.activation for layer in job.work.network if isinstance(layer, Dense)]
    x, y, size = jnp.asarray(job.inputs.x), jnp.asarray(job.inputs.y), job.work.batch
    assert len(x) % size == 0, "a scan walks batches of one size"

    def logits(weights: Any, rows: Any) -> Any:
        for (kernel, bias), activation in zip(weights, activations, strict=True):
            rows = rows @ kernel + bias
            rows = _ACTIVATIONS[activation](rows) if activation in _ACTIVATIONS else rows
        return rows

    def loss_of(weights: Any, rows: Any) -> Any:
        found, targets = logits(weights, x[rows]), y[rows]
        if job.work.is_binary:
            found = found[:, 0]
            return jnp.mean(jax.nn.softplus(found) - targets * found)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(found), targets[:, None], 1))

    def step(state: Any, rows: Any) -> Any:
        loss, gradients = jax.value_and_grad(loss_of)(state[0], rows)
        return _adam(state, gradients), loss

    @jax.jit
    def epoch_of(state: Any, order: Any) -> Any:
        state, losses = jax.lax.scan(step, state, order.reshape(-1, size))
        return state, losses.mean()

    weights = jax.tree.map(jnp.asarray, job.inputs.weights)
    zeros = jax.tree.map(jnp.zeros_like, weights)
    state: Any = (weights, zeros, zeros, jnp.zeros((), "int32"))
    orders = jnp.asarray(job.inputs.orders)

    def one(epoch: int) -> float:
        nonlocal state
        state, loss = epoch_of(state, orders[epoch % len(orders)])
        return float(loss)

    return clocks.epochs(job, one)


def _adam(state: Any, gradients: Any) -> Any:
    """Adam as in Keras: epsilon is added to the square root of the uncorrected second moment."""
    weights, first, second, count = state
    count = count + 1
    first = jax.tree.map(lambda m, g: _FIRST * m + (1 - _FIRST) * g, first, gradients)
    second = jax.tree.map(lambda v, g: _SECOND * v + (1 - _SECOND) * g * g, second, gradients)
    rate = _RATE * jnp.sqrt(1 - _SECOND**count) / (1 - _FIRST**count)
    weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + _EPSILON), weights, first, second)
    return weights, first, second, count


TASKS = {"epochs": epochs}

if __name__ == "__main__":
    serve(TASKS, ("jax", "jaxlib", "numpy"))
