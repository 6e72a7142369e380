"""Initializers whose variance depends on a unit's fan-in and fan-out: Glorot, He, LeCun."""

from __future__ import annotations

import math
from typing import ClassVar, NamedTuple

from torch import Tensor

from nervure.arguments import ListedAxes, WeightShape, Whole, Word, checked
from nervure.errors import ArgumentError
from nervure.initializers.fixed_values import Value
from nervure.initializers.random_draws import RandomInitializer, truncated_normal
from nervure.randomness import normal, uniform
from nervure.registry import look_up

# The standard deviation of a standard normal variable truncated at -2 and 2.
_TRUNCATED_DEVIATION = 0.87962566103423978
_MODES = {"fan_in": "fan_in", "fan_out": "fan_out", "fan_avg": "fan_avg"}
_DISTRIBUTIONS = {
    "truncated_normal": "truncated_normal",
    "untruncated_normal": "untruncated_normal",
    "uniform": "uniform",
    "normal": "truncated_normal",
}


class VarianceScaling(RandomInitializer):
    r"""Draws values whose variance is a number divided by the fan: the number of inputs (or outputs) of a unit.

    With the right number, activations (or gradients) neither grow nor vanish from layer to layer. The named
    initializers below use the numbers of their papers.

    .. math::
        Var(w) = scale / n, \quad
        n = fan_{in},\ fan_{out} \text{ or } (fan_{in} + fan_{out}) / 2

    Uniform values lie within :math:`\pm\sqrt{3 \cdot scale / n}`. Normal values are truncated at two standard
    deviations, and scaled by 1 / 0.8796 beforehand so that their variance after truncation is the one above.

    Args:
        scale: the number, above 0.
        mode: ``"fan_in"``, ``"fan_out"`` or ``"fan_avg"``: what n is.
        distribution: ``"truncated_normal"`` (also ``"normal"``), ``"untruncated_normal"`` or ``"uniform"``.
        seed: see :class:`RandomInitializer`.
        input_axes: the axes that count as inputs, if the weight is neither a matrix nor a convolution kernel.
        output_axes: the axes that count as outputs; used only together with ``input_axes``.

    Raises:
        ArgumentError: ``scale`` is not above 0.
        UnknownNameError: there is no such mode or distribution.

    Source:
        He, Zhang, Ren, Sun, "Delving Deep into Rectifiers" (2015), https://arxiv.org/abs/1502.01852

    Examples:
        >>> values = VarianceScaling(scale=3.0, distribution="uniform", seed=1)((9, 5))
        >>> bool(abs(values).max() <= 1)
        True
    """

    @checked
    def __init__(
        self,
        scale: Value = 1.0,
        mode: Word = "fan_in",
        distribution: Word = "truncated_normal",
        seed: Whole | None = None,
        input_axes: ListedAxes | None = None,
        output_axes: ListedAxes | None = None,
    ) -> None:
        super().__init__(seed)
        where = type(self).__name__
        self.scale = scale
        if not self.scale > 0:
            raise ArgumentError.of("initializer.scale", where=where, got=scale)
        self.mode = look_up(mode, _MODES, where=f"{where} mode")
        self.distribution = look_up(distribution.lower(), _DISTRIBUTIONS, where=f"{where} distribution")
        self.input_axes, self.output_axes = input_axes, output_axes

    def variance(self, shape: tuple[int, ...]) -> float:
        """The variance of the values for a weight of ``shape``."""
        fan_in, fan_out = compute_fans(shape, self.input_axes, self.output_axes)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        return self.scale / max(1.0, fan)

    def sample(self, shape: tuple[int, ...], key: int) -> Tensor:
        """Values with mean 0 and the variance for the shape."""
        deviation = math.sqrt(self.variance(shape))
        if self.distribution == "uniform":
            limit = math.sqrt(3) * deviation
            return uniform(key, shape).mul_(2 * limit).sub_(limit)
        if self.distribution == "untruncated_normal":
            return normal(key, shape).mul_(deviation)
        return truncated_normal(key, shape).mul_(deviation / _TRUNCATED_DEVIATION)


class Variance(NamedTuple):
    """The first arguments of ``VarianceScaling``, fixed by a class."""

    scale: float
    mode: str
    distribution: str


class NamedScaling(VarianceScaling):
    """A ``VarianceScaling`` with a name of its own.

    Args:
        seed: see :class:`RandomInitializer`.
        input_axes: see :class:`VarianceScaling`.
        output_axes: see :class:`VarianceScaling`.
    """

    fixed: ClassVar[Variance]

    @checked
    def __init__(
        self,
        seed: Whole | None = None,
        input_axes: ListedAxes | None = None,
        output_axes: ListedAxes | None = None,
    ) -> None:
        super().__init__(*self.fixed, seed, input_axes, output_axes)


