from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from nervure.errors import DataError
from nervure.tasks.label_kinds import refuse_other_labels, refuse_other_targets, refuse_table_of_numbers
from tests.models.networks import assert_explained

MEASURED = [
    ["0.5", "1.5", "2"], ["1", "2.25"], [str(age) for age in range(20, 61)], [str(3 * step) for step in range(25)],
]  # fmt: skip
CLASSES = [
    ["cat", "dog"], ["0", "1", "2"], [str(number) for number in range(43)], ["7", "12", "30"], ["1.5", "large"],
    ["a;b", "c"], ["New York, NY", "Paris"], [str(number) for number in range(1, 103)],
]  # fmt: skip
SEVERAL = [["cat", "dog", "cat;dog"], ["a|b", "b|c"], ["red, blue", "blue"]]


@pytest.mark.parametrize("names", MEASURED)
def test_numbers_to_estimate_are_no_classes(names: list[str]) -> None:
    assert_explained(DataError, lambda: refuse_other_labels(names, "a.csv"), "mse")
    numbers = np.repeat([float(name) for name in names], 3)
    assert_explained(DataError, lambda: refuse_other_targets(numbers, "a.npz"), "mse")
    assert_explained(DataError, lambda: refuse_other_targets(numbers[:, None], "a.npz"), "mse")


def refused(names: list[str]) -> list[str]:
    """What is said against labels, in each form in which they may come."""
    arrays = [np.array(names), np.eye(len(names))]
    if all(name.isdecimal() for name in names):
        arrays.append(np.array([int(name) for name in names]))
    said = []
    for look in (partial(refuse_other_labels, names), *(partial(refuse_other_targets, array) for array in arrays)):
        try:
            look(where="a.csv")
        except DataError as error:
            said.append(str(error))
    return said


@pytest.mark.parametrize("names", CLASSES)
def test_classes_of_every_kind_pass(names: list[str]) -> None:
    assert refused(names) == []


@pytest.mark.parametrize("names", SEVERAL)
def test_several_classes_at_once_are_refused(names: list[str]) -> None:
    assert_explained(DataError, lambda: refuse_other_labels(names, "a.csv"), "binary_crossentropy")


def test_rows_with_several_ones_are_refused() -> None:
    rows = np.array([[0, 1, 1], [1, 0, 0]])
    assert_explained(DataError, lambda: refuse_other_targets(rows, "a.npz"), "binary_crossentropy")


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("a,b,c\n1,2,3\n4,5,6\n", True), ("1.5,2\n3,4\n5,6\n", True),
        ("date;open;high;low\n2020-01-01;1;2;3\n", True),
        ("path,label\na.png,1\nb.png,2\n", False), ("a.png,cat\nb.png,dog\n", False),
        ("", False), ("path,label\n", False),
        ("path,label,part\na.png,3,train\n", False),
        ("path,label,width,height,age\na.png,1,28,28,7\n", False),
    ],
)  # fmt: skip
def test_a_table_of_numbers_is_told_from_one_of_paths(tmp_path: Path, text: str, is_refused: bool) -> None:
    (tmp_path / "table.csv").write_text(text)
    if is_refused:
        assert_explained(DataError, lambda: refuse_table_of_numbers(tmp_path / "table.csv"), "Sequential")
    else:
        refuse_table_of_numbers(tmp_path / "table.csv")
