from __future__ import annotations

from nervure.records.mistakes import MistakesRecord
from nervure.records.picture import Picture
from nervure.records.prediction import Prediction


def test_mistakes_are_equal_where_all_that_is_seen_is_equal() -> None:
    def record(probability: float) -> MistakesRecord:
        return MistakesRecord(10, 1, (Prediction("b", probability, Picture(b"\0", 1, 1), "a"),))

    assert record(0.9) == record(0.9)
    assert record(0.9) != record(0.8)
