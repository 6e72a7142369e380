"""From the shell to a useful network, and its accuracy compared with Keras'."""

from __future__ import annotations

from benchmarks.harness.workload import AtLeast, Recipe, Within, Workload
from benchmarks.works.data import all_digits, digits
from benchmarks.works.lecture_cnn import LECTURE_CNN

_TITLE = "from the shell to 99 % of the last 10,000 digits of mnist60k_train.npz, the lecture's network"
RECIPE = Recipe(batch=128, epochs=3, peak=3e-3, momentum=0.9)

WORKS = (
    Workload(
        "shell-to-99", f"{_TITLE}, peers with their defaults", "until",
        ("nervure", "keras-tensorflow", "torch-eager", "torch-channels-last"), all_digits, LECTURE_CNN,
        steps=6, rounds=1, expected=600, recipe=RECIPE,
        goals=(AtLeast("shell to 99 %: at most 1/5 of the best peer's time with its defaults", 5.0),),
    ),
    Workload(
        "shell-to-99-recipe", f"{_TITLE}, peers with our recipe", "until",
        ("nervure", "keras-tensorflow", "torch-channels-last"), all_digits, LECTURE_CNN,
        rounds=1, expected=330, recipe=RECIPE, is_for_peers=True,
        goals=(AtLeast("shell to 99 %: at most 1/2 of the best peer's time with our recipe", 2.0),),
    ),
    Workload(
        "accuracy", "lecture CNN, accuracy on 2,000 digits after twelve epochs of 8,000, three seeds", "accuracy",
        ("nervure", "nervure-bfloat16", "keras-tensorflow"),
        digits, LECTURE_CNN, steps=12, figure="accuracy", expected=600,
        goals=(
            Within("accuracy within 0.5 points of Keras', float32", 0.005, "keras-tensorflow"),
            Within("accuracy within 0.5 points of Keras', bfloat16", 0.005, "keras-tensorflow", "nervure-bfloat16"),
        ),
    ),
)  # fmt: skip
