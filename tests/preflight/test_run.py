from __future__ import annotations

import numpy as np
import pytest

from nervure import losses
from nervure.data import ArrayDataset
from nervure.layers import Dense, Dropout
from nervure.preflight.run import advise_on_epochs, advise_on_frozen, advise_on_order, advise_on_steps
from tests.preflight.network_rules import chain, plan_of, said

SPARSE = losses.get("sparse_categorical_crossentropy")


@pytest.mark.parametrize(("initial", "epochs", "told"), [(0, 0, 1), (5, 5, 1), (5, 3, 1), (0, 1, 0), (5, 6, 0)])
def test_a_run_without_an_epoch_is_said(initial: int, epochs: int, told: int, caplog: pytest.LogCaptureFixture) -> None:
    lines = said(lambda: advise_on_epochs(initial, epochs), caplog)
    assert len(lines) == told
    assert not lines or f"epochs={epochs}" in lines[0]


def test_steps_beyond_the_data_are_said_with_how_often_it_is_read(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: advise_on_steps(25, 10), caplog)
    assert "each epoch reads it 2.5 times" in line
    assert said(lambda: advise_on_steps(10, 10), caplog) == []
    assert said(lambda: advise_on_steps(3, 10), caplog) == []


def test_classes_one_after_another_are_said_where_nobody_shuffles(caplog: pytest.LogCaptureFixture) -> None:
    samples, mixed = (ArrayDataset(np.zeros((40, 2)), y) for y in (np.repeat([0, 1], 20), np.arange(40) % 2))
    (line,) = said(lambda: advise_on_order(samples, False, 4, [SPARSE]), caplog)
    assert "sorted by class and shuffle=False" in line
    for args in (
        (samples, True, 4, [SPARSE]),
        (samples, False, 1, [SPARSE]),
        (mixed, False, 4, [SPARSE]),
        (samples, False, 4, [losses.get("mse")]),
        (ArrayDataset(np.zeros((40, 2))), False, 4, [SPARSE]),
    ):
        assert said(lambda args=args: advise_on_order(*args), caplog) == []


def test_a_network_of_which_nothing_can_move_is_said(caplog: pytest.LogCaptureFixture) -> None:
    model = chain(Dense(4), Dense(3))
    assert said(lambda: advise_on_frozen(model.network().plan), caplog) == []
    model.layers[0].trainable = False
    assert said(lambda: advise_on_frozen(model.network().plan), caplog) == []
    model.layers[1].trainable = False
    (line,) = said(lambda: advise_on_frozen(model.network().plan), caplog)
    assert "trainable=True" in line
    assert len(said(lambda: advise_on_frozen(plan_of(Dropout(0.5))), caplog)) == 1
