"""Lion: steps of one size, in the direction of the sign."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.optimizers.arguments import FRACTION, FRACTION_ABOVE_ZERO, number
from nervure.optimizers.optimizer import Optimizer


class Lion(Optimizer):
    r"""Moves every weight by the learning rate, up or down, by the sign of a momentum.

    Keeps one slot where Adam keeps two. As all steps are equally long, its learning rate is three to ten times smaller
    than Adam's, its weight decay larger by as much; it likes large batches.

    .. math::
        w &\leftarrow w - \eta \, \mathrm{sign}(\beta_1 m + (1 - \beta_1) g) \\
        m &\leftarrow \beta_2 m + (1 - \beta_2) g

    The slot is ``momentum`` (m).

    Args:
        learning_rate: :math:`\eta`.
        beta_1: how much m counts against the gradient in the step, above 0: at 0 only the gradient's sign would count.
        beta_2: how much of m stays at each step.
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
        Chen et al., "Symbolic Discovery of Optimization Algorithms" (2023), https://arxiv.org/abs/2302.06675

    Examples:
        >>> from nervure.parameter import Parameter, Segment
        >>> weights = Parameter("kernel", (2,), initializer=None)
        >>> segment = Segment([weights], torch.float64)
        >>> segment.add_gradients()[:2] = torch.tensor([100.0, -0.1])
        >>> Lion(0.01).update(segment)
        >>> weights.array.tolist()  # the same distance for both
        [-0.01, 0.01]
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
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
        self.beta_1 = number(beta_1, FRACTION_ABOVE_ZERO, "Lion", "beta_1")
        self.beta_2 = number(beta_2, FRACTION, "Lion", "beta_2")

    @property
    def slot_names(self) -> tuple[str, ...]:
        """``momentum``."""
        return ("momentum",)

    def step(self, values: Tensor, gradients: Tensor, learning_rate: float) -> None:
        """The rule above, on whole buffers."""
        momentum = self.slots["momentum"]
        direction = torch.mul(momentum, self.beta_1, out=self.scratch(values)).add_(gradients, alpha=1 - self.beta_1)
        values.add_(direction.sign_(), alpha=-learning_rate)
        momentum.mul_(self.beta_2).add_(gradients, alpha=1 - self.beta_2)
