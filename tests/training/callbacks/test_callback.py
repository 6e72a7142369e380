from __future__ import annotations

from typing import Any

import pytest

from nervure.errors import ArgumentError
from nervure.layers import Dense
from nervure.models import Sequential
from nervure.training.callbacks import Callback, CallbackList, EarlyStopping
from nervure.training.callbacks.callback import EVENTS
from tests.layers.layer_rules import assert_says
from tests.training.pupil import Log, Pupil, line

X, Y = line(10)


class Heard(Callback):
    """Without a constructor of ours, as many are written."""

    def __init__(self) -> None:
        self.heard: list[Any] = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.heard.append((epoch, logs))


class Old(Callback):
    """Listens under the names of old."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def on_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.heard.append(f"begin {batch}")

    def on_batch_end(self, batch: int, logs: Any = None) -> None:
        self.heard.append(f"end {batch}")


class Both(Old):
    """Listens under both names: the new one counts."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.heard.append(f"new {batch}")


def test_a_callback_knows_the_model_the_run_and_the_step() -> None:
    heard, pupil = Heard(), Pupil()
    assert (heard.model, dict(heard.params), heard.training_step) == (None, {}, None)
    pupil.fit((X, Y), [heard], epochs=2, held_out=(X, Y))
    assert heard.model is pupil
    assert heard.params == {"epochs": 2, "validates": True, "directions": {}}
    assert heard.training_step is pupil.step
    assert [epoch for epoch, _ in heard.heard] == [0, 1]


def test_a_model_tells_its_callbacks_what_is_known_of_the_run() -> None:
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile("sgd", "mse", metrics=["mae", "accuracy"])
    heard = Heard()
    model.fit(X, Y, epochs=2, batch_size=4, verbose=0, callbacks=[heard])
    assert dict(heard.params) == {
        "epochs": 2, "steps": 3, "verbose": 0, "validates": False, "directions": {"mae": "down", "accuracy": "up"},
    }  # fmt: skip
    assert heard.model is model


def test_events_nobody_defines_call_nothing() -> None:
    quiet, silent = CallbackList([Heard()]), CallbackList([])
    assert quiet.on_train_batch_end is quiet.on_test_batch_begin is silent.on_epoch_end
    assert quiet.on_train_batch_end(3, {}) is None
    assert quiet.on_epoch_end is not silent.on_epoch_end


def test_an_event_one_callback_defines_is_its_own_method() -> None:
    heard = Heard()
    assert CallbackList([Callback(), heard, Callback()]).on_epoch_end == heard.on_epoch_end


def test_several_callbacks_hear_an_event_in_their_order() -> None:
    first, second = Heard(), Heard()
    second.heard = first.heard
    CallbackList([first, Callback(), second]).on_epoch_end(4, {"loss": 1})
    assert first.heard == [(4, {"loss": 1})] * 2


def test_the_old_names_of_batch_events_are_heard_and_the_new_name_counts_more() -> None:
    old, both = Old(), Both()
    Pupil().fit((X, Y), [old, both])
    assert old.heard == ["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"]
    assert both.heard == ["begin 0", "new 0", "begin 1", "new 1", "begin 2", "new 2"]


def test_a_function_put_on_a_callback_is_heard() -> None:
    callback, heard = Callback(), list[int]()
    callback.on_train_batch_begin = lambda batch, logs=None: heard.append(batch)  # type: ignore[method-assign]
    CallbackList([callback]).on_train_batch_begin(5, {})
    assert heard == [5]


def test_every_event_of_a_callback_does_nothing_by_itself() -> None:
    callback = Callback()
    for event in EVENTS:
        arguments = ({},) if event.endswith(("train_begin", "train_end", "test_begin", "test_end")) else (0, {})
        assert getattr(callback, event)(*(arguments if "predict" not in event else arguments[:1])) is None


def test_what_is_no_event_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="on_lunch"):
        CallbackList([]).on_lunch  # noqa: B018


@pytest.mark.parametrize("wrong", [EarlyStopping, "history", lambda epoch: None, None])
def test_what_is_no_callback_is_refused(wrong: Any) -> None:
    assert_says(ArgumentError, lambda: CallbackList([Log(), wrong]), "callbacks", "EarlyStopping(patience=3)")


class Patient(Callback):
    """Hears of batches, and says of which it must."""

    def __init__(self, batches: int | None) -> None:
        super().__init__()
        self.batches = batches

    def batches_until_due(self) -> int | None:
        return self.batches

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Nothing to do."""


class Hasty(Patient):
    """Redefines the event, and does not say."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Nothing to do either."""


class Deaf(Callback):
    """Hears of no batch, whatever it says."""

    def batches_until_due(self) -> int | None:
        return 1


def test_the_list_is_as_patient_as_its_least_patient_callback() -> None:
    def patience(*callbacks: Callback) -> tuple[bool, int | None]:
        made = CallbackList(callbacks)
        return made.hear_every_batch, made.batches_until_due()

    assert patience() == patience(Heard()) == patience(Deaf()) == patience(Patient(None)) == (False, None)
    assert patience(Patient(7), Patient(None), Patient(3)) == (False, 3)
    assert patience(Patient(1)) == (False, 1)
    assert patience(Patient(7), Old()) == patience(Old()) == (True, 1)


def test_a_subclass_that_redefines_the_event_hears_every_batch_unless_it_says() -> None:
    own = Patient(5)
    own.on_train_batch_end = lambda batch, logs=None: None  # type: ignore[method-assign]
    assert CallbackList([Hasty(5)]).hear_every_batch
    assert CallbackList([own]).hear_every_batch
    assert not CallbackList([Patient(5)]).hear_every_batch


def test_a_callback_remembers_nothing_unless_it_says_so() -> None:
    callback = Callback()
    assert callback.get_state() == {}
    assert callback.set_state({}) is None
