"""Converts the JSON program of a module exported by torch into that of a :class:`~nervure.layers.TorchProgram`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import torch

from nervure.layers.program_operations import number_operation, tensor_operation

# As numbered by torch in exported programs: torch/_export/serde/schema.py, release 8 of the schema.
SCHEMA = 8
DTYPES: Mapping[int, torch.dtype] = {
    1: torch.uint8, 2: torch.int8, 3: torch.int16, 4: torch.int32, 5: torch.int64, 6: torch.float16, 7: torch.float32,
    8: torch.float64, 12: torch.bool, 13: torch.bfloat16,
}  # fmt: skip
_MEMORY_FORMATS = {1: "contiguous_format", 2: "channels_last", 4: "preserve_format"}
_TENSOR_OPERATIONS, _NUMBER_OPERATIONS = "torch.ops.aten.", "_operator."
# Assertions about sizes are dropped: the first batch shows violations anyway.
_ASSERTIONS = ("_assert_tensor_metadata", "_assert_scalar", "sym_constrain_range", "sym_constrain_range_for_size")
_COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
_PLAIN = ("as_int", "as_ints", "as_bool", "as_bools", "as_string", "as_int_lists")
_WITHOUT_EFFECT = ("layout", "pin_memory")
# Operations that behave differently in training, and the argument that indicates it.
_MODES = {"batch_norm": "training", "dropout": "train", "dropout_": "train", "feature_dropout": "train"}


Step = Mapping[str, Any]


class UnknownPartError(Exception):
    """A part of a module that is not supported.

    Attributes:
        key: the key of the message about it.
        got: the part that was found.
    """

    def __init__(self, key: str, got: str) -> None:
        super().__init__(key, got)
        self.key, self.got = key, got


class Graph(NamedTuple):
    """The computation of a module.

    Attributes:
        program: in the form of :class:`~nervure.layers.TorchProgram`; its tensors do not have shapes yet.
        input_sizes: the input sizes, (N, C, H, W) for images; None for an axis that may have any size.
        example_sizes: the input sizes that it was exported with.
    """

    program: dict[str, Any]
    input_sizes: tuple[int | None, ...]
    example_sizes: tuple[int, ...]


def graph_of(exported: Mapping[str, Any]) -> Graph:
    """The program in torch's export.

    Raises:
        UnknownPartError: it has an unsupported part.
        KeyError: it lacks a part.
        TypeError: a part is of another kind.
        ValueError: likewise.
    """
    schema = exported["schema_version"]["major"]
    if schema != SCHEMA:
        raise UnknownPartError("pretrained.unknown", f"schema {schema}")
    graph, signature = exported["graph_module"]["graph"], exported["graph_module"]["signature"]
    tensors = _tensors(signature["input_specs"])
    name = _only(
        [spec["user_input"]["arg"] for spec in signature["input_specs"] if "user_input" in spec],
        "pretrained.several_inputs",
    )
    output = _output(signature["output_specs"])
    steps = [step for node in graph["nodes"] for step in _step(node)]
    sizes = graph["tensor_values"][name]["sizes"]
    if DTYPES.get(graph["tensor_values"][name]["dtype"]) != torch.float32:
        raise UnknownPartError("pretrained.other_numbers", str(DTYPES.get(graph["tensor_values"][name]["dtype"])))
    fixed = tuple(size.get("as_int") for size in sizes)
    program = {
        "input": name,
        "output": output,
        "batch_size": fixed[0] if fixed else None,
        "tensors": read_by(steps, tensors),
        "steps": steps,
    }
    example = tuple(int(size["as_int"] if "as_int" in size else size["as_expr"]["hint"]["as_int"]) for size in sizes)
    return Graph(program, fixed, example)


def _tensors(specs: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The tensors by path, without their values."""
    found: dict[str, dict[str, Any]] = {}
    for spec in specs:
        ((kind, tensor),) = spec.items()
        if kind in ("parameter", "buffer", "tensor_constant"):
            found[str(tensor[f"{kind}_name"])] = {"name": tensor["arg"]["name"], "is_weight": kind == "parameter"}
        elif kind != "user_input":
            raise UnknownPartError("pretrained.unknown", kind)
    return found


def _output(specs: Sequence[Mapping[str, Any]]) -> str:
    kinds = {kind for spec in specs for kind in spec}
    if "buffer_mutation" in kinds:  # moving statistics move
        raise UnknownPartError("pretrained.in_training", "BatchNorm")
    if kinds != {"user_output"}:
        raise UnknownPartError("pretrained.unknown", ", ".join(sorted(kinds)))
    return _only([spec["user_output"]["arg"] for spec in specs], "pretrained.several_outputs")


