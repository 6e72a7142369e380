"""The walks besides the explained one: prediction, and the step for a class that the reader chooses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nervure.explain.recording import Recording


@dataclass(frozen=True, slots=True)
class OtherWalks:
    """Walks of the same, unchanged model over the same batch; each is made when a page requests it.

    Attributes:
        prediction: what ``predict`` computes.
        step: the training step with a class as the target of every sample; None if targets were given, or if the
            network does not distinguish classes.
        classes: the classes that a reader may choose, most likely first.
    """

    prediction: Callable[[], Recording]
    step: Callable[[int], Recording] | None = None
    classes: Sequence[int] = ()
