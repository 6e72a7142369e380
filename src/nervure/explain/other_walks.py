"""The walks beside the one that is explained: what is predicted, and the step for a class that a reader chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nervure.explain.recording import Recording


@dataclass(frozen=True, slots=True)
class OtherWalks:
    """Walks of the same model, as it was, over the same batch; each is made when a page asks for it.

    Attributes:
        prediction: what ``predict`` computes.
        step: the training step with a class as the target of every sample; None where targets were given, or where the
            network tells no classes apart.
        classes: the classes that a reader may choose, those first that the network finds most likely.
    """

    prediction: Callable[[], Recording]
    step: Callable[[int], Recording] | None = None
    classes: Sequence[int] = ()
