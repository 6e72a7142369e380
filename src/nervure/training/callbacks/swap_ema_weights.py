"""SwapEMAWeights: evaluation with the average of the weights."""

from __future__ import annotations

from nervure.arguments import Flag, checked
from nervure.errors import StateError
from nervure.training.callbacks.callback import Callback, Logs


class SwapEMAWeights(Callback):
    """Puts the moving average of the weights in their place while the model is evaluated or asked.

    Needs an optimizer with ``use_ema=True``. Training goes on from the weights themselves, so validation shows how good
    the average is without disturbing it. With ``swap_on_epoch`` the average is in the model at the end of an epoch,
    too, so that a :class:`ModelCheckpoint` listed after this callback saves it.

    After ``predict`` the weights come back; in Keras 3.15 the average then stays in the model.

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
        """Lets the average, or the weights, be in the model."""
        optimizer = getattr(self.model, "optimizer", None)
        if optimizer is None:
            raise StateError.of("optimizer.no_average", where="SwapEMAWeights")
        if optimizer.has_traded != average:
            optimizer.trade_average()

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """The weights come back."""
        if self.swap_on_epoch:
            self._put(average=False)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """The average takes their place, with ``swap_on_epoch``."""
        if self.swap_on_epoch:
            self._put(average=True)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """The average takes the place of the weights."""
        self._put(average=True)

    def on_test_end(self, logs: Logs | None = None) -> None:
        """The weights come back."""
        self._put(average=False)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """The average takes the place of the weights."""
        self._put(average=True)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """The weights come back."""
        self._put(average=False)
