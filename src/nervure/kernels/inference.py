"""Inference in few calls: consecutive steps that need no gradient run in one native call.

Such a step is a :class:`Link`, several of them a :class:`Chain`. A convolution applies ReLU, batch normalization,
another ReLU and max pooling while its sums are still in registers, a dense layer its activation; what passes from link
to link stays in the cache. Weights are prepared once: transformed for Winograd's algorithm, or laid out for the
products.

There is no torch body here: the ordinary walk of the plan serves as one. Both compute the same formulas; sums are taken
in a different order, so numbers differ by rounding. One thread and several give the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.kernels.native import compiled
from nervure.kernels.small_dense import ACTIVATIONS

# In the order of the enum in cpp/inference.h.
KINDS = ("winograd", "direct", "dense", "activation", "scaling", "max_pooling")
_BODY = "InferenceChain"


class Pictures(NamedTuple):
    """The sizes of images before and after a link.

    Attributes:
        height: the height of the input.
        width: the width of the input.
        channels: the channels of the input, also of a scaling.
        out_height: the output height of the convolution, before its pooling, if any.
        out_width: likewise.
        filters: the channels of the output.
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
    """The weights of a link, None if it has none; float32, with the lengths given by its sizes.

    Attributes:
        kernel: (3, 3, channels, filters) for a convolution, (inputs, units) for a dense layer.
        bias: one number per filter or unit.
        mean: one per filter, or per channel of a scaling, like the next two: ``(x - mean) scale + offset``.
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
            pooling in this order, each if present; a dense layer with bias and activation; an activation; a scaling
            with ReLU; the maxima of adjacent 2x2 windows.
        inputs: how many numbers per sample it reads.
        outputs: how many it writes.
        pictures: the image sizes, if it works on images.
        activation: one of :data:`nervure.kernels.small_dense.ACTIVATIONS`; in a dense layer, any except softmax.
        constant: the slope of leaky_relu or the alpha of elu; otherwise 0.
        has_relu: whether a ReLU follows the bias of a convolution.
        has_relu_behind: whether a ReLU follows the scaling.
        pools: whether it ends with max pooling.
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
    """Whether the compiled module can run chains: built by a compiler without vector types, it cannot."""
    return hasattr(compiled(), _BODY)


class Chain:
    """Links in sequence, with their current weights. A chain does not change, so threads may share it.

    Args:
        links: each reads the output of the one before it.
        weights: the weights of each link.

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
        """The last link's output, in its own memory.

        Args:
            x: (N, ...), float32.
            shape: the shape of one sample of the output.

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
