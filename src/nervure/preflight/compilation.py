"""What is compared at ``compile``, or as soon as the network has a shape."""

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
    """Compares each loss with the output in front of it, and looks for layers that do nothing together.

    Args:
        plan: the unfused steps.
        output_names: of the network's outputs.
        output_shapes: their shapes.
        losses: theirs, None for none.

    Raises:
        ArgumentError: a loss of probabilities reads something that is none, or an output is always the same.
    """
    for slot, name, shape, loss in zip(plan.outputs, output_names, output_shapes, losses, strict=True):
        if loss is not None:
            check_loss(plan, slot, name, shape, loss)
    advise_on_architecture(plan)


def advise_on_masks(layers: Sequence[str]) -> None:
    """A mask that a layer let go tells the layers behind it nothing: they count padding as data.

    Args:
        layers: how errors name those that did.
    """
    if layers:
        advise("preflight.mask_lost", layer=layers[0])
