"""TerminateOnNaN: stops at the first non-finite loss, before it reaches the weights, and says why."""

from __future__ import annotations

from nervure.arguments import Flag, checked
from nervure.errors import DataError, advise
from nervure.language import text
from nervure.training.callbacks.callback import Callback, Logs
from nervure.training.diagnosis import Cause, NonFinite


class TerminateOnNaN(Callback):
    """Stops a run whose loss became NaN or infinite; reports the layer and step where it began and the likely cause.

    The step itself is skipped, so the weights are those before it.

    Args:
        raise_error: whether to raise instead of stopping.

    Raises:
        DataError: at that step, if ``raise_error`` is set.

    Examples:
        >>> TerminateOnNaN().raise_error
        False
    """

    @checked
    def __init__(self, raise_error: Flag = False) -> None:
        super().__init__()
        self.raise_error = raise_error

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Makes steps skip a non-finite loss."""
        if self.training_step is not None:
            self.training_step.skips_non_finite = True

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Stops if the latest loss was not finite."""
        step = self.training_step
        if step is None or step.non_finite is None:
            return
        self.model.stop_training = True
        error = _error(step.non_finite, step.cause)
        if self.raise_error:
            raise error
        advise("callbacks.stopped_not_finite", place=error.where, problem=error.problem, fix=error.fix)


def _error(found: NonFinite, cause: Cause | None) -> DataError:
    """The four lines; the last one names a likely cause and its fix, if there is one."""
    values = {"step": found.step + 1, "place": found.place}
    error = DataError.of(f"callbacks.not_finite_{found.what}", where=found.place, **values)
    if cause is None:
        return error
    lines = {"problem": error.problem, "expected": error.expected, "got": error.got}
    return DataError(where=found.place, fix=text(cause.advice, **cause.values), **lines)
