from __future__ import annotations

from typing import Any

import pytest

from nervure.errors import ArgumentError
from nervure.training.callbacks import LambdaCallback
from nervure.training.callbacks.callback import EVENTS
from tests.layers.layer_rules import assert_says
from tests.training.pupil import Pupil, line

X, Y = line(10)


def test_functions_are_called_at_the_events_of_their_names() -> None:
    heard: list[Any] = []
    callback = LambdaCallback(
        on_epoch_begin=lambda epoch, logs: heard.append(("epoch begins", epoch)),
        on_epoch_end=lambda epoch, logs: heard.append(("epoch ends", epoch, sorted(logs))),
        on_train_begin=lambda logs: heard.append("begin"),
        on_train_end=lambda logs: heard.append(("end", sorted(logs))),
        on_test_end=lambda logs: heard.append("tested"),
    )
    Pupil().fit((X, Y), [callback], epochs=2, held_out=(X, Y))
    ends = ["loss", "val_loss"]
    assert heard == [
        "begin", ("epoch begins", 0), "tested", ("epoch ends", 0, ends),
        ("epoch begins", 1), "tested", ("epoch ends", 1, ends), ("end", ends),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["on_train_batch_end", "on_batch_end"])
def test_batches_are_heard_under_both_of_keras_names(name: str) -> None:
    heard: list[int] = []
    Pupil().fit((X, Y), [LambdaCallback(**{name: lambda batch, logs: heard.append(batch)})], epochs=2)
    assert heard == [0, 1, 2, 0, 1, 2]


@pytest.mark.parametrize("name", [*EVENTS, "on_batch_begin", "on_batch_end"])
def test_every_event_can_be_heard(name: str) -> None:
    callback = LambdaCallback(**{name: lambda *arguments: arguments})
    assert getattr(callback, name)(3, {}) == (3, {})


def test_an_event_that_there_is_not_is_refused() -> None:
    assert_says(
        ArgumentError, lambda: LambdaCallback(on_epoch_ends=print), "LambdaCallback", "Did you mean 'on_epoch_end'?"
    )
    assert_says(ArgumentError, lambda: LambdaCallback(at_the_end=print), "'at_the_end'")
