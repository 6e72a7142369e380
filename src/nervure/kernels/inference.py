"""Inference in few calls: steps that follow each other, with no gradient to come, run in one native call.

Such a step is a :class:`Link`, several of them a :class:`Chain`. A convolution takes ReLU, batch normalisation, another
ReLU and max pooling along while its sums are still in registers, a dense layer its activation; what goes from link to
link stays in the cache. Weights are prepared once: transformed for Winograd's algorithm, laid out for the products.

There is no torch body here: the ordinary walk of the plan is one. Both compute the same formulas; sums are taken in
another order, so numbers differ by their rounding. One thread and several give the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.kernels.native import compiled
from nervure.kernels.small_dense import ACTIVATIONS

# In the order of the enumeration in cpp/inference.h.
KINDS = ("winograd", "direct", "dense", "activation", "scaling", "max_pooling")
_BODY = "InferenceChain"


class Pictures(NamedTuple):
    """The sizes of pictures before and after a link.

    Attributes:
        height: of the input.
        width: of the input.
        channels: of the input; those of a scaling too.
        out_height: of the convolution, before a pooling that it takes along.
        out_width: the same.
        filters: channels of the output.
        top: zeros before the rows of the input.
        left: zeros before its columns.
    """

    height: int = 1
    width: int = 1
    channels: int = 1
    out_height: int = 1
    out_width: int = 1
    filters: int = 1
    top: int = 0
    left: int = 0


class Weights(NamedTuple):
    """The numbers of a link, None where it has none; float32, and as long as its sizes say.

    Attributes:
        kernel: (3, 3, channels, filters) of a convolution, (inputs, units) of a dense layer.
        bias: one number a filter or unit.
        mean: one a filter, or channel of a scaling, as the two that follow: ``(x - mean) scale + offset``.
        scale: see ``mean``.
        offset: see ``mean``.
    """

    kernel: Tensor | None = None
    bias: Tensor | None = None
    mean: Tensor | None = None
    scale: Tensor | None = None
    offset: Tensor | None = None


class Link(NamedTuple):
    """What a link computes.

    Attributes:
        kind: one of :data:`KINDS`: a 3x3 convolution of stride 1 by either kernel, with bias, ReLU, scaling, ReLU and
            pooling in this order, as far as they are there; a dense layer with bias and activation; an activation; a
            scaling with ReLU; the maxima of windows of 2 by 2 that touch.
        inputs: how many numbers a sample has before it.
        outputs: and after it.
        pictures: their sizes, where it works on pictures.
        activation: one of :data:`nervure.kernels.small_dense.ACTIVATIONS`, of a dense layer all but softmax.
        constant: the slope of leaky_relu, the alpha of elu; else 0.
        has_relu: whether ReLU follows the bias of a convolution.
        has_relu_behind: whether ReLU follows the scaling.
        pools: whether max pooling ends it.
    """

    kind: str
    inputs: int
    outputs: int
    pictures: Pictures = Pictures()
    activation: str = "linear"
    constant: float = 0.0
    has_relu: bool = False
    has_relu_behind: bool = False
    pools: bool = False


def has_chains() -> bool:
    """Whether the compiled module runs chains: built by a compiler without vector types, it does not."""
    return hasattr(compiled(), _BODY)


class Chain:
    """Links one behind the other, with their weights as they are now. It changes no more, so threads may share it.

    Args:
        links: each reads what the one before it gives.
        weights: of each link.

    Raises:
        ValueError: links or weights do not fit.

    Examples:
        >>> weights = Weights(kernel=torch.tensor([[2.0], [3.0]]), bias=torch.tensor([-8.0]))
        >>> if has_chains():
        ...     chain = Chain([Link("dense", inputs=2, outputs=1, activation="relu")], [weights])
        ...     print(chain.run(torch.tensor([[1.0, 2.0], [1.0, 3.0]]), (1,)).tolist())
        [[0.0], [3.0]]
    """

    def __init__(self, links: Sequence[Link], weights: Sequence[Weights]) -> None:
        described = [_described(link, own) for link, own in zip(links, weights, strict=True)]
        self._native: Any = getattr(compiled(), _BODY)(described)

    def run(self, x: Tensor, shape: tuple[int, ...]) -> Tensor:
        """The last link's output, memory of its own.

        Args:
            x: (N, ...), float32.
            shape: of a sample of the output.

        Returns:
            y: (N, *shape), contiguous.
        """
        y = torch.empty((x.shape[0], *shape))
        self._native.run(x.contiguous(), y, torch.get_num_threads())
        return y


def _described(link: Link, weights: Weights) -> tuple[Any, ...]:
    kernel = weights.kernel
    if kernel is not None and kernel.ndim > 2:
        kernel = kernel.movedim(-1, 0)
    arrays = [None if each is None else each.detach().contiguous().view(-1) for each in (kernel, *weights[1:])]
    flags = (link.has_relu, link.has_relu_behind, link.pools)
    activation = ACTIVATIONS.index(link.activation)
    sizes = (1, *link.pictures)
    return KINDS.index(link.kind), sizes, link.inputs, link.outputs, activation, link.constant, flags, arrays
