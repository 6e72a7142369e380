from __future__ import annotations

import pytest
import torch

from nervure.layers.program_operations import TENSOR_OPERATIONS, number_operation, tensor_operation


def test_an_operation_is_found_by_its_name_and_its_overload() -> None:
    found = tensor_operation("add.Tensor")
    assert found is not None
    assert found(self=torch.tensor([1.0]), other=torch.tensor([2.0])).tolist() == [3.0]


@pytest.mark.parametrize(
    "name", ["from_file.default", "empty.memory_format", "randn.default", "add.none", "__dir__", ""]
)
def test_what_is_not_in_the_table_is_not_found(name: str) -> None:
    assert tensor_operation(name) is None


def test_every_operation_of_the_table_is_one_of_torch() -> None:
    missing = {name for name in TENSOR_OPERATIONS if getattr(torch.ops.aten, name, None) is None}
    assert not missing


def test_sizes_are_computed_and_do_not_grow_without_end() -> None:
    multiplied = number_operation("mul")
    assert multiplied is not None
    assert multiplied(a=6, b=7) == 42
    with pytest.raises(OverflowError):
        multiplied(a=2**40, b=2**40)
    assert number_operation("pow") is None
