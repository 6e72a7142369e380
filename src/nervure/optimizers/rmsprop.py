"""RMSprop: divides each weight's step by the recent size of its gradient."""

from __future__ import annotations

from typing import Any, Unpack

from torch import Tensor

from nervure.arguments import Divisor, Factor, Flag, Fraction
from nervure.arguments.checking import continues
from nervure.kernels.optimizer import RMSpropRates, RMSpropSlots, rmsprop_step
from nervure.optimizers.optimizer import Optimizer
from nervure.optimizers.options import OptimizerOptions


class RMSprop(Optimizer):
    r"""Gradient descent in which weights with small gradients take steps as large as those with large ones.

    v is a moving average of the squared gradient; the centered form subtracts the square of the average gradient a, and
    so divides by the standard deviation. Momentum, if set, accumulates the divided steps.

    .. math::
        v &\leftarrow \rho v + (1 - \rho) g^2, \qquad a \leftarrow \rho a + (1 - \rho) g \\
        s &= \eta g / \sqrt{v + \epsilon} \quad \text{or, centered,} \quad
            \eta g / \sqrt{\max(v - a^2, 0) + \epsilon} \\
        m &\leftarrow \mu m + s, \qquad w \leftarrow w - m \quad (\mu = 0:\ w \leftarrow w - s)

    :math:`\epsilon` is under the root, as in Keras. The slots are ``velocity`` (v), ``momentum`` (m) and
    ``average_gradient`` (a). A variance cannot be negative, but the difference of two rounded numbers can: Keras then
    gets NaN from the root of a negative number, while here it counts as 0.

    Args:
        learning_rate: :math:`\eta`.
        rho: the decay rate of the averages.
        momentum: :math:`\mu`.
        epsilon: keeps the divisor above 0.
        centered: whether to divide by the standard deviation.
        kwargs: ``weight_decay``, ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

    Source:
        Tieleman, Hinton, "Lecture 6.5: RMSProp" (2012),
        https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf; centered: Graves, "Generating
        Sequences With Recurrent Neural Networks" (2013), https://arxiv.org/abs/1308.0850

    Examples:
        >>> import torch
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> RMSprop(0.01).update(segment)
        >>> [round(value, 3) for value in weights.array.tolist()]  # the same distance for both
        [-0.032, 0.032]
    """

    @continues(Optimizer)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Fraction = 0.9,
        momentum: Factor = 0.0,
        epsilon: Divisor = 1e-7,
        centered: Flag = False,
        **kwargs: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **kwargs)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.centered = centered

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``velocity``, and the slots for momentum and centering."""
        momentum = ("momentum",) if self.momentum else ()
        average = ("average_gradient",) if self.centered else ()
        return ("velocity", *momentum, *average)

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """Applies the rule above to whole buffers."""
        slots = RMSpropSlots(self.slots["velocity"], self.slots.get("momentum"), self.slots.get("average_gradient"))
        rates = RMSpropRates(learning_rate, self.rho, self.momentum, self.epsilon)
        rmsprop_step(values, gradients, slots, rates, self.scratch)
