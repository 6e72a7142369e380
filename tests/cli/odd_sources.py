"""What people give `nervure train` and `audit` that cannot be learned from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PIL import Image


def _images(folder: Path, *names: str) -> Path:
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(number).integers(0, 256, (16, 16), dtype=np.uint8)
        Image.fromarray(noise).save(folder / name)
    return folder


def _arrays(path: Path, x: np.ndarray, y: np.ndarray) -> Path:  # type: ignore[type-arg]
    np.savez(path, x=x, y=y)
    return path


def _table(path: Path, labels: list[str]) -> Path:
    names = [f"{number}.png" for number in range(len(labels))]
    _images(path.parent, *names)
    path.write_text("path,label\n" + "".join(f'{name},"{label}"\n' for name, label in zip(names, labels, strict=True)))
    return path


def _text(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


IMAGES = np.zeros((4, 16, 16), np.uint8)
ODD: Mapping[str, Callable[[Path], Path]] = {
    "no classes": lambda place: _images(place / "set", "a.png", "b.png"),
    "one class": lambda place: _images(place / "set", "a/1.png", "a/2.png"),
    "one image a class": lambda place: _images(place / "set", "a/1.png", "b/2.png"),
    "a number an image": lambda place: _table(place / "a.csv", [str(20 + 1.5 * step) for step in range(41)]),
    "several labels": lambda place: _table(place / "a.csv", ["cat", "dog", "cat;dog"]),
    "numbers": lambda place: _text(place / "a.csv", "a,b,c\n1,2,3\n4,5,6\n"),
    "words": lambda place: _text(place / "a.csv", "some text\nand more of it\n"),
    "an empty table": lambda place: _text(place / "a.csv", ""),
    "series": lambda place: _arrays(place / "a.npz", np.zeros((4, 16)), np.arange(4)),
    "measures": lambda place: _arrays(place / "a.npz", IMAGES, np.linspace(0, 1, 4)),
    "a matrix of labels": lambda place: _arrays(place / "a.npz", IMAGES, np.array([[1, 1], [0, 1], [0, 0], [1, 0]])),
    "one class in arrays": lambda place: _arrays(place / "a.npz", IMAGES, np.zeros(4, int)),
    "no levels": lambda place: _arrays(place / "a.npz", IMAGES - 0.5, np.arange(4)),
    "no archive": lambda place: _text(place / "a.zip", "no archive"),
    "no arrays": lambda place: _text(place / "a.npz", "no arrays"),
    "nothing": lambda place: place / "missing",
}
