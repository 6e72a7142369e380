from __future__ import annotations

import pytest

from nervure.errors import StateError
from nervure.optimizers import SGD
from nervure.training.callbacks import History
from nervure.training.callbacks.rate_log import check_settable, log_rate


class Trained:
    """What the callbacks need of a model."""

    def __init__(self, optimizer: SGD) -> None:
        self.optimizer, self.history = optimizer, History()


def test_the_rate_goes_into_the_logs_and_from_there_into_the_history() -> None:
    model, logs = Trained(SGD(0.5)), {"loss": 1.0}
    assert log_rate(model, logs) == 0.5
    assert logs == {"loss": 1.0, "learning_rate": 0.5}
    model.history.on_epoch_end(0, logs)
    assert model.history.history == {"loss": [1.0], "learning_rate": [0.5]}


def test_two_callbacks_write_one_rate_an_epoch_the_last_one() -> None:
    model = Trained(SGD(0.5))
    for epoch in range(2):
        logs: dict[str, float] = {}
        log_rate(model, logs)
        model.optimizer.learning_rate = model.optimizer.learning_rate / 2
        log_rate(model, logs)
        model.history.on_epoch_end(epoch, logs)
    assert model.history.history["learning_rate"] == [0.25, 0.125]


def test_a_rate_that_a_schedule_gives_cannot_be_set() -> None:
    check_settable(Trained(SGD(0.5)), "Mine")
    with pytest.raises(StateError, match="Mine: a schedule sets the learning rate") as caught:
        check_settable(Trained(SGD(lambda step: 0.5)), "Mine")
    assert len(str(caught.value).splitlines()) == 4
