"""The lecture's convolutional network: a training step, the same limited to AVX2, memory, predictions."""

from __future__ import annotations

from benchmarks.harness.network import (
    BatchNormalization,
    Convolution,
    Dense,
    Dropout,
    Flatten,
    MaxPooling,
    Network,
    Rescaling,
)
from benchmarks.harness.workload import AtLeast, Workload
from benchmarks.works.data import digits


def _block(filters: int) -> Network:
    convolution = (Convolution(filters, "relu"), BatchNormalization())
    return (*convolution, *convolution, MaxPooling(), Dropout(0.4))


LECTURE_CNN: Network = (
    Rescaling(1 / 255), *_block(32), *_block(64), Flatten(), Dense(128, "relu"), Dense(10, "softmax")
)  # fmt: skip

# The variables that each library reads. torch.compile is left out: under ATEN_CPU_CAPABILITY it crashed (torch 2.13).
AVX2 = {
    "NERVURE_LEVEL": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_ENABLE_INSTRUCTIONS": "AVX2",
    "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
}
_FLOAT32 = ("torch-eager", "torch-channels-last", "torch-compile", "keras-tensorflow", "keras-torch", "keras-jax")
_STEP_GOALS = (
    AtLeast("lecture CNN step, float32", 4.0, "torch-eager"),
    AtLeast("lecture CNN step, float32", 3.0),
)

WORKS = (
    Workload(
        "lecture-cnn", "lecture CNN, a training step, batch 128, Adam", "steps",
        ("nervure", "nervure-auto", *_FLOAT32, "torch-bfloat16", "keras-tensorflow-bfloat16"), digits, LECTURE_CNN,
        steps=12, expected=210,
        goals=(
            *_STEP_GOALS,
            AtLeast('the same, precision="auto": never slower than float32', 1.0, "nervure", "nervure-auto"),
        ),
    ),
    Workload(
        "lecture-cnn-avx2", "lecture CNN, a training step, everybody limited to AVX2", "steps",
        ("nervure", "torch-eager", "torch-channels-last", "keras-tensorflow"), digits, LECTURE_CNN,
        steps=12, environment=AVX2, expected=90,
        goals=(
            AtLeast("lecture CNN step limited to AVX2", 4.0, "torch-eager"),
            AtLeast("lecture CNN step limited to AVX2", 3.0),
        ),
    ),
    Workload(
        "memory", "lecture CNN, the most memory of training beyond what the process held before", "steps",
        ("nervure", "torch-eager", "torch-channels-last"), digits, LECTURE_CNN,
        steps=5, figure="memory", expected=25,
        goals=(AtLeast("peak memory of training: at most 0.7 x PyTorch eager", 1 / 0.7, "torch-eager"),),
    ),
    Workload(
        "predict-1", "lecture CNN, a prediction of one picture", "predict",
        ("nervure", "onnxruntime", "torch-eager", "torch-channels-last", "torch-compile", "keras-tensorflow"),
        digits, LECTURE_CNN, batch=1, expected=70,
        goals=(AtLeast("inference, one picture", 2.0, "onnxruntime"),),
    ),
    Workload(
        "predict-256", "lecture CNN, predictions, 256 pictures at a time", "predict",
        ("nervure", "onnxruntime", "torch-eager", "torch-channels-last", "torch-compile", "keras-tensorflow"),
        digits, LECTURE_CNN, batch=256, expected=75,
        goals=(AtLeast("inference, batches of 256", 2.5, "onnxruntime"),),
    ),
)  # fmt: skip
