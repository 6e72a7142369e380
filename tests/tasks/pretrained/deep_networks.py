"""Networks as people bring them, at their real depth and with their real operations, but narrow: they must load."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Bottleneck(nn.Module):
    """A residual block of three convolutions.

    Source:
        He et al., "Deep residual learning for image recognition" (2015), https://arxiv.org/abs/1512.03385
    """

    def __init__(self, channels: int, width: int, stride: int) -> None:
        super().__init__()
        wide = 4 * width
        self.main = nn.Sequential(
            nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
            nn.Conv2d(width, wide, 1, bias=False), nn.BatchNorm2d(wide),
        )  # fmt: skip
        self.beside: nn.Module = nn.Identity()
        if stride != 1 or channels != wide:
            self.beside = nn.Sequential(nn.Conv2d(channels, wide, 1, stride, bias=False), nn.BatchNorm2d(wide))

    def forward(self, x: Tensor) -> Tensor:
        return functional.relu(self.main(x) + self.beside(x), inplace=True)


def residual(blocks: tuple[int, ...] = (3, 8, 36, 3)) -> nn.Module:
    """The residual network of 152 layers."""
    layers: list[nn.Module] = [nn.Conv2d(3, 4, 3, 1, 1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    channels = 4
    for stage, count in enumerate(blocks):
        for number in range(count):
            layers.append(Bottleneck(channels, 2, 2 if stage and not number else 1))
            channels = 8
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 5))


class Inverted(nn.Module):
    """A block of a mobile network: wide inside, each channel alone, squeezed and weighed.

    Source:
        Howard et al., "Searching for MobileNetV3" (2019), https://arxiv.org/abs/1905.02244
    """

    def __init__(self, channels: int, stride: int) -> None:
        super().__init__()
        wide, act = 3 * channels, nn.Hardswish
        self.stride = stride
        self.grow = nn.Sequential(nn.Conv2d(channels, wide, 1, bias=False), nn.BatchNorm2d(wide), act(inplace=True))
        self.each = nn.Sequential(
            nn.Conv2d(wide, wide, 5, stride, 2, groups=wide, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(inplace=True)
        )
        self.weigh = nn.Sequential(
            nn.AdaptiveAvgPool2d(1), nn.Conv2d(wide, 4, 1), nn.ReLU(), nn.Conv2d(4, wide, 1), nn.Hardsigmoid()
        )
        self.shrink = nn.Sequential(nn.Conv2d(wide, channels, 1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        inside = self.each(self.grow(x))
        y: Tensor = self.shrink(inside * self.weigh(inside))
        return y if self.stride != 1 else x + y


def mobile(depth: int = 20) -> nn.Module:
    """A mobile network of so many blocks, with maps resized at its end as for segmentation."""
    blocks = [Inverted(4, 2 if number in (2, 6) else 1) for number in range(depth)]
    end = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)
    start = nn.Sequential(nn.Conv2d(3, 4, 3, 1, 1), nn.BatchNorm2d(4), nn.Hardswish(inplace=True))
    return nn.Sequential(start, *blocks, end, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(4, 5))


class Transformer(nn.Module):
    """A vision transformer as deep as the large one.

    Source:
        Dosovitskiy et al., "An image is worth 16x16 words" (2020), https://arxiv.org/abs/2010.11929
    """

    def __init__(self, depth: int = 24) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 8, 8)
        self.places = nn.Parameter(torch.randn(1, 16, 8))
        layer = nn.TransformerEncoderLayer(8, 2, 16, activation="gelu", batch_first=True, norm_first=True)
        self.layers = nn.TransformerEncoder(layer, depth, enable_nested_tensor=False)
        self.end = nn.Linear(8, 5)

    def forward(self, x: Tensor) -> Tensor:
        tokens = self.patches(x).flatten(2).transpose(1, 2) + self.places
        y: Tensor = self.end(self.layers(tokens).mean(1))
        return y
