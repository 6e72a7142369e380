"""The callback protocol, and the list that calls only the callbacks that listen."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

from nervure.errors import ArgumentError
from nervure.overrides import refuse_overrides
from nervure.training.step import TrainingStep

Logs = Mapping[str, Any]


class Callback:
    """Listens to a run. Subclass it and define the events you need; the others cost nothing.

    Events in order: ``on_train_begin``; each epoch ``on_epoch_begin``, for each batch ``on_train_batch_begin`` and
    ``on_train_batch_end``, then the validation (``on_test_begin``, ``on_test_batch_begin``, ``on_test_batch_end``,
    ``on_test_end``), then ``on_epoch_end``; finally ``on_train_end``, unless an error or Ctrl-C ended the run. The
    ``logs`` of a batch are the means of the epoch so far, computed when read.

    Setting ``self.model.stop_training = True`` ends the run after the current batch and its epoch's validation.

    Attributes:
        model: the model that is trained, evaluated or used for prediction.
        params: the parameters of the run, see :meth:`set_params`.
        training_step: the object that does the steps of a ``fit``; None elsewhere.

    Examples:
        >>> class Counting(Callback):
        ...     batches = 0
        ...     def on_train_batch_end(self, batch, logs=None):
        ...         self.batches += 1
    """

    def __new__(cls, *_arguments: Any, **_named: Any) -> Self:
        """Rejects a class that defines an unknown event."""
        refuse_overrides(cls, (*EVENTS, *OLD_NAMES.values()))
        return super().__new__(cls)

    # On the class, so that a subclass that omits super().__init__() has them too.
    model: Any = None
    params: Mapping[str, Any] = MappingProxyType({})
    training_step: TrainingStep | None = None

    def batches_until_due(self) -> int | None:
        """The number of batches until it must be called: 1 by default, for every batch.

        Training may then do that many steps in one call; the callback is always called after the last one. Override it
        in a callback that needs only some batches; None means that it only reads counters.
        """
        return 1

    def get_state(self) -> dict[str, Any]:
        """Its state during a run, for a checkpoint (``fit(checkpoint=...)``); empty unless overridden.

        May contain numbers, strings, arrays, None, and lists and mappings of these.
        """
        return {}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Restores what :meth:`get_state` returned, after ``on_train_begin`` of the resumed run.

        For an epoch in progress, ``on_epoch_begin`` was called before the checkpoint and is not called again.
        """

    def set_model(self, model: Any) -> None:
        """Called before the first event."""
        self.model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Called before the first event of a ``fit``.

        Args:
            params: ``epochs``; ``steps``, batches per epoch, None if unknown; ``verbose``; ``validates``, whether there
                is validation data; ``directions``, for each metric "up", "down" or None.
        """
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """A ``fit`` begins."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """A ``fit`` ends; ``logs`` are those of the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Epoch ``epoch``, counted from 0, begins."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Epoch ``epoch`` is over, including validation."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A training step begins."""

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """A training step is done."""

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """An evaluation begins."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """An evaluation ends."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of an evaluation begins."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of an evaluation is done."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """A ``predict`` begins."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """A ``predict`` ends."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of a ``predict`` begins."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """A batch of a ``predict`` is done."""


EVENTS = tuple(name for name in vars(Callback) if name.startswith("on_"))
# Keras' alternative names of the training batch events.
OLD_NAMES = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


class CallbackList:
    """Passes each event to the callbacks that define it, in order.

    Args:
        callbacks: who listens.
        model: passed to each of them.
        params: passed to each of them.

    Attributes:
        hear_every_batch: whether one of them listens to batches without saying which ones it can skip.

    Raises:
        ArgumentError: the list contains something that is not a callback.
    """

    def __init__(
        self, callbacks: Sequence[Callback], model: Any = None, params: Mapping[str, Any] | None = None
    ) -> None:
        self.callbacks = tuple(callbacks)
        for callback in self.callbacks:
            if not isinstance(callback, Callback):
                raise ArgumentError.of("callbacks.no_callback", where="callbacks", got=repr(callback))
            callback.set_model(model)
        if params is not None:
            self.set_params(params)
        self._calls = {event: _call_of(_listeners(self.callbacks, event)) for event in EVENTS}
        hearing = [callback for callback in self.callbacks if _hears_batches(callback)]
        self.hear_every_batch = not all(_says_when(callback) for callback in hearing)
        self._due = [callback.batches_until_due for callback in hearing]

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Passes the parameters of the run to the callbacks."""
        for callback in self.callbacks:
            callback.set_params(params)

    def set_step(self, step: TrainingStep | None) -> None:
        """Passes the training step to the callbacks."""
        for callback in self.callbacks:
            callback.training_step = step

    def batches_until_due(self) -> int | None:
        """The number of batches until some callback must be called; None if none must."""
        if self.hear_every_batch:
            return 1
        return min((count for count in (due() for due in self._due) if count is not None), default=None)

    def __getattr__(self, event: str) -> Callable[..., None]:
        try:
            return self.__dict__["_calls"][event]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(event) from None


def _call_of(listeners: Sequence[Callable[..., None]]) -> Callable[..., None]:
    """One function for all ``listeners``, created once instead of at every batch."""
    if not listeners:
        return _nobody_listens
    if len(listeners) == 1:
        return listeners[0]

    def call(*arguments: Any) -> None:
        for listener in listeners:
            listener(*arguments)

    return call


def _nobody_listens(*_arguments: Any) -> None:
    """An event that no callback defines."""


def _listeners(callbacks: Sequence[Callback], event: str) -> list[Callable[..., None]]:
    """The methods for ``event`` of the callbacks that define it: no others are called in the loop."""
    listeners = []
    for callback in callbacks:
        # Of the two names, the one defined by the class itself or its nearest base class.
        for name in sorted((event, OLD_NAMES.get(event, event)), key=functools.partial(_depth, callback)):
            method = getattr(callback, name, None)
            if method is not None and getattr(method, "__func__", method) is not vars(Callback).get(name):
                listeners.append(method)
                break
    return listeners


def _hears_batches(callback: Callback) -> bool:
    return any(_listeners([callback], event) for event in OLD_NAMES)


def _says_when(callback: Callback) -> bool:
    """Whether it says when it must be called: not if a subclass redefines only the event."""
    says = _depth(callback, "batches_until_due")
    events = [name for event in OLD_NAMES.items() for name in event]
    is_said = says < type(callback).__mro__.index(Callback)
    return is_said and all(says <= _depth(callback, event) for event in events)


def _depth(callback: Callback, name: str) -> int:
    """How many classes, starting from that of ``callback``, lack ``name``; -1 if it is an instance attribute."""
    if name in vars(callback):
        return -1
    classes = type(callback).__mro__
    return next((depth for depth, owner in enumerate(classes) if name in vars(owner)), len(classes))
