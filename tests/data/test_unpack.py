from __future__ import annotations

import numpy as np
import pytest
import torch

from nervure.data.unpack import BatchReader, parts
from nervure.errors import DataError

X, Y, W = np.zeros((4, 2)), np.arange(4), np.ones(4)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (X, (X, None, None)),
        ((X,), (X, None, None)),
        ((X, Y), (X, Y, None)),
        ([X, Y], (X, Y, None)),
        ((X, Y, W), (X, Y, W)),
    ],
)
def test_tuples_lists_and_arrays_are_read_as_keras_reads_them(item: object, expected: tuple[object, ...]) -> None:
    assert all(got is wanted for got, wanted in zip(parts(item, 0), expected, strict=True))


def test_a_mapping_is_the_inputs_by_name() -> None:
    inputs = {"a": X, "b": X}
    assert parts(inputs, 0) == (inputs, None, None)


@pytest.mark.parametrize(
    ("item", "got"), [((), "tuple, 0"), ((X, Y, W, W), "tuple, 4"), (5, "int"), ("x", "str"), (None, "NoneType")]
)
def test_everything_else_is_refused(item: object, got: str, messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: parts(item, 7))
    assert english.where == "x, batch 7"
    assert english.got == got


def test_batches_are_brought_into_the_order_of_the_first_one() -> None:
    reader = BatchReader()
    assert reader.input_names is None
    reader.read(({"a": X, "b": X + 1}, {"p": Y, "q": Y + 1}), 0)
    batch = reader.read(({"b": X + 1, "a": X}, {"q": Y + 1, "p": Y}, {"q": W * 2}), 1)
    assert reader.input_names == ("a", "b")
    assert reader.target_names == ("p", "q")
    assert [x.max().item() for x in batch.x] == [0.0, 1.0]
    assert [y.max().item() for y in batch.y] == [3, 4]
    assert batch.sample_weight[0] is None
    assert batch.sample_weight[1].tolist() == [2.0] * 4


def test_a_batch_with_other_parts_than_the_first_is_refused(messages) -> None:  # type: ignore[no-untyped-def]
    reader = BatchReader()
    reader.read((X, Y), 0)
    english, _ = messages(lambda: reader.read((X,), 4))
    assert english.where == "y, batch 4"
    assert (english.expected, english.got) == ("1", "0")
    with pytest.raises(DataError, match="different names"):
        reader.read(({"a": X}, Y), 5)


def test_the_last_batch_may_be_smaller_but_its_own_lengths_agree() -> None:
    reader = BatchReader()
    assert reader.read((X, Y), 0).size == 4
    assert reader.read((torch.zeros(2, 2), [1, 2]), 1).size == 2
    with pytest.raises(DataError, match="y, batch 2: it holds 3 samples, but x holds 4"):
        reader.read((X, Y[:3]), 2)
