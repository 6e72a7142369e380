"""Values of some epochs, played to a callback as a run plays them; and what stands in for the model meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


class Recorded:
    """Has the number of the epoch for its weights, and notes what is saved."""

    def __init__(self) -> None:
        self.stop_training = False
        self.weights = -1
        self.saved: list[tuple[str, int]] = []

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """The epoch."""
        return [np.array(self.weights)]

    def set_weights(self, weights: list[np.ndarray[Any, Any]]) -> None:
        """The epoch again."""
        self.weights = int(weights[0])

    def save(self, path: Any, overwrite: bool = True) -> None:
        """Notes the file and the epoch."""
        self.saved.append((str(path), self.weights))

    def save_weights(self, path: Any, overwrite: bool = True) -> None:
        """Notes the file and the epoch."""
        self.saved.append((f"weights of {path}", self.weights))


def play(
    callback: Any,
    logs: Sequence[Mapping[str, Any]],
    after_epoch: Callable[[], None] = lambda: None,
    batches: int = 0,
    params: Mapping[str, Any] | None = None,
) -> Recorded:
    """Plays one epoch for each entry of ``logs`` to our callback, or to Keras' own; until it wants to stop."""
    model = Recorded()
    callback.set_model(model)
    callback.set_params(params or {})
    callback.on_train_begin()
    for epoch, values in enumerate(logs):
        model.weights = epoch
        callback.on_epoch_begin(epoch)
        for batch in range(batches):
            callback.on_train_batch_end(batch, dict(values))
        callback.on_epoch_end(epoch, dict(values))
        after_epoch()
        if model.stop_training:
            break
    callback.on_train_end()
    return model
