"""LayerNormalization, GroupNormalization, RMSNormalization, UnitNormalization: normalize each sample separately."""

from __future__ import annotations

import math
from typing import Any, Unpack

from nervure.arguments import Axes, Axis, Flag, Unlimited, Whole, checked
from nervure.arguments.unavailable import left_at_default
from nervure.arguments.values import as_written
from nervure.errors import ArgumentError, ShapeError
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.input_checks import check_axis, check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.not_called import OF_NORMALIZATION
from nervure.layers.options import NormalizationOptions, PenalizedOptions
from nervure.ops.sample_normalization import (
    GROUP_NORMALIZATION,
    LAYER_NORMALIZATION,
    RMS_NORMALIZATION,
    UNIT_NORMALIZATION,
)
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class SampleNormalization(Layer):
    """Shared by the four: axes within a sample, of known sizes, and an unchanged shape."""

    not_called = OF_NORMALIZATION

    axes: tuple[int, ...]

    def check_input(self, input_shape: Shape) -> None:
        """The axes must exist, exclude the batch axis, and have the sizes the layer was built for."""
        check_one_input(input_shape, self.where)
        for axis in self.axes:
            check_axis(axis, input_shape, self.where)
            if axis % len(input_shape) == 0:
                raise ShapeError.of("normalization.batch_axis", where=self.where, axis=axis)

    def _check_sizes(self, input_shape: Shape) -> None:
        for axis in self.axes:
            size = input_shape[axis]
            if size is None:
                got = shape_text(input_shape)
                raise ShapeError.of("batch_normalization.unknown", where=self.where, axis=axis, got=got)
            if self.built and size != self.built_shape[axis]:
                raise ShapeError.of(
                    "batch_normalization.features", where=self.where,
                    expected=self.built_shape[axis], axis=axis, got=shape_text(input_shape),
                )  # fmt: skip

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def _sorted_axes(self, rank: int) -> tuple[int, ...]:
        return tuple(sorted({axis % rank for axis in self.axes}))

    def _sizes(self, input_shape: Shape) -> tuple[int, ...]:
        return tuple(int(input_shape[axis] or 0) for axis in self._sorted_axes(len(input_shape)))


class ScaledNormalization(SampleNormalization):
    """Shared by layer and group normalization: an optional gamma and an optional beta."""

    def _take_gamma(self, scale: bool, initializer: Any, regularizer: Any, constraint: Any) -> None:
        self.scale, self.gamma_initializer = scale, initializer
        self.gamma_regularizer, self.gamma_constraint = regularizer, constraint

    def _take_beta(self, center: bool, initializer: Any, regularizer: Any, constraint: Any) -> None:
        self.center, self.beta_initializer = center, initializer
        self.beta_regularizer, self.beta_constraint = regularizer, constraint

    def build(self, input_shape: Shape) -> None:
        """Adds gamma and beta, each shaped like the axes."""
        shape = self._sizes(input_shape)
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


