from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.data.table import columns, place, table
from nervure.errors import DataError


def test_a_list_of_arrays_is_several_inputs_and_a_list_of_numbers_is_one() -> None:
    assert len(columns([np.zeros((4, 2)), torch.zeros(4)], where="x").columns) == 2
    assert len(columns((np.zeros(4), np.zeros(4)), where="x").columns) == 2
    assert columns([[1, 2], [3, 4]], where="x").tensors[0].shape == (2, 2)
    assert columns([np.float32(1), np.float32(2)], where="y").tensors[0].shape == (2,)
    assert columns([np.zeros((4, 2))], where="x").tensors[0].shape == (4, 2)
    assert columns(None, where="y").columns == ()


def test_names_of_a_mapping_are_kept_in_its_order() -> None:
    made = columns({"right": np.ones(3), "left": np.zeros(3)}, where="x")
    assert made.names == ("right", "left")
    turned = made.in_order(("left", "right"), where="x")
    assert [tensor.sum().item() for tensor in turned.tensors] == [0.0, 3.0]


def test_other_names_are_no_order(messages) -> None:  # type: ignore[no-untyped-def]
    made = columns({"right": np.ones(3), "left": np.zeros(3)}, where="x")
    english, _ = messages(lambda: made.in_order(("left", "top"), where="x"))
    assert (english.expected, english.got) == ("left, top", "right, left")
    english, korean = messages(lambda: made.in_order(None, where="x"))
    assert english.expected == "no names"
    assert korean.expected == "이름 없음"


def test_rows_keep_inputs_targets_and_weights_together() -> None:
    made = table(np.arange(10), np.arange(10) * 2, np.arange(10.0) / 10)
    batch = made.rows(torch.tensor([7, 2]))
    assert batch.x[0].tolist() == [7, 2]
    assert batch.y[0].tolist() == [14, 4]
    assert batch.sample_weight[0].tolist() == [0.7, 0.2]
    assert batch.size == 2


def test_one_array_of_weights_serves_every_target() -> None:
    y = {"a": np.zeros(3), "b": np.ones(3)}
    first, second = table(np.zeros(3), y, [1.0, 2.0, 3.0]).weights
    assert first.tensor.tolist() == second.tensor.tolist() == [1.0, 2.0, 3.0]
    first, second = table(np.zeros(3), y, {"b": [1.0, 2.0, 3.0]}).weights
    assert first is None
    assert second.tensor.tolist() == [1.0, 2.0, 3.0]
    first, second = table(np.zeros(3), y, [np.ones(3), None]).weights
    assert first.tensor.tolist() == [1.0, 1.0, 1.0]
    assert second is None
    assert table(np.zeros(3), y).weights == (None, None)


def test_different_lengths_are_told_with_both_counts(few_digits, messages) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    english, korean = messages(lambda: table(x, y[:-3]))
    assert english.where == "y"
    assert english.problem == "it holds 97 samples, but x holds 100."
    assert english.got == "shape (97,); x has shape (100, 28, 28)"
    assert "97" in korean.problem
    assert "100" in korean.problem
    english, _ = messages(lambda: table(x, y, np.ones(5)))
    assert english.where == "sample_weight"
    english, _ = messages(lambda: table({"a": x, "b": x[:50]}, y))
    assert english.where == "x['b']"
    english, _ = messages(lambda: table([x, x], [y, y[:7]]))
    assert english.where == "y[1]"
    assert english.expected == "100 samples"


def test_a_list_of_pictures_is_told_to_be_stacked(few_digits, messages) -> None:  # type: ignore[no-untyped-def]
    x, y = few_digits
    english, korean = messages(lambda: table(list(x), y))
    assert "np.stack(x)" in english.fix
    assert "np.stack(x)" in korean.fix
    assert table(np.stack(list(x)), y).size == 100


@pytest.mark.parametrize(
    ("weights", "got"),
    [([np.ones(3)] * 3, "3"), ({"c": np.ones(3)}, "c")],
)
def test_weights_that_match_no_targets_are_refused(weights: object, got: str, messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: table(np.zeros(3), {"a": np.zeros(3), "b": np.zeros(3)}, weights))
    assert english.got == got
    assert english.where == "sample_weight"


def test_weights_without_targets_and_no_data_are_refused(messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: table(np.zeros(3), None, np.ones(3)))
    assert english.got == "y=None"
    english, _ = messages(lambda: table(None))
    assert english.where == "x"
    with pytest.raises(DataError, match="no samples"):
        table({})


def test_a_message_about_a_batch_names_its_number() -> None:
    assert place("x", 3) == "x, batch 3"
    assert place("x", None) == "x"
    with pytest.raises(DataError, match=r"^y, batch 12: "):
        table(np.zeros(3), np.zeros(2), batch=12)
