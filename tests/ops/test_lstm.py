from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.ops.lstm import LSTM
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
from tests.ops.recurrent_witness import lstm_cell
from tests.oracles.recurrent import lstm_unit

KIND = Kind(LSTM, lstm_cell, lstm_unit, 4, 2, (4 * UNITS,))


@settings(max_examples=40)
@given(st.data())
def test_values_and_derivatives_are_those_of_both_witnesses_whatever_the_constants(data: st.DataObject) -> None:
    check_against_the_witness(KIND, data.draw(calls(KIND)))


@settings(max_examples=40)
@given(st.data())
def test_so_are_those_of_the_usual_gates_which_kernels_compute(data: st.DataObject) -> None:
    check_against_the_witness(KIND, data.draw(calls(KIND, usual_gates=True)))


@pytest.mark.parametrize("has_mask", [False, True])
@pytest.mark.parametrize("has_bias", [False, True])
def test_values_are_those_of_the_oracle(has_mask: bool, has_bias: bool) -> None:
    check_against_the_oracle(KIND, has_mask=has_mask, has_bias=has_bias)


def test_the_rules_of_every_operation_hold() -> None:
    check_the_rules(KIND)


def test_the_gates_of_every_step_are_kept_by_name() -> None:
    call = called(KIND, return_sequences=True, has_initial=True)
    y, cache = LSTM.forward(*call.inputs, *call.weights, recurrence=call.recurrence, context=Context())
    for gate in (cache.input_gate, cache.forget_gate, cache.output_gate):
        assert bool(((gate > 0) & (gate < 1)).all())
    carry = cache.forget_gate * cache.carry[:-1] + cache.input_gate * cache.candidate
    assert torch.allclose(cache.carry[1:], carry, rtol=1e-14)
    assert torch.allclose(cache.hidden[1:], cache.output_gate * carry.tanh(), rtol=1e-14)
    assert torch.equal(y, cache.hidden[1:].transpose(0, 1))
    assert torch.equal(
        cache.gates, torch.cat((cache.input_gate, cache.forget_gate, cache.candidate, cache.output_gate), 2)
    )


def test_numbers_in_the_padding_do_not_matter_even_where_they_are_none() -> None:
    call = called(KIND, has_mask=True, return_sequences=True)
    assert call.mask is not None
    spoilt = torch.where(call.mask.unsqueeze(-1), call.sequences[0], torch.nan)
    results = []
    for x in (call.sequences[0], spoilt):
        y, cache = LSTM.forward(x, call.mask, *call.weights, recurrence=call.recurrence, context=TRAINING)
        results.append((y, *(g for g in LSTM.backward(torch.cos(y), cache) if g is not None)))
    for clean, with_nan in zip(*results, strict=True):
        assert torch.equal(clean, with_nan)


def test_a_stateful_layer_commits_its_last_states_behind_the_weights() -> None:
    call = called(KIND)
    recurrence = call.recurrence._replace(is_stateful=True)
    carried = (torch.ones(3, UNITS, dtype=torch.float64), torch.ones(3, UNITS, dtype=torch.float64))
    y, cache = LSTM.forward(*call.inputs, *call.weights, *carried, recurrence=recurrence, context=TRAINING)
    assert LSTM.commits is not None
    commits = LSTM.commits(cache, *call.weights, *carried)
    assert list(commits) == [3, 4]
    assert torch.equal(commits[3], y)
    assert torch.equal(commits[4], cache.carry[-1])
    gradients = LSTM.backward(y, cache)
    assert len(gradients) == 6
    assert gradients[-2:] == (None, None)
    y, cache = LSTM.forward(*call.inputs, *call.weights, recurrence=call.recurrence, context=TRAINING)
    assert LSTM.commits(cache, *call.weights) == {}


def test_without_dx_nothing_is_computed_for_the_input() -> None:
    call = called(KIND)
    y, cache = LSTM.forward(*call.inputs, *call.weights, recurrence=call.recurrence, context=TRAINING)
    assert LSTM.backward(y, cache, needs_dx=False)[0] is None


def test_the_last_output_does_not_keep_the_others_in_memory() -> None:
    call = called(KIND)
    y, _ = LSTM.forward(*call.inputs, *call.weights, recurrence=call.recurrence, context=Context())
    assert y.untyped_storage().nbytes() == y.numel() * y.element_size()
