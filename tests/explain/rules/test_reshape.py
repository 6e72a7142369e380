from __future__ import annotations

from nervure.explain.rules.reshape import same_place
from nervure.layers import Dense, Flatten, Reshape
from nervure.records.place import every_index
from tests.explain.proving import assert_corruption_is_found, proved


def test_every_number_agrees() -> None:
    proved([Reshape((3, -1)), Dense(1)], (2, 6))
    proved([Flatten(), Dense(1)], (2, 3, 2))


def test_numbers_keep_their_order() -> None:
    places = [same_place(index, (2, 6), (2, 3, 2)) for index in every_index((2, 6))]
    assert places == list(every_index((2, 3, 2)))


def test_a_value_says_where_it_stood() -> None:
    explanation = proved([Flatten(name="flat"), Dense(1)], (2, 3, 2))
    assert str(explanation.value_of("flat/output", (1, 7))).splitlines()[1] == "  h[1,7] = x[1,1,0,1]"


def test_a_changed_number_is_found() -> None:
    assert_corruption_is_found(proved([Flatten(name="flat"), Dense(1)], (2, 3)), "value", "flat/output", (0, 4))
