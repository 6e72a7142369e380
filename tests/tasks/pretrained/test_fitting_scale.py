from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.tasks.pretrained.exported_file import Exported
from nervure.tasks.pretrained.exported_graph import Graph
from nervure.tasks.pretrained.fitting_scale import better_scale
from nervure.tasks.pretrained.level_scale import LevelScale
from tests.layers.programs import program, step

CONVOLUTION = step("conv2d.default", "maps", input="x", weight="w", bias=None)
NORM = step(
    "batch_norm.default", "normal", input="maps", weight=None, bias=None, running_mean="m", running_var="v",
    training=False, momentum=0.1, eps=1e-5, cudnn_enabled=False,
)  # fmt: skip


def pictures(channels: int, brightness: float = 1.0) -> np.ndarray:
    drawn = np.random.default_rng(0).normal(120, 60, (40, 12, 12, channels)) * brightness
    return drawn.clip(0, 255).astype("uint8")


def trained_with(name: str, channels: int) -> Exported:
    """A network whose first batch normalization has seen such pictures on that scale."""
    scale, offset = LevelScale.parse(name, channels, "").rescaling
    levels = torch.from_numpy(pictures(channels).astype("float32") * scale + offset).float()
    weights = torch.randn(5, channels, 3, 3, generator=torch.Generator().manual_seed(0))
    maps = torch.nn.functional.conv2d(levels.permute(0, 3, 1, 2), weights)
    statistics = {"m": maps.mean((0, 2, 3)), "v": maps.var((0, 2, 3))}
    described = program(CONVOLUTION, NORM, w=tuple(weights.shape), m=(5,), v=(5,))
    size = (2, channels, 12, 12)
    return Exported(Graph(described, (None, *size[1:]), size), {"w": weights, **statistics}, "")


@pytest.mark.parametrize(("name", "channels"), [("imagenet", 3), ("unit", 1), ("symmetric", 3), ("0.2/0.1", 1)])
def test_the_scale_of_the_training_is_content_and_others_are_told(name: str, channels: int) -> None:
    exported = trained_with(name, channels)
    assert better_scale(exported, LevelScale.parse(name, channels, ""), pictures(channels)) is None
    told = better_scale(exported, LevelScale.parse("levels", channels, ""), pictures(channels))
    assert told is not None
    assert told == name or "/" in name


def test_darker_pictures_are_no_other_scale() -> None:
    exported, scale = trained_with("imagenet", 3), LevelScale.parse("imagenet", 3, "")
    assert better_scale(exported, scale, pictures(3, brightness=0.5)) is None


def test_without_batch_normalization_nothing_tells() -> None:
    exported = trained_with("unit", 3)
    shorter = program(CONVOLUTION, w=(5, 3, 3, 3))
    plain = exported._replace(graph=exported.graph._replace(program=shorter))
    assert better_scale(plain, LevelScale.parse("levels", 3, ""), pictures(3)) is None
