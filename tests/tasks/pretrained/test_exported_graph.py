from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from nervure.errors import FileError
from nervure.tasks.pretrained.exported_file import read_exported
from nervure.tasks.pretrained.exported_graph import UnknownPartError, graph_of
from tests.layers.layer_rules import assert_says
from tests.tasks.pretrained.exported_modules import convolutions, export, needs_export


def argument(name: str, kind: str, value: Any) -> dict[str, Any]:
    return {"name": name, "arg": {kind: value}, "kind": 1}


def exported(*nodes: dict[str, Any], dtype: int = 7, sizes: tuple[int, ...] = (2, 3)) -> dict[str, Any]:
    """What torch writes of a module from x to y without tensors."""
    meta = {"dtype": dtype, "sizes": [{"as_int": size} for size in sizes]}
    signature = {
        "input_specs": [{"user_input": {"arg": {"as_tensor": {"name": "x"}}}}],
        "output_specs": [{"user_output": {"arg": {"as_tensor": {"name": "y"}}}}],
    }
    graph = {"nodes": list(nodes), "tensor_values": {"x": meta}}
    return {"schema_version": {"major": 8}, "graph_module": {"graph": graph, "signature": signature}}


def node(target: str, *inputs: dict[str, Any], result: str = "y") -> dict[str, Any]:
    return {"target": target, "inputs": list(inputs), "outputs": [{"as_tensor": {"name": result}}]}


X = argument("self", "as_tensor", {"name": "x"})


def test_a_node_becomes_a_step_of_plain_values() -> None:
    kind, size = (
        argument("dtype", "as_scalar_type", 5),
        argument("size", "as_sym_ints", [{"as_name": "n"}, {"as_int": 4}]),
    )
    device, layout = argument("device", "as_device", {"type": "cuda", "index": 0}), argument("layout", "as_layout", 7)
    graph = graph_of(exported(node("torch.ops.aten.new_zeros.default", X, size, kind, device, layout)))
    (step,) = graph.program["steps"]
    assert step["operation"] == "new_zeros.default"
    assert step["arguments"] == {
        "self": {"value": "x"}, "size": [{"value": "n"}, 4], "dtype": {"dtype": "int64"}, "device": None,
    }  # fmt: skip
    assert (graph.program["batch_size"], graph.input_sizes, graph.example_sizes) == (2, (2, 3), (2, 3))


def test_what_only_asserts_is_left_out() -> None:
    compared = node("_operator.ge", argument("a", "as_int", 1), argument("b", "as_int", 0), result="z")
    asserted = node("torch.ops.aten._assert_scalar.default", argument("self", "as_int", 1), result="a")
    assert len(graph_of(exported(compared, asserted, node("torch.ops.aten.relu.default", X))).program["steps"]) == 1


@pytest.mark.parametrize(
    ("broken", "key", "got"),
    [
        (exported(node("torch.ops.mine.thing", X)), "pretrained.unknown", "torch.ops.mine.thing"),
        (
            exported(node("torch.ops.aten.rand_like.default", X)),
            "pretrained.unknown",
            "torch.ops.aten.rand_like.default",
        ),
        (
            exported(node("torch.ops.aten.relu.default", argument("self", "as_graph", 1))),
            "pretrained.unknown",
            "as_graph",
        ),
        (exported(dtype=6), "pretrained.other_numbers", "torch.float16"),
    ],
)
def test_what_cannot_be_taken_over_is_named(broken: dict[str, Any], key: str, got: str) -> None:
    with pytest.raises(UnknownPartError) as caught:
        graph_of(broken)
    assert (caught.value.key, caught.value.got) == (key, got)


class Two(nn.Module):
    """Takes or gives two tensors."""

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return x + 1, x


@needs_export
@pytest.mark.parametrize(
    ("module", "said"), [(convolutions().train(), "eval()"), (Two(), "Wrap it"), (nn.Dropout().train(), "eval()")]
)
def test_training_mode_and_several_outputs_are_refused(module: nn.Module, said: str, tmp_path: Path) -> None:
    place = export(module, (2, 1, 8, 8), tmp_path / "module.pt2")
    assert_says(FileError, lambda: read_exported(place), said)


@needs_export
def test_a_module_of_torch_doubles_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "module.pt2"
    example = (torch.zeros(2, 3, dtype=torch.float64),)
    torch.export.save(torch.export.export(nn.Linear(3, 2).double(), example), path)
    assert_says(FileError, lambda: read_exported(path), "torch.float64", "module.float()")
