from __future__ import annotations

import json
import math

import numpy as np
import pytest

from nervure.errors import StateError
from nervure.layers import Dense
from nervure.models import Sequential
from nervure.records.finding import Finding
from nervure.training.callbacks import Callback, History, LambdaCallback
from tests.training.callbacks.recorded import play
from tests.training.pupil import line

X, Y = line(12)


def trained(**options: object) -> History:
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile("adam", "mse", metrics=["mae"])
    history: History = model.fit(X, Y, verbose=0, **options)
    assert model.history is history
    return history


def test_fit_gives_a_list_for_each_value_and_the_numbers_of_the_epochs() -> None:
    history = trained(epochs=5, initial_epoch=2, validation_data=(X, Y))
    assert history.epoch == [2, 3, 4]
    assert sorted(history.history) == ["loss", "mae", "val_loss", "val_mae"]
    assert all(len(column) == 3 and isinstance(column[0], float) for column in history.history.values())


def test_the_seed_of_the_run_is_kept_so_that_it_can_be_repeated() -> None:
    assert trained(seed=11).seed == 11
    assert isinstance(trained().seed, int)


def test_the_record_has_one_value_an_epoch_and_nan_where_there_is_none() -> None:
    history = trained(epochs=4, validation_data=(X, Y), validation_freq=[1, 4])
    record = history.record
    assert record.epochs == (1, 2, 3, 4)
    assert record.values["loss"] == tuple(history.history["loss"])
    first, *between, last = record.values["val_loss"]
    assert (first, last) == tuple(history.history["val_loss"])
    assert all(math.isnan(value) for value in between)


def test_what_is_no_number_is_left_out_of_the_record_and_kept_in_the_history() -> None:
    history = History()
    confusion = np.eye(2)
    play(history, [{"loss": 1.0, "rate": np.float32(0.5), "count": 3, "confusion": confusion}])
    assert history.record.values == {"loss": (1.0,), "rate": (0.5,), "count": (3.0,)}
    assert history.history["confusion"] == [confusion]
    assert repr(history) == "<History of 1 epochs: loss=1, rate=0.5, count=3>"


def test_values_that_somebody_added_by_hand_are_in_the_record() -> None:
    history = History()
    play(history, [{"loss": 1.0}, {"loss": 2.0}])
    history.history["own"] = [5.0, 6.0]
    assert history.record.values["own"] == (5.0, 6.0)


@pytest.mark.parametrize("every", [1, 2])
def test_the_curves_are_a_figure_with_a_panel_for_each_quantity(every: int) -> None:
    figure = trained(epochs=4, validation_data=(X, Y), validation_freq=every).plot()
    assert len(figure.axes) == 2
    training, validation = figure.axes[0].lines[:2]
    assert len(training.get_xdata()) == 4
    assert np.isfinite(validation.get_ydata()).sum() == 4 // every


def test_a_run_without_an_epoch_has_nothing_to_draw() -> None:
    history = trained(epochs=0)
    assert repr(history) == "<History of 0 epochs: >"
    with pytest.raises(StateError):
        history.plot()


def fitted_with(callback: Callback) -> History:
    model = Sequential([Dense(1, input_shape=(3,))])
    model.compile("adam", "mse")
    history: History = model.fit(X, Y, epochs=3, verbose=0, callbacks=[callback])
    return history


def test_callbacks_can_read_the_epochs_that_are_over_as_in_keras() -> None:
    seen: list[int] = []
    counting = LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(len(counting.model.history.epoch)))
    fitted_with(counting)
    assert seen == [0, 1, 2]


def test_what_callbacks_add_to_the_logs_is_taken_down_as_in_keras() -> None:
    history = fitted_with(LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(rate=epoch / 2)))
    assert history.history["rate"] == [0, 0.5, 1]
    assert history.record.values["rate"] == (0, 0.5, 1)


def test_findings_are_part_of_the_history_and_of_its_record() -> None:
    x = X.copy()
    x[3, 1] = np.nan
    model = Sequential([Dense(1, name="only", input_shape=(3,))])
    model.compile("adam", "mse")
    history = model.fit(x, Y, verbose=0, preflight=False)
    assert [(finding.kind, finding.step) for finding in history.findings] == [("not_finite", 1)]
    assert history.record.findings == tuple(history.findings)
    assert trained().record.findings == ()


def test_nobody_looks_where_that_is_not_wanted(caplog: pytest.LogCaptureFixture) -> None:
    x = X.copy()
    x[3, 1] = np.nan
    model = Sequential([Dense(1, name="only", input_shape=(3,))])
    model.compile("adam", "mse")
    assert model.fit(x, Y, verbose=0, preflight=False, diagnose=False).findings == []
    assert caplog.records == []


def test_a_state_is_taken_over_and_findings_go_on_in_the_same_list() -> None:
    first, second = History(), History()
    first.on_epoch_end(3, {"loss": 1.5, "table": [[1, 2]]})
    first.findings.append(Finding("stuck", None, 7, 1, "watching.stuck", "watching.stuck_advice", {"a": 1}))
    findings = second.findings
    second.set_state(json.loads(json.dumps(first.get_state())))
    assert (second.history, second.epoch, second.record.epochs) == (first.history, [3], (4,))
    assert second.findings == first.findings
    assert second.findings is findings
