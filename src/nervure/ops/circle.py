"""The circle loss pulls embeddings of one class together and pushes different classes apart; with its derivative."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from nervure.ops.loss_op import LossOp
from nervure.ops.precision import widened

NOTHING = float("-inf")


class CircleCache(NamedTuple):
    """Cache for the backward pass of the circle loss.

    Attributes:
        embeddings: (N, D), the outputs.
        reference: (M, D), the embeddings they are compared with; None to compare them with each other.
        distance: (N, M), one minus their products, before clipping at 0.
        positive: (N, M), the share of each same-class pair in the first sum.
        negative: (N, M), the share of each different-class pair in the second sum.
        values: (N,), the loss of each embedding.
        gamma: the scale.
        dtype: the dtype of the output and of its gradient.
    """

    embeddings: Tensor
    reference: Tensor | None
    distance: Tensor
    positive: Tensor
    negative: Tensor
    values: Tensor
    gamma: float
    dtype: torch.dtype


class References(NamedTuple):
    """Reference embeddings to compare with, instead of each other.

    Attributes:
        labels: (M,).
        embeddings: (M, D).
    """

    labels: Tensor
    embeddings: Tensor


def circle_forward(
    y_pred: Tensor,
    y_true: Tensor,
    *,
    gamma: float = 80.0,
    margin: float = 0.4,
    remove_diagonal: bool = True,
    references: References | None = None,
) -> tuple[Tensor, CircleCache]:
    """``E = softplus(log sum_p exp g (d_p^2 - m^2) + log sum_n exp g max(1 + m - d_n, 0) (1 - m - d_n))``.

    ``d = max(1 - e_i e_j, 0)`` is the distance of two embeddings; ``p`` runs over same-class pairs, ``n`` over the
    others.

    Args:
        y_pred: (N, D), embeddings of length 1.
        y_true: (N,), class numbers.
        gamma: the scale ``g``.
        margin: ``m``: how close same-class pairs should be, and how far apart the others.
        remove_diagonal: whether to exclude pairs of an embedding with itself.
        references: other embeddings to compare with.

    Returns:
        values: (N,), 0 for an embedding without a pair of either kind; and the cache.
    """
    embeddings = widened(y_pred)
    reference = None if references is None else references.embeddings.to(embeddings.dtype)
    distance = 1 - embeddings @ (embeddings if reference is None else reference).T  # (N, M)
    same = y_true.unsqueeze(1) == (y_true if references is None else references.labels).unsqueeze(0)
    pairs = same & ~torch.eye(*same.shape, dtype=torch.bool, device=same.device) if remove_diagonal else same
    d = distance.clamp(min=0)
    near = (gamma * (d.square() - margin * margin)).masked_fill(~pairs, NOTHING)
    far = (gamma * (1 + margin - d).clamp(min=0) * (1 - margin - d)).masked_fill(same, NOTHING)
    near_sum, far_sum = _log_sum(near), _log_sum(far)
    logit = (near_sum + far_sum).squeeze(1)
    values = logit.clamp(min=0) + torch.log1p(torch.exp(-logit.abs()))
    positive, negative = _shares(near, near_sum), _shares(far, far_sum) * (d <= 1 + margin)
    return values, CircleCache(embeddings, reference, distance, positive, negative, values, gamma, y_pred.dtype)


def circle_backward(dvalues: Tensor, cache: CircleCache) -> Tensor:
    """``dE/dd_p = 2 g d_p s_p``, ``dE/dd_n = -2 g (1 - d_n) s_n`` for the shares ``s``, times ``1 - e^-E``.

    ``dd/de_i = -e_j`` where the distance is not clipped.
    """
    d = cache.distance.clamp(min=0)
    slope = 2 * cache.gamma * (cache.positive * d - cache.negative * (1 - d))
    outer = -torch.expm1(-cache.values)  # the sigmoid of the two sums, since the value is their softplus
    ddistance = slope * (dvalues * outer).unsqueeze(1)
    dproduct = torch.where(cache.distance < 0, 0.0, -ddistance)
    if cache.reference is not None:
        return (dproduct @ cache.reference).to(cache.dtype)
    # Each embedding is on both sides of the product.
    return (dproduct @ cache.embeddings + dproduct.T @ cache.embeddings).to(cache.dtype)


def _log_sum(terms: Tensor) -> Tensor:
    """The logarithm of the sum of exponentials, (N, M) -> (N, 1); minus infinity if a row has no terms."""
    if terms.shape[1] == 0:
        return terms.new_full((terms.shape[0], 1), NOTHING)
    return torch.logsumexp(terms, 1, keepdim=True)


def _shares(terms: Tensor, log_sum: Tensor) -> Tensor:
    # A row without terms would be exp(-inf + inf), which is NaN.
    return torch.where(log_sum == NOTHING, 0.0, torch.exp(terms - log_sum))


def _mask(cache: CircleCache) -> Tensor:
    """Keras counts an embedding only if its value is above 0."""
    return cache.values > 0


CIRCLE = LossOp("circle", circle_forward, circle_backward, mask=_mask)
