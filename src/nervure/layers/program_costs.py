"""The cost of a torch operation, computed from the shapes of its inputs and outputs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.layers.program_rules import Call, is_transposed

# How long a step of the dry run takes, in units of about 500 Python calls: much of torch's meta implementation is
# written in Python, above all for operations that it decomposes into others.
_PARTS: Mapping[int, str] = {
    400: "upsample_bicubic2d",
    60: "upsample_bilinear2d",
    20: "instance_norm hardswish hardswish_ hardsigmoid hardsigmoid_ hardtanh hardtanh_ relu6 relu6_ clamp",
    14: "group_norm native_group_norm layer_norm native_layer_norm batch_norm _native_batch_norm_legit_no_training"
    " scaled_dot_product_attention",
    10: "relu elu elu_ selu selu_ mish mish_ rms_norm clamp_ clamp_max clamp_min log_sigmoid gelu",
    6: "_safe_softmax prelu softplus leaky_relu leaky_relu_ log_softmax _log_softmax celu sigmoid_",
    4: "linalg_vector_norm norm addmm linear roll cumsum logical_and logical_or square where masked_fill",
}
_PARTS_OF = {name: parts for parts, names in _PARTS.items() for name in names.split()}
_USUAL_PARTS, _NAMES_A_PART = 2, 8
_OF_A_CURVE = 16  # multiplications per element of a resized image, at most


class Work(NamedTuple):
    """The cost of computing a step.

    Attributes:
        operations: elements read or written, or multiplied and added.
        numbers_beside: temporary elements, besides the arguments and results.
    """

    operations: int
    numbers_beside: int = 0


def walking_parts(operator: str, num_names: int) -> int:
    """How long a step takes in the dry run.

    Args:
        operator: its torch name without the overload.
        num_names: the number of earlier results it reads.
    """
    return _PARTS_OF.get(operator, _USUAL_PARTS) + num_names // _NAMES_A_PART


Cost = Callable[[Call, Sequence[Any]], Work]


def each_number(call: Call, results: Sequence[Any]) -> Work:
    """Every element is read once."""
    return Work(sum(each.numel() for each in (*call.tensors, *_tensors(results))))


def of_convolution(call: Call, results: Sequence[Any]) -> Work:
    """Each output element (input element when transposed) meets a kernel; types other than float32 unfold the input."""
    weight = call["weight"]
    numbers = call["input"].numel() if is_transposed(call) else results[0].numel()
    operations = numbers * (weight.numel() // max(1, weight.shape[0]))
    unfolded = 0 if weight.dtype == torch.float32 else operations // max(1, min(weight.shape[:2]))
    return Work(operations, unfolded)


def of_windows(call: Call, results: Sequence[Any]) -> Work:
    """Each output element reads a window."""
    kernel = call["kernel_size"]
    return Work(
        call["self"].numel() + results[0].numel() * math.prod(kernel if isinstance(kernel, list) else [kernel] * 2)
    )


def of_adaptive_windows(call: Call, results: Sequence[Any]) -> Work:
    """Each output element reads its share of the input."""
    x, y = call["self"], results[0]
    sizes = zip(x.shape[2:], y.shape[2:], strict=True)
    return Work(x.numel() + y.numel() * math.prod(-(-before // max(1, after)) + 1 for before, after in sizes))


def of_resizing(call: Call, results: Sequence[Any]) -> Work:
    """Each output element mixes several input elements."""
    return Work(call.tensors[0].numel() + _OF_A_CURVE * results[0].numel())


def of_product(name: str) -> Cost:
    """Each output element is a sum over the last axis of the argument ``name``."""

    def cost(call: Call, results: Sequence[Any]) -> Work:
        return Work(results[0].numel() * call[name].shape[-1])

    return cost


def of_matmul(call: Call, results: Sequence[Any]) -> Work:
    """As for a product; operands broadcast over the batch are copied for each sample."""
    left, right, y = call["self"], call["other"], results[0]
    inner, rows = left.shape[-1] if left.ndim else 1, left.shape[-2] if left.ndim > 1 else 1
    columns = right.shape[-1] if right.ndim > 1 else 1
    batches = y.numel() // max(1, rows * columns)
    return Work(y.numel() * inner, batches * inner * (rows + columns))


def of_attention(call: Call, results: Sequence[Any]) -> Work:
    """Every query is compared with every key, and mixes every value."""
    query, places = call["query"], call["key"].shape[-2]
    pairs = query.numel() // max(1, query.shape[-1]) * places
    return Work(query.numel() * places + results[0].numel() * places, 2 * pairs)


def of_einsum(call: Call, _: Sequence[Any]) -> Work:
    """All axes are summed together."""
    inputs = call["equation"].replace(" ", "").partition("->")[0].split(",")
    sizes = {
        letter: size
        for term, x in zip(inputs, call["tensors"], strict=True)
        for letter, size in zip(term, x.shape, strict=True)
    }
    return Work(math.prod(sizes.values()), 2 * sum(each.numel() for each in call.tensors))


def _tensors(results: Sequence[Any]) -> list[Tensor]:
    return [each for each in results if isinstance(each, Tensor)]
