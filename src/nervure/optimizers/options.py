"""The arguments that all optimizers have in common, declared once: what stands behind ``**kwargs`` of an optimizer.

What each of them means stands in :class:`nervure.optimizers.optimizer.Optimizer`.
"""

from __future__ import annotations

from typing import TypedDict

from nervure.arguments import AboveZero, Count, Factor, Flag, Fraction, Several, Word


class TailOptions(TypedDict, total=False):
    """Of ``AdamW``, which names ``weight_decay`` itself."""

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
    """Of all others."""

    weight_decay: Factor | None
