from __future__ import annotations

import pytest

from nervure.records.class_table import ClassRow, ClassTableRecord


def test_shares_are_those_of_the_definitions() -> None:
    row = ClassRow("a", count=10, num_predicted=8, num_right=6)
    assert (row.precision, row.recall) == (6 / 8, 6 / 10)
    assert row.f1 == pytest.approx(2 * 0.75 * 0.6 / (0.75 + 0.6))


def test_shares_of_nothing_are_left_open() -> None:
    never_predicted = ClassRow("a", count=3, num_predicted=0, num_right=0)
    assert (never_predicted.precision, never_predicted.recall, never_predicted.f1) == (None, 0.0, 0.0)
    not_there = ClassRow("b", count=0, num_predicted=0, num_right=0)
    assert (not_there.precision, not_there.recall, not_there.f1) == (None, None, None)


def test_means_over_classes_leave_out_those_that_are_not_there() -> None:
    table = ClassTableRecord((ClassRow("a", 8, 9, 8), ClassRow("b", 2, 1, 1), ClassRow("c", 0, 0, 0)))
    assert (table.count, table.accuracy) == (10, 0.9)
    assert table.balanced_accuracy == (1.0 + 0.5) / 2
    assert table.macro_f1 == (16 / 17 + 2 / 3) / 2
    empty = ClassTableRecord(())
    assert (empty.accuracy, empty.balanced_accuracy, empty.macro_f1) == (None, None, None)
