from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from nervure import layers, models, optimizers
from nervure.explain.explanation import Explanation
from nervure.explain.rules.recurrence import SUMS, nothing, zeros_like
from nervure.explain.rules.unrolled import Unrolled
from nervure.layers import GRU, LSTM, RNN, Dense, Flatten, GRUCell, LSTMCell, Masking, SimpleRNN
from tests.explain.asking import call_of
from tests.explain.proving import data, network_of, proved

KINDS: list[Any] = [SimpleRNN, LSTM, GRU]
PADDED = np.array([[[1.0, -2], [0, 0], [3, 1], [0, 0]], [[0, 0], [2, 0.5], [1, 1], [-1, 2]]])


def verified(network: models.Model, x: Any, seed: int = 1) -> Explanation:
    network.compile(optimizers.SGD(0.1), "mse")
    y = network.predict(x, batch_size=2, verbose=0)
    explanation = network.explain(x, y + data(y.shape[1:], len(y), seed))
    assert explanation.verify(everything=True).opaque == 0
    assert network.explain(x, y, precision="float32").verify(everything=True).opaque == 0
    return explanation


@pytest.mark.covering
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("go_backwards", "return_sequences"), list(itertools.product((False, True), repeat=2)))
def test_time_runs_either_way(kind: Any, go_backwards: bool, return_sequences: bool) -> None:
    proved(kind(2, go_backwards=go_backwards, return_sequences=return_sequences), (3, 2))


@pytest.mark.covering
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [{"use_bias": False}, {"unroll": True}, {"dropout": 0.4, "recurrent_dropout": 0.4}])
def test_options_of_all_cells(kind: Any, options: dict[str, Any]) -> None:
    proved(kind(2, **options), (3, 2), samples=3)


@pytest.mark.parametrize("kind", [LSTM, GRU])
def test_each_gate_may_drop_its_own(kind: Any) -> None:
    explanation = proved(kind(2, dropout=0.5, recurrent_dropout=0.5, implementation=1, name="cell"), (3, 2))
    assert explanation.recording.steps[0].options["recurrence"].dropout_per_gate
    assert "drawn at random" in str(explanation.value_of("cell/dropout", (1, 0, 0)))
    assert "drawn at random" in str(explanation.value_of("cell/recurrent_dropout", (1, 0, 0)))


@pytest.mark.covering
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("zero_output_for_mask", "go_backwards", "return_sequences"), list(itertools.product((False, True), repeat=3))
)
def test_padding_changes_nothing(
    kind: Any, zero_output_for_mask: bool, go_backwards: bool, return_sequences: bool
) -> None:
    reader = kind(
        2, return_sequences=return_sequences, go_backwards=go_backwards, name="reader"
    )  # fmt: skip
    reader.zero_output_for_mask = zero_output_for_mask
    explanation = proved([Masking(), reader], (4, 2), x=PADDED)
    unrolled = Unrolled(call_of(explanation, "reader/output"))
    assert [unrolled.is_real(0, t) for t in range(4)] == [True, False, True, False]
    before = 2 if go_backwards else 0
    assert str(explanation.value_of("reader/h", (0, 1, 0))).splitlines()[1] == f"  h[0,1,0] = h[0,{before},0]"
    assert explanation.value_of(f"reader/{SUMS}", (0, 1, 0)).value == 0


@pytest.mark.parametrize(("kind", "num_states"), list(zip(KINDS, (1, 2, 1), strict=True)))
def test_states_come_in_and_go_out(kind: Any, num_states: int) -> None:
    inputs = [layers.Input((3, 2), name="x"), *(layers.Input((2,), name=f"state_{i}") for i in range(num_states))]
    y, *states = kind(2, return_state=True, return_sequences=True, name="reader")(inputs[0], initial_state=inputs[1:])
    parts = [Dense(1)(Flatten()(part)) for part in (y, *states)]
    network = models.Model(inputs, layers.Add()(parts))
    explanation = verified(network, [data(shape, 2, seed) for seed, shape in enumerate([(3, 2), *[(2,)] * num_states])])
    gradient = explanation.gradient_of("state_0", (1, 1))
    assert gradient.value != 0
    assert {source.derivation.place.name for source in gradient.sources} >= {"reader/recurrent_kernel"}


