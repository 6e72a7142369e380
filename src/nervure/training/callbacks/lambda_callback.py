"""LambdaCallback: events as plain functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nervure.arguments import Procedure, checked
from nervure.errors import ArgumentError
from nervure.registry import suggestion
from nervure.training.callbacks.callback import EVENTS, OLD_NAMES, Callback


class LambdaCallback(Callback):
    """Calls the given functions at the events they are named after.

    Args:
        on_epoch_begin: called with ``(epoch, logs)``.
        on_epoch_end: called with ``(epoch, logs)``.
        on_train_begin: called with ``(logs)``.
        on_train_end: called with ``(logs)``.
        on_train_batch_begin: called with ``(batch, logs)``.
        on_train_batch_end: called with ``(batch, logs)``.
        others: functions for the other events of :class:`Callback`.

    Raises:
        ArgumentError: there is no such event.

    Examples:
        >>> LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs["loss"])).model is None
        True
    """

    @checked
    def __init__(
        self,
        on_epoch_begin: Procedure | None = None,
        on_epoch_end: Procedure | None = None,
        on_train_begin: Procedure | None = None,
        on_train_end: Procedure | None = None,
        on_train_batch_begin: Procedure | None = None,
        on_train_batch_end: Procedure | None = None,
        **others: Callable[..., Any],
    ) -> None:
        super().__init__()
        events = {
            "on_epoch_begin": on_epoch_begin, "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin, "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin, "on_train_batch_end": on_train_batch_end,
        }  # fmt: skip
        given = {name: function for name, function in events.items() if function is not None}
        known = dict.fromkeys((*EVENTS, *OLD_NAMES.values()))
        for name, function in {**given, **others}.items():
            if name not in known:
                near = suggestion(name, known) or "on_epoch_end"
                raise ArgumentError.of("callbacks.unknown_event", where="LambdaCallback", name=name, suggestion=near)
            setattr(self, name, function)
