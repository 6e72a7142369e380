"""Fused pairs around batch normalization, which include the steps before and after it in the same passes.

Each equals the steps it replaces, but saves the values between them and the passes that write and read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from torch import Tensor

from nervure.kernels.batch_normalization import (
    Normalization,
    NormalizationGradients,
    Tail,
    Wanted,
    normalization_gradients,
    normalized,
)
from nervure.ops.batch_normalization import (
    BatchNormalizationCache,
    batch_normalization_commits,
    gradients_of_parameters,
    normalization_of,
)
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.fused import CONVOLUTION_ACTIVATED
from nervure.ops.op import Context, Op, named_gradients


class NormalizedCache(NamedTuple):
    """Cache for the backward pass of a normalization with its tail.

    Attributes:
        plain: the part for the normalization: x, statistics, gamma.
        beta: (C,), or None; used to recompute the mask of the ReLU that follows.
        tail: the steps that followed.
        codes: the positions of the maxima in their windows, and which numbers were dropped; None without pooling.
    """

    plain: BatchNormalizationCache
    beta: Tensor | None
    tail: Tail
    codes: Tensor | None


def normalized_forward(
    x: Tensor,
    *parameters: Tensor,
    context: Context,
    normalization: Mapping[str, Any],
    relu: bool = False,
    pooling: str | None = None,
    dropout: Mapping[str, Any] | None = None,
) -> tuple[Tensor, NormalizedCache]:
    r"""Batch normalization, then ReLU, pooling and dropout, each if present.

    .. math:: y = \mathrm{dropout}(\mathrm{pool}(\max(\gamma \hat x + \beta,\, 0)))

    Args:
        x: (..., C); (N, H, W, C) for pooling.
        parameters: as in :func:`nervure.ops.batch_normalization.batch_normalization_forward`.
        context: training or inference, and the key of the random numbers.
        normalization: the options of the normalization.
        relu: whether a ReLU follows.
        pooling: "max" or "average", over adjacent 2x2 windows; or None.
        dropout: its rate and stream, after pooling; or None.

    Returns:
        y: contiguous, and the cache.
    """
    form = normalization["scale"], normalization["center"], normalization["epsilon"]
    learns = context.training and not normalization["frozen"]
    x = x.contiguous()
    used, of_batch = normalization_of(x.view(-1, x.shape[-1]), parameters, learns, form)
    tail = Tail(relu, pooling)
    if dropout is not None and context.training and dropout["rate"]:
        tail = Tail(relu, pooling, dropout["rate"], context.key(dropout["stream"]))
    y, codes = normalized(x, used, tail)
    plain = BatchNormalizationCache(
        x, used.gamma, used.mean, used.variance, used.epsilon, -1, of_batch, used.beta is not None,
        normalization["momentum"],
    )  # fmt: skip
    return y, NormalizedCache(plain, used.beta, tail, codes)


def normalized_backward(dy: Tensor, cache: NormalizedCache, needs_dx: bool = True) -> tuple[Tensor | None, ...]:
    """The gradients of x and of the parameters: dy goes back through the tail, then through batch normalization."""
    found = _gradients(dy, cache, needs_dx=needs_dx, before_relu=False)
    return named_gradients(dx=found.dx, **gradients_of_parameters(cache.plain, found.dgamma, found.dbeta))


def normalized_commits(cache: NormalizedCache, *parameters: Tensor) -> dict[int, Tensor]:
    """The moving statistics after this batch."""
    return batch_normalization_commits(cache.plain, *parameters)


class ConvolutionNormalizedCache(NamedTuple):
    """Cache for the backward pass of a convolution and the normalization after it.

    Attributes:
        linear: the cache of the convolution.
        normalized: the cache of the normalization; its x is the output of the convolution, or of its ReLU.
        before_relu: whether there is a ReLU between the two.
        num_weights: how many of the parameters belong to the convolution.
    """

    linear: Any
    normalized: NormalizedCache
    before_relu: bool
    num_weights: int


def convolution_normalized_forward(
    x: Tensor,
    *parameters: Tensor,
    context: Context,
    num_weights: int,
    convolution: Mapping[str, Any],
    before_relu: bool,
    **options: Any,
) -> tuple[Tensor, ConvolutionNormalizedCache]:
    r"""A convolution, its ReLU if there is one, then :func:`normalized_forward`.

    .. math:: y = \mathrm{normalized}(\max(x * w + b,\, 0))

    Args:
        x: (N, H, W, C).
        parameters: the weight and the bias of the convolution, then those of the normalization.
        context: training or inference, and the key of the random numbers.
        num_weights: how many parameters belong to the convolution.
        convolution: the options of the convolution.
        before_relu: whether there is a ReLU between convolution and normalization.
        options: the options of :func:`normalized_forward`.

    Returns:
        y: contiguous, and the cache.
    """
    weights = parameters[:num_weights]
    if before_relu:
        z, activated = CONVOLUTION_ACTIVATED.forward(
            x, *weights, activation="relu", activation_options={}, **convolution
        )
        linear = activated.linear
    else:
        z, linear = CONVOLUTION.forward(x, *weights, **convolution)
    y, cache = normalized_forward(z, *parameters[num_weights:], context=context, **options)
    return y, ConvolutionNormalizedCache(linear, cache, before_relu, num_weights)


def convolution_normalized_backward(
    dy: Tensor, cache: ConvolutionNormalizedCache, needs_dx: bool = True
) -> tuple[Tensor | None, ...]:
    """Like the steps it replaces; the pass that computes dz masks it by the ReLU and sums it into the bias gradient."""
    found = _gradients(dy, cache.normalized, needs_dx=True, before_relu=cache.before_relu)
    assert found.dx is not None
    has_bias = cache.num_weights > 1
    without_bias = cache.linear._replace(has_bias=False)
    dx, dweight, *_ = CONVOLUTION.backward(found.dx, without_bias, needs_dx=needs_dx)
    dbias = {"dbias": found.dx_sums} if has_bias else {}
    of_normalization = gradients_of_parameters(cache.normalized.plain, found.dgamma, found.dbeta)
    return named_gradients(dx=dx, dweight=dweight, **dbias, **of_normalization)


def convolution_normalized_commits(cache: ConvolutionNormalizedCache, *parameters: Tensor) -> dict[int, Tensor]:
    """The moving statistics after this batch."""
    moved = normalized_commits(cache.normalized, *parameters[cache.num_weights :])
    return {cache.num_weights + position: value for position, value in moved.items()}


def _gradients(dy: Tensor, cache: NormalizedCache, *, needs_dx: bool, before_relu: bool) -> NormalizationGradients:
    plain, beta, tail, codes = cache
    used = Normalization(plain.mean, plain.variance, plain.gamma, beta, plain.epsilon)
    return normalization_gradients(dy, plain.x, codes, used, tail, Wanted(plain.of_batch, needs_dx, before_relu))


NORMALIZED = Op(
    "batch_normalization+tail",
    normalized_forward,
    normalized_backward,
    needs_context=True,
    skips_dx=True,
    casts_parameters=False,
    commits=normalized_commits,
)
CONVOLUTION_NORMALIZED = Op(
    "convolution+batch_normalization",
    convolution_normalized_forward,
    convolution_normalized_backward,
    needs_context=True,
    skips_dx=True,
    casts_parameters=False,
    commits=convolution_normalized_commits,
)
