"""A program of torch operations as a module: plain data, interpreted node by node."""

from __future__ import annotations

import contextlib
import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from nervure.errors import NervureError, ShapeError, Unfit, said_of
from nervure.layers.program_check import DTYPES, MOST_PARTS, MOST_STEPS, Budget, Form, arguments_for, form_of
from nervure.layers.program_costs import walking_parts
from nervure.layers.program_operations import (
    Operation,
    number_operation,
    operation_of,
    signature_of,
    tensor_operation,
)  # fmt: skip
from nervure.layers.program_rules import Call

MEMORY_FORMATS = {
    str(each).removeprefix("torch."): each
    for each in (torch.contiguous_format, torch.channels_last, torch.preserve_format)
}
_NUMBERS = "number."  # prefix of operations on integers
_LONGEST_REASON = 200
_MOST_REMEMBERED = 16  # dry runs; the last batch of an epoch has a different shape


class Reference(NamedTuple):
    """A reference, in the arguments of a node, to the result of an earlier one."""

    name: str


class ProgramNode(NamedTuple):
    """One operation of the program with its arguments.

    Attributes:
        name: the operation's name.
        compute: the operation.
        operation: its table entry; None for an operation on integers.
        arguments: by their names.
        results: the names of the results; None for unused ones.
        is_over: the names that no later node reads.
    """

    name: str
    compute: Callable[..., Any]
    operation: Operation | None
    arguments: Mapping[str, Any]
    results: Sequence[str | None]
    is_over: Sequence[str]

    def surveyed(self, values: Mapping[str, Any], budget: Budget) -> list[Any]:
        """The results of the node for meta tensors, if it is allowed.

        Raises:
            ValueError: it is not allowed.
        """
        if self.operation is None:
            return [self.compute(**self._read(values))]
        signature = signature_of(self.compute)
        arguments = arguments_for(signature, self._read(values), torch.device("meta"))
        call = Call({**signature.defaults, **arguments}, len(self.results))
        budget.before(self.operation, signature, call)
        results = _listed(self.compute(**arguments))
        budget.after(self.operation, call, results)
        return results

    def computed(self, values: Mapping[str, Any], device: torch.device) -> list[Any]:
        """The results of the node, which has passed the survey.

        Raises:
            ValueError: an index is out of range.
        """
        if self.operation is None:
            return [self.compute(**self._read(values))]
        arguments = arguments_for(signature_of(self.compute), self._read(values), device)
        self.operation.look(arguments)
        return _listed(self.compute(**arguments))

    def put(self, results: Sequence[Any], values: dict[str, Any]) -> None:
        """Stores the results under their names."""
        values.update((name, value) for name, value in zip(self.results, results, strict=True) if name is not None)

    def _read(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: _resolved(argument, values) for name, argument in self.arguments.items()}


class _Layout(NamedTuple):
    """A tensor's layout without its data."""

    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: torch.dtype

    def without_numbers(self) -> Tensor:
        return torch.empty_strided(self.shape, self.strides, dtype=self.dtype, device="meta")


@dataclass(frozen=True, eq=False)
class _Program:
    """What is computed. Immutable, and compared by identity.

    Attributes:
        input: the name of the input.
        output: the name of the output.
        tensors: for each tensor of the program, by name, its path in the module and the type it is read as.
        nodes: in order.
    """

    input: str
    output: str
    tensors: Mapping[str, tuple[str, torch.dtype]]
    nodes: Sequence[ProgramNode]

    def surveyed(self, values: dict[str, Any]) -> tuple[Any, list[list[Form]]]:
        """The output of the dry run, and its findings for each node.

        Args:
            values: the input and the tensors of the program, without data; the dry run adds to it.

        Raises:
            ShapeError: a node is not allowed, or the total cost is too high.
        """
        budget = Budget(len(values[self.input]), [values[name] for name in self.tensors])
        forms: list[list[Form]] = []
        for number, node in enumerate(self.nodes, 1):
            with _blamed(number, node):
                results = node.surveyed(values, budget)
                node.put(results, values)
            forms.append([form_of(each) for each in results])
            for name, result in zip(node.results, results, strict=True):
                if name is not None:
                    budget.keep(result)
            for over in node.is_over:
                budget.drop(values.pop(over))
        return values[self.output], forms


# Much slower than the nodes of a small network, and depends only on the program and these layouts.
@functools.lru_cache(_MOST_REMEMBERED)
def _walk_of(program: _Program, layouts: tuple[_Layout, ...]) -> tuple[Any, list[list[Form]]]:
    """The output without data, and the findings of the dry run for each node."""
    names = (program.input, *program.tensors)
    return program.surveyed({name: each.without_numbers() for name, each in zip(names, layouts, strict=True)})


