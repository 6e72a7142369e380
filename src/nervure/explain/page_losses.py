"""The losses of a recording as the page shows them."""

from __future__ import annotations

from typing import Any

from nervure.explain.page_tensors import floats, whole_numbers
from nervure.explain.recording import RecordedLoss, Recording
from nervure.records.explanation_page import PageLoss
from nervure.records.reference import ReferenceKind

_KINDS: tuple[ReferenceKind, ...] = ("sample_loss", "target")


def page_losses(recording: Recording) -> tuple[PageLoss, ...]:
    """One entry per output with a loss."""
    return tuple(_page_loss(recording, loss) for loss in recording.losses if loss.op is not None)


def source_of(function: Any) -> str:
    """``nervure/ops/dense.py: dense_forward``."""
    module = str(function.__module__).replace(".", "/")
    return f"{module}.py: {function.__qualname__}"


def _page_loss(recording: Recording, loss: RecordedLoss) -> PageLoss:
    assert loss.op is not None
    assert loss.head.loss is not None
    own, targets = (recording.references.of_output(kind, loss.number) for kind in _KINDS)
    values, shares = recording.array("value", own), recording.array("gradient", own)
    target = recording.array("value", targets)
    assert values is not None
    assert shares is not None
    assert target is not None
    reads = recording.references.slot(loss.slot).name
    options = loss.head.loss.options
    return PageLoss(
        name=own.name, target=targets.name, op=loss.op.name, options=dict(options), reads=reads,
        fused=loss.head.op is not None,
        source=source_of(loss.op.forward), predictions=_predictions(recording, loss), shape=shares.shape,
        values=floats(values), shares=floats(shares), target_shape=target.shape,
        targets=whole_numbers(target) if target.dtype.kind in "iub" else floats(target),
    )  # fmt: skip


def _predictions(recording: Recording, loss: RecordedLoss) -> str:
    """The output itself: from the fused activation, or what the loss reads."""
    return recording.references.slot(loss.prediction).name
