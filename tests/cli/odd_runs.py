"""Folders that somebody may call a run: good ones, of networks for something else, altered, and none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from nervure import layers, models
from tests.tasks.saved_runs import DIGIT_PICTURES, dense_network, save_run

DIGITS = [str(number) for number in range(10)]


def _network(shape: tuple[int | None, ...], *rest: layers.Layer, loss: str | None = None) -> models.Model:
    network = models.Sequential([layers.Input(shape), *rest])
    if loss is not None:
        network.compile("adam", loss)
    return network


def _classes(*shape: int) -> models.Model:
    return _network(
        shape, layers.Flatten(), layers.Dense(10, activation="softmax"), loss="sparse_categorical_crossentropy"
    )


def _two_inputs() -> models.Model:
    ones, others = layers.Input((28, 28, 1)), layers.Input((28, 28, 1))
    flat = layers.Flatten()(layers.Add()([ones, others]))
    return models.Model([ones, others], layers.Dense(10, activation="softmax")(flat))


def _two_outputs() -> models.Model:
    x = layers.Input((28, 28, 1))
    flat = layers.Flatten()(x)
    return models.Model(x, [layers.Dense(count, activation="softmax")(flat) for count in (10, 3)])


def _diverged() -> models.Model:
    network = dense_network()
    network.layers[-1].set_weights([np.full((128, 10), np.nan, np.float32), np.zeros(10, np.float32)])
    return network


NETWORKS: Mapping[str, Callable[[], models.Model]] = {
    "good": lambda: _classes(28, 28, 1),
    "not compiled": dense_network,
    "of vectors": lambda: _network((8,), layers.Dense(3, activation="softmax")),
    "of colors": lambda: _classes(28, 28, 3),
    "of five channels": lambda: _classes(28, 28, 5),
    "of one number": lambda: _network((28, 28, 1), layers.Flatten(), layers.Dense(1), loss="mse"),
    "of ten numbers": lambda: _network((28, 28, 1), layers.Flatten(), layers.Dense(10), loss="mse"),
    "of maps": lambda: _network((28, 28, 1), layers.Conv2D(10, 3, activation="softmax")),
    "of any size": lambda: _network((None, None, 1), layers.Conv2D(10, 3), layers.GlobalAveragePooling2D()),
    "two inputs": _two_inputs,
    "two outputs": _two_outputs,
    "diverged": _diverged,
}
CONFIGURATIONS: Mapping[str, Mapping[str, object]] = {
    "named": {"labels": DIGITS, "pictures": DIGIT_PICTURES},
    "fewer names": {"labels": DIGITS[:9], "pictures": DIGIT_PICTURES},
    "other colors": {"labels": DIGITS, "pictures": {**DIGIT_PICTURES, "color_mode": "rgb"}},
    "no format": {"labels": DIGITS, "pictures": 3},
}
FILES: Mapping[str, bytes] = {"text": b"hello", "empty": b"", "cut": b"\x40\0\0\0\0\0\0\0{"}


def odd_runs(folder: Path) -> list[Path]:
    """All of them below ``folder``; the last two are none."""
    made = [save_run(folder / name, network()) for name, network in NETWORKS.items()]
    made += [save_run(folder / name, dense_network(), **config) for name, config in CONFIGURATIONS.items()]
    for name, content in FILES.items():
        made.append(folder / name)
        made[-1].mkdir()
        (made[-1] / "model.safetensors").write_bytes(content)
    (folder / "weights").mkdir()
    dense_network().save_weights(folder / "weights" / "model.safetensors")
    (folder / "nothing").mkdir()
    return [*made, folder / "weights", folder / "nothing", folder / "missing"]
