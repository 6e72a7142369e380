from __future__ import annotations

import pytest
import torch

from nervure.errors import Unfit
from nervure.layers.program_operations import OPERATIONS, number_operation, signature_of, tensor_operation


def test_an_operation_is_found_by_its_name_and_its_overload() -> None:
    found = tensor_operation("add.Tensor")
    assert found is not None
    assert found(self=torch.tensor([1.0]), other=torch.tensor([2.0])).tolist() == [3.0]


@pytest.mark.parametrize(
    "name",
    [
        "from_file.default",
        "empty.memory_format",
        "randn.default",
        "add.none",
        "add.out",
        "view.dtype",
        "where.default",
        "mm.dtype",
        "__dir__",
        "",
    ],
)  # fmt: skip
def test_what_is_not_in_the_table_is_not_found(name: str) -> None:
    assert tensor_operation(name) is None


def test_every_overload_of_the_table_is_one_of_torch() -> None:
    named = [f"{name}.{overload}" for name, row in OPERATIONS.items() for overload in row.overloads.split()]
    assert [name for name in named if tensor_operation(name) is None] == []


def test_no_overload_writes_into_a_given_tensor_names_axes_or_draws() -> None:
    for name, row in OPERATIONS.items():
        for overload in row.overloads.split():
            described = str(getattr(getattr(torch.ops.aten, name), overload)._schema)
            assert not any(kind in described for kind in ("Dimname", "Generator", "Storage", "Stream")), described
            assert "!" not in described or name.endswith("_"), described


def test_a_signature_says_what_must_be_given_and_what_is_written_into() -> None:
    signature = signature_of(torch.ops.aten.add_.Tensor)
    assert (signature.needed, signature.writes, signature.has_device) == ({"self", "other"}, True, False)
    assert signature.defaults["alpha"] == 1
    assert signature_of(torch.ops.aten.zeros.default).has_device


def test_sizes_are_computed_and_do_not_grow_without_end() -> None:
    multiplied = number_operation("mul")
    assert multiplied is not None
    assert multiplied(a=6, b=7) == 42
    with pytest.raises(Unfit):
        multiplied(a=2**40, b=2**40)
    assert number_operation("pow") is None
    for strange in ("a", [1], 2.0, True):
        with pytest.raises(Unfit):
            multiplied(a=strange, b=10**9)
