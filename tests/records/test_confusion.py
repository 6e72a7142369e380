from __future__ import annotations

from nervure.records.confusion import ConfusionExamples, ConfusionRecord
from nervure.records.picture import Picture
from nervure.records.prediction import Prediction


def test_a_matrix_counts_what_stands_on_its_diagonal() -> None:
    matrix = ConfusionRecord(("a", "b", "c"), ((3, 1, 0), (0, 2, 4), (0, 0, 5)))
    assert (matrix.count, matrix.num_right, matrix.accuracy) == (15, 10, 10 / 15)
    assert matrix.most_confused == ((1, 2, 4), (0, 1, 1))
    assert ConfusionRecord(("a",), ((0,),)).accuracy is None


def test_examples_are_found_by_truth_and_label() -> None:
    prediction = Prediction("b", 0.9, Picture(b"\0", 1, 1), "a")
    matrix = ConfusionRecord(("a", "b"), ((0, 1), (0, 0)), (ConfusionExamples(0, 1, (prediction,)),))
    assert matrix.examples_of(0, 1) == (prediction,)
    assert matrix.examples_of(1, 0) == ()