def _only(arguments: Sequence[Mapping[str, Any]], key: str) -> str:
    """The name of the only tensor; ``key`` is the message for other cases."""
    if len(arguments) != 1 or "as_tensor" not in arguments[0]:
        raise UnknownPartError(key, str(len(arguments)))
    return str(arguments[0]["as_tensor"]["name"])


def _step(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The step of a node; none if the node is only an assertion."""
    target = str(node["target"])
    operation = target.removeprefix(_TENSOR_OPERATIONS)
    packet = operation.removeprefix(_NUMBER_OPERATIONS).partition(".")[0]
    if packet in (_COMPARISONS if target.startswith(_NUMBER_OPERATIONS) else _ASSERTIONS):
        return
    inputs = [each for each in node["inputs"] if each["name"] not in _WITHOUT_EFFECT]
    arguments = {each["name"]: _argument(each["arg"]) for each in inputs}
    if arguments.get(_MODES.get(packet, "")) is True:
        raise UnknownPartError("pretrained.in_training", packet)
    if target.startswith(_NUMBER_OPERATIONS):
        operation = f"number.{packet}"
        is_known = number_operation(packet) is not None
    else:
        is_known = target.startswith(_TENSOR_OPERATIONS) and tensor_operation(operation) is not None
    if not is_known:
        raise UnknownPartError("pretrained.unknown", target)
    yield {"operation": operation, "arguments": arguments, "results": _results(node["outputs"])}


def _results(outputs: Sequence[Mapping[str, Any]]) -> list[str | None]:
    names: list[str | None] = []
    for output in outputs:
        ((kind, value),) = output.items()
        if kind == "as_none":
            names.append(None)
        elif kind == "as_tensors":
            names += [each["name"] for each in value]
        elif kind in ("as_tensor", "as_sym_int"):
            names.append(value["name"] if kind == "as_tensor" else value["as_name"])
        else:
            raise UnknownPartError("pretrained.unknown", kind)
    return names


def _argument(argument: Mapping[str, Any]) -> Any:
    ((kind, value),) = argument.items()
    if kind not in _ARGUMENTS:
        raise UnknownPartError("pretrained.unknown", kind)
    return _ARGUMENTS[kind](value)


def _reference(tensor: Mapping[str, Any]) -> dict[str, str] | None:
    if "as_none" in tensor:
        return None
    return {"value": str(tensor.get("as_tensor", tensor)["name"])}


def _number(number: Mapping[str, Any]) -> Any:
    if "as_name" in number:
        return {"value": str(number["as_name"])}
    ((_, value),) = number.items()
    return value


def names_in(arguments: Iterable[Any]) -> Iterator[str]:
    """The names of earlier results in the arguments of a step."""
    for each in arguments:
        if isinstance(each, dict) and "value" in each:
            yield each["value"]
        elif isinstance(each, list):
            yield from names_in(each)


def read_by(steps: Sequence[Step], tensors: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The tensors of a program that its steps read."""
    read = {name for step in steps for name in names_in(step["arguments"].values())}
    return {path: tensor for path, tensor in tensors.items() if tensor["name"] in read}


def kind_of(step: Step) -> str:
    """The operation of a step without its overload: ``linear``."""
    return str(step["operation"]).partition(".")[0]


def _each(of_one: Callable[[Any], Any]) -> Callable[[Any], list[Any]]:
    return lambda values: [of_one(value) for value in values]


def _as_it_is(value: Any) -> Any:
    return value


def _nothing(_: Any) -> None:
    """Also for devices: all tensors are on the input's device."""


_ARGUMENTS: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_PLAIN, _as_it_is),
    **dict.fromkeys(("as_none", "as_device"), _nothing),
    **dict.fromkeys(("as_tensor", "as_optional_tensor"), _reference),
    **dict.fromkeys(("as_tensors", "as_optional_tensors"), _each(_reference)),
    **dict.fromkeys(("as_sym_int", "as_sym_float"), _number),
    **dict.fromkeys(("as_sym_ints", "as_sym_floats"), _each(_number)),
    "as_float": float,
    "as_floats": _each(float),
    "as_scalar_type": lambda value: {"dtype": str(DTYPES[value]).removeprefix("torch.")},
    "as_memory_format": lambda value: {"memory_format": _MEMORY_FORMATS[value]},
}
