"""AdamW: Adam with weights that decay by themselves."""

from __future__ import annotations

from typing import Any

from nervure.optimizers.adam import Adam
from nervure.optimizers.arguments import NOT_NEGATIVE, number


class AdamW(Adam):
    r"""Adam after each weight has lost a small part of itself.

    The decay acts on the weight, not on the gradient, so it is not divided by :math:`\sqrt v` like a penalty would be.

    .. math::
        w \leftarrow w (1 - \eta \lambda), \quad \text{then the rule of Adam}

    Args:
        learning_rate: :math:`\eta`.
        weight_decay: :math:`\lambda`; see also :meth:`exclude_from_weight_decay`.
        beta_1: see :class:`Adam`.
        beta_2: see :class:`Adam`.
        epsilon: see :class:`Adam`.
        amsgrad: see :class:`Adam`.
        clipnorm: this argument and all that follow: see :class:`Optimizer`.
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
        Loshchilov, Hutter, "Decoupled Weight Decay Regularization" (2019), https://arxiv.org/abs/1711.05101

    Examples:
        >>> import torch
        >>> from nervure.parameter import Parameter, Segment
        >>> weight = Parameter("kernel", (1,), initializer=None)
        >>> segment = Segment([weight], torch.float64)
        >>> _ = segment.add_gradients()  # no gradient: what is left is the decay
        >>> weight.array[0] = 1.0
        >>> AdamW(0.1, weight_decay=0.5).update(segment)
        >>> weight.array.item()
        0.95
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
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
        decay = number(weight_decay, NOT_NEGATIVE, "AdamW", "weight_decay")  # in AdamW it cannot be None
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, decay, clipnorm, clipvalue, global_clipnorm, use_ema,
            ema_momentum, ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps, name, **kwargs,
        )  # fmt: skip
