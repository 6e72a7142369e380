from __future__ import annotations

import numpy as np
import pytest

from nervure.layers import (
    LSTM,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    Reshape,
    TimeDistributed,
)
from nervure.preflight.statistics import advise_on_batch_of_one, advise_on_few_steps, statistics_are_fresh
from tests.preflight.network_rules import chain, plan_of, said

PICTURE = (8, 8, 1)


def batch_advice(
    caplog: pytest.LogCaptureFixture, count: int, size: int, *layers: Layer, shape: tuple[int, ...] = (6,)
) -> list[str]:
    plan = plan_of(*layers, shape=shape)
    return said(lambda: advise_on_batch_of_one(plan, (len(shape) + 1,), count, size), caplog)


def test_a_batch_of_one_sample_has_no_variance(caplog: pytest.LogCaptureFixture) -> None:
    for before, shape in (
        ([Dense(4, activation="relu")], (6,)),
        ([], (6,)),
        ([Conv2D(4, 3), GlobalAveragePooling2D()], PICTURE),
        ([Conv2D(4, 3), Flatten(), Dense(4)], PICTURE),
    ):
        (line,) = batch_advice(caplog, 100, 1, *before, BatchNormalization(name="n"), Dense(3), shape=shape)
        assert "'n' normalizes over the batch, but each batch has one sample" in line
        fresh = [type(layer).from_config(layer.get_config()) for layer in before]
        (line,) = batch_advice(caplog, 65, 32, *fresh, BatchNormalization(name="n"), Dense(3), shape=shape)
        assert "65 samples in batches of 32 leave one sample" in line
    (line,) = batch_advice(caplog, 1, 32, BatchNormalization(name="n"), Dense(3))
    assert "each batch has one sample" in line


def test_maps_sequences_and_larger_batches_are_left_in_peace(caplog: pytest.LogCaptureFixture) -> None:
    assert batch_advice(caplog, 100, 1, Conv2D(4, 3), BatchNormalization(), shape=PICTURE) == []
    assert batch_advice(caplog, 100, 1, BatchNormalization(), Conv2D(4, 3), shape=PICTURE) == []
    assert batch_advice(caplog, 100, 1, Dense(4), BatchNormalization(), shape=(5, 3)) == []
    assert batch_advice(caplog, 100, 1, Reshape((3, 2)), BatchNormalization()) == []
    assert batch_advice(caplog, 100, 1, TimeDistributed(Dense(4)), BatchNormalization(), shape=(5, 3)) == []
    assert batch_advice(caplog, 100, 1, LSTM(4, return_sequences=True), BatchNormalization(), shape=(5, 3)) == []
    assert batch_advice(caplog, 100, 1, Dense(4), Dense(3)) == []
    assert batch_advice(caplog, 64, 32, Dense(4), BatchNormalization()) == []
    assert batch_advice(caplog, 66, 32, Dense(4), BatchNormalization()) == []
    assert batch_advice(caplog, 100, 1, Dense(4), BatchNormalization(trainable=False)) == []


@pytest.mark.parametrize(
    ("momentum", "steps", "left"), [(0.99, 237, "9 %"), (0.99, 10, "90 %"), (0.9, 28, "5 %"), (0.9, 48, "0.6 %")]
)
def test_the_steps_that_moving_averages_need_are_counted(
    momentum: float, steps: int, left: str, caplog: pytest.LogCaptureFixture
) -> None:
    plan = plan_of(Dense(4), BatchNormalization(momentum=momentum, name="n"), Dense(3))
    (line,) = said(lambda: advise_on_few_steps(plan, steps), caplog)
    needed = {0.99: 528, 0.9: 51}[momentum]
    assert ("momentum=0.9)" in line) == (momentum > 0.9)
    assert f"had {steps} steps" in line
    assert f"with a momentum of {momentum:g}, {left} of those remain. Train for " in line
    assert f"{needed} steps" in line
    assert said(lambda: advise_on_few_steps(plan, needed), caplog) == []
    (line,) = said(lambda: advise_on_few_steps(plan, steps, steps_an_epoch=7), caplog)
    assert f"{needed} steps (epochs={-(-needed // 7)})" in line


def test_averages_that_never_move_need_no_number_of_steps(caplog: pytest.LogCaptureFixture) -> None:
    (line,) = said(lambda: advise_on_few_steps(plan_of(BatchNormalization(momentum=1.0)), 1000), caplog)
    assert "∞" in line
    assert not advise_on_few_steps(plan_of(BatchNormalization(momentum=0.0)), 10)
    assert not advise_on_few_steps(plan_of(Dense(3)), 10)
    assert not advise_on_few_steps(plan_of(BatchNormalization()), 9)


def test_averages_are_fresh_until_something_moves_them() -> None:
    model = chain(Dense(4), BatchNormalization(), Dense(3))
    assert statistics_are_fresh(model.network().plan)
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 6)) + np.arange(8)[:, None], np.zeros((8, 3)), verbose=0, preflight=False)
    assert not statistics_are_fresh(model.network().plan)
    assert not statistics_are_fresh(plan_of(Dense(3)))
