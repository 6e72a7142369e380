"""All contenders."""

from __future__ import annotations

from benchmarks.harness.contender import Contender

_TENSORFLOW = {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
_TORCH = {"KERAS_BACKEND": "torch"}
_JAX = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
# The code before the native kernels: every kernel's torch body, and small networks step by step.
_TORCH_BODIES = {"NERVURE_KERNELS": "torch", "NERVURE_SMALL_NETWORKS": "never"}

_ALL = (
    Contender("nervure", "nervure", "nervure", "float32"),
    Contender("nervure-auto", "nervure", "nervure, auto", "auto", precision="bfloat16"),
    Contender("nervure-bfloat16", "nervure", "nervure, bfloat16", "bfloat16", precision="bfloat16"),
    Contender(
        "nervure-torch-bodies", "nervure", "nervure without native kernels", "float32", environment=_TORCH_BODIES
    ),
    Contender("torch-eager", "pytorch", "PyTorch eager", "eager", ("torch",)),
    Contender("torch-channels-last", "pytorch", "PyTorch channels_last, fused Adam", "channels_last", ("torch",)),
    Contender("torch-compile", "pytorch", "PyTorch compile, fused Adam", "compile", ("torch",)),
    Contender("torch-plain-adam", "pytorch", "PyTorch, Adam one by one", "plain_adam", ("torch",)),
    Contender("torch-fused-adam", "pytorch", "PyTorch, fused Adam", "fused_adam", ("torch",)),
    Contender("torch-bfloat16", "pytorch", "PyTorch bfloat16, channels_last", "bfloat16", ("torch",), "bfloat16"),
    Contender(
        "keras-tensorflow", "keras", "Keras on TensorFlow", "float32", ("keras", "tensorflow"), environment=_TENSORFLOW
    ),
    Contender("keras-torch", "keras", "Keras on torch", "float32", ("keras", "torch"), environment=_TORCH),
    Contender("keras-jax", "keras", "Keras on JAX", "float32", ("keras", "jax"), environment=_JAX),
    Contender(
        "keras-tensorflow-bfloat16", "keras", "Keras on TensorFlow, mixed_bfloat16", "mixed_bfloat16",
        ("keras", "tensorflow"), "bfloat16", environment=_TENSORFLOW,
    ),
    Contender("jax-scan", "jax", "JAX, a jitted scan an epoch", "", ("jax",), counts=False, environment=_JAX),
    Contender("scikit-learn", "scikit_learn", "scikit-learn", "", ("sklearn",)),
    Contender(
        "torchvision", "torchvision_folder", "torchvision, as many workers", "", ("torch", "torchvision")
    ),
    Contender("onnxruntime", "onnx_runtime", "ONNX Runtime", "", ("onnx", "onnxruntime")),
)  # fmt: skip

CONTENDERS = {contender.name: contender for contender in _ALL}
