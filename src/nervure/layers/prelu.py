"""PReLU: a rectifier with a learned slope below 0."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import SharedAxes, checked
from nervure.errors import ShapeError
from nervure.layers.families import ConstraintLike, InitializerLike, RegularizerLike
from nervure.layers.input_checks import check_axis, check_one_input
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.options import PenalizedOptions
from nervure.ops.prelu import PRELU
from nervure.shapes import shape_text
from nervure.symbolic import Shape


class PReLU(Layer):
    r"""Parametric rectifier: every unit learns its own slope below 0.

    .. math:: y = \max(x, 0) - \alpha \max(-x, 0)

    Args:
        alpha_initializer: initializes the slopes.
        alpha_regularizer: a penalty on the slopes that is added to the loss.
        alpha_constraint: a map applied to the slopes after each update.
        shared_axes: axes, counted from 1, along which the slope is shared: ``[1, 2]`` gives each image channel one
            slope.
        kwargs: ``name``, ``trainable``, ``input_shape``: see :class:`Layer`.

    Input shape:
        ``(N, ...)``

    Output shape:
        that of the input

    Parameters:
        alpha: the shape of one sample, 1 along shared axes.

    Backward:
        ``dx = dy`` where x > 0, ``alpha dy`` where x < 0, 0 at 0; ``dalpha = sum(dy min(x, 0))``.

    Raises:
        ArgumentError: ``shared_axes`` are not positive whole numbers.
        ShapeError: there is no such axis, or the size of an axis that is not shared is unknown or has changed.

    Source:
        He, Zhang, Ren and Sun, "Delving deep into rectifiers" (2015), https://arxiv.org/abs/1502.01852

    Examples:
        >>> import numpy as np
        >>> PReLU("ones")(np.array([[-2.0, 3.0]])).tolist(), PReLU()(np.array([[-2.0, 3.0]])).tolist()
        ([[-2.0, 3.0]], [[-0.0, 3.0]])
    """

    @checked
    def __init__(
        self,
        alpha_initializer: InitializerLike = "Zeros",
        alpha_regularizer: RegularizerLike = None,
        alpha_constraint: ConstraintLike = None,
        shared_axes: SharedAxes | None = None,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.alpha_initializer = alpha_initializer
        self.alpha_regularizer = alpha_regularizer
        self.alpha_constraint = alpha_constraint
        given = [] if shared_axes is None else shared_axes
        axes = given if isinstance(given, (list, tuple)) else [given]
        self.shared_axes = tuple(axes)

    def check_input(self, input_shape: Shape) -> None:
        """The shared axes must exist; the others must have the sizes the layer was built for."""
        check_one_input(input_shape, self.where)
        for axis in self.shared_axes:
            check_axis(axis, input_shape, self.where)
        if self.built and len(input_shape) != len(self.built_shape):
            raise ShapeError.of(
                "prelu.rank", where=self.where, expected=shape_text(self.built_shape), got=shape_text(input_shape)
            )
        for axis, size in enumerate(input_shape):
            if axis == 0 or axis in self.shared_axes:
                continue
            if size is None:
                raise ShapeError.of("prelu.unknown", where=self.where, axis=axis, got=shape_text(input_shape))
            if self.built and size != self.built_shape[axis]:
                raise ShapeError.of(
                    "batch_normalization.features", where=self.where,
                    expected=self.built_shape[axis], axis=axis, got=shape_text(input_shape),
                )  # fmt: skip

    def build(self, input_shape: Shape) -> None:
        """Adds alpha, with the shape of one sample, 1 along shared axes."""
        sizes = enumerate(input_shape[1:], 1)
        shape = tuple(1 if axis in self.shared_axes else int(size or 0) for axis, size in sizes)
        self.alpha = self.add_weight(
            "alpha", shape, self.alpha_initializer,
            regularizer=self.alpha_regularizer, constraint=self.alpha_constraint,
        )  # fmt: skip

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The input's shape."""
        return input_shape

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step."""
        return lowering.step("output", PRELU, inputs, self.parameters)
