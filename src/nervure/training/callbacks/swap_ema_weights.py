"""SwapEMAWeights: evaluates with the average of the weights."""

from __future__ import annotations

from nervure.arguments import Flag, checked
from nervure.errors import StateError
from nervure.training.callbacks.callback import Callback, Logs


class SwapEMAWeights(Callback):
    """Swaps in the moving average of the weights during evaluation and prediction.

    Needs an optimizer with ``use_ema=True``. Training continues from the weights themselves, so validation measures the
    average without disturbing training. With ``swap_on_epoch`` the model also holds the average at the end of an epoch,
    so that a :class:`ModelCheckpoint` listed after this callback saves it.

    After ``predict`` the weights are swapped back; in Keras 3.15 the average then stays in the model.

    Args:
        swap_on_epoch: whether to swap at the end of each epoch, until the next begins.

    Raises:
        StateError: the optimizer keeps no average.

    Examples:
        >>> SwapEMAWeights(swap_on_epoch=True).swap_on_epoch
        True
    """

    @checked
    def __init__(self, swap_on_epoch: Flag = False) -> None:
        super().__init__()
        self.swap_on_epoch = swap_on_epoch

    def _put(self, average: bool) -> None:
        """Puts the average, or the weights, in the model."""
        optimizer = getattr(self.model, "optimizer", None)
        if optimizer is None:
            raise StateError.of("optimizer.no_average", where="SwapEMAWeights")
        if optimizer.has_traded != average:
            optimizer.trade_average()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Swaps the weights back in."""
        if self.swap_on_epoch:
            self._put(average=False)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Swaps in the average with ``swap_on_epoch``."""
        if self.swap_on_epoch:
            self._put(average=True)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """Swaps in the average."""
        self._put(average=True)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """Swaps the weights back in."""
        self._put(average=False)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """Swaps in the average."""
        self._put(average=True)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """Swaps the weights back in."""
        self._put(average=False)
