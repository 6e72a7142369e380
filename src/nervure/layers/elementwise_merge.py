"""Subtract, Multiply, Average, Maximum and Minimum: combine several inputs element by element."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from nervure.errors import ShapeError
from nervure.layers.layer import Layer
from nervure.layers.lowering import LayerLowering
from nervure.layers.merge import check_list
from nervure.layers.merged_masks import pass_either_mask
from nervure.layers.not_called import OF_MERGE
from nervure.ops.elementwise_merge import AVERAGE, MAXIMUM, MINIMUM, MULTIPLY, SUBTRACT
from nervure.ops.op import Op
from nervure.shapes import merged, shape_text
from nervure.symbolic import Shape

Shapes = Sequence[Shape]


class ElementwiseMerge(Layer):
    """Shared by the five classes: a list of inputs that broadcast to one shape, and one step."""

    not_called = OF_MERGE

    op: ClassVar[Op]
    # Whether the calculation itself skips padding, as Keras does for operations without a neutral element.
    leaves_padding_out: ClassVar[bool] = False

    def check_input(self, input_shape: Shapes) -> None:
        """A list of shapes that broadcast to one."""
        check_list(input_shape, self)
        if merged(input_shape) is None:
            raise ShapeError.of("merge.shapes", where=self.where, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shapes) -> Shape:
        """The shape that the inputs broadcast to."""
        return merged(input_shape) or ()

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which also reads the masks if padding is skipped."""
        same_rank = len({len(shape) for shape in lowering.shape}) == 1
        masks = [lowering.mask(slot) if self.leaves_padding_out and same_rank else None for slot in inputs]
        given = tuple(mask for mask in masks if mask is not None)
        if not given:
            return lowering.step("output", self.op, inputs)
        return lowering.step("output", self.op, (*inputs, *given), masked=tuple(mask is not None for mask in masks))

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """A time step is real if it is real in any input; unless all inputs have masks, there is no mask."""
        pass_either_mask(inputs, outputs, lowering)


class Subtract(ElementwiseMerge):
    r"""Subtracts the second of two inputs from the first.

    Inputs with fewer axes, and axes of size 1, are broadcast.

    .. math:: y = x_1 - x_2

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of two ``(N, ...)``

    Output shape:
        the shape they broadcast to

    Backward:
        ``dx_1 = dy``, ``dx_2 = -dy``, each summed over the axes along which it was broadcast.

    Raises:
        ShapeError: there are not exactly two inputs, or their shapes do not broadcast.

    Examples:
        >>> import numpy as np
        >>> Subtract()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[-2.0, 10.0]]
    """

    op = SUBTRACT

    def check_input(self, input_shape: Shapes) -> None:
        """Two shapes that broadcast to one."""
        super().check_input(input_shape)
        if len(input_shape) != 2:
            raise ShapeError.of(
                "merge.two", where=self.where, count=len(input_shape), got=shape_text(input_shape), kind="Subtract"
            )


class Multiply(ElementwiseMerge):
    r"""Multiplies its inputs element by element, as in a gate.

    Inputs with fewer axes, and axes of size 1, are broadcast. Masked steps count as 1; where all inputs are masked, y
    is 0.

    .. math:: y = x_1 \odot x_2 \odot \dots

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they broadcast to

    Backward:
        ``dx_i = dy`` times all other inputs, summed over the axes along which x_i was broadcast.

    Raises:
        ShapeError: it was called with one input instead of a list, or the shapes do not broadcast.

    Examples:
        >>> import numpy as np
        >>> Multiply()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[3.0, 200.0]]
    """

    op = MULTIPLY
    leaves_padding_out = True


class Average(ElementwiseMerge):
    r"""The element-wise mean of its inputs, for example to average several branches.

    Inputs with fewer axes, and axes of size 1, are broadcast.

    .. math:: y = \frac{1}{K} (x_1 + \dots + x_K)

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they broadcast to

    Backward:
        ``dx_i = dy / K``, summed over the axes along which x_i was broadcast.

    Raises:
        ShapeError: it was called with one input instead of a list, or the shapes do not broadcast.

    Examples:
        >>> import numpy as np
        >>> Average()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[2.0, 15.0]]
    """

    op = AVERAGE


class Maximum(ElementwiseMerge):
    r"""The element-wise maximum of its inputs.

    Inputs with fewer axes, and axes of size 1, are broadcast. Masked steps are ignored wherever another input has a
    real one.

    .. math:: y = \max(x_1, x_2, \dots)

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they broadcast to

    Backward:
        ``dx_i = dy`` where x_i is the largest, else 0; ties go to the first input, as in TensorFlow.

    Raises:
        ShapeError: it was called with one input instead of a list, or the shapes do not broadcast.

    Examples:
        >>> import numpy as np
        >>> Maximum()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[3.0, 20.0]]
    """

    op = MAXIMUM
    leaves_padding_out = True


class Minimum(ElementwiseMerge):
    r"""The element-wise minimum of its inputs.

    Inputs with fewer axes, and axes of size 1, are broadcast. Masked steps are ignored wherever another input has a
    real one.

    .. math:: y = \min(x_1, x_2, \dots)

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they broadcast to

    Backward:
        ``dx_i = dy`` where x_i is the smallest, else 0; ties go to the first input, as in TensorFlow.

    Raises:
        ShapeError: it was called with one input instead of a list, or the shapes do not broadcast.

    Examples:
        >>> import numpy as np
        >>> Minimum()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[1.0, 10.0]]
    """

    op = MINIMUM
    leaves_padding_out = True


def subtract(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The first of two inputs minus the second: ``Subtract(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> subtract([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[-2.0, 10.0]]
    """
    return Subtract(**kwargs)(inputs)


def multiply(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The product of ``inputs``: ``Multiply(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> multiply([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[3.0, 200.0]]
    """
    return Multiply(**kwargs)(inputs)


def average(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The mean of ``inputs``: ``Average(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> average([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[2.0, 15.0]]
    """
    return Average(**kwargs)(inputs)


def maximum(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The element-wise maximum of ``inputs``: ``Maximum(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> maximum([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[3.0, 20.0]]
    """
    return Maximum(**kwargs)(inputs)


def minimum(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The element-wise minimum of ``inputs``: ``Minimum(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> minimum([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[1.0, 10.0]]
    """
    return Minimum(**kwargs)(inputs)
