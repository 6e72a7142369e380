from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from nervure.data.column import column, is_array

TYPES = [np.bool_, np.uint8, np.int8, np.int16, np.int32, np.int64, np.float16, np.float32, np.float64]


class Table:
    """What a data frame is to NumPy: columns of one length that become an array when asked."""

    def __init__(self, **columns: list[float]) -> None:
        self.columns = columns

    @property
    def shape(self) -> tuple[int, int]:
        return len(next(iter(self.columns.values()))), len(self.columns)

    def __array__(self, dtype: object = None, copy: bool | None = None) -> np.ndarray:
        return np.array(list(self.columns.values())).T


@pytest.mark.parametrize("kind", TYPES)
def test_common_types_stay_as_they_are_without_a_copy(kind: type) -> None:
    array = np.ones((3, 2), kind)
    tensor = column(array, where="x").tensor
    assert tensor.numpy().dtype == kind
    assert np.shares_memory(tensor.numpy(), array)


@pytest.mark.parametrize(
    ("kind", "wider"),
    [("uint16", torch.int32), ("uint32", torch.int64), ("uint64", torch.int64), (">f4", torch.float32)],
)
def test_types_that_torch_lacks_become_wider_ones(kind: str, wider: torch.dtype) -> None:
    array = np.array([1, 2, 60000], kind)
    tensor = column(array, where="x").tensor
    assert tensor.dtype == wider
    assert tensor.tolist() == [1, 2, 60000]


def test_long_floats_become_float64() -> None:
    assert column(np.ones(3, np.longdouble), where="x").tensor.dtype == torch.float64


@settings(max_examples=60)
@given(
    arrays.arrays(np.float64, arrays.array_shapes(min_dims=1, max_dims=3), elements=st.floats(-1e6, 1e6)),
    st.sampled_from(["backwards", "transposed", "every second", "field", "read-only"]),
)
def test_any_layout_arrives_with_its_values(array: np.ndarray, layout: str) -> None:
    if layout == "backwards":
        array = array[::-1]
    elif layout == "transposed":
        array = array.T
    elif layout == "every second":
        array = array[::2]
    elif layout == "field":
        records = np.zeros(array.shape, [("flag", "i1"), ("value", "f8")])
        records["value"] = array
        array = records["value"]
    else:
        array.flags.writeable = False
    assert np.array_equal(column(array, where="x").tensor.numpy(), array)


def test_lists_tensors_and_tables_are_columns() -> None:
    assert column([1, 2, 3], where="y").tensor.dtype == torch.int64
    assert column([[0.5], [1.5]], where="x").tensor.dtype == torch.float64
    assert column([torch.tensor(3), torch.tensor(4)], where="y").tensor.tolist() == [3, 4]
    assert column(Table(a=[1.0, 2.0], b=[3.0, 4.0]), where="x").tensor.tolist() == [[1.0, 3.0], [2.0, 4.0]]
    parameter = torch.nn.Parameter(torch.ones(2, 2))
    assert not column(parameter * 2, where="x").tensor.requires_grad


def test_what_has_an_axis_is_an_array_and_lists_are_not() -> None:
    for value in (np.zeros(3), torch.zeros(3), Table(a=[1.0])):
        assert is_array(value)
    for value in ([1, 2], np.float32(1), torch.tensor(1.0), np.array(1), "word", 3, None):
        assert not is_array(value)


def test_rows_are_views_for_slices_and_copies_for_indices() -> None:
    array = np.arange(12.0).reshape(6, 2)
    made = column(array, where="x")
    assert np.shares_memory(made.rows(slice(1, 3)).numpy(), array)
    chosen = made.rows(torch.tensor([5, 0]))
    assert not np.shares_memory(chosen.numpy(), array)
    assert chosen.tolist() == [[10.0, 11.0], [0.0, 1.0]]


def test_a_memory_map_is_not_read_at_once_and_cannot_be_written_through(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", np.arange(10.0))
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    made = column(mapped, where="x")
    assert np.shares_memory(made.tensor.numpy(), mapped), "the file was copied into memory"
    made.rows(slice(0, 5)).mul_(100.0)
    made.only(slice(0, 5)).rows(slice(0, 2)).mul_(100.0)
    assert mapped[:5].tolist() == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_the_memory_of_a_read_only_array_outlives_its_name() -> None:
    array = np.full(1000, 7.0)
    array.flags.writeable = False
    tensor = column(array, where="x").tensor
    del array
    np.full(1000, 1.0)
    assert tensor.unique().tolist() == [7.0]


@pytest.mark.parametrize(
    ("value", "got", "fix"),
    [
        (np.array(["cat", "dog"]), "<U3", "np.unique(labels, return_inverse=True)"),
        (["cat", "dog"], "<U3", "np.unique"),
        ([None, 1], "object", "np.stack"),
        ([datetime.date(2024, 1, 1)], "object", "np.stack"),
        (np.array(["2024-01-01"], "datetime64[s]"), "datetime64[s]", "np.timedelta64"),
        (np.array([1j]), "complex128", "x.real"),
        (torch.tensor([1j]), "torch.complex64", "x.real"),
        (np.array([2**63], np.uint64), "uint64, 9223372036854775808", "astype('float32')"),
        ({"a": [1]}, "dict", "np.stack"),
    ],
)
def test_what_holds_no_numbers_is_refused_with_the_fix(value: object, got: str, fix: str, messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: column(value, where="x"))
    assert english.where == "x"
    assert english.got == got
    assert fix in english.fix
    assert fix in korean.fix


def test_rows_of_different_lengths_are_named(messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: column([[1, 2, 3], [4, 5]], where="x"))
    assert english.got == "lengths 3, 2"
    assert korean.got == "길이 3, 2"


def test_one_number_and_no_samples_are_refused(messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: column(5.0, where="x"))
    assert english.got == "5.0"
    english, _ = messages(lambda: column(np.zeros((0, 28, 28)), where="x"))
    assert english.got == "shape (0, 28, 28)"


def test_masked_values_do_not_slip_through(messages) -> None:  # type: ignore[no-untyped-def]
    masked = np.ma.masked_array([1.0, -999.0, 3.0], mask=[False, True, False])
    english, _ = messages(lambda: column(masked, where="x"))
    assert english.problem.startswith("the array has masked values (1)")