class ProgramModule(nn.Module):
    """A program of torch operations.

    Tensors of the program are parameters and buffers. Integers and booleans are kept as float32 and converted back when
    used, so that all tensors are stored alike. Each starts as a single zero expanded to its shape, so a description
    takes no memory.

    Args:
        program: see :class:`~nervure.layers.TorchProgram`.

    Raises:
        ValueError: it is not a program.
        KeyError: a part is missing, or an operation or a name is unknown.
        TypeError: a part has the wrong type.
    """

    def __init__(self, program: Mapping[str, Any]) -> None:
        super().__init__()
        given, output = str(program["input"]), str(program["output"])
        size = program["batch_size"]
        self._batch_size = None if size is None else int(size)
        if self._batch_size is not None and self._batch_size < 1:
            raise Unfit(f"batch_size: {size}")
        tensors: dict[str, tuple[str, torch.dtype]] = {}
        for path, tensor in program["tensors"].items():
            shape = [int(size) for size in tensor["shape"]]
            self._add(path, torch.zeros(()).expand(shape), is_weight=bool(tensor["is_weight"]))
            tensors[str(tensor["name"])] = path, DTYPES[tensor["dtype"]]
        if len(program["steps"]) > MOST_STEPS:
            raise Unfit(f"steps: {len(program['steps'])} > {MOST_STEPS}")
        self._program = _Program(given, output, tensors, _nodes(program["steps"], {given, *tensors}, output))

    def forward(self, x: Tensor) -> Any:
        """The program's result; a program made for one batch size gets batches padded with zeros to that size."""
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
        program, values = self._program, self._given(x)
        if x.is_meta:  # weights not set yet are a single number each
            values = {name: value.to("meta") for name, value in values.items()}
        layouts = tuple(_Layout(tuple(v.shape), v.stride(), v.dtype) for v in values.values())
        found, forms = _walk_of(program, layouts)
        if x.is_meta:
            return found.clone() if isinstance(found, Tensor) else found
        for number, (node, expected) in enumerate(zip(program.nodes, forms, strict=True), 1):
            with _blamed(number, node):
                results = node.computed(values, x.device)
                if [form_of(each) for each in results] != expected:
                    raise Unfit(f"{[form_of(each) for each in results]} ≠ {expected}")
            node.put(results, values)
            for name in node.is_over:
                del values[name]
        return values[program.output]

    def _given(self, x: Tensor) -> dict[str, Any]:
        """The input and the tensors of the program by their names."""
        values: dict[str, Any] = {self._program.input: x}
        for name, (path, dtype) in self._program.tensors.items():
            tensor: Tensor = operator.attrgetter(path)(self)
            values[name] = tensor if dtype == torch.float32 else tensor.to(dtype)  # or the precision of the model
        return values

    def _add(self, path: str, tensor: Tensor, *, is_weight: bool) -> None:
        """Stores a parameter or a buffer at its path, such as ``layer1.0.weight``, and creates missing modules."""
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


def _nodes(described: Sequence[Mapping[str, Any]], known: set[str], output: str) -> list[ProgramNode]:
    """The nodes, each with the names that no later one reads."""
    made: list[tuple[str, Callable[..., Any], Operation | None, dict[str, Any], list[str | None]]] = []
    last_read: dict[str, int] = {}
    parts = 0
    for number, step in enumerate(described):
        arguments = {str(name): _argument(value) for name, value in step["arguments"].items()}
        names = _names(arguments.values())
        parts += walking_parts(step["operation"].partition(".")[0], len(names))
        if parts > MOST_PARTS:
            raise Unfit(f"steps: {number + 1} of {len(described)}, {parts} > {MOST_PARTS}")
        for read in names:
            if read not in known:
                raise KeyError(read)
            last_read[read] = number
        results = [None if name is None else str(name) for name in step["results"]]
        name = step["operation"]
        made.append((name, _operation(name), operation_of(name), arguments, results))
        for result in (each for each in results if each is not None):
            if result in known:
                raise Unfit(f"results: {result}")
            known.add(result)
            last_read[result] = number
    if output not in known:
        raise KeyError(output)
    is_over: list[list[str]] = [[] for _ in made]
    for name, number in last_read.items():
        if name != output:
            is_over[number].append(name)
    return [ProgramNode(*node, over) for node, over in zip(made, is_over, strict=True)]


def _operation(name: str) -> Callable[..., Any]:
    found = number_operation(name.removeprefix(_NUMBERS)) if name.startswith(_NUMBERS) else tensor_operation(name)
    if found is None:
        raise KeyError(name)
    return found


def _argument(value: Any) -> Any:
    """Decodes an argument from plain values."""
    if isinstance(value, (list, tuple)):
        return [_argument(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    ((kind, name),) = value.items()
    tables: Mapping[str, Mapping[str, Any]] = {"dtype": DTYPES, "memory_format": MEMORY_FORMATS}
    return Reference(name) if kind == "value" else tables[kind][name]


def _names(arguments: Any) -> list[str]:
    """The names read, with repetitions."""
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


def _listed(found: Any) -> list[Any]:
    return list(found) if isinstance(found, (tuple, list)) else [found]


@contextlib.contextmanager
def _blamed(number: int, node: ProgramNode) -> Iterator[None]:
    """Turns every exception inside the block into an error of the node: torch raises many types."""
    try:
        yield
    except NervureError:
        raise
    except Exception as problem:
        is_of_torch = isinstance(problem, RuntimeError) or "imension" in str(problem)
        said = str(problem).strip() if is_of_torch else ""
        reason = said.splitlines()[0][:_LONGEST_REASON] if said else said_of(problem)
        raise ShapeError.of(
            "torch_program.step", where="TorchProgram", number=number, operation=node.name, got=reason
        ) from problem