def test_a_state_that_nobody_reads_has_no_part_in_gradients() -> None:
    x = layers.Input((2, 2))
    _, h, _ = LSTM(2, return_state=True, name="reader")(x)
    explanation = verified(models.Model(x, Dense(1)(h)), data((2, 2), 2))
    assert str(explanation.gradient_of("reader/h", (0, 1, 0))).splitlines()[1] == "  dE/dh[0,1,0] = dE/dh₂[0,0]"


@pytest.mark.parametrize("kind", KINDS)
def test_states_are_carried_from_batch_to_batch(kind: Any) -> None:
    network = models.Sequential([layers.Input((3, 2), batch_size=2), kind(2, stateful=True, name="reader"), Dense(1)])
    network.compile(optimizers.SGD(0.1), "mse")
    x = data((3, 2), 2)
    network.predict(x, batch_size=2, verbose=0)
    explanation = network.explain(x, data((1,), 2))
    assert explanation.verify(everything=True).opaque == 0
    line = str(explanation.update_of("reader/state", (1, 0))).splitlines()[1]
    assert line == "  h₀⁺[1,0] = h[1,2,0]"
    assert any("h₀[1,0]·U[0,0]" in part for part in explanation.value_of(f"reader/{SUMS}", (1, 0, 0)).text().split())


def test_cells_on_top_of_each_other_keep_their_numbers_apart() -> None:
    explanation = proved(RNN([LSTMCell(2), GRUCell(2)], name="tower"), (3, 2))
    assert {"tower/lstm_cell/h", "tower/lstm_cell/c", "tower/h", "tower/r"} <= set(explanation.names)
    proved(RNN([LSTMCell(2), GRUCell(2)], go_backwards=True, return_sequences=True), (3, 2))


def test_a_shared_layer_unrolls_each_of_its_calls() -> None:
    x, other = layers.Input((2, 2), name="x"), layers.Input((3, 2), name="other")
    reader = SimpleRNN(2, name="reader")
    network = models.Model([x, other], layers.Add()([reader(x), reader(other)]))
    explanation = verified(network, [data((2, 2), 2), data((3, 2), 2, 1)])
    assert {"reader/h", "reader:2/h"} <= set(explanation.names)
    summed = explanation.gradient_of("reader/kernel", (0, 0))
    assert len(summed.contributions) == 2 * (2 + 3)


def test_cells_of_ones_own_say_that_their_derivation_is_their_own() -> None:
    network = network_of([RNN(LSTMCell(2, activation="softmax"), name="walked"), Dense(1)], (3, 2))
    explanation = network.explain(data((3, 2), 2), data((1,), 2))
    found = explanation.verify(everything=True)
    assert found.opaque > 0
    assert "LSTMCell" in str(explanation.value_of("walked/output", (0, 0)))


def test_room_for_gradients_is_wide() -> None:
    assert zeros_like({"h": np.ones(2, np.float32)})["h"].dtype == np.float64
    explanation = network_of(SimpleRNN(1, name="reader"), (2, 1)).explain(data((2, 1), 1))
    assert nothing(Unrolled(call_of(explanation, "reader/output")), (0, 0, 0)) == []


def test_why_goes_back_through_time_link_by_link() -> None:
    explanation = proved([LSTM(1, name="lstm"), Dense(1, name="dense")], (3, 1), samples=1)
    way = [str(hop.derivation.place) for hop in explanation.why("lstm/recurrent_kernel", (0, 0)).chain.hops]
    assert way[0] == "dE/d lstm/recurrent_kernel[0,0]"
    assert way[-1].startswith("dE/d dense/output")
    assert any(place.startswith(f"dE/d lstm/{SUMS}[0,") for place in way)
    assert any(place.startswith("dE/d lstm/c[0,") for place in way)


def test_no_samples_at_all() -> None:
    network = network_of([Masking(), LSTM(2, name="reader")], (3, 2))
    explanation = network.explain(np.zeros((2, 3, 2)), np.zeros((2, 2)))
    assert explanation.verify(everything=True).opaque == 0
    assert explanation.value_of("reader/output", (0, 0)).value == 0
