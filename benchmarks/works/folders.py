"""Folders of images: from the path to the last batch of an epoch, with as many threads or workers as processors."""

from __future__ import annotations

from functools import partial

from benchmarks.harness.workload import AtLeast, Workload
from benchmarks.works.data import frames

_WHO = ("nervure", "torchvision")

WORKS = (
    Workload(
        "image-folder", "a folder of 7,936 JPEGs of 28x28, opened and read for the first time", "folder",
        _WHO, partial(frames, 28), batch=128, steps=62, program="first", expected=60,
        goals=(AtLeast("first pass over a folder of pictures", 1.0),),
    ),
    Workload(
        "image-folder-large", "a folder of 512 JPEGs of 400x400, opened and read at 96x96 for the first time",
        "folder", _WHO, partial(frames, 400), batch=32, steps=16, side=96, program="first", expected=60,
        goals=(AtLeast("first pass over a folder of larger pictures", 1.0),),
    ),
    Workload(
        "image-folder-later", "a folder of 7,936 JPEGs of 28x28, a later epoch", "folder",
        _WHO, partial(frames, 28), batch=128, steps=62, program="later", expected=60,
        goals=(AtLeast("later passes over a folder of pictures", 10.0),),
    ),
)  # fmt: skip
