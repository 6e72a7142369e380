"""SGD: gradient descent, with or without momentum."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from nervure.kernels.optimizer import DescentRates, descent_step
from nervure.optimizers.arguments import FRACTION, number
from nervure.optimizers.optimizer import Optimizer


class SGD(Optimizer):
    r"""Gradient descent on batches: a step against the gradient.

    With momentum m the steps gather speed where the gradient keeps its direction. Nesterov's form looks ahead: it
    takes the momentum step a second time, with the gradient it has just seen.

    .. math::
        m = 0: &\quad w \leftarrow w - \eta g \\
        m > 0: &\quad v \leftarrow m v - \eta g, \quad w \leftarrow w + v \\
        \text{nesterov}: &\quad v \leftarrow m v - \eta g, \quad w \leftarrow w + m v - \eta g

    The slot ``momentum`` holds v.

    Args:
        learning_rate: :math:`\eta`.
        momentum: m, from 0 to 1.
        nesterov: whether to look ahead.
        weight_decay: this argument and all that follow: see :class:`Optimizer`.
        clipnorm: see :class:`Optimizer`.
        clipvalue: see :class:`Optimizer`.
        global_clipnorm: see :class:`Optimizer`.
        use_ema: see :class:`Optimizer`.
        ema_momentum: see :class:`Optimizer`.
        ema_overwrite_frequency: see :class:`Optimizer`.
        loss_scale_factor: see :class:`Optimizer`.
        gradient_accumulation_steps: see :class:`Optimizer`.
        name: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, no number, or outside its range.

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

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
            ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps, name, **kwargs,
        )  # fmt: skip
        self.momentum = number(momentum, FRACTION, "SGD", "momentum")
        self.nesterov = bool(nesterov)

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum``, where there is any."""
        return ("momentum",) if self.momentum else ()

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """The rule above, on whole buffers."""
        rates = DescentRates(learning_rate, self.momentum, self.nesterov)
        descent_step(values, gradients, self.slots.get("momentum"), rates)
