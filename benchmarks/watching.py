"""The cost of watching a training run: the time of a step with ``diagnose=True`` compared with ``diagnose=False``.

Each network is trained alternately with and without it (A B B A ...) in one process, on the same samples from the same
weights; prints the median seconds of a fit each way, the difference in percent, that of the shortest fits, how many
steps were checked, and the time of the checks by the watcher's own count. Run it on an idle machine.

Run:  python benchmarks/watching.py [--rounds 15] [--scale 1.0]
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

Samples = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]


class Contest(NamedTuple):
    """A network and how long it is trained.

    Attributes:
        name: its name in the table.
        model: creates it, compiled.
        samples: creates its training data.
        epochs: the epochs of a fit.
        batch: samples per step.
    """

    name: str
    model: Callable[[], Any]
    samples: Callable[[], Samples]
    epochs: int
    batch: int


def dense(*units: int) -> Callable[[], Any]:
    """A network of dense layers with ReLU that recognizes digits."""

    def made() -> Any:
        from nervure import Input, Sequential
        from nervure.layers import Dense

        hidden = [Dense(size, activation="relu") for size in units]
        return compiled(Sequential([Input((784,)), *hidden, Dense(10, activation="softmax")]))

    return made


def two_circles() -> Any:
    """The 2-16-16-1 of a first lesson."""
    from nervure import Input, Sequential
    from nervure.layers import Dense

    hidden = [Dense(16, activation="relu") for _ in range(2)]
    model = Sequential([Input((2,)), *hidden, Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    return model


def lecture() -> Any:
    """The lecture's convolutional network."""
    from nervure.models.zoo import lecture_cnn

    return compiled(lecture_cnn())


def compiled(model: Any) -> Any:
    """With the loss of class numbers."""
    model.compile("sgd", "sparse_categorical_crossentropy")
    return model


def pictures(count: int) -> Samples:
    """Digits."""
    from nervure.data import digits

    x, y = digits()
    order = np.random.default_rng(0).permutation(len(x))[:count]
    return x[order][..., None], y[order]


def vectors(count: int) -> Samples:
    """Digits in rows, from 0 to 1."""
    x, y = pictures(count)
    return (x.reshape(count, -1) / 255).astype("float32"), y


def circles(count: int) -> Samples:
    """Points in the plane: inside a circle, or outside."""
    x = np.random.default_rng(0).uniform(-1, 1, (count, 2)).astype("float32")
    return x, (np.hypot(x[:, :1], x[:, 1:]) < 0.7).astype("float32")


CONTESTS = (
    Contest("2-16-16-1", two_circles, lambda: circles(1000), 300, 32),
    Contest("softmax regression", dense(), lambda: vectors(4000), 20, 32),
    Contest("dense 32", dense(32), lambda: vectors(4000), 20, 32),
    Contest("dense 128-64", dense(128, 64), lambda: vectors(4000), 10, 32),
    Contest("lecture CNN", lecture, lambda: pictures(1280), 4, 128),
)


def keep_watchers() -> list[Any]:
    """From now on, every watcher is kept in the returned list, so that its checks can be counted."""
    from nervure.models import fitting

    kept: list[Any] = []

    class Kept(fitting.Watcher):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            kept.append(self)

    fitting.Watcher = Kept  # type: ignore[misc]
    return kept


def seconds_of(contest: Contest, samples: Samples, scale: float, diagnose: bool) -> float:
    """The time of one fit."""
    import nervure

    nervure.set_seed(0)
    model = contest.model()
    epochs = max(1, round(scale * contest.epochs))
    start = time.perf_counter()
    model.fit(*samples, contest.batch, epochs, 0, preflight=False, diagnose=diagnose)
    return time.perf_counter() - start


def main() -> None:
    """Runs the fits alternately and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of epochs")
    given = parser.parse_args()
    print(f"{torch.get_num_threads()} threads, torch {torch.__version__}, load {os.getloadavg()[0]:.2f}")
    print(f"{'':20}{'without s':>10}{'with s':>10}{'more %':>8}{'min %':>8}{'steps':>8}{'looks':>7}{'counted %':>11}")
    watchers = keep_watchers()
    for contest in CONTESTS:
        samples = contest.samples()
        seconds: dict[bool, list[float]] = {False: [], True: []}
        seconds_of(contest, samples, given.scale, True)
        for number in range(given.rounds):
            for diagnose in (False, True) if number % 2 else (True, False):
                seconds[diagnose].append(seconds_of(contest, samples, given.scale, diagnose))
        without, along = (statistics.median(seconds[diagnose]) for diagnose in (False, True))
        least = 100 * (min(seconds[True]) / min(seconds[False]) - 1)
        schedule = watchers[-1].schedule
        print(
            f"{contest.name:20}{without:10.3f}{along:10.3f}{100 * (along / without - 1):8.2f}{least:8.2f}"
            f"{schedule.taken:8}{schedule.looks:7}{100 * schedule.spent / schedule.elapsed:11.2f}"
        )


if __name__ == "__main__":
    main()
