"""Rules for the arguments of torch operations, checked before they run, beyond torch's own checks.

Torch trusts its callers: statistics shorter than the channels are read past their end, and dividing the smallest
integer by -1 crashes the process. A rule sees tensors without data (on torch's meta device) and raises a ValueError
that says what does not fit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from nervure.errors import Unfit

MOST_NUMBERS = 1 << 31  # in one result
MOST_OF_A_WINDOW = 1 << 15  # of kernels, strides, paddings and the like
EXACT = 1 << 53  # integers up to this are exact as floats
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True)
class Call:
    """A step about to be computed.

    Attributes:
        arguments: by name, including defaults.
        num_results: the number of results the program names.
    """

    arguments: Mapping[str, Any]
    num_results: int

    def __getitem__(self, name: str) -> Any:
        return self.arguments[name]

    def first(self, *names: str) -> Any:
        """The argument with one of these names."""
        return next(self.arguments[name] for name in names if name in self.arguments)

    @property
    def tensors(self) -> list[Tensor]:
        """All tensors among the arguments."""
        found: list[Tensor] = []
        for each in self.arguments.values():
            found += [item for item in (each if isinstance(each, list) else [each]) if isinstance(item, Tensor)]
        return found


Rule = Callable[[Call], None]


def require(holds: bool, otherwise: str) -> None:
    """Raises an Unfit with the message ``otherwise`` unless the condition holds."""
    if not holds:
        raise Unfit(otherwise)


def everything(_: Call) -> None:
    """Torch's own checks suffice."""


def all_of(*rules: Rule) -> Rule:
    """Several rules, in order."""

    def each(call: Call) -> None:
        for rule in rules:
            rule(call)

    return each


def same_dtype(call: Call) -> None:
    """All tensors have the same kind of type."""
    kinds = {str(each.dtype) for each in call.tensors}
    require(len(kinds) <= 1, " ≠ ".join(sorted(kinds)))


def is_false(name: str) -> Rule:
    """A flag is off: it would draw random numbers or switch to training."""
    return lambda call: require(call[name] is False, f"{name}={call[name]!r:.20}")


def whole(value: Any, name: str, least: int, most: int = MOST_OF_A_WINDOW) -> int:
    """``value``, a whole number from ``least`` to ``most``."""
    require(type(value) is int and least <= value <= most, f"{name}={value!r:.40}")
    return int(value)


def whole_numbers(value: Any, name: str, count: int, least: int) -> list[int]:
    """``count`` whole numbers of at least ``least``; a single one applies to all."""
    values = value if isinstance(value, list) else [value]
    require(len(values) in (1, count), f"{name}={value!r:.40}")
    found = [whole(each, name, least) for each in values]
    return found if len(found) == count else found * count


def shaped(tensor: Any, shape: Sequence[int], name: str) -> None:
    """An optional tensor has this shape."""
    require(
        tensor is None or (isinstance(tensor, Tensor) and tuple(tensor.shape) == tuple(shape)),
        f"{name} {tuple(getattr(tensor, 'shape', ()))} ≠ {tuple(shape)}",
    )


def convolution(call: Call) -> None:
    """Kernels, channels, groups and bias fit; strides are positive."""
    x, weight, num = call["input"], call["weight"], call["weight"].ndim - 2
    require(1 <= num <= 3 and x.ndim == num + 2, f"input {tuple(x.shape)}, weight {tuple(weight.shape)}")
    stride = whole_numbers(call["stride"], "stride", num, 1)
    dilation = whole_numbers(call["dilation"], "dilation", num, 1)
    if call["padding"] not in ("same", "valid"):
        whole_numbers(call["padding"], "padding", num, 0)
    groups, channels = whole(call["groups"], "groups", 1), x.shape[1]
    require(0 not in weight.shape and 0 not in x.shape[1:], f"weight {tuple(weight.shape)}")
    if is_transposed(call):
        rest = whole_numbers(call["output_padding"], "output_padding", num, 0)
        require(all(map(int.__lt__, rest, map(max, stride, dilation))), f"output_padding={rest}")
        takes, gives = weight.shape[0], weight.shape[1] * groups
    else:
        takes, gives = weight.shape[1] * groups, weight.shape[0]
    require(takes == channels, f"channels {channels} ≠ {takes}")
    require(channels % groups == 0 and gives % groups == 0, f"groups={groups}")
    shaped(call["bias"], (gives,), "bias")


def is_transposed(call: Call) -> bool:
    """Whether a convolution is transposed; only those have an output padding, and ``convolution`` has a flag for it."""
    return bool(call.arguments.get("transposed", "output_padding" in call.arguments))


def pooling(num: int) -> Rule:
    """Windows over ``num`` axes are not empty, have positive strides and fit; at most half lies in the padding."""

    def rule(call: Call) -> None:
        x = call["self"]
        require(x.ndim == num + 2, f"self {tuple(x.shape)}")
        kernel = whole_numbers(call["kernel_size"], "kernel_size", num, 1)
        if call["stride"]:
            whole_numbers(call["stride"], "stride", num, 1)
        padding = whole_numbers(call["padding"], "padding", num, 0)
        dilation = whole_numbers(call.arguments.get("dilation", 1), "dilation", num, 1)
        require(all(2 * p <= k for p, k in zip(padding, kernel, strict=True)), f"padding={padding}")
        for size, k, p, d in zip(x.shape[2:], kernel, padding, dilation, strict=True):
            require((k - 1) * d < size + 2 * p, f"kernel_size={k} > {size}")
        divisor = call.arguments.get("divisor_override")
        require(divisor is None or whole(divisor, "divisor_override", 1) > 0, "divisor_override")

    return rule


