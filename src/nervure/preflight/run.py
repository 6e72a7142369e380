"""Detects runs that do nothing, or that read their data differently than it seems."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.data import labels_are_sorted
from nervure.errors import advise
from nervure.graph.plan import Plan
from nervure.losses import Loss
from nervure.preflight.data import Samples
from nervure.preflight.losses import is_crossentropy

_FEWEST_BATCHES = 2


def advise_on_epochs(initial_epoch: int, epochs: int) -> None:
    """``epochs`` is the number of the last epoch, not the number of epochs after ``initial_epoch``.

    Args:
        initial_epoch: the number of the first epoch, counted from 0.
        epochs: the number of the last, counted from 1.
    """
    if epochs <= initial_epoch:
        advise("preflight.no_epochs", epochs=epochs, initial=initial_epoch)


def advise_on_steps(steps: int, num_batches: int) -> None:
    """An epoch with more steps than there are batches reads samples several times.

    Args:
        steps: the requested steps per epoch.
        num_batches: the number of batches in the data.
    """
    if steps > num_batches:
        advise("preflight.steps_beyond", steps=steps, batches=num_batches, times=f"{steps / num_batches:.3g}")


def advise_on_order(samples: Samples, shuffle: bool, num_batches: int, losses: Sequence[Loss | None]) -> None:
    """Batches sorted by class: the network forgets each class while it learns the next.

    Args:
        samples: the arrays.
        shuffle: whether each epoch has its own order.
        num_batches: the number of batches per epoch.
        losses: the losses of the outputs.
    """
    if shuffle or num_batches < _FEWEST_BATCHES or len(samples.y) != 1 or not is_crossentropy(losses[0]):
        return
    if labels_are_sorted(samples.y[0]):
        advise("preflight.sorted_order")


def advise_on_frozen(plan: Plan) -> None:
    """A network without trainable weights is only evaluated.

    Args:
        plan: the unfused steps.
    """
    if not any(parameter.gradient is not None for parameter in plan.parameters):
        advise("preflight.nothing_to_train")
