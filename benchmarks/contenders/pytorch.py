"""PyTorch: the loop from its tutorials. Variants add the advice of its performance guide."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.contenders import clocks
from benchmarks.contenders.pytorch_network import module_of
from benchmarks.contenders.rates import rates
from benchmarks.harness.network import Array
from benchmarks.harness.serving import Job, Reading, Turn, serve
from benchmarks.harness.workload import HELD_OUT, REACHED, Recipe

_RATE, _EPSILON = 1e-3, 1e-7  # Keras' epsilon, for the same losses
_CHANNELS_LAST = ("channels_last", "compile", "bfloat16")
_FUSED = (*_CHANNELS_LAST, "fused_adam")
# The default: the batch size of PyTorch's own MNIST example.
_DEFAULT_BATCH = 64


class Training(NamedTuple):
    """A network and its optimizer.

    Attributes:
        job: the job.
        model: returns logits.
        optimizer: Adam.
        loss_of: computes the loss from logits and targets.
    """

    job: Job
    model: nn.Module
    optimizer: torch.optim.Optimizer
    loss_of: nn.Module

    def step(self, x: Tensor, y: Tensor) -> Tensor:
        """One step; its loss."""
        with _precision(self.job):
            loss: Tensor = self.loss_of(self.model(x), y)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return loss.detach()


def training(job: Job) -> Training:
    """The network of a job with its initial weights, ready for training."""
    model = network(job)
    adam: dict[str, Any] = {"fused": True} if job.variant in _FUSED else {}
    adam |= {"foreach": False} if job.variant == "plain_adam" else {}
    optimizer = torch.optim.Adam(model.parameters(), _RATE, eps=_EPSILON, **adam)
    return Training(job, model, optimizer, nn.BCEWithLogitsLoss() if job.work.is_binary else nn.CrossEntropyLoss())


def network(job: Job) -> nn.Module:
    """The network of a job with its initial weights."""
    model = module_of(job.work.network, job.inputs.x.shape[1:], job.inputs.weights)
    if job.variant in _CHANNELS_LAST:
        torch.set_flush_denormal(True)
        model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    if job.variant == "compile":
        return torch.compile(model)  # type: ignore[return-value]
    return model


def _precision(job: Job) -> contextlib.AbstractContextManager[Any]:
    is_low = job.variant == "bfloat16"
    return torch.autocast("cpu", torch.bfloat16) if is_low else contextlib.nullcontext()


def inputs_of(job: Job, x: Array) -> Tensor:
    """Images with channels first, in the memory order of the variant; everything else unchanged."""
    tensor = torch.from_numpy(x)
    if tensor.ndim != 4:
        return tensor
    order = torch.channels_last if job.variant in _CHANNELS_LAST else torch.contiguous_format
    return tensor.permute(0, 3, 1, 2).contiguous(memory_format=order)


def targets_of(job: Job, y: Array) -> Tensor:
    """The targets in the form the loss needs."""
    tensor = torch.from_numpy(y)
    return tensor.float()[:, None] if job.work.is_binary else tensor.long()


def steps(job: Job) -> Turn:
    """Reads the loss of every step, as the tutorials do to print it."""
    made, size = training(job), job.work.batch

    def turn(number: int) -> Reading:
        given = job.inputs.batches(job.work, number)
        x, y = inputs_of(job, given.x), targets_of(job, given.y)
        losses: list[float] = []
        begin = time.perf_counter()
        for first in range(0, len(x), size):
            if len(losses) == job.work.warm:
                begin = time.perf_counter()
            losses.append(float(made.step(x[first : first + size], y[first : first + size])))
        seconds = time.perf_counter() - begin
        return Reading(seconds, len(losses) - job.work.warm, (sum(losses) / len(losses),))

    return turn


def epochs(job: Job) -> Turn:
    """Epochs in the common order, gathering one batch per step."""
    made, size = training(job), job.work.batch
    x, y = inputs_of(job, job.inputs.x), targets_of(job, job.inputs.y)

    def one(epoch: int) -> float:
        total = torch.zeros(())
        for rows in torch.from_numpy(job.inputs.order(epoch)).split(size):
            total += made.step(x[rows], y[rows]) * len(rows)
        return float(total) / len(x)

    return clocks.epochs(job, one)


def predict(job: Job) -> Turn:
    """Probabilities in inference mode; the images are already in PyTorch's memory order."""
    model = network(job).eval()
    x = inputs_of(job, job.inputs.x[: job.work.batch])

    def probabilities(_x: Array) -> Array:
        with torch.inference_mode(), _precision(job):
            found: Array = torch.softmax(model(x).float(), 1).numpy()
        return found

    return clocks.predictions(job, probabilities)


def until(job: Job) -> Turn:
    """From the start of the process until the held-out samples are recognized, evaluated after each epoch."""
    recipe, (x, y) = job.work.peers_recipe, job.inputs[:2]
    job = job._replace(work=job.work.trained_by(recipe))
    batch = recipe.batch if recipe else _DEFAULT_BATCH
    kept = len(x) - HELD_OUT

    def turn(_number: int) -> Reading:
        made, accuracies = training(job), []
        schedule = _one_cycle(made.optimizer, recipe, recipe.epochs * -(-kept // batch)) if recipe else None
        for epoch in range(recipe.epochs if recipe else job.work.steps):
            for rows in np.split(np.random.default_rng(epoch).permutation(kept), range(batch, kept, batch)):
                made.step(inputs_of(job, x[rows]).float(), targets_of(job, y[rows]))
                if schedule is not None:
                    schedule.step()
            accuracies.append(_accuracy(made, x[kept:], y[kept:]))
            if accuracies[-1] >= REACHED:
                break
        values = {f"epoch {number}": accuracy for number, accuracy in enumerate(accuracies, 1)}
        return Reading(time.time() - job.started, 1, (), accuracies[-1], values)

    return turn


def _one_cycle(optimizer: torch.optim.Optimizer, recipe: Recipe, num_steps: int) -> Any:
    return torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.peak, num_steps, cycle_momentum=False)


def _accuracy(made: Training, x: Array, y: Array) -> float:
    made.model.eval()
    right = 0
    with torch.inference_mode():
        for first in range(0, len(x), 1000):
            chosen = made.model(inputs_of(made.job, x[first : first + 1000]).float()).argmax(1).numpy()
            right += int((chosen == y[first : first + 1000]).sum())
    made.model.train()
    return right / len(x)


TASKS = {
    "steps": steps,
    "epochs": epochs,
    "predict": predict,
    "until": until,
    "start": clocks.starts({"import": [sys.executable, "-c", "import torch"]}),
    "rates": rates,
}

if __name__ == "__main__":
    serve(TASKS, ("torch", "numpy"))
