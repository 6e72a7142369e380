"""AdamW: Adam with decoupled weight decay."""

from __future__ import annotations

from typing import Any, Unpack

from nervure.arguments import BelowOne, Divisor, Factor, Flag
from nervure.arguments.checking import continues
from nervure.optimizers.adam import Adam
from nervure.optimizers.options import TailOptions


class AdamW(Adam):
    r"""Shrinks each weight by a small fraction, then applies Adam.

    The decay acts on the weight, not on the gradient, so unlike a penalty it is not divided by :math:`\sqrt v`.

    .. math::
        w \leftarrow w (1 - \eta \lambda), \quad \text{then the rule of Adam}

    Args:
        learning_rate: :math:`\eta`.
        weight_decay: :math:`\lambda`; see also :meth:`exclude_from_weight_decay`.
        beta_1: see :class:`Adam`.
        beta_2: see :class:`Adam`.
        epsilon: see :class:`Adam`.
        amsgrad: see :class:`Adam`.
        kwargs: ``clipnorm``, ``use_ema``, ``name`` and others: see :class:`Optimizer`.

    Raises:
        ArgumentError: an argument is unknown, not a number, or out of range.

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

    @continues(Adam)
    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: Factor = 0.004,
        beta_1: BelowOne = 0.9,
        beta_2: BelowOne = 0.999,
        epsilon: Divisor = 1e-7,
        amsgrad: Flag = False,
        **kwargs: Unpack[TailOptions],
    ) -> None:
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **kwargs)
