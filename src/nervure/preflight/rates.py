"""Detects learning rates and decays that are implausible for the optimizer."""

from __future__ import annotations

from nervure.errors import advise
from nervure.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, Lion, Nadam, Optimizer, RMSprop

# (largest plausible rate, usual rate). Steps of Adam-type optimizers are about as long as the rate; those of SGD scale
# with the gradient, which can be small.
_RATES: dict[type[Optimizer], tuple[float, float]] = {
    **dict.fromkeys((Adam, AdamW, Adamax, Nadam, RMSprop), (0.3, 0.001)),
    Lion: (0.03, 0.0001),
    **dict.fromkeys((SGD, Adagrad, Adadelta), (10.0, 0.01)),
}
_SMALLEST = 1e-7
_LARGEST_DECAY = 0.1


def advise_on_rates(optimizer: Optimizer) -> None:
    """Advice in one line if weights would jump, or would not change.

    Args:
        optimizer: the optimizer given to ``compile``.
    """
    if optimizer.has_schedule:
        return
    rate, kind = optimizer.learning_rate, type(optimizer).__name__
    largest, usual = _RATES.get(type(optimizer), (None, 0.001))
    if largest is not None and rate > largest:
        advise("preflight.rate_large", kind=kind, rate=f"{rate:g}", usual=f"{usual:g}")
    elif rate < _SMALLEST:
        advise("preflight.rate_small", kind=kind, rate=f"{rate:g}", usual=f"{usual:g}")
    lost = rate * (optimizer.weight_decay or 0.0)
    if lost >= _LARGEST_DECAY:
        advise("preflight.decay_large", kind=kind, decay=f"{optimizer.weight_decay:g}", percent=f"{100 * lost:g}")
