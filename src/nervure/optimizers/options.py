"""The arguments shared by all optimizers, declared once: what an optimizer's ``**kwargs`` accept.

:class:`nervure.optimizers.optimizer.Optimizer` documents each of them.
"""

from __future__ import annotations

from typing import TypedDict

from nervure.arguments import AboveZero, Count, Factor, Flag, Fraction, Several, Word


class TailOptions(TypedDict, total=False):
    """For ``AdamW``, which has ``weight_decay`` in its own signature."""

    clipnorm: AboveZero | None
    clipvalue: AboveZero | None
    global_clipnorm: AboveZero | None
    use_ema: Flag
    ema_momentum: Fraction
    ema_overwrite_frequency: Count | None
    loss_scale_factor: AboveZero | None
    gradient_accumulation_steps: Several | None
    name: Word | None


class OptimizerOptions(TailOptions, total=False):
    """For all other optimizers."""

    weight_decay: Factor | None
