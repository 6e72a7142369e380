"""One training step of the lecture's CNN: nervure beside PyTorch, in one run, with the loss curve that goes with it.

Each contender runs in its own process, in turns (A B A B ...), on the same digits in the same order with Adam and the
same kind of initial weights; prints the median and the shortest step and the ratio to PyTorch eager.

Run:  python benchmarks/lecture_cnn_step.py [--rounds 3] [--steps 40] [--batch 128]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from typing import Any

import numpy as np
import torch

CONTENDERS = ("pytorch eager", "pytorch channels_last", "nervure float32", "nervure bfloat16")
WARM_UP = 5

Batch = tuple[np.ndarray, np.ndarray]


def batches(steps: int, size: int) -> list[Batch]:
    """The same batches of digits for everybody."""
    from nervure.data import digits

    x, y = digits()
    order = np.random.default_rng(0).permutation(len(x))
    x, y = x[order][..., None], y[order].astype("int64")
    starts = [(number * size) % (len(x) - size) for number in range(steps)]
    return [(x[start : start + size], y[start : start + size]) for start in starts]


def nervure_run(precision: str, work: list[Batch]) -> tuple[list[float], list[float]]:
    """A plain ``fit`` over the batches in their order; the time from one batch's end to the next one's."""
    import nervure
    from nervure.callbacks import Callback
    from nervure.models.zoo import lecture_cnn

    class Watch(Callback):
        def __init__(self) -> None:
            super().__init__()
            self.ends: list[float] = []
            self.means: list[float] = []

        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            self.means.append(logs["loss"])
            self.ends.append(time.perf_counter())

    nervure.set_seed(0)
    model = lecture_cnn(momentum=0.99)
    model.compile("adam", "sparse_categorical_crossentropy", precision=precision)
    watch, size = Watch(), len(work[0][0])
    x, y = (np.concatenate(part) for part in zip(*work, strict=True))
    start = time.perf_counter()
    model.fit(x, y, batch_size=size, shuffle=False, verbose=0, callbacks=[watch])
    seconds = np.diff([start, *watch.ends]).tolist()
    counts = np.arange(1, len(work) + 1)
    return seconds, np.diff(np.array(watch.means) * counts, prepend=0.0).tolist()


def pytorch_run(channels_last: bool, work: list[Batch]) -> tuple[list[float], list[float]]:
    """The network and the loop as PyTorch's tutorials write them; ``channels_last`` adds what its guide advises."""
    from torch import nn

    from nervure.tasks.benchmark_work import begin_as_keras_does, lecture_cnn_in_pytorch

    torch.manual_seed(0)
    model = lecture_cnn_in_pytorch().apply(begin_as_keras_does)
    if channels_last:
        model = model.to(memory_format=torch.channels_last)
        torch.set_flush_denormal(True)
    optimizer = torch.optim.Adam(model.parameters(), eps=1e-7, fused=True if channels_last else None)
    loss_of = nn.CrossEntropyLoss()

    seconds, losses = [], []
    for x, y in work:
        start = time.perf_counter()
        pictures = torch.from_numpy(x).permute(0, 3, 1, 2).float()
        pictures = pictures.contiguous(memory_format=torch.channels_last if channels_last else torch.contiguous_format)
        loss = loss_of(model(pictures), torch.from_numpy(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
        seconds.append(time.perf_counter() - start)
    return seconds, losses


def contend(name: str, steps: int, size: int) -> None:
    """Times one contender; prints its steps in seconds and its losses as JSON."""
    work = batches(WARM_UP + steps, size)
    if name.startswith("nervure"):
        seconds, losses = nervure_run(name.split()[1], work)
    else:
        seconds, losses = pytorch_run("channels_last" in name, work)
    print(json.dumps({"seconds": seconds[WARM_UP:], "losses": losses}))


def main() -> None:
    """Runs the contenders in turns and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--contender", choices=CONTENDERS)
    given = parser.parse_args()
    if given.contender:
        contend(given.contender, given.steps, given.batch)
        return
    measured: dict[str, list[dict[str, list[float]]]] = {name: [] for name in CONTENDERS}
    for _ in range(given.rounds):
        for name in CONTENDERS:
            command = [
                sys.executable,
                __file__,
                "--contender",
                name,
                "--steps",
                str(given.steps),
                "--batch",
                str(given.batch),
            ]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            measured[name].append(json.loads(told.splitlines()[-1]))
            time.sleep(1)  # worker threads spin for a while after their last job
    medians = {name: [statistics.median(r["seconds"]) for r in rounds] for name, rounds in measured.items()}
    eager = statistics.median(medians[CONTENDERS[0]])
    load = os.getloadavg()[0]
    print(f"{torch.get_num_threads()} threads, torch {torch.__version__}, load {load:.2f}, batch {given.batch}")
    print(f"{'':24}{'median ms':>10}{'min':>8}{'max':>8}{'ratio':>8}   loss at steps 1, 20, last")
    for name, values in medians.items():
        losses = measured[name][0]["losses"]
        curve = "  ".join(f"{losses[at]:.3f}" for at in (0, min(19, len(losses) - 1), -1))
        middle = statistics.median(values)
        spread = f"{1e3 * min(values):8.1f}{1e3 * max(values):8.1f}"
        print(f"{name:24}{1e3 * middle:10.1f}{spread}{eager / middle:8.2f}   {curve}")


if __name__ == "__main__":
    main()
