"""Attention: each query takes a mean of the values, weighted by how well it matches the keys; and its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.kernels.dropout import dropout_apply
from nervure.kernels.sums import column_sums, total
from nervure.ops.op import Context, Op, named_gradients
from nervure.ops.precision import widened

_AWAY = 1e9  # what Keras subtracts from the scores of padding


class AttentionForm(NamedTuple):
    """The settings of an attention layer.

    Attributes:
        scores: ``"dot"``, ``"concat"`` or ``"additive"``.
        has_key: whether keys come after the values; otherwise the values are also the keys.
        has_query_mask: whether a mask of the queries follows.
        has_value_mask: whether a mask of the values follows.
        use_scale: whether the scores have a learned scale.
        is_causal: whether a query attends only to values at its own position or before.
        returns_scores: whether the weights are a second output.
        rate: the fraction of weights that is dropped in training.
        stream: the number of the random stream of the dropout.
    """

    scores: str = "dot"
    has_key: bool = False
    has_query_mask: bool = False
    has_value_mask: bool = False
    use_scale: bool = False
    is_causal: bool = False
    returns_scores: bool = False
    rate: float = 0.0
    stream: int = 0


class AttentionCache(NamedTuple):
    """Cache for the backward pass of attention.

    Attributes:
        query: (N, Tq, D).
        key: (N, Tv, D).
        value: (N, Tv, C).
        parameters: scale and weight of the scores, if used.
        probabilities: (N, Tq, Tv), before dropout.
        weights: (N, Tq, Tv), after dropout.
        query_mask: (N, Tq), or None.
        form: the settings of the layer.
        rate: the fraction of weights that was dropped; 0 if none was.
        dropout_key: the key of the random numbers.
        dtype: the dtype of the inputs.
    """

    query: Tensor
    key: Tensor
    value: Tensor
    parameters: tuple[Tensor, ...]
    probabilities: Tensor
    weights: Tensor
    query_mask: Tensor | None
    form: AttentionForm
    rate: float
    dropout_key: int
    dtype: torch.dtype


def attention_forward(
    *tensors: Tensor, form: AttentionForm, context: Context
) -> tuple[Tensor | tuple[Tensor, Tensor], AttentionCache]:
    r"""Means of the values, weighted by how well each key fits the query.

    .. math::
        y_i = \sum_j p_{ij} v_j, \quad p_i = \operatorname{softmax}(s_i), \quad
        s_{ij} = \begin{cases} c\, q_i \cdot k_j & \text{dot} \\ w \sum_d \tanh(c (q_{id} + k_{jd})) & \text{concat} \\
        \sum_d c_d \tanh(q_{id} + k_{jd}) & \text{additive} \end{cases}

    Args:
        tensors: queries (N, Tq, D); values (N, Tv, C); keys (N, Tv, D); the mask of the queries (N, Tq); that of the
            values (N, Tv); the scale c, () or (D,); the weight w, (): those that ``form`` lists.
        form: the settings of the layer.
        context: training or inference, and the key of the random numbers.

    Returns:
        y: (N, Tq, C), with the weights (N, Tq, Tv) if requested; and the cache.

    Source:
        Luong, Pham and Manning, "Effective approaches to attention-based neural machine translation" (2015),
        https://arxiv.org/abs/1508.04025; Bahdanau, Cho and Bengio, "Neural machine translation by jointly learning to
        align and translate" (2015), https://arxiv.org/abs/1409.0473
    """
    dtype, rest = tensors[0].dtype, list(tensors[2:])
    query, value = widened(tensors[0]), widened(tensors[1])
    key = widened(rest.pop(0)) if form.has_key else value
    query_mask = rest.pop(0) != 0 if form.has_query_mask else None
    value_mask = rest.pop(0) != 0 if form.has_value_mask else None
    parameters = tuple(widened(parameter) for parameter in rest)
    scores = _scores(query, key, parameters, form)
    sees = None if value_mask is None else value_mask.unsqueeze(-2)
    if form.is_causal:
        earlier = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).tril()
        sees = earlier if sees is None else sees & earlier
    if sees is not None:
        scores = torch.where(sees, scores, scores - _AWAY)
    probabilities = torch.softmax(scores, -1)
    rate = form.rate if context.training else 0.0
    dropout_key = context.key(form.stream)
    weights = dropout_apply(probabilities, rate, dropout_key) if rate else probabilities
    y = weights @ value
    if query_mask is not None:
        y = torch.where(query_mask.unsqueeze(-1), y, 0.0)
    cache = AttentionCache(
        query, key, value, parameters, probabilities, weights, query_mask, form, rate, dropout_key, dtype
    )
    return ((y.to(dtype), weights.to(dtype)) if form.returns_scores else y.to(dtype)), cache


def attention_backward(
    dy: Tensor | tuple[Tensor | None, Tensor | None], cache: AttentionCache
) -> tuple[Tensor | None, ...]:
    r"""The gradients of queries, values, keys and parameters, in the order of the inputs; masks have none.

    .. math::
        dv_j = \sum_i p_{ij}\, dy_i, \qquad dp_{ij} = dy_i \cdot v_j, \qquad
        ds_{ij} = p_{ij} \Bigl(dp_{ij} - \sum_l dp_{il}\, p_{il}\Bigr)

    and from ds by the formula of the scores: for dot ``dq_i = c sum_j ds_ij k_j``, ``dk_j = c sum_i ds_ij q_i``.
    """
    form = cache.form
    dout, dscores = dy if isinstance(dy, tuple) else (dy, None)
    dweights = torch.zeros_like(cache.weights) if dscores is None else widened(dscores)
    dvalue = torch.zeros_like(cache.value)
    if dout is not None:
        dout = widened(dout)
        if cache.query_mask is not None:
            dout = torch.where(cache.query_mask.unsqueeze(-1), dout, 0.0)
        dvalue = cache.weights.mT @ dout
        dweights = dweights + dout @ cache.value.mT
    if cache.rate:
        dweights = dropout_apply(dweights, cache.rate, cache.dropout_key)
    p = cache.probabilities
    ds = p * (dweights - (dweights * p).sum(-1, keepdim=True))
    dquery, dkey, dparameters = _scores_backward(ds, cache)
    found = gradients_of_inputs(dquery, dvalue, dkey, form.has_key)
    masks = {"dquery_mask": form.has_query_mask, "dvalue_mask": form.has_value_mask}
    return named_gradients(
        **{name: gradient.to(cache.dtype) for name, gradient in found.items()},
        **{name: None for name, is_there in masks.items() if is_there},
        **{name: gradient.to(cache.dtype) for name, gradient in dparameters.items()},
    )


def gradients_of_inputs(dquery: Tensor, dvalue: Tensor, dkey: Tensor, has_key: bool) -> dict[str, Tensor]:
    """The gradients of the inputs that are present, by name: without keys, the values are also the keys."""
    return {"dquery": dquery, **({"dvalue": dvalue, "dkey": dkey} if has_key else {"dvalue": dvalue + dkey})}


def _scores(query: Tensor, key: Tensor, parameters: tuple[Tensor, ...], form: AttentionForm) -> Tensor:
    """(N, Tq, Tv)."""
    scale = parameters[0] if form.use_scale else None
    if form.scores == "dot":
        scores = query @ key.mT
        return scores if scale is None else scores * scale
    sums = query.unsqueeze(-2) + key.unsqueeze(-3)  # (N, Tq, Tv, D)
    if form.scores == "concat":
        bent = torch.tanh(sums if scale is None else scale * sums)
        return parameters[-1] * bent.sum(-1)
    bent = torch.tanh(sums)
    return (bent if scale is None else scale * bent).sum(-1)


def _scores_backward(ds: Tensor, cache: AttentionCache) -> tuple[Tensor, Tensor, dict[str, Tensor]]:
    """The gradients of queries and keys, and those of the parameters."""
    query, key, form = cache.query, cache.key, cache.form
    scale = cache.parameters[0] if form.use_scale else None
    if form.scores == "dot":
        dproduct = ds if scale is None else ds * scale
        dscale = {} if scale is None else {"dscale": total(ds * (query @ key.mT))}
        return dproduct @ key, dproduct.mT @ query, dscale
    sums = query.unsqueeze(-2) + key.unsqueeze(-3)
    wide = ds.unsqueeze(-1)
    dparameters: dict[str, Tensor] = {}
    if form.scores == "concat":
        bent = torch.tanh(sums if scale is None else scale * sums)
        dsums = wide * cache.parameters[-1] * (1 - bent * bent)
        dparameters = {"dconcat_score_weight": total(wide * bent)}
        if scale is not None:
            dparameters = {"dscale": total(dsums * sums), **dparameters}
            dsums = dsums * scale
    else:
        bent = torch.tanh(sums)
        dsums = wide * (1 - bent * bent)
        if scale is not None:
            dsums = dsums * scale
            dparameters = {"dscale": column_sums((wide * bent).flatten(0, -2))}
    return dsums.sum(-2), dsums.sum(-3), dparameters


ATTENTION = Op("attention", attention_forward, attention_backward, needs_context=True)
