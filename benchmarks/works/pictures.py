"""Training runs on images: ``nervure train`` without options, compared with Keras and the lecture's network."""

from __future__ import annotations

from benchmarks.harness.workload import Reaches, Within, Workload
from benchmarks.works.data import all_digits, cartoon, things
from benchmarks.works.lecture_cnn import LECTURE_CNN

_KERAS = "keras-tensorflow"
_MINUTES = 60.0

WORKS = (
    Workload(
        "cartoon", "8,000 frames of ten characters of a cartoon, near duplicates kept apart", "pictures",
        ("nervure", _KERAS), cartoon, LECTURE_CNN, held_out=(801, 802), steps=25, figure="accuracy", expected=2400,
        goals=(
            Reaches("characters of a cartoon recognized without options", 0.9, 10 * _MINUTES),
            Within("characters of a cartoon, beside the lecture's CNN", 0.0, _KERAS),
        ),
    ),
    Workload(
        "things", "5,000 photographs of CIFAR-10", "pictures",
        ("nervure", _KERAS), things, LECTURE_CNN, held_out=(500, 500), steps=25, figure="accuracy", expected=2000,
        goals=(Within("photographs of things: 12 points above the lecture's CNN", -0.12, _KERAS),),
    ),
    Workload(
        "digits", "50,000 handwritten digits to learn from, 10,000 others to judge by", "pictures",
        ("nervure",), all_digits, held_out=(0, 10_000), rounds=1, figure="accuracy", expected=900,
        goals=(Reaches("the last 10,000 digits recognized without options", 0.994),),
    ),
)  # fmt: skip
