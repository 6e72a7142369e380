from __future__ import annotations

import numpy as np
import pytest

from nervure.explain.rules.unrolled import KERNEL, RECURRENT, Unrolled, activated_array
from nervure.layers import LSTM, Masking
from nervure.ops.gate import Gate
from tests.explain.asking import call_of
from tests.explain.proving import network_of

X = np.array([[[0.0, 0.0], [1.0, 2.0], [0.0, 0.0]]])


def unrolled(go_backwards: bool = False, **options: bool) -> Unrolled:
    reader = LSTM(2, go_backwards=go_backwards, return_sequences=True, name="lstm")
    explanation = network_of([Masking(), reader], (3, 2)).explain(X, np.ones((1, 3, 2)))
    return Unrolled(call_of(explanation, "lstm/output"), **options)


@pytest.mark.parametrize(("go_backwards", "order"), [(False, [0, 1, 2]), (True, [2, 1, 0])])
def test_time_in_the_order_of_reading(go_backwards: bool, order: list[int]) -> None:
    reading = unrolled(go_backwards)
    assert list(reading.order) == order
    assert [reading.before(t) for t in order] == [None, *order[:2]]
    assert [reading.after(t) for t in (None, *order)] == [*order, None]


def test_padding_shows_the_state_from_the_first_real_step_on() -> None:
    assert unrolled().real.tolist() == [[False, True, False]]
    assert [unrolled().is_shown(0, t) for t in range(3)] == [False, True, True]
    assert [unrolled(go_backwards=True).is_shown(0, t) for t in range(3)] == [True, True, False]


def test_states_before_the_first_are_nothing() -> None:
    assert unrolled().state_before("h", 0, (0, 0, 1)) is None
    assert unrolled().initial(0, (0, 1)) is None
    for t, num_terms in ((0, 0), (1, 2)):
        terms = unrolled().of_state(lambda unit, t=t: unrolled().state_before("h", 0, (0, t, unit)), 0, 0)  # type: ignore[misc]
        assert len(terms) == num_terms


def test_products_of_arrays_are_those_of_symbols() -> None:
    reading = unrolled()
    for position, x in ((KERNEL, reading.inputs_array), (RECURRENT, reading.before_array)):
        weights = reading.call.w_array(position)
        np.testing.assert_allclose(reading.products(x, position, range(4)), x @ weights)
    terms = reading.of_inputs(0, 1, 4)
    np.testing.assert_allclose(sum(term.value for term in terms), X[0, 1] @ reading.call.w_array(KERNEL)[:, 4])


def test_absolute_numbers_are_never_smaller() -> None:
    exact, absolute = unrolled(), unrolled(absolute=True)
    assert (absolute.sums(range(4)) >= np.abs(exact.sums(range(4)))).all()
    assert (absolute.received_array(0) == np.abs(exact.received_array(0))).all()
    parts = {0: np.ones((1, 2))}
    assert (absolute.through_state(parts) >= np.abs(exact.through_state(parts))).all()


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "selu", "linear", "softsign"])
def test_slopes_know_what_was_taken_away(name: str) -> None:
    z, gate = np.linspace(-3, 3, 8), Gate(name)
    slopes = unrolled().slopes(gate, z)
    distance = 1e-6
    np.testing.assert_allclose(
        slopes, (activated_array(gate, z + distance) - activated_array(gate, z - distance)) / (2 * distance), rtol=1e-5
    )
    assert (unrolled(absolute=True).slopes(gate, z) >= np.abs(slopes)).all()


def test_arrays_lie_in_time() -> None:
    network = network_of(LSTM(1, go_backwards=True, name="lstm"), (3, 1))
    reading = Unrolled(call_of(network.explain([[[1.0], [2.0], [3.0]]]), "lstm/output"))
    hidden = reading.call.cache.hidden[1:]
    np.testing.assert_array_equal(reading.in_time(hidden)[0, :, 0], hidden[:, 0, 0].flip(0))
