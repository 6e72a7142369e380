from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor
from torch.func import functional_call

from nervure.layers.program_module import ProgramModule
from tests.layers.programs import program, step


def run(described: dict[str, Any], x: Tensor, **tensors: Tensor) -> Tensor:
    found: Tensor = functional_call(ProgramModule(described), tensors, (x,))
    return found


def test_steps_are_walked_in_order() -> None:
    steps = step("mul.Tensor", "a", self="x", other="w"), step("relu.default", "y", self="a")
    x, w = torch.tensor([[1.0, -2.0]]), torch.tensor([3.0, 4.0])
    assert run(program(*steps, w=(2,)), x, w=w).tolist() == [[3.0, 0.0]]


def test_a_description_takes_no_memory_for_its_tensors() -> None:
    module = ProgramModule(program(step("mul.Tensor", "y", self="x", other="w"), w=(10**9,)))
    assert module.get_parameter("w").untyped_storage().nbytes() == 4


def test_paths_with_dots_become_modules_inside() -> None:
    described = program(step("mul.Tensor", "y", self="x", other="w"))
    described["tensors"] = {"layers.0.weight": {"name": "w", "shape": [2], "dtype": "float32", "is_weight": True}}
    assert [name for name, _ in ProgramModule(described).named_parameters()] == ["layers.0.weight"]


def test_whole_numbers_are_kept_as_float32_and_turned_back() -> None:
    taken = step("index_select.default", "y", self="x", dim=1, index="places")
    described = program(taken, places={"name": "places", "shape": [2], "dtype": "int64", "is_weight": False})
    x = torch.tensor([[5.0, 6.0, 7.0]])
    assert run(described, x, places=torch.tensor([2.0, 0.0])).tolist() == [[7.0, 5.0]]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_a_batch_of_any_size_goes_through_a_program_made_for_batches_of_two(count: int) -> None:
    described = program(step("view.default", "y", self="x", size=[2, 6]), batch_size=2)
    x = torch.arange(6.0 * count).reshape(count, 2, 3)
    assert torch.equal(run(described, x), x.reshape(count, 6))


def test_several_results_and_sizes_are_read_by_later_steps() -> None:
    halves = {**step("chunk.default", "", self="x", chunks=2, dim=1), "results": ["a", "b"]}
    size = step("sym_size.int", "n", self="x", dim=0)
    twice = step("number.mul", "m", a="n", b=1)
    joined = step("cat.default", "c", tensors=[{"value": "b"}, {"value": "a"}], dim=1)
    viewed = step("view.default", "y", self="c", size=[{"value": "m"}, 4])
    x = torch.arange(8.0).reshape(2, 4)
    assert run(program(halves, size, twice, joined, viewed), x).tolist() == [[2, 3, 0, 1], [6, 7, 4, 5]]


def test_new_tensors_lie_where_the_input_does() -> None:
    made = step("zeros.default", "z", size=[2], device=None, dtype={"dtype": "float32"})
    found = run(program(made, step("add.Tensor", "y", self="x", other="z")), torch.ones(1, 2, device="meta"))
    assert found.is_meta


@pytest.mark.parametrize(
    "steps",
    [
        [step("from_file.default", "y", filename=[1])],
        [step("number.pow", "y", a=2, b=3)],
        [step("relu.default", "y", self="nobody")],
        [step("relu.default", "x", self="x")],
        [step("to.dtype", "y", self="x", dtype={"dtype": "object"})],
        [step("relu.default", "y", self={"module": "os"})],
    ],
)
def test_unknown_operations_and_names_are_refused(steps: list[dict[str, Any]]) -> None:
    with pytest.raises((KeyError, ValueError)):
        ProgramModule(program(*steps))
