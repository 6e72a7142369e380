from __future__ import annotations

import numpy as np
import pytest

from nervure.constraints import MaxNorm
from nervure.explain.update_norms import changes_gradients, constrained_axes, is_due
from nervure.initializers import Zeros
from nervure.optimizers import SGD
from nervure.parameter import Parameter
from tests.explain.asking import array_of
from tests.explain.updates import X, Y, stepped


def test_an_update_is_due_when_enough_gradients_are_gathered() -> None:
    optimizer = SGD(0.1, gradient_accumulation_steps=2)
    assert (is_due(SGD(0.1)), is_due(optimizer)) == (True, False)
    optimizer.calls = 1
    assert is_due(optimizer)
    assert changes_gradients(optimizer)


def test_only_gathering_and_clipping_change_gradients() -> None:
    assert not changes_gradients(SGD(0.1, weight_decay=0.1, loss_scale_factor=2.0))
    assert changes_gradients(SGD(0.1, clipvalue=1.0))


def test_lengths_are_taken_before_the_cut() -> None:
    recording = stepped(SGD(0.1, global_clipnorm=0.01), 0).explain(X, Y).recording
    gradients = [recording.arrays["gradient", each] for each in recording.references.parameters.values()]
    length = np.sqrt(sum(np.square(gradient).sum() for gradient in gradients))
    assert array_of(recording, "value", "gradient_norm") == pytest.approx(length)


def test_the_axes_of_a_constraint_count_from_the_first() -> None:
    parameter = Parameter("kernel", (2, 3), initializer=Zeros(), constraint=MaxNorm(1.0, axis=-1))
    assert constrained_axes(parameter) == (1,)
    assert constrained_axes(Parameter("kernel", (2, 3), initializer=Zeros())) is None
