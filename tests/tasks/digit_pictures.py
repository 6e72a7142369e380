"""Real digits as people bring them: a folder of pictures with a folder for each class, and a file of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from nervure.data import digits
from nervure.tasks.picture_options import PictureOptions

CLASSES = ("0", "1", "2")


def digit_folder(folder: Path, count: int = 60, names: Sequence[str] = CLASSES) -> Path:
    """``count`` digits in all, shared out evenly over class folders called ``names``: PNG, 28 x 28, gray."""
    x, y = digits()
    for number, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        for place in np.flatnonzero(y == number)[: count // len(names)]:
            Image.fromarray(x[place]).save(folder / name / f"{place}.png")
    return folder


def digit_file(path: Path, count: int = 60) -> Path:
    """The same digits as arrays ``x`` and ``y``."""
    x, y = digits()
    chosen = np.concatenate([np.flatnonzero(y == int(name))[: count // len(CLASSES)] for name in CLASSES])
    np.savez(path, x=x[chosen], y=y[chosen])
    return path


def quick(source: Path | str, **more: object) -> PictureOptions:
    """Two epochs of the smallest network."""
    chosen = {"model": "lecture-mlp", "epochs": 2, "batch_size": 16, "precision": "float32", "seed": 3, **more}
    return PictureOptions(str(source), **chosen)  # type: ignore[arg-type]
