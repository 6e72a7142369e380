from __future__ import annotations

from nervure.records.receptive_field import ReceptiveFieldRecord


def test_a_field_as_large_as_the_picture_sees_all_of_it() -> None:
    assert ReceptiveFieldRecord("dense", 28, 28, 1, 1, 28, 28).sees_all
    assert not ReceptiveFieldRecord("conv2d", 3, 3, 26, 26, 28, 28, (1, 1), (0, 0)).sees_all
