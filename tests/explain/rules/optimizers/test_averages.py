from __future__ import annotations

import math

import pytest

from nervure.explain.rules.optimizers.averages import corrected_rate, mixed, toward
from nervure.explain.update_call import UpdateCall
from nervure.optimizers import SGD
from nervure.records.expression import Symbol
from tests.explain.updates import X, Y, stepped


def test_both_forms_of_an_average_are_the_same_number() -> None:
    before, number, kept = Symbol("a", (), 2.0), Symbol("g", (), 6.0), Symbol("β", (), 0.75)
    assert toward(before, number, kept).value == mixed(before, number, kept).value == 3.0


def test_the_rate_makes_up_for_averages_that_started_at_nothing() -> None:
    recording = stepped(SGD(0.25), 1).explain(X, Y).recording
    call = UpdateCall(recording, next(iter(recording.references.parameters)))
    rate = corrected_rate(call, Symbol("β₁", (), 0.5), Symbol("β₂", (), 0.9))
    assert rate.value == pytest.approx(0.25 * math.sqrt(1 - 0.9**2) / (1 - 0.5**2))
