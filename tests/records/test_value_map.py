from __future__ import annotations

from nervure.records.value_map import ValueMap


def test_levels_stand_for_numbers_between_the_largest_and_its_opposite() -> None:
    drawn = ValueMap(bytes([1, 128, 255, 192]), 2, 2, 2.0)
    assert [drawn.value(row, column) for row in range(2) for column in range(2)] == [-2.0, 0.0, 2.0, 2.0 * 64 / 127]


def test_a_map_is_signed_where_a_number_is_below_zero() -> None:
    assert ValueMap(bytes([127, 200]), 1, 2, 1.0).is_signed
    assert not ValueMap(bytes([128, 200]), 1, 2, 1.0).is_signed
    assert not ValueMap(b"", 0, 0, 0.0).is_signed
