from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.op import Context
from nervure.ops.simple_rnn import SIMPLE_RNN
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
from tests.ops.recurrent_witness import simple_rnn_cell
from tests.oracles.recurrent import simple_rnn_unit

KIND = Kind(SIMPLE_RNN, simple_rnn_cell, simple_rnn_unit, 1, 1, (UNITS,))


@settings(max_examples=40)
@given(st.data())
def test_values_and_derivatives_are_those_of_both_witnesses_whatever_the_constants(data: st.DataObject) -> None:
    check_against_the_witness(KIND, data.draw(calls(KIND)))


@pytest.mark.parametrize("has_mask", [False, True])
@pytest.mark.parametrize("has_bias", [False, True])
def test_values_are_those_of_the_oracle(has_mask: bool, has_bias: bool) -> None:
    check_against_the_oracle(KIND, has_mask=has_mask, has_bias=has_bias)


def test_the_rules_of_every_operation_hold() -> None:
    check_the_rules(KIND)


def test_what_every_step_gave_out_is_kept_by_name() -> None:
    call = called(KIND, return_sequences=True, has_initial=True)
    y, cache = SIMPLE_RNN.forward(*call.inputs, *call.weights, recurrence=call.recurrence, context=Context())
    assert torch.equal(cache.hidden[0], call.sequences[1])
    assert torch.equal(cache.hidden[1:].transpose(0, 1), y)
    assert torch.equal(cache.y, cache.hidden[1:])


def test_a_stateful_layer_commits_its_last_state_behind_the_weights() -> None:
    call = called(KIND, use_bias=False)
    carried = torch.ones(3, UNITS, dtype=torch.float64)
    recurrence = call.recurrence._replace(is_stateful=True)
    y, cache = SIMPLE_RNN.forward(*call.inputs, *call.weights, carried, recurrence=recurrence, context=TRAINING)
    assert SIMPLE_RNN.commits is not None
    commits = SIMPLE_RNN.commits(cache, *call.weights, carried)
    assert list(commits) == [2]
    assert torch.equal(commits[2], y)
