from __future__ import annotations

from nervure.records.picture import Picture
from nervure.records.prediction import Prediction
from nervure.records.wrong_labels import LikelyWrongLabel, WrongLabelsRecord


def test_likely_wrong_labels_are_plain_values_that_compare_and_hash() -> None:
    def record(probability: float) -> WrongLabelsRecord:
        found = LikelyWrongLabel(Prediction("b", 0.9, Picture(b"\0", 1, 1), "a"), probability)
        return WrongLabelsRecord(("a", "b"), 10, 1, ((4, 1), (0, 5)), (0.8, 0.7), (found,))

    assert record(0.1) == record(0.1)
    assert record(0.1) != record(0.2)
    assert hash(record(0.1)) == hash(record(0.1))
