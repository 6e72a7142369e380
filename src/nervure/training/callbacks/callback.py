"""The protocol of callbacks, and the list that calls only those who listen."""

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
    """Listens to a run. Subclass it and define the events you want to hear; the others cost nothing.

    Events in order: ``on_train_begin``; each epoch ``on_epoch_begin``, for each batch ``on_train_batch_begin`` and
    ``on_train_batch_end``, then the validation (``on_test_begin``, ``on_test_batch_begin``, ``on_test_batch_end``,
    ``on_test_end``), then ``on_epoch_end``; at last, unless an error or Ctrl-C ended the run, ``on_train_end``.
    ``logs`` of a batch are the means of the epoch so far, computed when they are read.

    Setting ``self.model.stop_training = True`` ends the run after the batch, its epoch's validation included.

    Attributes:
        model: the model that is trained, evaluated or asked.
        params: what is known of the run, see :meth:`set_params`.
        training_step: what does the steps of a ``fit``; None elsewhere.

    Examples:
        >>> class Counting(Callback):
        ...     batches = 0
        ...     def on_train_batch_end(self, batch, logs=None):
        ...         self.batches += 1
    """

    def __new__(cls, *_arguments: Any, **_named: Any) -> Self:
        """Refuses a class that defines an event which is none."""
        refuse_overrides(cls, (*EVENTS, *OLD_NAMES.values()))
        return super().__new__(cls)

    # On the class, so that a subclass that forgets super().__init__() has them too.
    model: Any = None
    params: Mapping[str, Any] = MappingProxyType({})
    training_step: TrainingStep | None = None

    def batches_until_due(self) -> int | None:
        """How many batches may pass before it must hear of one: 1 for each, as long as nothing else is said here.

        Training may then do that many steps in one call; of the last one the callback hears in any case. Override it
        in a callback that hears of batches, but needs only some of them; None says that it only looks at counters.
        """
        return 1

    def get_state(self) -> dict[str, Any]:
        """What it remembers of a run under way, for a checkpoint (``fit(checkpoint=...)``); nothing unless overridden.

        Numbers, strings, arrays, None, and lists and mappings of them.
        """
        return {}

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Takes back what :meth:`get_state` gave: after ``on_train_begin`` of the run that goes on.

        Of an epoch under way ``on_epoch_begin`` was heard before the checkpoint, and is not heard again.
        """

    def set_model(self, model: Any) -> None:
        """Called before the first event."""
        self.model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Called before the first event of a ``fit``.

        Args:
            params: ``epochs``; ``steps``, batches an epoch, None where unknown; ``verbose``; ``validates``, whether
                there is validation data; ``directions``, for each metric "up", "down" or None.
        """
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """A ``fit`` begins."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """A ``fit`` ends; ``logs`` are those of the last epoch."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """Epoch ``epoch``, counted from 0, begins."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Epoch ``epoch`` is over, validation included."""

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
# What Keras calls the events of a training batch, too.
OLD_NAMES = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


class CallbackList:
    """Hands each event to the callbacks that define it, in order.

    Args:
        callbacks: who listens.
        model: handed to each of them.
        params: handed to each of them.

    Attributes:
        hear_every_batch: whether one of them hears of batches and does not say which it could do without.

    Raises:
        ArgumentError: something in the list is no callback.
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
        """Tells the callbacks what is known of the run."""
        for callback in self.callbacks:
            callback.set_params(params)

    def set_step(self, step: TrainingStep | None) -> None:
        """Tells the callbacks what does the steps."""
        for callback in self.callbacks:
            callback.training_step = step

    def batches_until_due(self) -> int | None:
        """How many batches may pass before one of the callbacks must hear of one; None where none must."""
        if self.hear_every_batch:
            return 1
        return min((count for count in (due() for due in self._due) if count is not None), default=None)

    def __getattr__(self, event: str) -> Callable[..., None]:
        try:
            return self.__dict__["_calls"][event]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(event) from None


def _call_of(listeners: Sequence[Callable[..., None]]) -> Callable[..., None]:
    """One function for all ``listeners``, made once and not at every batch."""
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
    """The methods for ``event`` of those callbacks that define one: nobody else is called in the loop."""
    listeners = []
    for callback in callbacks:
        # Of the two names the one that the class itself, or the one nearest above it, defines.
        for name in sorted((event, OLD_NAMES.get(event, event)), key=functools.partial(_depth, callback)):
            method = getattr(callback, name, None)
            if method is not None and getattr(method, "__func__", method) is not vars(Callback).get(name):
                listeners.append(method)
                break
    return listeners


def _hears_batches(callback: Callback) -> bool:
    return any(_listeners([callback], event) for event in OLD_NAMES)


def _says_when(callback: Callback) -> bool:
    """Whether it says when it must hear of a batch: no longer where a subclass redefines the event and does not say."""
    says = _depth(callback, "batches_until_due")
    events = [name for event in OLD_NAMES.items() for name in event]
    is_said = says < type(callback).__mro__.index(Callback)
    return is_said and all(says <= _depth(callback, event) for event in events)


def _depth(callback: Callback, name: str) -> int:
    """How many classes, from that of ``callback`` up, lack ``name``; -1 where it is the object's own."""
    if name in vars(callback):
        return -1
    classes = type(callback).__mro__
    return next((depth for depth, owner in enumerate(classes) if name in vars(owner)), len(classes))
