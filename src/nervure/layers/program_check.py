"""A program of torch operations, walked without its numbers: what may be computed, and what all of it takes.

Nothing of a program is computed before this walk has gone through all of it, on torch's meta device, where tensors have
shapes and no memory. What it found of every result is compared again when the program is computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from nervure.layers.program_operations import Operation, Signature
from nervure.layers.program_rules import MOST_NUMBERS, Call, require

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.uint8, torch.int8, torch.int16, torch.int32,
        torch.int64, torch.bool,
    )
}  # fmt: skip
# Of the walk itself, see program_costs; networks of some hundred layers take a third of it.
MOST_STEPS, MOST_PARTS = 1 << 13, 1 << 14
# For each sample; large vision transformers take a quarter of them.
MOST_BYTES, MOST_OPERATIONS, MOST_NUMBERS_TOUCHED = 1 << 29, 1 << 40, 1 << 33
_MOST_AXES = 12
_KINDS = frozenset(DTYPES.values())
_NOT_TOLD = ("layout", "pin_memory")  # everything lies as the input does, and where it does

Form = Any  # of a tensor its shape and type, of a size the number itself, None of nothing


def form_of(value: Any) -> Form:
    """What the walk without numbers says of a result, to be compared with the real one."""
    return (tuple(value.shape), value.dtype) if isinstance(value, Tensor) else value


def arguments_for(signature: Signature, given: Mapping[str, Any], device: torch.device) -> dict[str, Any]:
    """The arguments of a call; what is new lies on ``device``.

    Raises:
        ValueError: one is missing, or is not known, or says where or how to keep numbers.
    """
    unknown, missing = given.keys() - signature.defaults.keys(), signature.needed - given.keys()
    require(not unknown and not missing, ", ".join(sorted(unknown | missing)))
    for name in _NOT_TOLD:
        require(given.get(name) is None, f"{name}={given.get(name)!r:.20}")
    require(given.get("device") is None, f"device={given.get('device')!r:.20}")
    return {**given, "device": device} if signature.has_device else dict(given)


class Budget:
    """What a program takes while it is walked, and where it is too much.

    Args:
        samples: how many samples go through it at once.
        kept: the tensors of the program, which nothing may be written into.
    """

    def __init__(self, samples: int, kept: Sequence[Any]) -> None:
        self._samples = max(1, samples)
        self._held = list(kept)  # what is freed leaves its place, and with it its number, to another one
        self._kept = {_storage(each) for each in kept if isinstance(each, Tensor)}
        self._alive: Counter[int] = Counter()  # of each piece of memory, how many values lie in it
        self._bytes, self._operations, self._touched = 0, 0, 0

    def before(self, operation: Operation, signature: Signature, call: Call) -> None:
        """Examines a step before torch does.

        Raises:
            ValueError: it may not be computed.
        """
        if signature.writes:
            target = next(iter(call.arguments.values()))
            require(_storage(target) not in self._kept, "a tensor of the program is written into")
            require(_is_apart(target), f"{tuple(target.shape)} / {target.stride()}")
        operation.rule(call)

    def after(self, operation: Operation, call: Call, results: Sequence[Any]) -> None:
        """Counts what a step took.

        Raises:
            ValueError: that is too much.
        """
        found = [each for each in results if isinstance(each, Tensor)]
        for each in found:
            is_fit = each.ndim <= _MOST_AXES and each.numel() <= MOST_NUMBERS and each.dtype in _KINDS
            require(is_fit, f"{tuple(each.shape)} {each.dtype}")
        work = operation.cost(call, results)
        self._operations += work.operations
        require(self._operations <= MOST_OPERATIONS * self._samples, f"{self._operations:.2g} > {MOST_OPERATIONS:.2g}")
        # Memory is slower than arithmetic: what only looks at numbers comes to fewer of them.
        self._touched += sum(each.numel() for each in (*call.tensors, *found))
        most_touched = MOST_NUMBERS_TOUCHED * self._samples
        require(self._touched <= most_touched, f"{self._touched:.2g} > {most_touched:.2g}")
        size = max((each.element_size() for each in call.tensors), default=1)
        new = {_storage(each): each.untyped_storage().nbytes() for each in found if _storage(each) not in self._alive}
        needed = self._bytes + sum(new.values()) + size * work.numbers_beside
        most = MOST_BYTES * self._samples
        require(needed <= most, f"{needed >> 20} MiB > {most >> 20} MiB")

    def keep(self, value: Any) -> None:
        """A value got a name."""
        if isinstance(value, Tensor) and _storage(value) not in self._kept:
            self._alive[_storage(value)] += 1
            if self._alive[_storage(value)] == 1:
                self._bytes += value.untyped_storage().nbytes()

    def drop(self, value: Any) -> None:
        """Nobody reads a value any more."""
        if isinstance(value, Tensor) and _storage(value) not in self._kept:
            self._alive[_storage(value)] -= 1
            if not self._alive[_storage(value)]:
                del self._alive[_storage(value)]
                self._bytes -= value.untyped_storage().nbytes()


def _storage(tensor: Tensor) -> int:
    found: int = tensor.untyped_storage()._cdata
    return found


def _is_apart(tensor: Tensor) -> bool:
    """Whether every number of a tensor lies in a place of its own."""
    room = 1
    for stride, size in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if size > 1:
            if stride < room:
                return False
            room = stride * (size - 1) + room
    return True
