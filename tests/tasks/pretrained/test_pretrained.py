from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import nn

from nervure.errors import ArgumentError, FileError
from nervure.tasks.picture_data import PictureFormat
from nervure.tasks.picture_options import PictureOptions
from nervure.tasks.pretrained import Pretrained
from tests.layers.layer_rules import assert_says
from tests.tasks.pretrained.exported_modules import attention, convolutions, digits_module, export, needs_export

pytestmark = needs_export


def asked(path: Path, **more: object) -> PictureOptions:
    return PictureOptions("pictures", pretrained=str(path), **more)  # type: ignore[arg-type]


def test_size_colors_and_scale_come_from_the_module() -> None:
    pretrained = Pretrained.of(asked(digits_module()))
    settled = pretrained.settled(asked(digits_module()))
    assert (settled.image_size, settled.color, settled.normalization) == ((28, 28), "grayscale", "unit")
    assert pretrained.left_off == 7
    assert Path(settled.pretrained or "").is_absolute()


def test_other_sizes_and_colors_are_refused() -> None:
    path = digits_module()
    assert_says(ArgumentError, lambda: Pretrained.of(asked(path, image_size=(32, 28))), "28x28", "32x28")
    assert_says(ArgumentError, lambda: Pretrained.of(asked(path, color="rgb")), "grayscale", "rgb")
    assert_says(ArgumentError, lambda: Pretrained.of(asked(path, normalization="imagenet")), "imagenet", "1 channels")


def test_a_module_without_a_fixed_size_takes_what_it_can(tmp_path: Path) -> None:
    module = nn.Sequential(nn.Conv2d(3, 4, 9), nn.MaxPool2d(4), nn.AdaptiveAvgPool2d(1)).eval()
    path = export(module, (2, 3, 32, 32), tmp_path / "module.pt2", free=(0, 2, 3))
    pretrained = Pretrained.of(asked(path, image_size=(8, 40)))
    assert pretrained.settled(asked(path, image_size=(8, 40))).image_size == (8, 40)
    form = PictureFormat(8, 40, "rgb", "stretch", None)
    assert_says(FileError, lambda: pretrained.check(form), "8x40", "size")
    pretrained.check(form._replace(height=16))


def test_places_of_a_sequence_are_pooled(tmp_path: Path) -> None:
    path = export(attention().eval(), (2, 3, 16, 16), tmp_path / "module.pt2")
    pretrained = Pretrained.of(asked(path))
    form = PictureFormat(16, 16, "rgb", "stretch", None)
    pretrained.check(form)
    whole, body = pretrained.networks(form, 5)
    assert (body.output_shape, whole.output_shape) == ((None, 8), (None, 5))
    assert [layer.trainable for layer in whole.layers if layer.parameters] == [False, True]


@pytest.mark.parametrize("shape", [(2, 4, 8, 8), (2, 8)])
def test_what_takes_no_pictures_is_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    path = export(nn.ReLU(), shape, tmp_path / "module.pt2")
    assert_says(FileError, lambda: Pretrained.of(asked(path)), "does not take images")


def test_what_gives_no_features_is_refused(tmp_path: Path) -> None:
    class Sums(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.sum((1, 2, 3))

    pretrained = Pretrained.of(asked(export(Sums(), (2, 3, 8, 8), tmp_path / "module.pt2")))
    assert_says(
        FileError,
        lambda: pretrained.check(PictureFormat(8, 8, "rgb", "stretch", None)),
        "cannot be used as features",
        "(N,)",
    )


def test_a_module_in_training_mode_is_refused(tmp_path: Path) -> None:
    path = export(convolutions(), (2, 1, 8, 8), tmp_path / "module.pt2")
    assert_says(FileError, lambda: Pretrained.of(asked(path)), "eval()")
