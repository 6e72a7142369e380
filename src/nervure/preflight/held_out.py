"""Detects misleading validation data: missing classes, training samples, another scale."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from nervure.data import labels_are_sorted, missing_classes
from nervure.errors import advise
from nervure.losses import Loss
from nervure.preflight.data import Samples
from nervure.preflight.inputs import FEWEST_SAMPLES, Extent
from nervure.preflight.losses import is_crossentropy

_CLASSES_NAMED = 8
_MOST_TRAINING, _MOST_HELD_OUT = 2048, 512
_PROBES, _FEW_SAMPLES = 64, 32
_LARGEST_SHARE_OF_TWINS = 0.01
_SMALLEST_SHARE = 0.01
_OTHER_SCALE = 50


def check_split(training: Samples, held_out: Samples, losses: Sequence[Loss | None]) -> bool:
    """Reports a split of sorted labels that left classes on one side only, with the fix.

    Args:
        training: the samples to train on.
        held_out: the samples to validate on.
        losses: the losses of the outputs; whole numbers are classes only if a cross-entropy reads them.

    Returns:
        Whether advice was given.
    """
    if len(training.y) != 1 or len(held_out.y) != 1 or len(losses) != 1 or not is_crossentropy(losses[0]):
        return False
    missing = missing_classes(training.y[0], held_out.y[0])
    if missing is None:
        return False
    if missing.in_training:
        advise("preflight.training_lacks_classes", classes=_named(missing.in_training))
        return True
    # A rare class can be absent by chance; only in data sorted by class is that systematic.
    if missing.in_validation and labels_are_sorted(training.y[0]):
        advise("preflight.validation_lacks_classes", classes=_named(missing.in_validation))
        return True
    return False


def _named(classes: Sequence[object]) -> str:
    named = ", ".join(map(str, classes[:_CLASSES_NAMED]))
    return f"{named}, ... ({len(classes)})" if len(classes) > _CLASSES_NAMED else named


def advise_on_scale(trained: Sequence[Extent | None], asked: Sequence[Extent | None], where: str) -> bool:
    """Reports images divided by 255 for training but not for evaluation, or vice versa.

    Args:
        trained: the extent of the inputs in training.
        asked: their extent now.
        where: the name of the call, for the message.

    Returns:
        Whether advice was given.
    """
    for before, now in zip(trained, asked, strict=False):
        if before is None or now is None or before.size == 0 or now.size == 0:
            continue
        if min(before.num_samples, now.num_samples) < FEWEST_SAMPLES:
            continue
        if not 1 / _OTHER_SCALE < now.size / before.size < _OTHER_SCALE:
            advise("preflight.other_scale", where=where, now=f"{now.size:.4g}", before=f"{before.size:.4g}")
            return True
    return False


def advise_on_overlap(training: Samples, held_out: Samples) -> None:
    """Reports validation samples that are training samples too: their accuracy is training accuracy.

    Only some samples of each side are compared, and data with many repeated rows is not reported.

    Args:
        training: the samples to train on.
        held_out: the samples to validate on.
    """
    if len(training.x) != 1 or len(held_out.x) != 1 or training.x[0].shape[1:] != held_out.x[0].shape[1:]:
        return
    few, other = _some(training.x[0], _MOST_TRAINING), _some(held_out.x[0], _MOST_HELD_OUT)
    columns = _telling_columns(few[:_FEW_SAMPLES])
    if columns is None:
        return
    others = _keys(other, columns)
    in_order, places = _keys(few, columns).sort()
    if int((in_order[1:] == in_order[:-1]).count_nonzero()) > _LARGEST_SHARE_OF_TWINS * (len(in_order) - 1):
        return
    at = torch.searchsorted(in_order, others).clamp_(max=len(in_order) - 1)
    found = (in_order[at] == others).nonzero().flatten()
    # Equal keys are only a hint: the rows decide.
    equal = [int(row) for row in found if bool((few[places[at[row]]] == other[row]).all())]
    if len(equal) > _SMALLEST_SHARE * len(other):
        advise("preflight.overlap", count=len(equal), total=len(other))


def _some(x: Tensor, most: int) -> Tensor:
    """At most ``most`` samples, spread over the whole length."""
    return x[:: -(-len(x) // most)]


def _telling_columns(x: Tensor) -> Tensor | None:
    """The columns that distinguish samples best; None if there are none."""
    if x.dtype == torch.bool or len(x) < 2:
        return None
    flat = x.reshape(len(x), -1).to(torch.float32)
    spread = (flat - flat.mean(0)).square_().sum(0)
    return spread.topk(min(_PROBES, len(spread))).indices


def _keys(x: Tensor, columns: Tensor) -> Tensor:
    """One number per sample, (N,) float64: equal samples have equal numbers."""
    weights = torch.linspace(1.0, 2.0, len(columns), dtype=torch.float64).square()
    return x.reshape(len(x), -1).index_select(1, columns).to(torch.float64) @ weights
