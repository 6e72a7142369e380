"""Samples: real digits if images are needed, otherwise data that can be learned."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import numpy as np

from benchmarks.harness.contender import ROOT
from benchmarks.harness.network import Array
from benchmarks.harness.workload import Samples

_VARIABLE = "NERVURE_SHARED_DATA"
_MNIST = "mnist60k_train.npz"
_FRAMES, _THINGS = "simpsons_rgb_train.tar.gz", "cifar10_train_500_per_class.tar.gz"
_CLASSES = 10


class DataMissingError(Exception):
    """A data file is missing on this machine."""


def digits(count: int) -> Samples:
    """The included digits, shuffled, with gray levels from 0 to 255."""
    with np.load(ROOT / "src" / "nervure" / "data" / "mnist10k.npz", allow_pickle=False) as stored:
        x, y = stored["x"], stored["y"]
    order = np.resize(np.random.default_rng(0).permutation(len(x)), count)
    return Samples(x[order, ..., None].astype("float32"), y[order].astype("int64"))


def rows_of_digits(count: int) -> Samples:
    """Digits as 28 steps of 28 numbers from 0 to 1."""
    x, y = digits(count)
    return Samples(x[..., 0] / np.float32(255), y)


def flat_digits(count: int) -> Samples:
    """Digits as 784 numbers from 0 to 1."""
    x, y = rows_of_digits(count)
    return Samples(x.reshape(count, -1), y)


def all_digits(_count: int) -> Samples:
    """The 60,000 training digits of MNIST, of which the last 10,000 are held out.

    Raises:
        DataMissingError: the file does not exist.
    """
    with np.load(_shared(_MNIST), allow_pickle=False) as stored:
        return Samples(stored["x"][..., None], stored["y"].astype("int64"))


def frames(side: int, count: int) -> Samples:
    """Color frames of a cartoon with ten characters, scaled up from 28 pixels if larger ones are requested.

    Raises:
        DataMissingError: the file does not exist.
    """
    x, y = _archived(_FRAMES, count, side)
    order = np.resize(np.arange(len(x)), count)
    return Samples(x[order], y[order])


def cartoon(_count: int) -> Samples:
    """Frames of a cartoon with ten characters, in parts: the last 801 and 802 are for validation and testing.

    No frame has a near duplicate in another part.

    Raises:
        DataMissingError: the file does not exist.
    """
    return _in_parts(*_archived(_FRAMES))


def things(_count: int) -> Samples:
    """Photographs of ten kinds of things, 500 each, in parts: the last 500 and 500 are for validation and testing.

    Raises:
        DataMissingError: the file does not exist.
    """
    return _in_parts(*_archived(_THINGS))


def _in_parts(x: Array, y: Array) -> Samples:
    """The training samples, then a tenth of all for validation and a tenth for testing."""
    from nervure.data import near_duplicates, split_indices

    groups = near_duplicates(x)
    rest, test = (part.numpy() for part in split_indices(len(x), 0.1, y, groups=groups))
    training, validation = (rest[part] for part in split_indices(len(rest), 1 / 9, y[rest], groups=groups[rest]))
    order = np.concatenate([training, validation, test])
    return Samples(x[order], y[order])


def _archived(name: str, count: int | None = None, side: int | None = None) -> Samples:
    """The first images of an archive with a folder for each class, scaled up if larger ones are requested."""
    from PIL import Image

    x: list[Array] = []
    classes: list[str] = []
    with tarfile.open(_shared(name)) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.name.endswith((".jpg", ".png")) else None
            if stream is not None and (count is None or len(x) < count):
                image = Image.open(io.BytesIO(stream.read())).convert("RGB")
                x.append(np.asarray(image if side in (None, image.width) else image.resize((side, side))))
                classes.append(Path(member.name).parent.name)
    return Samples(np.stack(x), np.unique(classes, return_inverse=True)[1].astype("int64"))


def _shared(name: str) -> Path:
    named = os.environ.get(_VARIABLE)
    folders = [Path(named)] if named else [ROOT.parent / "shared" / "data", ROOT.parent.parent / "shared" / "data"]
    path = next((folder / name for folder in folders if (folder / name).exists()), None)
    if path is None:
        raise DataMissingError(f"{name} is not there; {_VARIABLE} names the folder that has it")
    return path


def color_pictures(count: int) -> Samples:
    """32x32x3 noise with a hidden image for each class, with gray levels from 0 to 255."""
    x, y = _noise_with_tunes((32, 32, 3), count)
    return Samples(np.clip(128 + 40 * x, 0, 255), y)


def sequences(time: int, features: int, count: int) -> Samples:
    """Digits row by row if the shape fits, otherwise noise with a hidden tune for each class."""
    return rows_of_digits(count) if (time, features) == (28, 28) else _noise_with_tunes((time, features), count)


def two_rings(count: int) -> Samples:
    """Points on two noisy rings."""
    drawn = np.random.default_rng(0)
    y = drawn.integers(0, 2, count)
    angle, radius = drawn.uniform(0, 2 * np.pi, count), 1.0 + y + drawn.normal(0, 0.2, count)
    return Samples(np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).astype("float32"), y)


def centers(inputs: int, classes: int, count: int) -> Samples:
    """Points around a center for each class."""
    drawn = np.random.default_rng(0)
    y = drawn.integers(0, classes, count)
    middle = drawn.standard_normal((classes, inputs))
    return Samples((0.3 * middle[y] + drawn.standard_normal((count, inputs))).astype("float32"), y)


def _noise_with_tunes(shape: tuple[int, ...], count: int) -> Samples:
    drawn = np.random.default_rng(0)
    y = drawn.integers(0, _CLASSES, count)
    tunes: Array = drawn.standard_normal((_CLASSES, *shape))
    x = drawn.standard_normal((count, *shape)) + 0.5 * tunes[y]
    return Samples(x.astype("float32"), y.astype("int64"))
