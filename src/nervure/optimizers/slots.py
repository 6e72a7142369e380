"""Slots: what an optimizer stores per weight, in flat buffers laid out like the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from nervure.arguments.values import plain_number
from nervure.errors import ArgumentError, ShapeError, StateError
from nervure.parameter import Parameter, Segment

_NUMBERS = {"iterations", "learning_rate", "calls"}  # the other entries of a state


def relaid(slot: Tensor | None, before: Segment | None, segment: Segment, first: float | Tensor = 0.0) -> Tensor:
    """``slot``, laid out like ``before``, converted to the layout, type and device of ``segment``.

    The values of parameters in both layouts are kept; new ones start at ``first``, a number or a buffer laid out like
    ``segment``. The gaps are zero.
    """
    laid_out = started(segment, first)
    if slot is None or before is None:
        return laid_out
    starts = {id(parameter): offset for parameter, offset in zip(before.parameters, before.offsets, strict=True)}
    for parameter, offset in zip(segment.parameters, segment.offsets, strict=True):
        start = starts.get(id(parameter))
        if start is not None:
            laid_out[offset : offset + parameter.size].copy_(slot[start : start + parameter.size])
    return laid_out


def started(segment: Segment, first: float | Tensor) -> Tensor:
    """A buffer laid out like ``segment``, filled with ``first`` except for zeros in the gaps."""
    if isinstance(first, Tensor):
        return first.clone()
    buffer = torch.zeros_like(segment.values)
    if first:
        for parameter, offset in zip(segment.parameters, segment.offsets, strict=True):
            buffer[offset : offset + parameter.size] = first
    return buffer


def names_of_parts(segment: Segment, slot: str, paths: Sequence[str] | None) -> list[str]:
    """The state names of the parts of ``slot``: ``dense/kernel/momentum``, or ``0/kernel/momentum`` without paths."""
    if paths is None:
        paths = [f"{number}/{parameter.name}" for number, parameter in enumerate(segment.parameters)]
    if len(paths) != len(segment.parameters):
        raise ValueError(f"{len(paths)} paths for {len(segment.parameters)} parameters")
    return [f"{path}/{slot}" for path in paths]


def check_state(state: Mapping[str, Any], parts: Mapping[str, Tensor | Parameter], where: str) -> None:
    """Checks that ``state`` holds exactly what an optimizer with these parts needs.

    Raises:
        StateError: an entry is missing, or belongs to no parameter.
        ShapeError: an entry has another shape.
        ArgumentError: the number of iterations is invalid.
    """
    for name in ["iterations", *parts]:
        if name not in state:
            raise StateError.of("optimizer.state_missing", where=where, name=name, got=", ".join(state) or "-")
    for name in state:
        if name not in parts and name not in _NUMBERS:
            raise StateError.of("optimizer.state_extra", where=where, name=name, expected=", ".join(parts) or "-")
    for name, part in parts.items():
        expected, got = tuple(part.shape), tuple(np.shape(state[name]))
        if expected != got:
            raise ShapeError.of("optimizer.state_shape", where=where, name=name, expected=expected, got=got)
    for name in ("iterations", "calls"):
        count = plain_number(state.get(name, 0))
        if count is None or count < 0 or not count.is_integer():
            raise ArgumentError.of("optimizer.iterations", where=where, got=repr(state[name]))
