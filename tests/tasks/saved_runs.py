"""Saved runs for tests: small networks of real digits, in folders as ``nervure train`` leaves them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from nervure import layers, models
from nervure.data import save_img
from nervure.tasks.digits import digits_data
from nervure.tasks.image_task import PictureTask
from nervure.tasks.picture_options import PictureOptions

DIGIT_PICTURES = {"height": 28, "width": 28, "color_mode": "grayscale", "framing": "stretch", "border_is_dark": True}


def save_run(folder: Path, model: models.Model, **config: Any) -> Path:
    """A run folder with a model and, where something is said, a configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / "model.safetensors")
    if config:
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def dense_network(num_outputs: int = 10, units: int = 128, activation: str | None = "softmax") -> models.Sequential:
    """A small network of digits."""
    return models.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Rescaling(1 / 255),
            layers.Flatten(),
            layers.Dense(units, activation="relu"),
            layers.Dense(num_outputs, activation=activation, name="dense"),
        ]
    )


def good_run(folder: Path, epochs: int = 3) -> Path:
    """A run that knows digits well enough to be judged by what is done to their pictures."""
    data, network = digits_data(), dense_network()
    network.compile("adam", "sparse_categorical_crossentropy")
    network.fit(data.training, epochs=epochs, verbose=0, seed=1)
    return save_run(folder, network, labels=list(data.labels), pictures=DIGIT_PICTURES)


def trained_run(folder: Path, **options: Any) -> Path:
    """A run of the lecture's fully connected network, trained as the command line does, on some digits."""
    chosen = {"model": "lecture-mlp", "epochs": 1, "samples": 512, "seed": 3, "precision": "float32", **options}
    task = PictureTask(PictureOptions("digits", **chosen), folder)
    task.train(verbose=0)
    task.save()
    task.judge()
    return folder


def folder_of_digits(folder: Path, x: np.ndarray[Any, Any], names: list[str]) -> Path:
    """The pictures as PNG files, each in the folder of its class."""
    for number, (picture, name) in enumerate(zip(x, names, strict=True)):
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        save_img(place / f"{number}.png", picture.reshape(28, 28, 1), scale=False)
    return folder