def adaptive_pooling(num: int) -> Rule:
    """The output and input sizes are positive."""

    def rule(call: Call) -> None:
        require(call["self"].ndim == num + 2 and 0 not in call["self"].shape[1:], f"self {tuple(call['self'].shape)}")
        whole_numbers(call["output_size"], "output_size", num, 1)

    return rule


def batch_norm(call: Call) -> None:
    """Every statistic and weight has one number per channel."""
    x = call["input"]
    require(x.ndim >= 2, f"input {tuple(x.shape)}")
    for name in ("weight", "bias", "running_mean", "running_var"):
        shaped(call[name], x.shape[1:2], name)
    uses_input = call.arguments.get("use_input_stats", False)
    require(uses_input or (call["running_mean"] is not None and call["running_var"] is not None), "running_mean=None")


def layer_norm(call: Call) -> None:
    """The axes that are normalized are the last ones, and the weights have their shape."""
    sizes = call["normalized_shape"]
    require(isinstance(sizes, list) and bool(sizes), f"normalized_shape={sizes!r:.40}")
    require(list(call["input"].shape[-len(sizes) :]) == sizes and 0 not in sizes, f"normalized_shape={sizes!r:.40}")
    shaped(call["weight"], sizes, "weight")
    shaped(call.arguments.get("bias"), sizes, "bias")


def group_norm(call: Call) -> None:
    """The groups divide the channels, the weights have one number per channel, and the stated input sizes are right."""
    x, groups = call["input"], whole(call.first("num_groups", "group"), "groups", 1)
    require(x.ndim >= 2 and x.shape[1] > 0 and x.shape[1] % groups == 0, f"input {tuple(x.shape)}, groups={groups}")
    shaped(call["weight"], x.shape[1:2], "weight")
    shaped(call["bias"], x.shape[1:2], "bias")
    if "HxW" in call.arguments:
        told = [call["N"], call["C"], call["HxW"]]
        require(told == [x.shape[0], x.shape[1], math.prod(x.shape[2:])], f"N, C, HxW = {told!r:.60}")


def prelu(call: Call) -> None:
    """One slope, or one per channel."""
    x, weight = call["self"], call["weight"]
    num = x.shape[1] if x.ndim > 1 else 1
    require(weight.ndim <= 1 and weight.numel() in (1, num), f"weight {tuple(weight.shape)}")


def linear(call: Call) -> None:
    """The input has as many features as a row of the weight."""
    x, weight = call["input"], call["weight"]
    fits = weight.ndim == 2 and x.ndim >= 1 and x.shape[-1] == weight.shape[1]
    require(fits, f"input {tuple(x.shape)}, weight {tuple(weight.shape)}")
    shaped(call["bias"], weight.shape[:1], "bias")


def attention(call: Call) -> None:
    """Queries, keys and values have the same heads and batch size; the mask covers each pair or broadcasts."""
    query, key, value, mask = call["query"], call["key"], call["value"], call["attn_mask"]
    shapes = [tuple(each.shape) for each in (query, key, value)]
    is_fit = all(each.ndim == query.ndim and each.shape[:-2] == query.shape[:-2] for each in (key, value))
    is_fit = is_fit and query.ndim in (3, 4) and query.shape[-1] == key.shape[-1] and key.shape[-2] == value.shape[-2]
    require(is_fit and all(0 not in each[1:] for each in shapes), f"query, key, value {shapes}")
    same_dtype(replace(call, arguments={"query": query, "key": key, "value": value}))
    require(call["dropout_p"] == 0 and call["enable_gqa"] is False, "dropout_p, enable_gqa")
    if mask is not None:
        pairs = (*query.shape[:-1], key.shape[-2])
        require(call["is_causal"] is False and mask.dtype in (torch.bool, query.dtype), f"attn_mask {mask.dtype}")
        spread = zip(reversed(mask.shape), reversed(pairs), strict=False)
        is_spread = mask.ndim <= len(pairs) and all(size in (1, pair) for size, pair in spread)
        require(is_spread, f"attn_mask {tuple(mask.shape)}")


def einsum(call: Call) -> None:
    """At most two tensors, with letters as axes."""
    equation, tensors = call["equation"], call["tensors"]
    require(isinstance(equation, str) and call["path"] is None, "equation")
    inputs, arrow, output = equation.replace(" ", "").partition("->")
    terms = inputs.split(",")
    require(1 <= len(tensors) == len(terms) <= 2 and bool(arrow), f"equation={equation!r:.40}")
    require(set(inputs.replace(",", "") + output) <= _LETTERS, f"equation={equation!r:.40}")
    sizes: dict[str, int] = {}
    for term, tensor in zip(terms, tensors, strict=True):
        require(len(term) == tensor.ndim and len(set(term)) == len(term), f"equation={equation!r:.40}")
        for letter, size in zip(term, tensor.shape, strict=True):
            require(sizes.setdefault(letter, size) == size, f"{letter}: {size} ≠ {sizes[letter]}")
    require(len(set(output)) == len(output) and set(output) <= sizes.keys(), f"equation={equation!r:.40}")


def division(call: Call) -> None:
    """Integers are divided by positive integers only: the smallest one divided by -1 crashes the process."""
    values = [call["self"], call["other"]]
    is_float = any(each.is_floating_point() if isinstance(each, Tensor) else isinstance(each, float) for each in values)
    mode = call.arguments.get("rounding_mode", "floor" if "rounding_mode" not in call.arguments else None)
    require(mode in (None, "trunc", "floor"), f"rounding_mode={mode!r:.20}")
    if not is_float and mode is not None:
        whole(call["other"], "other", 1, EXACT)
