"""Modules that torch exports while the tests run, small ones: the files that users would bring."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

needs_export = pytest.mark.skipif(
    tuple(map(int, torch.__version__.split(".")[:2])) < (2, 8), reason="torch exports in another format before 2.8"
)


class Attention(nn.Module):
    """A small vision transformer whose windows are shifted: sizes that are computed, tables of whole numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, 4)
        self.heads = nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm = nn.LayerNorm(8)
        self.bias = nn.Parameter(torch.randn(5))
        self.register_buffer("places", torch.arange(16).remainder(5))
        self.register_buffer("scale", torch.tensor(0.5), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, 3, 16, 16) to (N, 16, 8)."""
        maps = torch.roll(self.patches(x), (1, 1), (2, 3))
        tokens = maps.reshape(x.shape[0], 8, -1).transpose(1, 2) + self.scale * self.bias[self.places][:, None]
        y: Tensor = self.norm(tokens + self.heads(tokens, tokens, tokens)[0])
        return y


def convolutions(classes: int = 7, channels: int = 1) -> nn.Sequential:
    """Maps with batch normalization that has seen something, their means, dropout, a classifier."""
    torch.manual_seed(0)
    made = nn.Sequential(
        nn.Conv2d(channels, 6, 3, 2, 1), nn.BatchNorm2d(6), nn.ReLU(inplace=True),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.5), nn.Linear(6, classes),
    )  # fmt: skip
    norm = made[1]
    assert isinstance(norm, nn.BatchNorm2d)
    assert norm.running_mean is not None
    norm.running_mean.normal_(0, 0.1)
    return made


def attention() -> Attention:
    """The small transformer, always the same."""
    torch.manual_seed(0)
    return Attention()


def export(module: nn.Module, shape: tuple[int, ...], path: Path, free: tuple[int, ...] = (0,)) -> Path:
    """Writes a module as users do; the axes of ``free`` may have other sizes than the example."""
    sizes = (dict.fromkeys(free, torch.export.Dim.AUTO),)
    torch.export.save(torch.export.export(module, (torch.zeros(shape),), dynamic_shapes=sizes if free else None), path)
    return path


@functools.cache
def digits_module() -> Path:
    """A file with :func:`convolutions` for gray pictures of 28 by 28 pixels: to export takes some seconds."""
    folder = Path(tempfile.mkdtemp())
    return export(convolutions().eval(), (2, 1, 28, 28), folder / "digits.pt2")


def tensors_of(module: nn.Module) -> dict[str, Any]:
    """Its parameters and buffers."""
    return {**dict(module.named_parameters()), **dict(module.named_buffers())}
