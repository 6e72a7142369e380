"""Attention with several heads, each with its own projections, and its derivative."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.dropout import dropout_apply
from nervure.ops.attention import gradients_of_inputs
from nervure.ops.op import Context, Op, named_gradients
from nervure.ops.precision import widened


class HeadsForm(NamedTuple):
    """The settings of the heads.

    Attributes:
        has_key: whether keys come after the values; otherwise the values are also the keys.
        masks: which of the masks ``query``, ``value``, ``key`` and ``attention`` follow.
        use_bias: whether the projections have biases.
        use_gate: whether a gate computed from the queries multiplies the outputs of the heads.
        is_causal: whether a query attends only to values at its own position or before.
        window: how far a query attends in both directions; None for no limit.
        returns_scores: whether the weights are a second output.
        returns_projections: whether queries, keys, gate (if used) and values of the heads are the last outputs.
        rate: the fraction of weights that is dropped in training.
        stream: the number of the random stream of the dropout.
    """

    has_key: bool = False
    masks: tuple[str, ...] = ()
    use_bias: bool = True
    use_gate: bool = False
    is_causal: bool = False
    window: int | None = None
    returns_scores: bool = False
    returns_projections: bool = False
    rate: float = 0.0
    stream: int = 0


class HeadsCache(NamedTuple):
    """Cache for the backward pass.

    Attributes:
        inputs: queries (N, T, D), keys (N, S, D'), values (N, S, D'').
        kernels: the kernels of the projections, by name.
        projected: queries, keys, values of the heads, (N, heads, steps, size), and the gate if there is one.
        sees: where a query may attend, broadcastable to (N, heads, T, S), or None.
        probabilities: (N, heads, T, S), before dropout.
        weights: (N, heads, T, S), after dropout.
        heads: the outputs of the heads, (N, heads, T, value size), before the gate.
        form: the settings of the heads.
        rate: the fraction of weights that was dropped; 0 if none was.
        dropout_key: the key of the random numbers.
        dtype: the dtype of the inputs.
    """

    inputs: dict[str, Tensor]
    kernels: dict[str, Tensor]
    projected: dict[str, Tensor]
    sees: Tensor | None
    probabilities: Tensor
    weights: Tensor
    heads: Tensor
    form: HeadsForm
    rate: float
    dropout_key: int
    dtype: torch.dtype


def multi_head_attention_forward(
    *tensors: Tensor, form: HeadsForm, context: Context
) -> tuple[Tensor | tuple[Tensor, ...], HeadsCache]:
    r"""Attention with several parallel heads, combined by one more projection.

    .. math::
        y = \sum_h \operatorname{softmax}\Bigl(\tfrac{Q_h K_h^\top}{\sqrt{d}}\Bigr) V_h W^O_h + b^O, \quad
        Q_h = q W^Q_h + b^Q_h, \; K_h = k W^K_h + b^K_h, \; V_h = v W^V_h + b^V_h

    A query whose keys are all masked takes the plain mean of the values, as in TensorFlow.

    Args:
        tensors: queries (N, T, D), values (N, S, D''), keys (N, S, D') if ``has_key``, the masks, then kernel
            (features, heads, size) and bias (heads, size) of query, key, gate (if used) and value, then kernel (heads,
            size, ...) and bias (...) of the output.
        form: the settings of the heads.
        context: training or inference, and the key of the random numbers.

    Returns:
        y: (N, T, ...), with the weights (N, heads, T, S) and the projections (N, steps, heads, size) if requested; and
            the cache.

    Source:
        Vaswani et al., "Attention is all you need" (2017), https://arxiv.org/abs/1706.03762
    """
    dtype, rest = tensors[0].dtype, list(tensors[2:])
    query, value = widened(tensors[0]), widened(tensors[1])
    key = widened(rest.pop(0)) if form.has_key else value
    inputs = {"query": query, "key": key, "value": value, "gate": query}
    masks = {name: rest.pop(0) != 0 for name in form.masks}
    kernels, biases = _parameters(rest, form)
    projected = {name: _projected(inputs[name], kernels[name], biases.get(name)) for name in list(kernels)[:-1]}
    if form.use_gate:
        projected["gate"] = torch.sigmoid(projected["gate"])
    scores = projected["query"] @ projected["key"].mT / math.sqrt(kernels["query"].shape[-1])
    sees = _sees(masks, form, scores)
    if sees is not None:
        scores = scores.masked_fill(~sees, -0.7 * torch.finfo(scores.dtype).max)
    probabilities = torch.softmax(scores, -1)
    rate, dropout_key = (form.rate if context.training else 0.0), context.key(form.stream)
    weights = dropout_apply(probabilities, rate, dropout_key) if rate else probabilities
    heads = weights @ projected["value"]
    y = _joined(heads * projected["gate"] if form.use_gate else heads) @ _output_matrix(kernels["output"])
    y = y.reshape(*y.shape[:2], *kernels["output"].shape[2:])
    if form.use_bias:
        y = y + biases["output"]
    cache = HeadsCache(inputs, kernels, projected, sees, probabilities, weights, heads, form, rate, dropout_key, dtype)
    return _outputs(y, cache), cache


def multi_head_attention_backward(
    dy: Tensor | tuple[Tensor | None, ...], cache: HeadsCache
) -> tuple[Tensor | None, ...]:
    r"""The gradients of queries, values, keys and of every kernel and bias, in the order of the inputs.

    .. math::
        dV = P^\top dO, \quad dP = dO V^\top, \quad dS = P \odot \bigl(dP - \textstyle\sum dP \odot P\bigr), \quad
        dQ = \tfrac{1}{\sqrt d} dS K, \quad dK = \tfrac{1}{\sqrt d} dS^\top Q

    with O the output of a head; every projection ``z = x W + b`` gives ``dx = dz W^T``, ``dW = x^T dz``, ``db = sum
    dz``.
    """
    form, kernels, projected = cache.form, cache.kernels, cache.projected
    dout, *others = dy if isinstance(dy, tuple) else (dy,)
    dscores = others.pop(0) if form.returns_scores else None
    handed = {name: widened(d).transpose(1, 2) for name, d in zip(projected, others, strict=False) if d is not None}
    if dout is None:
        dout = cache.heads.new_zeros(*cache.inputs["query"].shape[:2], *kernels["output"].shape[2:])
    flat = widened(dout).flatten(2)  # (N, T, outputs)
    joined = _joined(cache.heads * projected["gate"] if form.use_gate else cache.heads)
    doutput = joined.flatten(0, 1).mT @ flat.flatten(0, 1)
    dheads = _apart(flat @ _output_matrix(kernels["output"]).mT, cache.heads)
    dz: dict[str, Tensor] = {}
    if form.use_gate:
        gate = projected["gate"]
        dz["gate"] = (dheads * cache.heads + handed.pop("gate", 0.0)) * gate * (1 - gate)
        dheads = dheads * gate
    dz["value"] = cache.weights.mT @ dheads
    dp = dheads @ projected["value"].mT
    if cache.rate:
        dp = dropout_apply(dp, cache.rate, cache.dropout_key)
    if dscores is not None:
        dp = dp + widened(dscores)
    p = cache.probabilities
    ds = p * (dp - (dp * p).sum(-1, keepdim=True)) / math.sqrt(kernels["query"].shape[-1])
    if cache.sees is not None:
        ds = ds.masked_fill(~cache.sees, 0.0)
    dz["query"], dz["key"] = ds @ projected["key"], ds.mT @ projected["query"]
    for name, gradient in handed.items():
        dz[name] = dz[name] + gradient
    return _gradients(dz, doutput, flat, cache)


def _gradients(dz: dict[str, Tensor], doutput: Tensor, flat: Tensor, cache: HeadsCache) -> tuple[Tensor | None, ...]:
    """Goes from the gradients of the projections to those of inputs, kernels and biases."""
    form, kernels = cache.form, cache.kernels
    dinputs: dict[str, Tensor] = {}
    parameters: dict[str, Tensor] = {}
    for name in list(kernels)[:-1]:
        rows = _joined(dz[name])  # (N, steps, heads * size)
        matrix = kernels[name].flatten(1)
        dinputs[name] = rows @ matrix.mT
        dkernel = cache.inputs[name].flatten(0, 1).mT @ rows.flatten(0, 1)
        parameters[f"d{name}_kernel"] = dkernel.reshape(kernels[name].shape)
        if form.use_bias:
            parameters[f"d{name}_bias"] = rows.sum((0, 1)).reshape(kernels[name].shape[1:])
    parameters["doutput_kernel"] = doutput.reshape(kernels["output"].shape)
    if form.use_bias:
        parameters["doutput_bias"] = flat.sum((0, 1)).reshape(kernels["output"].shape[2:])
    dquery = dinputs["query"] + dinputs["gate"] if form.use_gate else dinputs["query"]
    found = gradients_of_inputs(dquery, dinputs["value"], dinputs["key"], form.has_key)
    return named_gradients(
        **{name: gradient.to(cache.dtype) for name, gradient in found.items()},
        **{f"d{name}_mask": None for name in form.masks},
        **{name: gradient.to(cache.dtype) for name, gradient in parameters.items()},
    )


def _outputs(y: Tensor, cache: HeadsCache) -> Tensor | tuple[Tensor, ...]:
    """The output alone, or with the extra outputs: weights before dropout, as in Keras; projections."""
    found = [y, cache.probabilities] if cache.form.returns_scores else [y]
    if cache.form.returns_projections:
        found += [z.transpose(1, 2) for z in cache.projected.values()]
    outputs = tuple(output.to(cache.dtype) for output in found)
    return outputs if len(outputs) > 1 else outputs[0]


def _parameters(rest: list[Tensor], form: HeadsForm) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Kernels and biases by name, in Keras' order."""
    names = ["query", "key", *(["gate"] if form.use_gate else []), "value", "output"]
    step = 1 + form.use_bias
    kernels = {name: widened(rest[step * number]) for number, name in enumerate(names)}
    biases = {name: widened(rest[step * number + 1]) for number, name in enumerate(names) if form.use_bias}
    return kernels, biases


def _projected(x: Tensor, kernel: Tensor, bias: Tensor | None) -> Tensor:
    """(N, steps, features) -> (N, heads, steps, size)."""
    z = (x @ kernel.flatten(1)).reshape(*x.shape[:2], *kernel.shape[1:])
    return (z if bias is None else z + bias).transpose(1, 2)


def _joined(heads: Tensor) -> Tensor:
    """(N, heads, steps, size) -> (N, steps, heads * size)."""
    return heads.transpose(1, 2).flatten(2)


def _apart(rows: Tensor, like: Tensor) -> Tensor:
    """(N, steps, heads * size) -> (N, heads, steps, size), the shape of ``like``."""
    return rows.reshape(*rows.shape[:2], like.shape[1], like.shape[3]).transpose(1, 2)


def _output_matrix(kernel: Tensor) -> Tensor:
    """(heads, size, ...) -> (heads * size, outputs)."""
    return kernel.flatten(2).flatten(0, 1)


def _sees(masks: dict[str, Tensor], form: HeadsForm, scores: Tensor) -> Tensor | None:
    """Where a query may attend: all masks combined, broadcastable to (N, heads, T, S); None for everywhere."""
    found = []
    if "query" in masks:
        found.append(masks["query"][:, None, :, None])
    found += [masks[name][:, None, None, :] for name in ("value", "key") if name in masks]
    if "attention" in masks:
        given = masks["attention"]
        found.append(given if given.ndim == 4 else given[:, None])
    rows = torch.arange(scores.shape[-2], device=scores.device)[:, None]
    columns = torch.arange(scores.shape[-1], device=scores.device)
    if form.is_causal:
        found.append(rows >= columns)
    if form.window is not None:
        found.append((rows - columns).abs() < form.window)
    sees = found[0] if found else None
    for other in found[1:]:
        sees = other if sees is None else sees & other
    return sees


MULTI_HEAD_ATTENTION = Op(
    "multi_head_attention", multi_head_attention_forward, multi_head_attention_backward, needs_context=True
)
