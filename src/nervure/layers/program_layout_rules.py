"""Rules for the arguments of torch operations that index, slice, join or move data, checked before they run."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from nervure.layers.program_rules import (
    EXACT,
    MOST_NUMBERS,
    MOST_OF_A_WINDOW,
    Call,
    Rule,
    is_false,
    require,
    whole,
    whole_numbers,
)

_MOST_SHIFT = 1 << 31
_WHOLE = (torch.int64, torch.int32)


def embedding(call: Call) -> None:
    """Rows are indexed by integers."""
    weight, indices = call["weight"], call["indices"]
    require(weight.ndim == 2 and indices.dtype in _WHOLE, f"weight {tuple(weight.shape)}, indices {indices.dtype}")
    whole(call["padding_idx"], "padding_idx", -1, weight.shape[0] - 1)
    is_false("scale_grad_by_freq")(call)
    is_false("sparse")(call)


def gathered(call: Call) -> None:
    """One index per result, within the sizes of the other axes."""
    x, index, dim = call["self"], call["index"], call["dim"]
    require(type(dim) is int and -x.ndim <= dim < x.ndim and index.ndim == x.ndim, f"dim={dim!r:.20}")
    others = [axis for axis in range(x.ndim) if axis != dim % x.ndim]
    require(index.dtype == torch.int64, f"index {index.dtype}")
    require(all(index.shape[axis] <= x.shape[axis] for axis in others), f"index {tuple(index.shape)}")
    is_false("sparse_grad")(call)


def selected(call: Call) -> None:
    """A vector of indices along an existing axis."""
    x, index, dim = call["self"], call["index"], call["dim"]
    require(type(dim) is int and -x.ndim <= dim < x.ndim, f"dim={dim!r:.20}")
    require(index.ndim <= 1 and index.dtype in _WHOLE, f"index {index.dtype} {tuple(index.shape)}")


def indexed(call: Call) -> None:
    """Indices are integers: the number of True elements in a mask is not known in advance."""
    x, indices = call["self"], call["indices"]
    require(isinstance(indices, list) and 1 <= len(indices) <= x.ndim, "indices")
    found = [each for each in indices if each is not None]
    require(bool(found) and all(isinstance(each, Tensor) and each.dtype in _WHOLE for each in found), "indices")
    require(
        all(size > 0 for size, each in zip(x.shape, indices, strict=False) if each is not None), f"{tuple(x.shape)}"
    )


def pieces(call: Call) -> None:
    """As many pieces as the program names: an axis may be longer than any list."""
    x, dim = call["self"], call["dim"]
    require(type(dim) is int and -x.ndim <= dim < x.ndim, f"dim={dim!r:.20}")
    size, sizes = x.shape[dim], call.arguments.get("split_size", call.arguments.get("split_sizes"))
    if "chunks" in call.arguments:
        sizes = max(1, -(-size // whole(call["chunks"], "chunks", 1)))
    if isinstance(sizes, list):
        require(all(type(each) is int and each >= 0 for each in sizes) and sum(sizes) == size, f"{sizes!r:.40}")
        count = len(sizes)
    else:
        count = size if sizes is None else max(1, -(-size // whole(sizes, "split_size", 1, MOST_NUMBERS)))
    require(count == call.num_results, f"{count} ≠ {call.num_results}")


def steps_forward(call: Call) -> None:
    """A slice has a positive step."""
    whole(call["step"], "step", 1, MOST_NUMBERS)


def same_count(call: Call) -> None:
    """A new shape has as many elements as the old one."""
    x, size = call["self"], list(call["size"])
    rest = math.prod(each for each in size if each != -1)
    require(all(type(each) is int and each >= -1 for each in size) and size.count(-1) <= 1, f"size={size!r:.40}")
    fits = rest == x.numel() if -1 not in size else rest > 0 and x.numel() % rest == 0
    require(fits, f"size={size!r:.40}, {x.numel()}")


def moved(call: Call) -> None:
    """Shifts within range."""
    shifts = call["shifts"] if isinstance(call["shifts"], list) else [call["shifts"]]
    for each in shifts:
        whole(each, "shifts", -_MOST_SHIFT, _MOST_SHIFT)


def filled_size(call: Call) -> None:
    """Sizes of a new tensor are not negative, and not too many."""
    sizes = call.first("size", "repeats")
    require(isinstance(sizes, list) and all(type(each) is int and each >= 0 for each in sizes), f"{sizes!r:.40}")
    require(math.prod(sizes) <= MOST_NUMBERS, f"{sizes!r:.40}")


def counted(call: Call) -> None:
    """From a start to an end in steps that reach it."""
    start, end, step = call.arguments.get("start", 0), call["end"], call.arguments.get("step", 1)
    values = {"start": start, "end": end, "step": step}
    for name, each in values.items():
        is_number = type(each) in (int, float) and math.isfinite(each) and abs(each) <= EXACT
        require(is_number, f"{name}={each!r:.40}")
    require(step != 0 and 0 <= (end - start) / step <= MOST_NUMBERS, f"{values}")


def mask(call: Call) -> None:
    """A mask is boolean."""
    require(call["mask"].dtype == torch.bool, f"mask {call['mask'].dtype}")


def padding(call: Call) -> None:
    """Negative padding does not crop more than there is; mirrored cells exist."""
    x, pad = call["self"], call.first("pad", "padding")
    require(isinstance(pad, list) and len(pad) % 2 == 0 and 0 < len(pad) <= 2 * x.ndim, f"pad={pad!r:.60}")
    mode = call.arguments.get("mode", "constant" if "value" in call.arguments else "reflect")
    require(mode in ("constant", "reflect", "replicate", "circular"), f"mode={mode!r:.20}")
    for place, each in enumerate(pad):
        size = x.shape[-1 - place // 2]
        least = -size if mode == "constant" else 0
        most = {"reflect": size - 1, "circular": size}.get(mode, MOST_OF_A_WINDOW)
        require(type(each) is int and least <= each <= most, f"pad={pad!r:.60}, {size}")
    for place in range(0, len(pad), 2):
        size = x.shape[-1 - place // 2]
        require(size > 0 and size + pad[place] + pad[place + 1] > 0, f"pad={pad!r:.60}, {size}")


def replication(call: Call) -> None:
    """As for padding; the border may be repeated more often than the image is large."""
    padding(replace(call, arguments={**call.arguments, "mode": "replicate"}))


def divisible(name: str, *, of_maps: bool) -> Rule:
    """A factor that divides the channels, or the map sizes."""

    def rule(call: Call) -> None:
        x, factor = call["self"], whole(call[name], name, 1)
        require(x.ndim >= 3 and 0 not in x.shape[1:], f"self {tuple(x.shape)}")
        sizes = x.shape[-2:] if of_maps else (x.shape[-3] if name != "groups" else x.shape[1],)
        by = factor**2 if name == "upscale_factor" else factor
        require(all(size % by == 0 for size in sizes), f"{name}={factor}, {tuple(x.shape)}")

    return rule


def resizing(call: Call) -> None:
    """Sizes are positive; a given scale agrees with them."""
    x = call.first("self", "input")
    require(x.ndim == 4 and 0 not in x.shape[1:], f"{tuple(x.shape)}")
    sizes = call["output_size"]
    scales: Any = call.arguments.get("scale_factors")
    if "scales_h" in call.arguments:
        scales = [call["scales_h"], call["scales_w"]]
    if scales is not None:
        require(isinstance(scales, list) and len(scales) == 2, f"scales={scales!r:.60}")
        require(all(each is None or (type(each) in (int, float) and 0 < each < MOST_OF_A_WINDOW) for each in scales),
                f"scales={scales!r:.60}")  # fmt: skip
    if sizes is None:
        require(scales is not None and None not in scales, "output_size=None")
        sizes = [int(size * scale) for size, scale in zip(x.shape[2:], scales, strict=True)]
    sizes = whole_numbers(sizes, "output_size", 2, 1)
    for size, scale, new in zip(x.shape[2:], scales or (None, None), sizes, strict=True):
        require(scale is None or int(size * scale) == new, f"scales={scales!r:.60}, {size}, {new}")
