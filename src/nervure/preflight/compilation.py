"""Checks made in ``compile``, or as soon as the network has a shape."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.errors import advise
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.preflight.architecture import advise_on_architecture
from nervure.preflight.losses import check_loss
from nervure.symbolic import Shape


def check_compilation(
    plan: Plan, output_names: Sequence[str], output_shapes: Sequence[Shape], losses: Sequence[Loss | None]
) -> None:
    """Compares each loss with the output before it, and looks for layers that have no effect together.

    Args:
        plan: the unfused steps.
        output_names: the names of the network's outputs.
        output_shapes: their shapes.
        losses: their losses, None for no loss.

    Raises:
        ArgumentError: a loss of probabilities reads other values, or an output is constant.
    """
    for slot, name, shape, loss in zip(plan.outputs, output_names, output_shapes, losses, strict=True):
        if loss is not None:
            check_loss(plan, slot, name, shape, loss)
    advise_on_architecture(plan)


def advise_on_masks(layers: Sequence[str]) -> None:
    """Reports masks that a layer dropped: the layers after it treat padding as data.

    Args:
        layers: the names of these layers in errors.
    """
    if layers:
        advise("preflight.mask_lost", layer=layers[0])
