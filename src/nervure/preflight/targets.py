"""Detects targets that an output cannot reach, or from which it cannot learn."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from nervure.errors import advise
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.preflight.endings import Reach, reach, source
from nervure.preflight.losses import compares_numbers, reads_class_numbers, tells_classes_apart
from nervure.symbolic import Shape

_TOLERANCE = 0.02
_LARGE = 10_000.0
_SAMPLES_A_CLASS = 10
_MOST_CLASSES = 100
_CLASSES_NAMED = 8
_FEW_SAMPLES = 4096


def advise_on_targets(
    plan: Plan,
    targets: Sequence[Tensor | None],
    losses: Sequence[Loss | None],
    output_shapes: Sequence[Shape],
    are_all: bool = True,
) -> None:
    """Checks the targets of each output.

    Args:
        plan: the unfused steps.
        targets: the targets of the outputs; None if there are none.
        losses: the losses of the outputs.
        output_shapes: the shapes of the outputs, batch axis first.
        are_all: whether every existing class should be among them.
    """
    # With frozen layers a constant target is usual: a GAN's generator is trained toward "real".
    is_frozen = any(p.trainable and p.gradient is None for p in plan.parameters)
    for slot, target, loss, shape in zip(plan.outputs, targets, losses, output_shapes, strict=True):
        if target is None or loss is None or not target.numel() or target.dtype == torch.bool:
            continue
        if tells_classes_apart(loss):
            if not is_frozen:
                _advise_on_classes(target, loss, shape, are_all)
        elif compares_numbers(loss) and not (not is_frozen and _is_one_number(target, loss)):
            _advise_on_numbers(plan, slot, target, loss)


def _advise_on_classes(target: Tensor, loss: Loss, shape: Shape, are_all: bool) -> None:
    is_alone = target.ndim == 1 or (target.ndim == 2 and target.shape[1] == 1)
    if len(target) < 2 or (not is_alone and target.ndim != 2):
        return
    if bool((target[:_FEW_SAMPLES] == target[0]).all()) and bool((target == target[0]).all()):
        first = target[0].flatten()
        label = float(first[0]) if is_alone else float(first.argmax())
        if is_alone or float(first.sum()) == 1:
            advise("preflight.one_class", loss=loss.name, label=f"{label:g}", count=len(target))
        return
    classes = shape[-1]
    if are_all and is_alone and reads_class_numbers(loss) and classes is not None and classes <= _MOST_CLASSES:
        _advise_on_unused(target.flatten(), classes)


def _is_one_number(target: Tensor, loss: Loss) -> bool:
    """Whether all targets are one number, which is reported; 0 is usual if the output is a residual to minimize."""
    first = target.flatten()[0]
    if len(target) < 2 or not first or not bool((target[:_FEW_SAMPLES] == first).all()):
        return False
    is_one = bool((target == first).all())
    if is_one:
        advise("preflight.one_class", loss=loss.name, label=f"{float(first):g}", count=len(target))
    return is_one


def _advise_on_unused(labels: Tensor, classes: int) -> None:
    """Outputs without a class in the data: labels that start at 1, or too many units."""
    if len(labels) < _SAMPLES_A_CLASS * classes:
        return
    # Of many samples a few have every class; where they do not, all are counted.
    used = _classes_of(labels[:_FEW_SAMPLES], classes)
    if len(used) < classes:
        used = _classes_of(labels, classes)
    unused = [number for number in range(classes) if number not in used]
    if unused:
        named = ", ".join(map(str, unused[:_CLASSES_NAMED])) + (", ..." if len(unused) > _CLASSES_NAMED else "")
        advise("preflight.classes_unused", units=classes, classes=named, used=classes - len(unused))


def _classes_of(labels: Tensor, classes: int) -> set[int]:
    counts = torch.bincount(labels.to(torch.int64).clamp(0, classes - 1))
    return set(counts.nonzero().flatten().tolist())


def _advise_on_numbers(plan: Plan, slot: int, target: Tensor, loss: Loss) -> None:
    step, found = source(plan, slot), reach(plan, slot)
    if step is None or found is None:
        return
    least, most = (float(end) for end in torch.aminmax(target))
    if not _reaches(found, least, most):
        advise(
            "preflight.out_of_reach", layer=step.layer, activation=step.op.name, loss=loss.name,
            targets=f"{least:.4g} … {most:.4g}", values=_interval(found),
        )  # fmt: skip
    elif found.is_everything and max(-least, most) > _LARGE:
        advise("preflight.large_targets", loss=loss.name, most=f"{max(-least, most):.4g}", layer=step.layer)


def _reaches(found: Reach, least: float, most: float) -> bool:
    """Whether an output can come close to all targets: slightly beyond its range is noise."""
    slack = _TOLERANCE * (most - least)
    return least >= found.least - slack and most <= found.most + slack


def _interval(found: Reach) -> str:
    return f"{found.least:g} … {found.most:g}"
