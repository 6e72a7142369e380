r"""Clipping: limits gradients that are too large before the update, in place.

An occasional batch has a gradient that would move the weights far away; clipping bounds each step.

Source:
    Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks" (2013),
    https://arxiv.org/abs/1211.5063
"""

from __future__ import annotations

import torch
from torch import Tensor

from nervure.parameter import Segment


def clip_by_value(gradients: Tensor, limit: float) -> None:
    r"""Clips each number to [-limit, limit]: :math:`g \leftarrow \min(\max(g, -c), c)`.

    Examples:
        >>> gradients = torch.tensor([0.5, -3.0])
        >>> clip_by_value(gradients, 1.0)
        >>> gradients.tolist()
        [0.5, -1.0]
    """
    gradients.clamp_(-limit, limit)


def clip_by_norm(segment: Segment, gradients: Tensor, limit: float) -> None:
    r"""Scales each parameter's gradient to norm ``limit`` or less: :math:`g \leftarrow g \cdot c / \max(\|g\|, c)`."""
    for parameter, offset in zip(segment.parameters, segment.offsets, strict=True):
        gradient = gradients[offset : offset + parameter.size]
        gradient.mul_(limit / torch.linalg.vector_norm(gradient).clamp_(min=limit))


def clip_by_global_norm(gradients: Tensor, limit: float) -> None:
    r"""Scales all gradients together to a norm of at most ``limit``, keeping the direction of the step.

    .. math:: g \leftarrow g \cdot c \cdot \min(1 / \|g\|, 1 / c)

    A non-finite norm makes every gradient NaN, as in Keras, so that a corrupted step cannot go unnoticed.

    Examples:
        >>> gradients = torch.tensor([3.0, 4.0])
        >>> clip_by_global_norm(gradients, 1.0)
        >>> gradients.tolist()
        [0.6000000238418579, 0.800000011920929]
    """
    norm = torch.linalg.vector_norm(gradients)
    scale = limit * (1 / norm).clamp_(max=1 / limit)
    gradients.mul_(scale + (norm - norm))  # inf - inf = NaN
