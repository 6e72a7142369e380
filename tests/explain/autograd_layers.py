"""Layers in plain torch, by torch.nn.functional and autograd: what explanations are compared with.

Written from the layers' definitions; nothing here knows how nervure computes.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from tests.explain.autograd_networks import Call

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": F.relu, "tanh": torch.tanh, "sigmoid": torch.sigmoid, "softplus": F.softplus, "silu": F.silu, "elu": F.elu,
    "gelu": F.gelu, "selu": F.selu, "softsign": F.softsign, "mish": F.mish, "linear": lambda x: x,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2), "softmax": lambda x: torch.softmax(x, -1), "exponential": torch.exp,
}  # fmt: skip


class Walk:
    """One forward pass: every number by the name that it is printed with, still in the graph of autograd.

    Args:
        parameters: by printed name.
        bits: rounds every number that is kept another way; None changes nothing.
    """

    def __init__(self, parameters: dict[str, Tensor], bits: np.random.Generator | None) -> None:
        self.parameters, self._bits = parameters, bits
        self.noted = dict[str, Tensor | list[Tensor]]()
        self.penalties = list[Tensor]()
        self.statistics = dict[str, Tensor]()

    def note(self, name: str, value: Tensor) -> Tensor:
        """Keeps a number."""
        self.noted[name] = value = self._rounded(value)
        return value

    def _rounded(self, value: Tensor) -> Tensor:
        """Another last bit, of the number and of the gradient that comes back through it."""
        if self._bits is None or not value.is_floating_point():
            return value
        return value * (1 + 2.0**-49 * torch.as_tensor(self._bits.uniform(-1, 1, tuple(value.shape))))

    def note_step(self, name: str, value: Tensor) -> Tensor:
        """Keeps one time step of an array."""
        steps = self.noted.setdefault(name, [])
        assert isinstance(steps, list)
        value = self._rounded(value)
        steps.append(value)
        return value

    def run(self, call: Call, given: list[Tensor]) -> Tensor:
        """The output of a layer."""
        made = LAYERS[call.kind](self, call.name, given, call.options)
        if call.options.get("activation", "linear") != "linear" and call.kind not in _KEEP_THEIR_ACTIVATION:
            made = self.activate(call.name, made, call.options["activation"])
        output = self.note(f"{call.name}/output", made)
        if "activity_regularizer" in call.options:
            penalty = penalty_of(call.options["activity_regularizer"], output) / len(output)
            self.penalties.append(self.note(f"{call.name}/activity_penalty", penalty))
        return output

    def activate(self, layer: str, z: Tensor, activation: str) -> Tensor:
        """An activation behind a sum."""
        z = self.note(f"{layer}/z", z)
        if activation == "softmax":
            self.note(f"{layer}/shift", z.detach().max(-1).values)
        return ACTIVATIONS[activation](z)

    def weight(self, layer: str, name: str) -> Tensor | None:
        """A parameter of a layer; None where it has none of that name."""
        return self.parameters.get(f"{layer}/{name}")

    def needed(self, layer: str, name: str) -> Tensor:
        """A parameter that the layer has."""
        return self.parameters[f"{layer}/{name}"]


def penalty_of(regularizer: tuple[float, float], of: Tensor) -> Tensor:
    """L1 and L2."""
    return regularizer[0] * of.abs().sum() + regularizer[1] * of.square().sum()


Given = list[Tensor]
Options = dict[str, Any]


def _with_bias(walk: Walk, name: str, x: Tensor) -> Tensor:
    bias = walk.weight(name, "bias")
    return x if bias is None else x + bias


def _dense(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    return _with_bias(walk, name, given[0] @ walk.needed(name, "kernel"))


def _padded(x: Tensor, options: Options, fill: float = 0.0) -> Tensor:
    """Channels first, with the padding that 'same' asks for, the odd one behind."""
    if options["padding"] == "valid":
        return x
    widths = list[int]()
    reach = (options["size"] - 1) * options.get("dilation", 1) + 1
    for size in reversed(x.shape[2:]):
        missing = max((-(-size // options["strides"]) - 1) * options["strides"] + reach - size, 0)
        widths += [missing // 2, missing - missing // 2]
    return F.pad(x, widths, value=fill)


def _first(x: Tensor) -> Tensor:
    return x.movedim(-1, 1)


def _convolution(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    kernel = walk.needed(name, "kernel")
    kernel = kernel.movedim(-1, 0).movedim(-1, 1).contiguous()
    convolve = F.conv2d if kernel.ndim == 4 else F.conv1d
    y = convolve(
        _padded(_first(given[0]), options), kernel, stride=options["strides"], dilation=options.get("dilation", 1),
        groups=options.get("groups", 1),
    )  # fmt: skip
    return _with_bias(walk, name, y.movedim(1, -1))


def _depthwise(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    kernel = walk.needed(name, "kernel")
    *sizes, channels, multiplier = kernel.shape
    kernel = kernel.reshape(*sizes, channels * multiplier).movedim(-1, 0).unsqueeze(1).contiguous()
    y = F.conv2d(_padded(_first(given[0]), options), kernel, stride=options["strides"], groups=channels)
    return _with_bias(walk, name, y.movedim(1, -1))


def _largest(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    pool = F.max_pool2d if given[0].ndim == 4 else F.max_pool1d
    x = _padded(_first(given[0]), options, -math.inf)
    return pool(x, options["size"], options["strides"]).movedim(1, -1)


def _average(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    pool: Any = F.avg_pool2d if given[0].ndim == 4 else F.avg_pool1d
    x = _first(given[0])
    inside = pool(_padded(torch.ones_like(x), options), options["size"], options["strides"])
    return (pool(_padded(x, options), options["size"], options["strides"]) / inside).movedim(1, -1)


def _standardized(walk: Walk, name: str, x: Tensor, axes: tuple[int, ...], epsilon: float) -> Tensor:
    mean = walk.note(f"{name}/mean", x.mean(axes))
    wide = mean.reshape([1 if axis in axes else size for axis, size in enumerate(x.shape)])
    variance = walk.note(f"{name}/variance", (x - wide).square().mean(axes))
    return (x - wide) / (variance.reshape(wide.shape) + epsilon).sqrt()


def _scaled(walk: Walk, name: str, x: Tensor) -> Tensor:
    gamma, beta = walk.weight(name, "gamma"), walk.weight(name, "beta")
    x = walk.note(f"{name}/normalized", x)
    x = x if gamma is None else x * gamma
    return x if beta is None else x + beta


def _batch_normalization(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    (x,) = given
    y = _standardized(walk, name, x, tuple(range(x.ndim - 1)), options["epsilon"])
    for statistic in ("mean", "variance"):
        now, before = walk.noted[f"{name}/{statistic}"], walk.needed(name, f"moving_{statistic}")
        assert isinstance(now, Tensor)
        kept = options["momentum"]
        walk.statistics[f"{name}/moving_{statistic}"] = kept * before + (1 - kept) * now
    return _scaled(walk, name, y)


def _layer_normalization(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    (x,) = given
    return _scaled(walk, name, _standardized(walk, name, x, (x.ndim - 1,), options["epsilon"]))


def _group_normalization(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    (x,) = given
    parts = x.reshape(*x.shape[:-1], options["groups"], -1)
    axes = (*range(1, x.ndim - 1), parts.ndim - 1)
    y = _standardized(walk, name, parts, axes, options["epsilon"])
    return _scaled(walk, name, y.reshape(x.shape))


def _mean_square(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    (x,) = given
    size = walk.note(f"{name}/mean_square", x.square().mean(-1))
    y = walk.note(f"{name}/normalized", x / (size + options["epsilon"]).sqrt().unsqueeze(-1))
    return y * walk.needed(name, "scale")


def _simple(walk: Walk, name: str, x: Tensor, h: Tensor, options: Options) -> Tensor:
    z = _with_bias(walk, name, x @ walk.needed(name, "kernel") + h @ walk.needed(name, "recurrent_kernel"))
    return walk.note_step(f"{name}/h", ACTIVATIONS[options["activation"]](walk.note_step(f"{name}/sums", z)))


def _gru(walk: Walk, name: str, x: Tensor, h: Tensor, options: Options) -> Tensor:
    kernel, recurrent = walk.needed(name, "kernel"), walk.needed(name, "recurrent_kernel")
    bias, units = walk.weight(name, "bias"), h.shape[1]
    after = options["reset_after"]
    first = torch.zeros(3 * units, dtype=x.dtype) if bias is None else bias[0] if after else bias
    second = bias[1] if bias is not None and after else torch.zeros(3 * units, dtype=x.dtype)
    gates = (x @ kernel + first)[:, : 2 * units] + (h @ recurrent + second)[:, : 2 * units]
    sums: list[Tensor] = [*gates.split(units, 1)]
    sums = [walk.note_step(f"{name}/sums#{part}", value) for part, value in enumerate(sums)]
    update = walk.note_step(f"{name}/z", torch.sigmoid(sums[0]))
    reset = walk.note_step(f"{name}/r", torch.sigmoid(sums[1]))
    own = (x @ kernel + first)[:, 2 * units :]
    if after:
        seen = walk.note_step(f"{name}/recurrent", (h @ recurrent + second)[:, 2 * units :])
        own = own + reset * seen
    else:
        own = own + walk.note_step(f"{name}/seen", reset * h) @ recurrent[:, 2 * units :]
    own = walk.note_step(f"{name}/sums#2", own)
    candidate = walk.note_step(f"{name}/h~", ACTIVATIONS[options["activation"]](own))
    return walk.note_step(f"{name}/h", update * h + (1 - update) * candidate)


def _lstm(walk: Walk, name: str, x: Tensor, state: tuple[Tensor, Tensor], options: Options) -> tuple[Tensor, Tensor]:
    h, c = state
    z = _with_bias(walk, name, x @ walk.needed(name, "kernel") + h @ walk.needed(name, "recurrent_kernel"))
    i, f, candidate, o = walk.note_step(f"{name}/sums", z).split(h.shape[1], 1)
    activation = ACTIVATIONS[options["activation"]]
    enters = walk.note_step(f"{name}/i", torch.sigmoid(i))
    stays = walk.note_step(f"{name}/f", torch.sigmoid(f))
    new = walk.note_step(f"{name}/c~", activation(candidate))
    leaves = walk.note_step(f"{name}/o", torch.sigmoid(o))
    c = walk.note_step(f"{name}/c", stays * c + enters * new)
    return walk.note_step(f"{name}/h", leaves * activation(c)), c


def _recurrent(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    (x,) = given
    zeros = torch.zeros(len(x), options["units"], dtype=x.dtype)
    h, c, found = zeros, zeros, []
    for step in x.unbind(1):
        if options["cell"] == "LSTM":
            h, c = _lstm(walk, name, step, (h, c), options)
        else:
            h = (_gru if options["cell"] == "GRU" else _simple)(walk, name, step, h, options)
        found.append(h)
    return torch.stack(found, 1) if options["return_sequences"] else h


def _softmax_of_scores(walk: Walk, name: str, scores: Tensor) -> Tensor:
    scores = walk.note(f"{name}/scores", scores)
    walk.note(f"{name}/shift", scores.detach().max(-1).values)
    return walk.note(f"{name}/weights", torch.softmax(scores, -1))


def _attention(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    query, value = given
    scores = query @ value.transpose(1, 2)
    scale = walk.weight(name, "scale")
    scores = scores if scale is None else scores * scale
    return _softmax_of_scores(walk, name, scores) @ value


def _additive_attention(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    query, value = given
    met = torch.tanh(query.unsqueeze(2) + value.unsqueeze(1))
    scale = walk.weight(name, "scale")
    return _softmax_of_scores(walk, name, (met if scale is None else met * scale).sum(-1)) @ value


def _heads(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    x, value = given
    parts = {}
    for part, of in (("query", x), ("key", value), ("value", value)):
        y = torch.einsum("ntf,fhk->nhtk", of, walk.needed(name, f"{part}/kernel"))
        bias = walk.weight(name, f"{part}/bias")
        parts[part] = walk.note(f"{name}/{part}", y if bias is None else y + bias.unsqueeze(1))
    scores = parts["query"] @ parts["key"].transpose(2, 3) / math.sqrt(options["key_dim"])
    heads = walk.note(f"{name}/heads", _softmax_of_scores(walk, name, scores) @ parts["value"])
    y = torch.einsum("nhtv,hvf->ntf", heads, walk.needed(name, "attention_output/kernel"))
    bias = walk.weight(name, "attention_output/bias")
    return y if bias is None else y + bias


_MERGES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "Add": torch.add, "Subtract": torch.sub, "Multiply": torch.mul, "Maximum": torch.maximum, "Minimum": torch.minimum,
    "Average": lambda a, b: (a + b) / 2, "Concatenate": lambda a, b: torch.cat([a, b], -1),
}  # fmt: skip


def _merge(walk: Walk, name: str, given: Given, options: Options) -> Tensor:
    return _MERGES[options["how"]](*given)


_KEEP_THEIR_ACTIVATION = ("recurrent", "activation")
LAYERS: dict[str, Callable[[Walk, str, Given, Options], Tensor]] = {
    "dense": _dense, "convolution": _convolution, "depthwise": _depthwise, "max_pooling": _largest,
    "average_pooling": _average, "batch_normalization": _batch_normalization,
    "layer_normalization": _layer_normalization, "group_normalization": _group_normalization,
    "rms_normalization": _mean_square, "recurrent": _recurrent, "attention": _attention,
    "additive_attention": _additive_attention, "heads": _heads, "merge": _merge,
    "flatten": lambda walk, name, given, options: given[0].flatten(1),
    "global_average": lambda walk, name, given, options: given[0].mean(tuple(range(1, given[0].ndim - 1))),
    "global_max": lambda walk, name, given, options: given[0].amax(tuple(range(1, given[0].ndim - 1))),
    "embedding": lambda walk, name, given, options: walk.needed(name, "embeddings")[given[0]],
    "activation": lambda walk, name, given, options: ACTIVATIONS[options["activation"]](given[0]),
}  # fmt: skip
