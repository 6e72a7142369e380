from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.gru import GRU
from nervure.ops.op import Context
from tests.ops.recurrent_cases import (
    TRAINING,
    UNITS,
    Kind,
    called,
    calls,
    check_against_the_oracle,
    check_against_the_witness,
    check_the_rules,
)
from tests.ops.recurrent_witness import gru_cell, gru_cell_before
from tests.oracles.recurrent import gru_before_unit, gru_unit

AFTER = Kind(GRU, gru_cell, gru_unit, 3, 1, (2, 3 * UNITS))
BEFORE = Kind(GRU, gru_cell_before, gru_before_unit, 3, 1, (3 * UNITS,), {"reset_after": False})
both = pytest.mark.parametrize("kind", [AFTER, BEFORE], ids=["reset after", "reset before"])


@both
@settings(max_examples=30)
@given(st.data())
def test_values_and_derivatives_are_those_of_both_witnesses_whatever_the_constants(
    kind: Kind, data: st.DataObject
) -> None:
    check_against_the_witness(kind, data.draw(calls(kind)))


@both
@settings(max_examples=30)
@given(st.data())
def test_so_are_those_of_the_usual_gates_which_kernels_compute(kind: Kind, data: st.DataObject) -> None:
    check_against_the_witness(kind, data.draw(calls(kind, usual_gates=True)))


@both
@pytest.mark.parametrize("has_mask", [False, True])
@pytest.mark.parametrize("has_bias", [False, True])
def test_values_are_those_of_the_oracle(kind: Kind, has_mask: bool, has_bias: bool) -> None:
    check_against_the_oracle(kind, has_mask=has_mask, has_bias=has_bias)


@both
def test_the_rules_of_every_operation_hold(kind: Kind) -> None:
    check_the_rules(kind)


@both
def test_the_gates_of_every_step_are_kept_by_name(kind: Kind) -> None:
    call = called(kind, return_sequences=True, has_initial=True)
    y, cache = GRU.forward(*call.inputs, *call.weights, recurrence=call.recurrence, context=Context(), **kind.options)
    assert cache.reset_after == (kind is AFTER)
    assert bool(((cache.reset_gate > 0) & (cache.reset_gate < 1)).all())
    mixed = cache.update_gate * cache.hidden[:-1] + (1 - cache.update_gate) * cache.candidate
    assert torch.allclose(cache.hidden[1:], mixed, rtol=1e-12)
    assert torch.equal(y, cache.hidden[1:].transpose(0, 1))


def test_a_stateful_layer_commits_its_last_state_behind_the_weights() -> None:
    call = called(AFTER)
    carried = torch.ones(3, UNITS, dtype=torch.float64)
    recurrence = call.recurrence._replace(is_stateful=True)
    y, cache = GRU.forward(*call.inputs, *call.weights, carried, recurrence=recurrence, context=TRAINING)
    assert GRU.commits is not None
    commits = GRU.commits(cache, *call.weights, carried)
    assert list(commits) == [3]
    assert torch.equal(commits[3], y)
    given, _ = GRU.forward(
        call.inputs[0], carried, *call.weights, recurrence=call.recurrence._replace(num_initial=1), context=TRAINING
    )
    assert torch.equal(y, given)
