"""Subtract, Multiply, Average, Maximum and Minimum: several inputs become one, number by number."""

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
    """What the five have in common: a list of inputs that stretch to one shape, and one step."""

    not_called = OF_MERGE

    op: ClassVar[Op]
    # Whether padding is left out of the calculation itself, as Keras does where no number is neutral.
    leaves_padding_out: ClassVar[bool] = False

    def check_input(self, input_shape: Shapes) -> None:
        """A list of shapes that stretch to one."""
        check_list(input_shape, self)
        if merged(input_shape) is None:
            raise ShapeError.of("merge.shapes", where=self.where, got=shape_text(input_shape))

    def compute_output_shape(self, input_shape: Shapes) -> Shape:
        """The shape that the inputs stretch to."""
        return merged(input_shape) or ()

    def lower(self, inputs: tuple[int, ...], lowering: LayerLowering) -> tuple[int, ...]:
        """One step, which reads the masks too where padding is left out."""
        same_rank = len({len(shape) for shape in lowering.shape}) == 1
        masks = [lowering.mask(slot) if self.leaves_padding_out and same_rank else None for slot in inputs]
        given = tuple(mask for mask in masks if mask is not None)
        if not given:
            return lowering.step("output", self.op, inputs)
        return lowering.step("output", self.op, (*inputs, *given), masked=tuple(mask is not None for mask in masks))

    def pass_masks(self, inputs: tuple[int, ...], outputs: tuple[int, ...], lowering: LayerLowering) -> None:
        """A step is real where it is in any input; without masks on all inputs there is none."""
        pass_either_mask(inputs, outputs, lowering)


class Subtract(ElementwiseMerge):
    r"""Subtracts the second of two inputs from the first.

    Inputs of fewer axes, and axes of size 1, stretch to the others.

    .. math:: y = x_1 - x_2

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of two ``(N, ...)``

    Output shape:
        the shape they stretch to

    Backward:
        ``dx_1 = dy``, ``dx_2 = -dy``, each summed over the axes along which it was stretched.

    Raises:
        ShapeError: not exactly two inputs, or shapes that do not fit together.

    Examples:
        >>> import numpy as np
        >>> Subtract()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[-2.0, 10.0]]
    """

    op = SUBTRACT

    def check_input(self, input_shape: Shapes) -> None:
        """Two shapes that stretch to one."""
        super().check_input(input_shape)
        if len(input_shape) != 2:
            raise ShapeError.of(
                "merge.two", where=self.where, count=len(input_shape), got=shape_text(input_shape), kind="Subtract"
            )


class Multiply(ElementwiseMerge):
    r"""Multiplies its inputs number by number: a gate.

    Inputs of fewer axes, and axes of size 1, stretch to the others. Padding of
    masked inputs counts as 1; where all inputs are padding y is 0.

    .. math:: y = x_1 \odot x_2 \odot \dots

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they stretch to

    Backward:
        ``dx_i = dy`` times all other inputs, summed over the axes along which x_i was stretched.

    Raises:
        ShapeError: one input in place of a list, or shapes that do not fit together.

    Examples:
        >>> import numpy as np
        >>> Multiply()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[3.0, 200.0]]
    """

    op = MULTIPLY
    leaves_padding_out = True


class Average(ElementwiseMerge):
    r"""The mean of its inputs, number by number: the vote of several branches.

    Inputs of fewer axes, and axes of size 1, stretch to the others.

    .. math:: y = \frac{1}{K} (x_1 + \dots + x_K)

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they stretch to

    Backward:
        ``dx_i = dy / K``, summed over the axes along which x_i was stretched.

    Raises:
        ShapeError: one input in place of a list, or shapes that do not fit together.

    Examples:
        >>> import numpy as np
        >>> Average()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[2.0, 15.0]]
    """

    op = AVERAGE


class Maximum(ElementwiseMerge):
    r"""The largest of its inputs, place by place.

    Inputs of fewer axes, and axes of size 1, stretch to the others. Padding of
    masked inputs takes no part beside a real step.

    .. math:: y = \max(x_1, x_2, \dots)

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they stretch to

    Backward:
        ``dx_i = dy`` where x_i is the largest, else 0; of equal numbers the first counts, as in TensorFlow.

    Raises:
        ShapeError: one input in place of a list, or shapes that do not fit together.

    Examples:
        >>> import numpy as np
        >>> Maximum()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[3.0, 20.0]]
    """

    op = MAXIMUM
    leaves_padding_out = True


class Minimum(ElementwiseMerge):
    r"""The smallest of its inputs, place by place.

    Inputs of fewer axes, and axes of size 1, stretch to the others. Padding of
    masked inputs takes no part beside a real step.

    .. math:: y = \min(x_1, x_2, \dots)

    Args:
        kwargs: ``name``: see :class:`Layer`.

    Input shape:
        a list of ``(N, ...)``

    Output shape:
        the shape they stretch to

    Backward:
        ``dx_i = dy`` where x_i is the smallest, else 0; of equal numbers the first counts, as in TensorFlow.

    Raises:
        ShapeError: one input in place of a list, or shapes that do not fit together.

    Examples:
        >>> import numpy as np
        >>> Minimum()([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[1.0, 10.0]]
    """

    op = MINIMUM
    leaves_padding_out = True


def subtract(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The first of two inputs less the second: ``Subtract(**kwargs)(inputs)``.

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
    """The largest of ``inputs``, place by place: ``Maximum(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> maximum([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[3.0, 20.0]]
    """
    return Maximum(**kwargs)(inputs)


def minimum(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """The smallest of ``inputs``, place by place: ``Minimum(**kwargs)(inputs)``.

    Examples:
        >>> import numpy as np
        >>> minimum([np.array([[1.0, 20.0]]), np.array([[3.0, 10.0]])]).tolist()
        [[1.0, 10.0]]
    """
    return Minimum(**kwargs)(inputs)
