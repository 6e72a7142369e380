r"""The moving average of the weights: a smoother copy of the trained weights.

.. math:: a \leftarrow \mu a + (1 - \mu) w

When training makes the weights oscillate around a good point, their average is better than any single step.

Source:
    Polyak, Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992), https://doi.org/10.1137/0330046
"""

from __future__ import annotations

from torch import Tensor

SLOT = "average"


def follow(average: Tensor, values: Tensor, momentum: float) -> None:
    """Moves ``average`` toward ``values``; ``momentum`` is the fraction kept.

    Examples:
        >>> import torch
        >>> average = torch.tensor([1.0])
        >>> follow(average, torch.tensor([3.0]), momentum=0.75)
        >>> average.item()
        1.5
    """
    if momentum:
        average.mul_(momentum).add_(values, alpha=1 - momentum)
    else:
        average.copy_(values)  # 0 times NaN would be NaN


def trade(average: Tensor, values: Tensor) -> None:
    """Swaps the two in place.

    Examples:
        >>> import torch
        >>> average, values = torch.tensor([1.0]), torch.tensor([3.0])
        >>> trade(average, values)
        >>> average.item(), values.item()
        (3.0, 1.0)
    """
    kept = average.clone()
    average.copy_(values)
    values.copy_(kept)
