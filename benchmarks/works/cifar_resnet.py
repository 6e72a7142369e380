"""A residual network for images of 32x32x3: eight 3x3 convolutions of 64 to 256 channels."""

from __future__ import annotations

from benchmarks.harness.network import (
    Activation,
    BatchNormalization,
    Convolution,
    Dense,
    GlobalAveragePooling,
    MaxPooling,
    Network,
    Rescaling,
    Residual,
)
from benchmarks.harness.workload import AtLeast, Workload
from benchmarks.works.data import color_pictures
from benchmarks.works.lecture_cnn import AVX2


def _normalized(filters: int) -> Network:
    return (Convolution(filters), BatchNormalization(), Activation("relu"))


def _residual(filters: int) -> Residual:
    return Residual((*_normalized(filters), Convolution(filters), BatchNormalization()))


CIFAR_RESNET: Network = (
    Rescaling(1 / 255),
    *_normalized(64), _residual(64),
    *_normalized(128), MaxPooling(), _residual(128),
    *_normalized(256), MaxPooling(), _residual(256),
    GlobalAveragePooling(), Dense(10, "softmax"),
)  # fmt: skip
_TITLE = "residual network for 32x32x3, 64 to 256 channels, a training step, batch 32"

WORKS = (
    Workload(
        "cifar-resnet", _TITLE, "steps",
        ("nervure", "torch-eager", "torch-channels-last", "torch-compile",
         "keras-tensorflow", "keras-torch", "keras-jax"),
        color_pictures, CIFAR_RESNET, batch=32, steps=6, warm=2, expected=220,
        goals=(AtLeast("3x3 networks in general", 2.0),),
    ),
    Workload(
        "cifar-resnet-avx2", f"{_TITLE}, everybody limited to AVX2", "steps",
        ("nervure", "torch-eager", "torch-channels-last", "keras-tensorflow"),
        color_pictures, CIFAR_RESNET, batch=32, steps=6, warm=2, environment=AVX2, expected=110,
        goals=(AtLeast("3x3 networks limited to AVX2", 2.0),),
    ),
)  # fmt: skip
