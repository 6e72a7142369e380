"""BatchNormalization: each channel gets mean 0 and variance 1 over the batch, then a learned scale and offset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Unpack

from nervure.arguments import Axis, Flag, Real, Unlimited, checked
from nervure.arguments.unavailable import left_at_default
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.input_checks import check_axis, check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_NORMALIZATION
from nervure.layers.options import PenalizedOptions
from nervure.ops.batch_normalization import BATCH_NORMALIZATION, MASKED_BATCH_NORMALIZATION
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class BatchNormalization(Layer):
    r"""Normalizes each channel over the batch, so that the following layers see values on one scale.

    This allows larger learning rates. Training uses the statistics of the batch; inference uses their moving averages
    over the training batches. With ``trainable=False`` the layer always runs in inference mode.

    .. math::
        y = \gamma \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta

        \text{moving} \leftarrow \text{momentum} \cdot \text{moving} + (1 - \text{momentum}) \cdot \text{batch}

    With a momentum of 0.99, the initial values still contribute 37 % after 100 steps: use 0.9 for short runs.

    Args:
        axis: the channel axis.
        momentum: the fraction of the moving averages kept at each step.
        epsilon: added to the variance to avoid division by zero.
        center: whether to add beta.
        scale: whether to multiply by gamma.
        beta_initializer: initializes beta.
        gamma_initializer: initializes gamma.
        moving_mean_initializer: initializes the moving mean.
        moving_variance_initializer: initializes the moving variance.
        beta_regularizer: a penalty on beta that is added to the loss.
        gamma_regularizer: a penalty on gamma.
        beta_constraint: a map applied to beta after each update.
        gamma_constraint: a map applied to gamma.
        renorm: only False.
        renorm_clipping: only None.
        renorm_momentum: no effect, since ``renorm`` is False.
        synchronized: only False.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ..., channels)``

    Output shape:
        that of the input

    Parameters:
        gamma, beta: ``(channels,)``; moving_mean, moving_variance: ``(channels,)``, updated by training, but not by the
        optimizer.

    Backward:
        with :math:`\hat x` the normalized input and means over the batch:
        ``dgamma = sum(dy x_hat)``, ``dbeta = sum dy``,
        ``dx = gamma / sigma (dy - mean(dy) - x_hat mean(dy x_hat))``; at inference ``dx = gamma / sigma dy``.

    Raises:
        ArgumentError: momentum is outside [0, 1], epsilon is negative, or axis is not a whole number.
        ShapeError: the size of the axis is unknown, or differs from the one the layer was built for.

    Source:
        Ioffe and Szegedy, "Batch normalization" (2015), https://arxiv.org/abs/1502.03167

    Examples:
        >>> import numpy as np
        >>> y = BatchNormalization()(np.array([[1.0], [3.0]]), training=True)
        >>> y.round(3).tolist()
        [[-1.0], [1.0]]
    """

    not_called = OF_NORMALIZATION

    mixes_samples = True

    @checked
    def __init__(
        self,
        axis: Axis = -1,
        momentum: Real = 0.99,
        epsilon: Unlimited = 1e-3,
        center: Flag = True,
        scale: Flag = True,
        beta_initializer: InitializerLike = "zeros",
        gamma_initializer: InitializerLike = "ones",
        moving_mean_initializer: InitializerLike = "zeros",
        moving_variance_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None,
        gamma_regularizer: RegularizerLike = None,
        beta_constraint: ConstraintLike = None,
        gamma_constraint: ConstraintLike = None,
        renorm: Flag = False,
        renorm_clipping: Mapping[str, float] | None = None,
        renorm_momentum: Real = 0.99,
        synchronized: Flag = False,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        where = "BatchNormalization"
        self.axis = axis
        if self.axis == 0:
            raise ArgumentError.of("batch_normalization.batch_axis", where=where, axis=axis)
        self.momentum, self.epsilon = _momentum(momentum), epsilon
        self.center, self.scale = center, scale
        self.beta_initializer, self.gamma_initializer = beta_initializer, gamma_initializer
        self.moving_mean_initializer = moving_mean_initializer
        self.moving_variance_initializer = moving_variance_initializer
        self.beta_regularizer = beta_regularizer
        self.gamma_regularizer = gamma_regularizer
        self.beta_constraint = beta_constraint
        self.gamma_constraint = gamma_constraint
        left_at_default(synchronized, False, "synchronized", where)
        left_at_default(renorm, False, "renorm", where)
        left_at_default(renorm_clipping, None, "renorm_clipping", where)

    def check_input(self, input_shape: Shape) -> None:
        """The axis must exist and have a known size, the one the layer was built for."""
        check_one_input(input_shape, self.where)
        check_axis(self.axis, input_shape, self.where)
        size = input_shape[self.axis]
        if self.axis % len(input_shape) == 0:
            raise ShapeError.of("batch_normalization.batch_axis", where=self.where, axis=self.axis)
        if size is None:
            raise ShapeError.of(
                "batch_normalization.unknown", where=self.where, axis=self.axis, got=shape_text(input_shape)
            )
        if self.built and size != self.built_shape[self.axis]:
            raise ShapeError.of(
                "batch_normalization.features", where=self.where, expected=self.built_shape[self.axis],
                axis=self.axis, got=shape_text(input_shape),
            )  # fmt: skip

    def build(self, input_shape: Shape) -> None:
        """Adds gamma, beta, moving_mean and moving_variance, each (channels,)."""
        shape = (int(input_shape[self.axis] or 0),)
        self.gamma = None
        if self.scale:
            self.gamma = self.add_weight(
                "gamma", shape, self.gamma_initializer,
                regularizer=self.gamma_regularizer, constraint=self.gamma_constraint,
            )  # fmt: skip
        self.beta = None
        if self.center:
            self.beta = self.add_weight(
                "beta", shape, self.beta_initializer,
                regularizer=self.beta_regularizer, constraint=self.beta_constraint,
            )  # fmt: skip
        self.moving_mean = self.add_weight("moving_mean", shape, self.moving_mean_initializer, trainable=False)
        self.moving_variance = self.add_weight(
            "moving_variance", shape, self.moving_variance_initializer, trainable=False
        )

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which returns the new moving averages in its cache. Padding is excluded from the statistics."""
        mask = lowering.mask(inputs[0])
        op, read = (BATCH_NORMALIZATION, inputs) if mask is None else (MASKED_BATCH_NORMALIZATION, (*inputs, mask))
        return lowering.step(
            "output", op, read, self.parameters,
            axis=self.axis, momentum=self.momentum, epsilon=self.epsilon,
            scale=self.scale, center=self.center, frozen=not self.trainable,
        )  # fmt: skip


def _momentum(value: float) -> float:
    if not 0.0 <= value <= 1.0:
        raise ArgumentError.of("batch_normalization.momentum", where="BatchNormalization", got=value)
    return value
