from __future__ import annotations

from nervure.records.picture import Picture
from nervure.records.prediction import Prediction

_DOT = Picture(b"\0", 1, 1)


def test_a_prediction_is_wrong_only_where_another_truth_is_known() -> None:
    assert Prediction("7", 0.9, _DOT, truth="1").is_wrong
    assert not Prediction("7", 0.9, _DOT, truth="7").is_wrong
    assert not Prediction("7", 0.9, _DOT).is_wrong