class GlorotUniform(NamedScaling):
    r"""Uniform within :math:`\pm\sqrt{6 / (fan_{in} + fan_{out})}`: the default of most layers, also called Xavier.

    Args:
        seed: see :class:`RandomInitializer`.
        input_axes: see :class:`VarianceScaling`.
        output_axes: see :class:`VarianceScaling`.

    Source:
        Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010),
        https://proceedings.mlr.press/v9/glorot10a.html

    Examples:
        >>> bool(abs(GlorotUniform(seed=1)((2, 4))).max() <= 1)
        True
    """

    fixed = Variance(1.0, "fan_avg", "uniform")


class GlorotNormal(NamedScaling):
    """Truncated normal of variance :math:`2 / (fan_{in} + fan_{out})`, also called Xavier normal.

    Args:
        seed: see :class:`RandomInitializer`.
        input_axes: see :class:`VarianceScaling`.
        output_axes: see :class:`VarianceScaling`.

    Source:
        Glorot, Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010),
        https://proceedings.mlr.press/v9/glorot10a.html

    Examples:
        >>> GlorotNormal(seed=1)((2, 4)).shape
        (2, 4)
    """

    fixed = Variance(1.0, "fan_avg", "truncated_normal")


class HeUniform(NamedScaling):
    r"""Uniform within :math:`\pm\sqrt{6 / fan_{in}}`: for layers followed by ReLU.

    Args:
        seed: see :class:`RandomInitializer`.
        input_axes: see :class:`VarianceScaling`.
        output_axes: see :class:`VarianceScaling`.

    Source:
        He, Zhang, Ren, Sun, "Delving Deep into Rectifiers" (2015), https://arxiv.org/abs/1502.01852

    Examples:
        >>> bool(abs(HeUniform(seed=1)((6, 2))).max() <= 1)
        True
    """

    fixed = Variance(2.0, "fan_in", "uniform")


class HeNormal(NamedScaling):
    """Truncated normal of variance :math:`2 / fan_{in}`: for layers followed by ReLU.

    Args:
        seed: see :class:`RandomInitializer`.
        input_axes: see :class:`VarianceScaling`.
        output_axes: see :class:`VarianceScaling`.

    Source:
        He, Zhang, Ren, Sun, "Delving Deep into Rectifiers" (2015), https://arxiv.org/abs/1502.01852

    Examples:
        >>> HeNormal(seed=1)((3, 3, 1, 8)).shape
        (3, 3, 1, 8)
    """

    fixed = Variance(2.0, "fan_in", "truncated_normal")


class LecunUniform(NamedScaling):
    r"""Uniform within :math:`\pm\sqrt{3 / fan_{in}}`.

    Args:
        seed: see :class:`RandomInitializer`.
        input_axes: see :class:`VarianceScaling`.
        output_axes: see :class:`VarianceScaling`.

    Source:
        LeCun, Bottou, Orr, Mueller, "Efficient BackProp" (1998), https://doi.org/10.1007/3-540-49430-8_2

    Examples:
        >>> bool(abs(LecunUniform(seed=1)((3, 2))).max() <= 1)
        True
    """

    fixed = Variance(1.0, "fan_in", "uniform")


class LecunNormal(NamedScaling):
    """Truncated normal of variance :math:`1 / fan_{in}`: for layers followed by SELU.

    Args:
        seed: see :class:`RandomInitializer`.
        input_axes: see :class:`VarianceScaling`.
        output_axes: see :class:`VarianceScaling`.

    Source:
        Klambauer, Unterthiner, Mayr, Hochreiter, "Self-Normalizing Neural Networks" (2017),
        https://arxiv.org/abs/1706.02515

    Examples:
        >>> LecunNormal(seed=1)((4, 2)).shape
        (4, 2)
    """

    fixed = Variance(1.0, "fan_in", "truncated_normal")


@checked
def compute_fans(
    shape: WeightShape,
    input_axes: ListedAxes | None = None,
    output_axes: ListedAxes | None = None,
) -> tuple[int, int]:
    """The fan-in and fan-out of a unit.

    Args:
        shape: of the weight, in Keras' layout: ``(inputs, units)`` or ``(height, width, inputs, filters)``.
        input_axes: the axes that count as inputs, for other layouts.
        output_axes: the axes that count as outputs; used only together with ``input_axes``.

    Examples:
        >>> compute_fans((784, 10)), compute_fans((3, 3, 16, 32))
        ((784, 10), (144, 288))
    """
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[axis] for axis in input_axes), math.prod(shape[axis] for axis in output_axes)
    if len(shape) < 2:
        fan = shape[0] if shape else 1
        return fan, fan
    window = math.prod(shape[:-2])
    return shape[-2] * window, shape[-1] * window
