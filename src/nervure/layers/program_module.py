"""A program of torch operations as a module: plain values that are walked step by step."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from nervure.layers.program_operations import number_operation, tensor_operation

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.uint8, torch.int8, torch.int16, torch.int32,
        torch.int64, torch.bool,
    )
}  # fmt: skip
MEMORY_FORMATS = {
    str(each).removeprefix("torch."): each
    for each in (torch.contiguous_format, torch.channels_last, torch.preserve_format)
}
_NUMBERS = "number."  # before the names of operations on whole numbers
_DEVICE = "device"


class Reference(NamedTuple):
    """A place in the arguments of a step where the result of an earlier one stands."""

    name: str


class ProgramStep(NamedTuple):
    """One step.

    Attributes:
        compute: the operation.
        arguments: by their names.
        results: names for what comes out; None for what nobody reads.
        is_over: the names that no later step reads.
    """

    compute: Callable[..., Any]
    arguments: Mapping[str, Any]
    results: Sequence[str | None]
    is_over: Sequence[str]


class ProgramModule(nn.Module):
    """A program of torch operations.

    Tensors of the program are parameters and buffers. Those that hold whole numbers or truth values are kept as float32
    and turned back when they are used, so that all of them are stored alike. Each is one zero in the shape of many: a
    description costs no memory.

    Args:
        program: see :class:`~nervure.layers.TorchProgram`.

    Raises:
        ValueError: the program is none.
        KeyError: a part is missing, or an operation or a name is not known.
        TypeError: a part is of another kind.
    """

    def __init__(self, program: Mapping[str, Any]) -> None:
        super().__init__()
        self._input, self._output = str(program["input"]), str(program["output"])
        size = program["batch_size"]
        self._batch_size = None if size is None else int(size)
        if self._batch_size is not None and self._batch_size < 1:
            raise ValueError(f"batch_size: {size}")
        self._tensors: dict[str, tuple[str, torch.dtype]] = {}
        for path, tensor in program["tensors"].items():
            shape = [int(size) for size in tensor["shape"]]
            self._add(path, torch.zeros(()).expand(shape), is_weight=bool(tensor["is_weight"]))
            self._tensors[str(tensor["name"])] = path, DTYPES[tensor["dtype"]]
        self._steps = _steps(program["steps"], {self._input, *self._tensors}, self._output)

    def forward(self, x: Tensor) -> Any:
        """The program's result; a program that was made for batches of one size gets such, filled up with zeros."""
        size = self._batch_size
        if size is None or len(x) == size:
            return self._walked(x)
        pieces = [(piece, size - len(piece)) for piece in torch.split(x, size)]
        return torch.cat(
            [
                self._walked(torch.cat([piece, piece.new_zeros(missing, *piece.shape[1:])]))[: len(piece)]
                for piece, missing in pieces
            ]
        )

    def _walked(self, x: Tensor) -> Any:
        values: dict[str, Any] = {self._input: x}
        for name, (path, dtype) in self._tensors.items():
            tensor: Tensor = operator.attrgetter(path)(self)
            values[name] = tensor if dtype == torch.float32 else tensor.to(dtype)  # or what the model computes in
        for step in self._steps:
            arguments = {name: _resolved(argument, values) for name, argument in step.arguments.items()}
            if _DEVICE in arguments:
                arguments[_DEVICE] = x.device
            found = step.compute(**arguments)
            results = found if isinstance(found, (tuple, list)) else [found]
            values.update((name, value) for name, value in zip(step.results, results, strict=True) if name is not None)
            for name in step.is_over:
                del values[name]
        return values[self._output]

    def _add(self, path: str, tensor: Tensor, *, is_weight: bool) -> None:
        """Puts a parameter or a buffer where its path says, ``layer1.0.weight``; modules are made on the way."""
        module: nn.Module = self
        *parts, name = path.split(".")
        for part in parts:
            if part not in module._modules:
                module.add_module(part, nn.Module())
            module = module.get_submodule(part)
        if is_weight:
            module.register_parameter(name, nn.Parameter(tensor))
        else:
            module.register_buffer(name, tensor)


def _steps(described: Sequence[Mapping[str, Any]], known: set[str], output: str) -> list[ProgramStep]:
    """The steps, each with what nobody reads behind it."""
    made: list[tuple[Callable[..., Any], dict[str, Any], list[str | None]]] = []
    last_read: dict[str, int] = {}
    for number, step in enumerate(described):
        arguments = {str(name): _argument(value) for name, value in step["arguments"].items()}
        for name in _names(arguments.values()):
            if name not in known:
                raise KeyError(name)
            last_read[name] = number
        results = [None if name is None else str(name) for name in step["results"]]
        made.append((_operation(step["operation"]), arguments, results))
        for result in (each for each in results if each is not None):
            if result in known:
                raise ValueError(f"results: {result}")
            known.add(result)
            last_read[result] = number
    if output not in known:
        raise KeyError(output)
    is_over: list[list[str]] = [[] for _ in made]
    for name, number in last_read.items():
        if name != output:
            is_over[number].append(name)
    return [ProgramStep(*step, over) for step, over in zip(made, is_over, strict=True)]


def _operation(name: str) -> Callable[..., Any]:
    found = number_operation(name.removeprefix(_NUMBERS)) if name.startswith(_NUMBERS) else tensor_operation(name)
    if found is None:
        raise KeyError(name)
    return found


def _argument(value: Any) -> Any:
    """An argument out of plain values."""
    if isinstance(value, (list, tuple)):
        return [_argument(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    ((kind, name),) = value.items()
    tables: Mapping[str, Mapping[str, Any]] = {"dtype": DTYPES, "memory_format": MEMORY_FORMATS}
    return Reference(name) if kind == "value" else tables[kind][name]


def _names(arguments: Any) -> list[str]:
    """What is read, each name as often as it is."""
    found: list[str] = []
    for each in arguments:
        if isinstance(each, Reference):
            found.append(each.name)
        elif isinstance(each, list):
            found += _names(each)
    return found


def _resolved(argument: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(argument, Reference):
        return values[argument.name]
    return [_resolved(item, values) for item in argument] if isinstance(argument, list) else argument
