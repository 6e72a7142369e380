"""A dry run of a program of torch operations, without data: checks what may be computed and what it costs.

No part of a program is computed before the dry run has passed through all of it on torch's meta device, where tensors
have shapes but no memory. When the program runs, each result is compared with what the dry run found.
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
# Limit for the dry run itself, see program_costs; networks of a few hundred layers take a third of it.
MOST_STEPS, MOST_PARTS = 1 << 13, 1 << 14
# Per sample; large vision transformers take a quarter of it.
MOST_BYTES, MOST_OPERATIONS, MOST_NUMBERS_TOUCHED = 1 << 29, 1 << 40, 1 << 33
_MOST_AXES = 12
_KINDS = frozenset(DTYPES.values())
_NOT_TOLD = ("layout", "pin_memory")  # all tensors are on the input's device

Form = Any  # for a tensor its shape and type, for a size the number itself, for no result None


def form_of(value: Any) -> Form:
    """What the dry run found about a result, to be compared with the real one."""
    return (tuple(value.shape), value.dtype) if isinstance(value, Tensor) else value


def arguments_for(signature: Signature, given: Mapping[str, Any], device: torch.device) -> dict[str, Any]:
    """The arguments of a call, with new tensors placed on ``device``.

    Raises:
        ValueError: one is missing or unknown, or sets a device or memory layout.
    """
    unknown, missing = given.keys() - signature.defaults.keys(), signature.needed - given.keys()
    require(not unknown and not missing, ", ".join(sorted(unknown | missing)))
    for name in _NOT_TOLD:
        require(given.get(name) is None, f"{name}={given.get(name)!r:.20}")
    require(given.get("device") is None, f"device={given.get('device')!r:.20}")
    return {**given, "device": device} if signature.has_device else dict(given)


class Budget:
    """What a program costs during the dry run, and the limits.

    Args:
        samples: the batch size.
        kept: the tensors of the program, which must not be written to.
    """

    def __init__(self, samples: int, kept: Sequence[Any]) -> None:
        self._samples = max(1, samples)
        self._held = list(kept)  # keeps tensors alive: a freed tensor's id may be reused
        self._kept = {_storage(each) for each in kept if isinstance(each, Tensor)}
        self._alive: Counter[int] = Counter()  # the number of values in each block of memory
        self._bytes, self._operations, self._touched = 0, 0, 0

    def before(self, operation: Operation, signature: Signature, call: Call) -> None:
        """Checks a step before torch does.

        Raises:
            ValueError: it is not allowed.
        """
        if signature.writes:
            target = next(iter(call.arguments.values()))
            require(_storage(target) not in self._kept, "a tensor of the program is written into")
            require(_is_apart(target), f"{tuple(target.shape)} / {target.stride()}")
        operation.rule(call)

    def after(self, operation: Operation, call: Call, results: Sequence[Any]) -> None:
        """Adds up what a step cost.

        Raises:
            ValueError: the limit is exceeded.
        """
        found = [each for each in results if isinstance(each, Tensor)]
        for each in found:
            is_fit = each.ndim <= _MOST_AXES and each.numel() <= MOST_NUMBERS and each.dtype in _KINDS
            require(is_fit, f"{tuple(each.shape)} {each.dtype}")
        work = operation.cost(call, results)
        self._operations += work.operations
        require(self._operations <= MOST_OPERATIONS * self._samples, f"{self._operations:.2g} > {MOST_OPERATIONS:.2g}")
        # Memory access is slower than arithmetic, so view-only operations are limited to fewer elements.
        self._touched += sum(each.numel() for each in (*call.tensors, *found))
        most_touched = MOST_NUMBERS_TOUCHED * self._samples
        require(self._touched <= most_touched, f"{self._touched:.2g} > {most_touched:.2g}")
        size = max((each.element_size() for each in call.tensors), default=1)
        new = {_storage(each): each.untyped_storage().nbytes() for each in found if _storage(each) not in self._alive}
        needed = self._bytes + sum(new.values()) + size * work.numbers_beside
        most = MOST_BYTES * self._samples
        require(needed <= most, f"{needed >> 20} MiB > {most >> 20} MiB")

    def keep(self, value: Any) -> None:
        """A value was named."""
        if isinstance(value, Tensor) and _storage(value) not in self._kept:
            self._alive[_storage(value)] += 1
            if self._alive[_storage(value)] == 1:
                self._bytes += value.untyped_storage().nbytes()

    def drop(self, value: Any) -> None:
        """A value has no readers left."""
        if isinstance(value, Tensor) and _storage(value) not in self._kept:
            self._alive[_storage(value)] -= 1
            if not self._alive[_storage(value)]:
                del self._alive[_storage(value)]
                self._bytes -= value.untyped_storage().nbytes()


def _storage(tensor: Tensor) -> int:
    found: int = tensor.untyped_storage()._cdata
    return found


def _is_apart(tensor: Tensor) -> bool:
    """Whether no two elements of a tensor share memory."""
    room = 1
    for stride, size in sorted(zip(tensor.stride(), tensor.shape, strict=True)):
        if size > 1:
            if stride < room:
                return False
            room = stride * (size - 1) + room
    return True
