from __future__ import annotations

import math

import pytest

from nervure.explain.rules.probabilities import clipped, inside, log_softmax_of, softmax_of
from nervure.losses import SparseCategoricalCrossentropy
from nervure.records.expression import Number, Symbol
from nervure.render.formula.drawing import Drawing
from nervure.render.formula.text import TextNotation
from tests.explain.asking import loss_of
from tests.explain.losses import LABELS, loss_explained


def test_the_clip_keeps_logarithms_finite_and_takes_the_slope_away() -> None:
    assert clipped(Number(0.0)).value == 1e-7
    assert clipped(Number(1.0)).value == 1 - 1e-7
    assert clipped(Number(0.5)).value == 0.5
    assert math.isnan(clipped(Number(math.nan)).value)
    assert (inside(Number(0.0), 3.0).value, inside(Number(0.5), 3.0).value) == (0.0, 3.0)


def test_a_reader_sees_which_case_of_the_clip_is_taken() -> None:
    p = Symbol("o", (0,), 1.0)
    cases = "{1e-7 if o[0] < 1e-7, 1 - 1e-7 if o[0] > 1 - 1e-7, else o[0]}"
    assert Drawing(TextNotation()).draw(clipped(p)) == cases
    assert Drawing(TextNotation(), in_numbers=True).draw(clipped(p)) == "1 - 1e-7"
    assert "0 if o[0] > 1 - 1e-7" in Drawing(TextNotation()).draw(inside(p, 3.0))


def test_the_output_of_the_network_is_the_probability_where_there_is_one() -> None:
    loss = SparseCategoricalCrossentropy()
    call = loss_of(loss_explained(loss, LABELS, "softmax"), "output")
    assert isinstance(softmax_of(call, (0, 1)), Symbol)
    loss = SparseCategoricalCrossentropy(from_logits=True)
    plain = loss_of(loss_explained(loss, LABELS), "output")
    assert softmax_of(plain, (0, 1)).value == pytest.approx(softmax_of(call, (0, 1)).value)
    assert log_softmax_of(plain, (0, 1)).value == pytest.approx(math.log(softmax_of(call, (0, 1)).value))


def test_large_logits_are_shifted() -> None:
    loss = SparseCategoricalCrossentropy(from_logits=True)
    explanation = loss_explained(loss, LABELS)
    call = loss_of(explanation, "output")
    call.o_array()[0] = (2000.0, 1000.0, 0.0)
    assert log_softmax_of(call, (0, 1)).value == -1000.0
    assert softmax_of(call, (0, 0)).value == 1.0
