from __future__ import annotations

import logging
import math
from typing import Any

import pytest

from nervure import optimizers
from nervure.errors import ArgumentError
from nervure.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, AdamW, Lion, Nadam, RMSprop


@pytest.mark.parametrize(
    ("make", "options", "expected"),
    [
        (SGD, {"momentum": 1.5}, "0 <= momentum <= 1"),
        (SGD, {"momentum": -0.1}, "0 <= momentum <= 1"),
        (SGD, {"weight_decay": -1}, "weight_decay >= 0"),
        (SGD, {"clipnorm": 0.0}, "clipnorm > 0"),
        (SGD, {"clipvalue": "1"}, "clipvalue > 0"),
        (SGD, {"global_clipnorm": math.nan}, "global_clipnorm > 0"),
        (RMSprop, {"rho": 1.1}, "0 <= rho <= 1"),
        (RMSprop, {"momentum": -1}, "momentum >= 0"),
        (RMSprop, {"epsilon": 0.0}, "epsilon >= 1e-37"),
        (Adam, {"beta_1": 1.0}, "0 <= beta_1 < 1"),
        (Adam, {"beta_2": 1.0}, "0 <= beta_2 < 1"),
        (Adam, {"beta_2": True}, "0 <= beta_2 < 1"),
        (Adam, {"epsilon": 1e-40}, "epsilon >= 1e-37"),
        (AdamW, {"weight_decay": None}, "weight_decay >= 0"),
        (Adadelta, {"rho": 1.1}, "0 <= rho <= 1"),
        (Adadelta, {"epsilon": 0.0}, "epsilon >= 1e-37"),
        (Adagrad, {"initial_accumulator_value": -0.1}, "initial_accumulator_value >= 0"),
        (Adagrad, {"epsilon": 0.0}, "epsilon >= 1e-37"),
        (Adamax, {"beta_1": 1.0}, "0 <= beta_1 < 1"),
        (Lion, {"beta_1": 0.0}, "0 < beta_1 <= 1"),
        (Nadam, {"beta_2": 1.0}, "0 <= beta_2 < 1"),
        (SGD, {"ema_momentum": 1.5}, "0 <= ema_momentum <= 1"),
        (SGD, {"ema_overwrite_frequency": 0}, "a whole number of at least 1"),
        (SGD, {"gradient_accumulation_steps": 1}, "gradient_accumulation_steps = 2, 3, 4, ..."),
        (SGD, {"loss_scale_factor": 0}, "loss_scale_factor > 0"),
    ],
)
def test_a_number_outside_its_range_is_refused(make: Any, options: dict[str, Any], expected: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        make(**options)
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(make.__name__)
    assert lines[1].endswith(expected)


@pytest.mark.parametrize(
    "options",
    [{"clipnorm": 1, "clipvalue": 1}, {"clipnorm": 1, "global_clipnorm": 1}, {"clipvalue": 1, "global_clipnorm": 1}],
)
def test_two_ways_of_clipping_at_once_are_refused(options: dict[str, Any]) -> None:
    for make in set(optimizers.TABLE.values()):
        with pytest.raises(ArgumentError, match="in only one way"):
            make(**options)


def test_keras_defaults_for_them_are_accepted() -> None:
    optimizer = Adam(use_ema=False, ema_momentum=0.99, ema_overwrite_frequency=None, loss_scale_factor=None)
    assert optimizer.get_config()["use_ema"] is False
    assert optimizer.get_config()["ema_momentum"] == 0.99


@pytest.mark.parametrize(
    ("argument", "suggested"),
    [("lr", "learning_rate"), ("learning_rat", "learning_rate"), ("beta1", "beta_1"), ("amsgrd", "amsgrad")],
)
def test_an_unknown_argument_gets_a_suggestion(argument: str, suggested: str) -> None:
    with pytest.raises(ArgumentError, match=f"Did you mean '{suggested}'"):
        Adam(**{argument: 0.1})  # type: ignore[arg-type]


def test_an_argument_like_nothing_at_all_is_refused_too() -> None:
    with pytest.raises(ArgumentError, match="there is no argument 'zzz'"):
        SGD(zzz=1)


def test_the_old_decay_is_passed_over_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="nervure"):
        optimizer = SGD(0.1, decay=1e-6)
    assert "decay no longer exists" in caplog.text
    assert "decay" not in optimizer.get_config()
    caplog.clear()
    SGD(0.1, decay=None)
    assert not caplog.text
