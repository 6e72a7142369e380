"""Schedules beside those of Keras, step by step."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest

from nervure.optimizers import schedules
from tests.optimizers.cases import case_id
from tests.optimizers.schedules.cases import SCHEDULES

keras = pytest.importorskip("keras")

STEPS = range(260)


@pytest.mark.parametrize(("name", "options"), SCHEDULES, ids=case_id)
def test_every_rate_equals_that_of_keras(name: str, options: dict[str, Any]) -> None:
    ours, theirs = schedules.TABLE[name](**options), getattr(keras.optimizers.schedules, name)(**options)
    expected = [float(theirs(step)) for step in STEPS]
    np.testing.assert_allclose([ours(step) for step in STEPS], expected, rtol=2e-6, atol=1e-6)
    assert ours.get_config() == theirs.get_config()


@pytest.mark.parametrize("name", sorted({name for name, _ in SCHEDULES}))
def test_arguments_and_defaults_are_those_of_keras(name: str) -> None:
    ours = inspect.signature(schedules.TABLE[name]).parameters
    theirs = inspect.signature(getattr(keras.optimizers.schedules, name)).parameters
    assert list(ours) == list(theirs)
    for argument in ours:
        assert ours[argument].default == theirs[argument].default
