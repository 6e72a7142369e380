"""Detects invalid sample weights and class weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from nervure.errors import DataError, advise
from nervure.losses import Loss
from nervure.preflight.losses import compares_numbers


def check_weights(weights: Sequence[Tensor | None], name: str) -> None:
    """Checks that not all weights are zero.

    Args:
        weights: the sample weights, one entry per target; None if all are 1.
        name: the argument they came from.

    Raises:
        DataError: all are zero.
    """
    for weight in weights:
        if weight is None or not weight.numel():
            continue
        least, most = (float(end) for end in torch.aminmax(weight))
        if least == most == 0:
            raise DataError.of("preflight.weights_zero", where="fit", name=name)
        if most <= 0:
            advise("preflight.weights_negative", name=name, least=f"{least:g}")


def check_class_weight(
    class_weight: Mapping[int, float], targets: Sequence[Tensor], loss: Loss | None, where: str = "fit"
) -> None:
    """Checks that class weights are used with class targets, for all classes or a few.

    Args:
        class_weight: a mapping from class to weight.
        targets: the targets of the only output.
        loss: the loss of that output.
        where: the name of the call in errors.

    Raises:
        DataError: the targets are regression targets.
    """
    if len(targets) != 1:
        return
    target = targets[0]
    flat = target[:, 0] if target.ndim == 2 and target.shape[1] == 1 else target
    if flat.ndim != 1 or not len(flat):
        return
    fractions = flat != flat.round() if flat.is_floating_point() else None
    if compares_numbers(loss) and fractions is not None and bool(fractions.any()):
        value = float(flat[fractions][0])
        raise DataError.of("preflight.class_weight_of_numbers", where=f"{where}(class_weight=...)", value=f"{value:g}")
    if fractions is not None and bool(fractions.any()):
        return
    present = set(np.unique(flat.cpu().numpy()).astype(int).tolist())
    forgotten = sorted(present - set(class_weight))
    # One weight for a rare class is usual; weights for nearly all classes are a slip.
    if forgotten and len(forgotten) < len(present) - len(forgotten):
        advise("preflight.class_weight_partial", classes=", ".join(map(str, forgotten)))
