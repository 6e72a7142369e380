from __future__ import annotations

from nervure.records.filters import Filter, FiltersRecord
from nervure.records.value_map import ValueMap


def test_filters_are_plain_values_that_compare_and_hash() -> None:
    def record(scale: float) -> FiltersRecord:
        return FiltersRecord("conv2d", "Conv2D", 1, 1, 1, (Filter(0, (ValueMap(b"\xff", 1, 1, scale),)),))

    assert record(1.0) == record(1.0)
    assert record(1.0) != record(0.5)
    assert hash(record(1.0)) == hash(record(1.0))
