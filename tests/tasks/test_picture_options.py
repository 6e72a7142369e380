from __future__ import annotations

import json
from typing import Any

import pytest

from nervure.errors import ArgumentError, UnknownNameError
from nervure.tasks.picture_options import PictureOptions
from tests.models.networks import assert_explained


@pytest.mark.parametrize(
    ("wrong", "kind", "part"),
    [
        ({"epochs": 0}, ArgumentError, "epochs"),
        ({"batch_size": 1.5}, ArgumentError, "batch_size"),
        ({"samples": -1}, ArgumentError, "samples"),
        ({"image_size": (28, 0)}, ArgumentError, "image_size"),
        ({"pretrained": "a.pt2", "model": "lecture-mlp"}, ArgumentError, "lecture-mlp"),
        ({"normalization": "unit"}, ArgumentError, "normalization"),
        ({"image_size": (7, 28)}, ArgumentError, "8"),
        ({"image_size": (28, 4097)}, ArgumentError, "4096"),
        ({"model": "lecture-cn"}, UnknownNameError, "'lecture-cnn'"),
        ({"color": "gray"}, UnknownNameError, "'grayscale'"),
        ({"augmentation": "sign"}, UnknownNameError, "'signs'"),
        ({"precision": "float7"}, UnknownNameError, "'float64'"),
    ],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any], kind: Any, part: str) -> None:
    assert_explained(kind, lambda: PictureOptions("digits", **wrong), part)


def test_a_configuration_gives_the_options_back() -> None:
    options = PictureOptions(
        "/pictures", "small-resnet", 3, 8, (24, 32), "rgb", "none", 0.01, "float32", seed=7, samples=20
    )
    config = {"options": options.as_config(), "seed": 7, "data": {"path": "/pictures"}}
    assert PictureOptions.from_config(json.loads(json.dumps(config))) == options
    shipped = PictureOptions("digits", seed=7)
    config = {"options": shipped.as_config(), "seed": 7, "data": {"path": None}}
    assert PictureOptions.from_config(json.loads(json.dumps(config))) == shipped


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("digits", "digits"), ("/data/고양이", "고양이"), ("/data/cats.npz", "cats"), ("/data/cats.ZIP", "cats"),
        ("/data/v1.2", "v1.2"), ("/data/a b?:", "a b__"), ("/data/con", "con_"), ("/data/Lpt1.old", "Lpt1.old_"),
        ("/", "_"),
    ],
)  # fmt: skip
def test_a_run_is_called_like_its_pictures_on_every_system(source: str, name: str) -> None:
    assert PictureOptions(source).name == name