class LayerNormalization(ScaledNormalization):
    r"""Normalizes each sample separately, so training and inference agree and the batch may be small.

    Use it in recurrent networks and before attention, where ``BatchNormalization`` does not work well.

    .. math:: y = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta

    Args:
        axis: the axis or axes over which mean and variance are taken.
        epsilon: added to the variance to avoid division by zero.
        center: whether to add beta.
        scale: whether to multiply by gamma.
        beta_initializer: initializes beta.
        gamma_initializer: initializes gamma.
        beta_regularizer: a penalty on beta that is added to the loss.
        gamma_regularizer: a penalty on gamma.
        beta_constraint: a map applied to beta after each update.
        gamma_constraint: a map applied to gamma.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`; ``rms_scaling``: must be False; Keras has
            replaced it with ``RMSNormalization``.

    Input shape:
        ``(N, ..., features)``

    Output shape:
        that of the input

    Parameters:
        gamma, beta: the sizes of the axes, in their order.

    Backward:
        with :math:`\hat x` the normalized input, g = gamma dy, and means over the axes:
        ``dgamma = sum(dy x_hat)``, ``dbeta = sum dy``, ``dx = (g - mean(g) - x_hat mean(g x_hat)) / sigma``.

    Raises:
        ArgumentError: axis is not a whole number or is the batch axis, or epsilon is negative.
        ShapeError: the size of an axis is unknown, or differs from the one the layer was built for.

    Source:
        Ba, Kiros and Hinton, "Layer normalization" (2016), https://arxiv.org/abs/1607.06450

    Examples:
        >>> import numpy as np
        >>> LayerNormalization()(np.array([[1.0, 3.0], [10.0, 30.0]])).round(2).tolist()
        [[-1.0, 1.0], [-1.0, 1.0]]
    """

    @checked
    def __init__(
        self,
        axis: Axes = -1,
        epsilon: Unlimited = 1e-3,
        center: Flag = True,
        scale: Flag = True,
        beta_initializer: InitializerLike = "zeros",
        gamma_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None,
        gamma_regularizer: RegularizerLike = None,
        beta_constraint: ConstraintLike = None,
        gamma_constraint: ConstraintLike = None,
        **kwargs: Unpack[NormalizationOptions],
    ) -> None:
        left_at_default(kwargs.pop("rms_scaling", False), False, "rms_scaling", "LayerNormalization")
        self._arguments.pop("rms_scaling", None)
        super().__init__(**kwargs)
        self.axes = _axes_of(axis, "LayerNormalization")
        self.epsilon = epsilon
        self._take_gamma(scale, gamma_initializer, gamma_regularizer, gamma_constraint)
        self._take_beta(center, beta_initializer, beta_regularizer, beta_constraint)

    def check_input(self, input_shape: Shape) -> None:
        """The axes must exist and have known sizes, the ones the layer was built for."""
        super().check_input(input_shape)
        self._check_sizes(input_shape)

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step(
            "output", LAYER_NORMALIZATION, inputs, self.parameters,
            axis=self._sorted_axes(len(lowering.shape)), epsilon=self.epsilon, scale=self.scale, center=self.center,
        )  # fmt: skip


