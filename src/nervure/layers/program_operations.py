"""What the steps of a torch program may compute: a literal table, so that a file cannot name anything else."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import torch

# By torch's own names in ``torch.ops.aten``. Left out are operations that read files, draw random numbers, or give
# memory that nobody wrote to.
TENSOR_OPERATIONS = frozenset({
    "conv1d", "conv2d", "conv3d", "convolution", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
    "linear", "addmm", "mm", "bmm", "matmul", "baddbmm", "einsum", "embedding", "scaled_dot_product_attention",
    "batch_norm", "layer_norm", "group_norm", "instance_norm", "rms_norm", "native_layer_norm", "native_group_norm",
    "_native_batch_norm_legit_no_training",
    "max_pool1d", "max_pool2d", "max_pool2d_with_indices", "avg_pool1d", "avg_pool2d", "adaptive_avg_pool1d",
    "adaptive_avg_pool2d", "_adaptive_avg_pool2d", "adaptive_max_pool2d",
    "relu", "relu_", "relu6", "relu6_", "hardtanh", "hardtanh_", "hardswish", "hardswish_", "hardsigmoid",
    "hardsigmoid_", "leaky_relu", "leaky_relu_", "elu", "elu_", "selu", "selu_", "celu", "prelu", "silu", "silu_",
    "mish", "mish_", "gelu", "softplus", "sigmoid", "sigmoid_", "tanh", "tanh_", "log_sigmoid", "softmax",
    "_softmax", "log_softmax", "_log_softmax", "_safe_softmax", "dropout", "dropout_", "feature_dropout",
    "alpha_dropout",
    "add", "add_", "sub", "sub_", "rsub", "mul", "mul_", "div", "div_", "neg", "pow", "square", "sqrt", "rsqrt",
    "exp", "log", "abs", "sin", "cos", "erf", "floor", "round", "reciprocal", "remainder", "maximum", "minimum",
    "clamp", "clamp_", "clamp_min", "clamp_max",
    "mean", "sum", "var", "std", "amax", "amin", "max", "min", "argmax", "cumsum", "norm", "linalg_vector_norm",
    "eq", "ne", "lt", "le", "gt", "ge", "logical_not", "logical_and", "logical_or", "bitwise_not", "bitwise_and",
    "where", "masked_fill", "masked_fill_",
    "view", "reshape", "_unsafe_view", "flatten", "unflatten", "permute", "transpose", "t", "numpy_T", "movedim",
    "squeeze", "unsqueeze", "expand", "expand_as", "cat", "stack", "concat", "split", "split_with_sizes", "chunk",
    "unbind", "select", "slice", "narrow", "index", "index_select", "gather", "roll", "repeat", "select_scatter",
    "slice_scatter", "copy", "fill", "fill_", "copy_", "flip",
    "pad", "constant_pad_nd", "reflection_pad2d", "replication_pad2d", "pixel_shuffle", "pixel_unshuffle",
    "channel_shuffle", "upsample_nearest2d", "upsample_bilinear2d", "upsample_bicubic2d",
    "clone", "contiguous", "detach", "detach_", "alias", "lift_fresh_copy", "to", "_to_copy", "type_as",
    "zeros", "ones", "full", "arange", "scalar_tensor", "zeros_like", "ones_like", "full_like", "new_zeros",
    "new_ones", "new_full",
    "sym_size", "sym_numel",
})  # fmt: skip
NUMBER_OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "floordiv": operator.floordiv,
    "mod": operator.mod, "neg": operator.neg,
}  # fmt: skip
_LARGEST = 2**62  # a file may multiply a number by itself again and again


def tensor_operation(name: str) -> Callable[..., Any] | None:
    """The operation of torch that is called so, with its overload: ``conv2d.default``; None where it is not known.

    Examples:
        >>> tensor_operation("relu.default")(self=torch.tensor([-1.0, 2.0]))
        tensor([0., 2.])
        >>> tensor_operation("from_file.default") is None
        True
    """
    packet, _, overload = name.partition(".")
    if packet not in TENSOR_OPERATIONS:
        return None
    found = getattr(torch.ops.aten, packet, None)  # another release of torch may lack it
    known = () if found is None else found.overloads()
    return getattr(found, overload) if overload in known else None


def number_operation(name: str) -> Callable[..., Any] | None:
    """The operation on whole numbers, such as sizes, that is called so; None where it is not known.

    Examples:
        >>> number_operation("floordiv")(a=7, b=2)
        3
    """
    found = NUMBER_OPERATIONS.get(name)
    if found is None:
        return None

    def computed(**numbers: Any) -> Any:
        result = found(*numbers.values())
        if not -_LARGEST < result < _LARGEST:
            raise OverflowError(f"{name}: {result:.3g}")
        return result

    return computed
