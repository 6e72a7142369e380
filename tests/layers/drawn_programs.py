"""Programs drawn without knowing what is refused: python -m tests.layers.drawn_programs SEED COUNT [GUARD].

Sound calls of operations of the table are joined to programs and altered: other numbers, tensors of other shapes, other
types, other overloads. Each is made a layer, asked for its output's shape and computed, in a process of its own that
may die; with GUARD (a library of guard_allocator.c) every array lies between pages that nobody may touch. A program
must be refused by an error of nervure, or give what torch gives for the same calls. One line of JSON is printed.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.func import functional_call

from nervure.errors import NervureError
from nervure.language import text
from nervure.layers import TorchProgram
from nervure.layers.program_check import DTYPES
from nervure.layers.program_operations import OPERATIONS, tensor_operation
from tests.layers.program_samples import SAMPLES, T, count_of, overload_of

INPUT = (3, 4, 4)  # channels first, without the samples
_SHAPES = [
    (),
    (1,),
    (2,),
    (6,),
    (2, 6),
    (4, 6),
    (2, 5, 6),
    (2, 6, 8, 8),
    (2, 3, 4, 4),
    (4, 6, 3, 3),
    (1, 1, 1, 1),
    (0, 3),
    (2, 1, 6),
]
_NUMBERS = [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    -1,
    -2,
    -3,
    -8,
    9,
    16,
    64,
    100,
    1000,
    4000,
    65536,
    2**31 - 1,
    2**31,
    -(2**31),
    2**32,
    2**40,
    2**62,
    2**63 - 1,
    -(2**63),
]
_FLOATS = [0.0, 1.0, -1.0, 0.5, 2.0, 1e-5, 1e-30, 1e-300, -1e-3, 1e30, float("nan"), float("inf"), float("-inf")]
_TEXTS = [
    "none",
    "tanh",
    "same",
    "valid",
    "trunc",
    "floor",
    "reflect",
    "replicate",
    "circular",
    "constant",
    "ab->ba",
    "...->",
    "",
    "\x00",
]
_BATCH = 20  # programs a process: the system counts pieces of guarded memory
_MOST_SECONDS = 30


class Drawn:
    """A program while it is drawn.

    Args:
        draw: where chance comes from.
    """

    def __init__(self, draw: random.Random) -> None:
        self.draw, self.steps, self.values = draw, [], dict[str, Tensor]()
        self.tensors: dict[str, dict[str, Any]] = {}
        self.names: list[str] = ["x"]

    def described(self) -> dict[str, Any]:
        """As :class:`TorchProgram` takes it."""
        for name in self.names[-1:]:
            self.steps.append(
                {"operation": "flatten.using_ints", "arguments": {"self": {"value": name}}, "results": ["f"]}
            )
            self.steps.append(
                {
                    "operation": "to.dtype",
                    "arguments": {"self": {"value": "f"}, "dtype": {"dtype": "float32"}},
                    "results": ["g"],
                }
            )
            self.steps.append({"operation": "sum.default", "arguments": {"self": {"value": "g"}}, "results": ["s"]})
            self.steps.append(
                {
                    "operation": "add.Tensor",
                    "arguments": {"self": {"value": "x"}, "other": {"value": "s"}},
                    "results": ["y"],
                }
            )
        return {"input": "x", "output": "y", "batch_size": None, "tensors": self.tensors, "steps": self.steps}

    def add(self, name: str, chance: float) -> None:
        """Adds a call of an operation; each of its arguments is altered with this chance."""
        overloads, given = OPERATIONS[name].overloads.split(), SAMPLES[name]
        overload = (
            overload_of(name) if self.draw.random() > chance / 4 else self.draw.choice([*overloads, "out", "default"])
        )
        altered = {key: self.altered(value, chance) for key, value in given.items()}
        for key in [key for key in altered if self.draw.random() < chance / 10]:
            del altered[key]
        count = count_of(name) if self.draw.random() > chance / 10 else self.draw.randrange(4)
        results = [f"r{len(self.names)}_{number}" for number in range(count)]
        self.steps.append(
            {
                "operation": f"{name}.{overload}",
                "arguments": self.written(altered, name.endswith("_")),
                "results": results,
            }
        )
        self.names += results[:1]

    def altered(self, value: Any, chance: float) -> Any:
        """Another argument of the same kind, or of any."""
        if self.draw.random() > chance:
            return value
        if self.draw.random() < 0.1:
            return self.draw.choice([None, True, "a", 1, 1.5, [1, 2], {"dtype": "int8"}, T((3,))])
        if isinstance(value, T):
            if self.draw.random() < 0.3:
                return {"value": self.draw.choice(self.names)}
            return self.tensor(value)
        if isinstance(value, list):
            changed = [self.altered(each, 0.5) for each in value]
            return self.draw.choice([changed, changed[:-1], [*changed, *changed[:1]], changed])
        if isinstance(value, bool):
            return not value
        if isinstance(value, int):
            return self.draw.choice([value + 1, value - 1, self.draw.choice(_NUMBERS), self.draw.choice(_NUMBERS)])
        if isinstance(value, float):
            return self.draw.choice(_FLOATS)
        if isinstance(value, str):
            return self.draw.choice(_TEXTS)
        return (
            {"dtype": self.draw.choice(list(DTYPES))}
            if isinstance(value, dict)
            else self.draw.choice([1, T((1,)), T((6,))])
        )

    def tensor(self, like: T) -> T:
        """Of another shape, another type, or with places that do not exist."""
        kind = self.draw.randrange(4)
        if kind == 0:
            return like._replace(shape=self.draw.choice(_SHAPES))
        if kind == 1:
            return like._replace(dtype=self.draw.choice(list(DTYPES)))
        if kind == 2 and like.shape:
            shape, axis = list(like.shape), self.draw.randrange(len(like.shape))
            shape[axis] = self.draw.choice([0, 1, shape[axis] + 1, max(0, shape[axis] - 1), 37])
            return like._replace(shape=tuple(shape))
        return like._replace(below=self.draw.choice([-5, like.below + 3, 1000, 0]))

    def written(self, value: Any, is_copied: bool) -> Any:
        """The same with tensors of the program in the place of their shapes."""
        if isinstance(value, T):
            return {"value": self.kept(value, is_copied)}
        if isinstance(value, dict):
            return {
                key: self.written(each, is_copied and number == 0) for number, (key, each) in enumerate(value.items())
            }
        return [self.written(each, False) for each in value] if isinstance(value, list) else value

    def kept(self, shape: T, is_copied: bool) -> str:
        """The name of a new tensor, or of a copy that may be written into."""
        name = f"t{len(self.tensors)}"
        self.tensors[name] = {"name": name, "shape": list(shape.shape), "dtype": shape.dtype, "is_weight": False}
        source = torch.Generator().manual_seed(self.draw.randrange(1 << 30))
        if shape.below:
            self.values[name] = torch.randint(
                min(0, shape.below), max(1, shape.below), shape.shape, generator=source
            ).float()
        else:
            self.values[name] = (torch.rand(shape.shape, generator=source) * 2 + 0.1).round(decimals=2)
        if not is_copied or self.draw.random() < 0.02:
            return name
        self.steps.append(
            {"operation": "clone.default", "arguments": {"self": {"value": name}}, "results": [f"{name}c"]}
        )
        return f"{name}c"


def drawn_program(seed: int) -> Drawn:
    """One to four calls; a third of the programs is sound."""
    draw = random.Random(seed)
    made = Drawn(draw)
    chance = draw.choice([0.0, 0.2, 0.4])
    for _ in range(draw.choice([1, 1, 2, 4])):
        made.add(draw.choice(list(OPERATIONS)), chance)
    return made


def by_torch(described: dict[str, Any], tensors: dict[str, Tensor], x: Tensor) -> Tensor:
    """What torch gives for the calls, one after the other."""
    values: dict[str, Any] = {"x": x}
    for name, told in described["tensors"].items():
        values[name] = tensors[name].clone().to(DTYPES[told["dtype"]])
    for step in described["steps"]:
        found = tensor_operation(step["operation"])
        assert found is not None
        given = {name: _read(value, values) for name, value in step["arguments"].items()}
        # Programs do not say where they are computed; torch asks for it here.
        place = {"device": x.device} if step["operation"] == "to.device" else {}
        results = found(**given, **place)
        results = results if isinstance(results, (tuple, list)) else [results]
        values.update(zip(step["results"], results, strict=True))
    y: Tensor = values["y"]
    return y


def _read(value: Any, values: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_read(each, values) for each in value]
    if isinstance(value, dict):
        ((kind, name),) = value.items()
        return values[name] if kind == "value" else DTYPES[name]
    return value


@contextlib.contextmanager
def guarded(guard: ctypes.CDLL | None) -> Iterator[None]:
    """Inside this block new memory lies between pages that nobody may touch."""
    if guard is not None:
        guard.guard_on()
    try:
        yield
    finally:
        if guard is not None:
            guard.guard_off()


def tried(seed: int, guard: ctypes.CDLL | None = None) -> str:
    """How a program ends: ``computed``, ``refused``, ``refused late``, or what is wrong."""
    drawn = drawn_program(seed)
    described, x = drawn.described(), torch.linspace(-1, 1, 2 * 48).reshape(2, *INPUT)
    try:
        layer = TorchProgram(described)
        layer.compute_output_shape((None, *INPUT[1:], INPUT[0]))
    except NervureError:
        return "refused"
    except BaseException as problem:
        return f"raw {type(problem).__name__}: {str(problem)[:200]}"
    module, size = layer.module, lambda: {name: value.clone() for name, value in drawn.values.items()}
    try:
        with torch.no_grad(), guarded(guard):
            y = functional_call(module, size(), (x.clone(),))
    except NervureError:
        return "refused late"
    except BaseException as problem:
        return f"raw when computed {type(problem).__name__}: {str(problem)[:200]}"
    if torch.equal(y.nan_to_num(), by_torch(described, size(), x.clone()).nan_to_num()):
        return "computed"
    return "other numbers than torch"


def _child(first: int, count: int, told: int, guard: str | None) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    library = None if guard is None else ctypes.CDLL(guard)
    for seed in range(first, first + count):
        os.write(told, f"{seed} ".encode())
        signal.alarm(_MOST_SECONDS)
        os.write(told, f"{tried(seed, library)}\n".encode())


def main(seed: int, count: int, guard: str | None = None) -> dict[str, Any]:
    """Tries so many programs; what was found."""
    torch.set_num_threads(1)
    text("error.fix")
    tried(0)
    ends: Counter[str] = Counter()
    faults: list[str] = []
    next_seed, last = seed, seed + count
    while next_seed < last:
        size = min(_BATCH, last - next_seed)
        read, write = os.pipe()
        process = os.fork()
        if process == 0:
            _child(next_seed, size, write, guard)
            os._exit(0)
        os.close(write)
        with os.fdopen(read, errors="replace") as stream:
            lines = stream.read().splitlines()
        _, status = os.waitpid(process, 0)
        for line in lines:
            number, _, end = line.partition(" ")
            is_known = end in ("computed", "refused", "refused late")
            ends[end if is_known else "fault"] += 1
            if not is_known:
                faults.append(f"{number}: {end or 'signal ' + str(status & 127)}")
        next_seed += len(lines)
        if status and not lines:
            faults.append(f"{next_seed}: ended with {status}")
            break
    return {**ends, "num_faults": len(faults), "faults": faults[:60]}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])))