class GroupNormalization(ScaledNormalization):
    r"""Normalizes groups of channels per sample: like ``BatchNormalization`` for images, but at any batch size.

    .. math:: y = \gamma_c \frac{x - \mu_{ng}}{\sqrt{\sigma_{ng}^2 + \epsilon}} + \beta_c

    Args:
        groups: the number of equal groups the channels are divided into; 1 normalizes all channels together, -1 each
            one separately (instance normalization).
        axis: the channel axis.
        epsilon: added to the variance to avoid division by zero.
        center: whether to add beta.
        scale: whether to multiply by gamma.
        beta_initializer: initializes beta.
        gamma_initializer: initializes gamma.
        beta_regularizer: a penalty on beta that is added to the loss.
        gamma_regularizer: a penalty on gamma.
        beta_constraint: a map applied to beta after each update.
        gamma_constraint: a map applied to gamma.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ..., channels)``

    Output shape:
        that of the input

    Parameters:
        gamma, beta: ``(channels,)``

    Backward:
        as in ``LayerNormalization``, with means over the channels of a group and all positions.

    Raises:
        ArgumentError: ``groups`` is not a positive number and not -1, axis is not a whole number or is the batch axis,
            or epsilon is negative.
        ShapeError: ``groups`` does not divide the channels, or their number is unknown or differs from the one the
            layer was built for.

    Source:
        Wu and He, "Group normalization" (2018), https://arxiv.org/abs/1803.08494

    Examples:
        >>> import numpy as np
        >>> GroupNormalization(2)(np.array([[1.0, 3.0, 10.0, 30.0]])).round(2).tolist()
        [[-1.0, 1.0, -1.0, 1.0]]
    """

    @checked
    def __init__(
        self,
        groups: Whole = 32,
        axis: Axis = -1,
        epsilon: Unlimited = 1e-3,
        center: Flag = True,
        scale: Flag = True,
        beta_initializer: InitializerLike = "zeros",
        gamma_initializer: InitializerLike = "ones",
        beta_regularizer: RegularizerLike = None,
        gamma_regularizer: RegularizerLike = None,
        beta_constraint: ConstraintLike = None,
        gamma_constraint: ConstraintLike = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        where = "GroupNormalization"
        self.groups = groups
        if self.groups < 1 and self.groups != -1:
            raise ArgumentError.of("group_normalization.groups", where=where, got=as_written(groups))
        self.axes = _axes_of(axis, where)
        self.epsilon = epsilon
        self._take_gamma(scale, gamma_initializer, gamma_regularizer, gamma_constraint)
        self._take_beta(center, beta_initializer, beta_regularizer, beta_constraint)

    def check_input(self, input_shape: Shape) -> None:
        """The channel axis must exist, have the size the layer was built for, and be divisible into the groups."""
        super().check_input(input_shape)
        self._check_sizes(input_shape)
        channels = int(input_shape[self.axes[0]] or 0)
        if self.groups != -1 and channels % self.groups:
            raise ShapeError.of(
                "group_normalization.channels", where=self.where, channels=channels, groups=self.groups,
                axis=self.axes[0], got=shape_text(input_shape), suggestion=math.gcd(channels, self.groups),
            )  # fmt: skip

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        groups = lowering.shape[self.axes[0]] if self.groups == -1 else self.groups
        return lowering.step(
            "output", GROUP_NORMALIZATION, inputs, self.parameters,
            groups=groups, axis=self.axes[0], epsilon=self.epsilon, scale=self.scale, center=self.center,
        )  # fmt: skip


class RMSNormalization(SampleNormalization):
    r"""Divides each sample by the root of its mean square: a cheaper ``LayerNormalization`` without the mean.

    .. math:: y = s \odot \frac{x}{\sqrt{\overline{x^2} + \epsilon}}

    Args:
        axis: the axis or axes over which the mean is taken.
        epsilon: added to the mean square to avoid division by zero.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ..., features)``

    Output shape:
        that of the input

    Parameters:
        scale: the sizes of the axes, in their order; ones at the start.

    Backward:
        with :math:`\hat x` the normalized input and g = s dy: ``ds = sum(dy x_hat)``,
        ``dx = (g - x_hat mean(g x_hat)) / rms``.

    Raises:
        ArgumentError: axis is not a whole number or is the batch axis, or epsilon is negative.
        ShapeError: the size of an axis is unknown, or differs from the one the layer was built for.

    Source:
        Zhang and Sennrich, "Root mean square layer normalization" (2019), https://arxiv.org/abs/1910.07467

    Examples:
        >>> import numpy as np
        >>> RMSNormalization()(np.array([[1.0, 7.0]])).round(2)
        array([[0.2, 1.4]], dtype=float32)
    """

    @checked
    def __init__(self, axis: Axes = -1, epsilon: Unlimited = 1e-6, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.axes = _axes_of(axis, "RMSNormalization")
        self.epsilon = epsilon

    def check_input(self, input_shape: Shape) -> None:
        """The axes must exist and have known sizes, the ones the layer was built for."""
        super().check_input(input_shape)
        self._check_sizes(input_shape)

    def build(self, input_shape: Shape) -> None:
        """Adds the scale, shaped like the axes."""
        self.scale = self.add_weight("scale", self._sizes(input_shape), "ones")

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        axes = self._sorted_axes(len(lowering.shape))
        return lowering.step("output", RMS_NORMALIZATION, inputs, self.parameters, axis=axes, epsilon=self.epsilon)


class UnitNormalization(SampleNormalization):
    r"""Divides each sample by its Euclidean norm, keeping only its direction.

    .. math:: y = \frac{x}{\lVert x \rVert_2}

    Args:
        axis: the axis or axes over which the norm is taken.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ..., features)``

    Output shape:
        that of the input

    Backward:
        ``dx = (dy - y sum(dy y)) / norm``; 0 for a sample of zeros, which has no direction (NaN in Keras).

    Raises:
        ArgumentError: axis is not a whole number or is the batch axis.
        ShapeError: the input has no such axis.

    Examples:
        >>> import numpy as np
        >>> UnitNormalization()(np.array([[3.0, 4.0]])).round(2)
        array([[0.6, 0.8]], dtype=float32)
    """

    @checked
    def __init__(self, axis: Axes = -1, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.axes = _axes_of(axis, "UnitNormalization")

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", UNIT_NORMALIZATION, inputs, axis=self._sorted_axes(len(lowering.shape)))


def _axes_of(value: Any, where: str) -> tuple[int, ...]:
    """``value``, one axis or several, as a tuple."""
    if isinstance(value, (list, tuple)) and not value:
        raise ArgumentError.of("normalization.axes", where=where, got=as_written(value))
    axes = tuple(value) if isinstance(value, (list, tuple)) else (value,)
    if 0 in axes:
        raise ArgumentError.of("normalization.batch_axis", where=where, axis=as_written(value))
    return axes
