"""GaussianNoise, GaussianDropout, AlphaDropout: random noise in training."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import Dropped, Unlimited, Whole, checked
from nervure.layers.dropout import Dropout, mask_stream
from nervure.layers.input_checks import check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.noise import ALPHA_DROPOUT, GAUSSIAN_DROPOUT, GAUSSIAN_NOISE
from nervure.symbolic import Shape


class GaussianDisturbance(Layer):
    """Shared by the two Gaussian layers: one input, whose shape is kept."""

    seed: int | None

    def check_input(self, input_shape: Shape) -> None:
        """One input of any shape."""
        check_one_input(input_shape, self.where)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape


class GaussianNoise(GaussianDisturbance):
    r"""Adds Gaussian noise in training: each sample looks slightly different every time.

    .. math:: y = x + \sigma \varepsilon, \qquad \varepsilon \sim N(0, 1)

    At inference the layer does nothing.

    Args:
        stddev: sigma, at least 0.
        seed: an integer that selects the stream of random numbers; by default the position in the network does. Either
            way they depend only on the run's seed and the step number.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = dy``

    Raises:
        ArgumentError: ``stddev`` is negative or not a number.

    Source:
        Bishop, "Training with noise is equivalent to Tikhonov regularization" (1995),
        https://doi.org/10.1162/neco.1995.7.1.108

    Examples:
        >>> import numpy as np
        >>> GaussianNoise(0.1)(np.ones((2, 2), "float32")).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """

    @checked
    def __init__(self, stddev: Unlimited, seed: Whole | None = None, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.stddev = stddev
        self.seed = seed

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which is the identity at inference."""
        stream = mask_stream(self.seed, lowering)
        return lowering.step("output", GAUSSIAN_NOISE, inputs, stddev=self.stddev, stream=stream)


class GaussianDropout(GaussianDisturbance):
    r"""Multiplies by Gaussian noise around 1 in training: a soft form of dropout.

    .. math:: y = x\,(1 + \sigma \varepsilon), \qquad \sigma = \sqrt{\tfrac{r}{1 - r}}, \; \varepsilon \sim N(0, 1)

    At inference the layer does nothing.

    Args:
        rate: r, at least 0 and below 1: the factors have the same mean and variance as those of ``Dropout(rate)``.
        seed: an integer that selects the stream of random numbers, as in ``GaussianNoise``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = (1 + sigma epsilon) dy``: the factors are redrawn, not stored.

    Raises:
        ArgumentError: ``rate`` outside [0, 1).

    Source:
        Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting" (2014), section 10,
        https://jmlr.org/papers/v15/srivastava14a.html

    Examples:
        >>> import numpy as np
        >>> GaussianDropout(0.4)(np.ones((2, 2), "float32")).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """

    @checked
    def __init__(self, rate: Dropped, seed: Whole | None = None, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.rate = rate
        self.seed = seed

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which is the identity at inference."""
        stream = mask_stream(self.seed, lowering)
        return lowering.step("output", GAUSSIAN_DROPOUT, inputs, rate=self.rate, stream=stream)


class AlphaDropout(Dropout):
    r"""Dropout for networks with selu: preserves mean 0 and variance 1.

    A random part of the elements is set to selu's minimum, -1.758, and all are scaled and shifted back to mean 0 and
    variance 1. At inference the layer does nothing.

    .. math::
        y = a\,\bigl(m x + (1 - m)\,\alpha'\bigr) + b, \quad P(m = 0) = r, \quad
        a = \bigl((1 - r)(1 + r \alpha'^2)\bigr)^{-1/2}, \; b = -a r \alpha', \; \alpha' \approx -1.758

    Args:
        rate: r, the fraction to drop, at least 0 and below 1.
        noise_shape: the shape of the mask, as in ``Dropout``.
        seed: an integer that selects the stream of masks, as in ``Dropout``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = a m dy``: the mask is redrawn, not stored.

    Raises:
        ArgumentError: ``rate`` outside [0, 1), or ``noise_shape`` is not a shape.
        ShapeError: ``noise_shape`` does not fit the input.

    Source:
        Klambauer et al., "Self-normalizing neural networks" (2017), https://arxiv.org/abs/1706.02515

    Examples:
        >>> import numpy as np
        >>> AlphaDropout(0.4)(np.ones((2, 2), "float32")).tolist()
        [[1.0, 1.0], [1.0, 1.0]]
    """

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which is the identity at inference."""
        stream = mask_stream(self.seed, lowering)
        return lowering.step(
            "output", ALPHA_DROPOUT, inputs, rate=self.rate, stream=stream, noise_shape=self.noise_shape
        )
