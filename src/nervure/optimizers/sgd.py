"""SGD: gradient descent, with or without momentum."""

from __future__ import annotations

from typing import Any, Unpack

from torch import Tensor

from nervure.arguments import Flag, Fraction
from nervure.arguments.checking import continues
from nervure.kernels.optimizer import DescentRates, descent_step
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class SGD(Optimizer):
    r"""Gradient descent on batches: a step against the gradient.

    With momentum m, steps accelerate along a consistent gradient direction. Nesterov's form looks ahead: it applies the
    momentum once more, after including the current gradient.

    .. math::
        m = 0: &\quad w \leftarrow w - \eta g \\
        m > 0: &\quad v \leftarrow m v - \eta g, \quad w \leftarrow w + v \\
        \text{nesterov}: &\quad v \leftarrow m v - \eta g, \quad w \leftarrow w + m v - \eta g

    The slot ``momentum`` holds v.

    Args:
        learning_rate: :math:`\eta`.
        momentum: m, from 0 to 1.
        nesterov: whether to look ahead.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Source:
        Robbins, Monro, "A Stochastic Approximation Method" (1951), https://doi.org/10.1214/aoms/1177729586;
        Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning" (2013),
        https://proceedings.mlr.press/v28/sutskever13.html

    Examples:
        >>> import torch
        >>> from nervure.parameter import Parameter, Segment
        >>> weight = Parameter("kernel", (1,), initializer=None)
        >>> segment = Segment([weight], torch.float64)
        >>> segment.add_gradients()[0] = 2.0
        >>> sgd = SGD(0.1, momentum=0.9)
        >>> sgd.update(segment)
        >>> sgd.update(segment)
        >>> round(weight.array.item(), 9)  # -0.2, then -0.9 * 0.2 - 0.2 more
        -0.58
    """

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: Fraction = 0.0,
        nesterov: Flag = False,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.momentum = momentum
        self.nesterov = nesterov

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum``, if used."""
        return ("momentum",) if self.momentum else ()

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        rates = DescentRates(learning_rate, self.momentum, self.nesterov)
        descent_step(values, gradients, self.slots.get("momentum"), rates)
