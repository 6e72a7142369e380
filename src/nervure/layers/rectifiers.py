"""ReLU, LeakyReLU, ELU: functions that pass the positive part."""

from __future__ import annotations

from typing import Unpack

from nervure.arguments import Unlimited, checked
from nervure.layers.activation_function import ActivationFunction, Pointwise
from nervure.layers.options import LeakyOptions, PenalizedOptions


class ReLU(Pointwise):
    r"""Rectified linear unit: negative numbers become 0, positive ones pass.

    The default for hidden layers: its derivative does not vanish where it is active.

    .. math::
        y = \begin{cases} \text{max\_value} & x \ge \text{max\_value} \\
        x & \text{threshold} \le x < \text{max\_value} \\
        \text{negative\_slope} \cdot (x - \text{threshold}) & \text{otherwise} \end{cases}

    Args:
        max_value: the largest output; None for no limit.
        negative_slope: the slope below the threshold.
        threshold: values above it pass.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = dy`` where x passed, ``negative_slope dy`` below the threshold, 0 above ``max_value``.

    Raises:
        ArgumentError: one of the three is negative or not a number.

    Source:
        Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines" (2010),
        https://icml.cc/Conferences/2010/papers/432.pdf

    Examples:
        >>> import numpy as np
        >>> ReLU()(np.array([[-2.0, 0.0, 3.0]])).tolist()
        [[0.0, 0.0, 3.0]]
    """

    @checked
    def __init__(
        self,
        max_value: Unlimited | None = None,
        negative_slope: Unlimited = 0.0,
        threshold: Unlimited = 0.0,
        **kwargs: Unpack[PenalizedOptions],
    ) -> None:
        super().__init__(**kwargs)
        self.max_value = max_value
        self.negative_slope = negative_slope
        self.threshold = threshold
        self.function = ActivationFunction(
            "relu",
            {"max_value": self.max_value, "negative_slope": self.negative_slope, "threshold": self.threshold},
        )


class LeakyReLU(Pointwise):
    r"""Leaky rectified linear unit: negative numbers are scaled down instead of cut off, so that no unit dies.

    .. math:: y = \max(\alpha x, x) \text{ for } 0 \le \alpha \le 1

    Args:
        negative_slope: the slope :math:`\alpha` below 0: 0.3 in Keras' layer, 0.2 in the activation named "leaky_relu",
            0.1 in the lecture.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`; ``alpha``, the older name of the slope.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = dy`` where x > 0, else ``negative_slope dy``.

    Raises:
        ArgumentError: the slope is negative or not a number.

    Source:
        Maas, Hannun and Ng, "Rectifier nonlinearities improve neural network acoustic models" (2013),
        https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf

    Examples:
        >>> import numpy as np
        >>> LeakyReLU(0.5)(np.array([[-2.0, 0.0, 3.0]])).tolist()
        [[-1.0, 0.0, 3.0]]
    """

    @checked
    def __init__(self, negative_slope: Unlimited = 0.3, **kwargs: Unpack[LeakyOptions]) -> None:
        if "alpha" in kwargs:
            negative_slope = kwargs.pop("alpha")
            # The configuration uses only one name for the slope.
            self._arguments.pop("alpha")
            self._arguments["negative_slope"] = negative_slope
        super().__init__(**kwargs)
        self.negative_slope = negative_slope
        self.function = ActivationFunction("leaky_relu", {"negative_slope": self.negative_slope})


class ELU(Pointwise):
    r"""Exponential linear unit: bends smoothly to a minimum of :math:`-\alpha` below 0.

    .. math:: y = \begin{cases} x & x \ge 0 \\ \alpha (e^x - 1) & x < 0 \end{cases}

    Args:
        alpha: the minimum is ``-alpha``.
        kwargs: ``name``, ``input_shape``: see :class:`Layer`.

    Input shape:
        any

    Output shape:
        that of the input

    Backward:
        ``dx = dy`` where x > 0, else ``dy (y + alpha)``.

    Raises:
        ArgumentError: ``alpha`` is negative or not a number.

    Source:
        Clevert, Unterthiner and Hochreiter, "Fast and accurate deep network learning by exponential linear units"
        (2016), https://arxiv.org/abs/1511.07289

    Examples:
        >>> import numpy as np
        >>> ELU()(np.array([[0.0, 3.0]])).tolist()
        [[0.0, 3.0]]
    """

    @checked
    def __init__(self, alpha: Unlimited = 1.0, **kwargs: Unpack[PenalizedOptions]) -> None:
        super().__init__(**kwargs)
        self.alpha = alpha
        self.function = ActivationFunction("elu", {"alpha": self.alpha})
