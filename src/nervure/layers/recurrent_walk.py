"""Walks a cell over sequences in Python, step by step, and back: for custom cells.

Built-in cells use it only with activations that are not element-wise (softmax); otherwise they compute the whole
sequence as one operation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.errors import ShapeError
from nervure.layers.stacked_cells import output_size, state_shapes
from nervure.ops.op import Context, Op
from nervure.ops.recurrence import Recurrence

States = tuple[Tensor, ...]


class TimeStepKept(NamedTuple):
    """The cache of one step of the walk.

    Attributes:
        time: the index of the time step.
        mask: (N, 1), True where the step is real; None if all are.
        cache: the cell's cache.
    """

    time: int
    mask: Tensor | None
    cache: Any


class WalkCache(NamedTuple):
    """The cache of a walk.

    Attributes:
        steps: in the order they were read.
        states: the last states, (N, ...) each.
        shape: of the sequences, (N, T, ...).
        recurrence: the constants.
    """

    steps: tuple[TimeStepKept, ...]
    states: States
    shape: tuple[int, ...]
    recurrence: Recurrence


def walk_op(cell: Any) -> Op:
    """The operation that walks ``cell``.

    Its forward takes x (N, T, ...), then initial states, a mask (N, T), weights and carried states, each only if
    ``recurrence`` says so.
    """
    # A layer of several cells prefixes the parameter names with the cells' names; a cell knows only its own.
    names = [parameter.own_name for parameter in cell.parameters]

    def forward(*tensors: Tensor, recurrence: Recurrence, context: Context) -> tuple[Any, WalkCache]:
        return _walked(cell, tensors, recurrence, context)

    def backward(dy: Any, cache: WalkCache) -> tuple[Tensor | None, ...]:
        dx, dstates, gradients = _walked_back(cell, dy, cache)
        recurrence = cache.recurrence
        carried = len(dstates) if recurrence.is_stateful else 0
        return (
            dx, *dstates[: recurrence.num_initial], *(None,) * recurrence.has_mask,
            *(gradients.get(name) for name in names), *(None,) * carried,
        )  # fmt: skip

    def commits(cache: WalkCache, *parameters: Tensor) -> dict[int, Tensor]:
        if not cache.recurrence.is_stateful:
            return {}
        return {len(names) + number: state for number, state in enumerate(cache.states)}

    return Op(
        type(cell).__name__, forward, backward,
        needs_context=True, casts_parameters=False, computes_in_float32=True, commits=commits,
    )  # fmt: skip


def _walked(cell: Any, tensors: tuple[Tensor, ...], recurrence: Recurrence, context: Context) -> tuple[Any, WalkCache]:
    x, states = tensors[0], _initial(cell, tensors, recurrence)
    mask = tensors[1 + recurrence.num_initial] != 0 if recurrence.has_mask else None
    if mask is not None:
        # The content of the padding must not matter: 0 times NaN would still put NaN into the gradients.
        x = torch.where(mask.reshape(*mask.shape, *(1 for _ in x.shape[2:])), x, 0.0)
    inside = context.inside(recurrence.stream)
    y = x.new_zeros((x.shape[0], output_size(cell)))
    kept, shown = [], []
    for t in _order(x.shape[1], recurrence):
        given, new_states, cache = cell.forward(x[:, t], states, inside)
        real = None if mask is None else mask[:, t : t + 1]
        y = given if real is None else torch.where(real, given, 0.0 if recurrence.zero_padding else y)
        states = tuple(new_states) if real is None else _chosen(real, new_states, states)
        kept.append(TimeStepKept(t, real, cache))
        shown.append(y)
    if recurrence.return_sequences:
        order = shown[::-1] if recurrence.flips_outputs else shown
        y = torch.stack(order, 1) if order else x.new_zeros((x.shape[0], 0, output_size(cell)))
    result = (y, *states) if recurrence.return_state else y
    return result, WalkCache(tuple(kept), states, tuple(x.shape), recurrence)


def _walked_back(cell: Any, dy: Any, cache: WalkCache) -> tuple[Tensor, States, dict[str, Tensor]]:
    recurrence, length = cache.recurrence, len(cache.steps)
    douts, *dlast = dy if isinstance(dy, tuple) else (dy,)
    dstates = [torch.zeros_like(state) for state in cache.states]
    for number, gradient in enumerate(dlast):
        dstates[number] = dstates[number] if gradient is None else dstates[number] + gradient
    like = cache.states[0]
    dx = like.new_zeros(cache.shape)
    gradients: dict[str, Tensor] = {}
    carried: Tensor | float = 0.0  # a masked output repeats the previous one, so its gradient goes back there
    for number in range(length - 1, -1, -1):
        step = cache.steps[number]
        dout = _of_step(douts, number, length, recurrence) + carried
        if not isinstance(dout, Tensor):
            dout = like.new_zeros((like.shape[0], output_size(cell)))
        real, passed = dout, [torch.zeros_like(state) for state in dstates]
        received = tuple(dstates)
        carried = 0.0
        if step.mask is not None:
            real = torch.where(step.mask, dout, 0.0)
            carried = 0.0 if recurrence.zero_padding else torch.where(step.mask, 0.0, dout)
            received = _chosen(step.mask, dstates, passed)
            passed = list(_chosen(step.mask, passed, dstates))
        dstep, dbefore, found = cell.backward(real, received, step.cache)
        dx[:, step.time] = dstep if step.mask is None else torch.where(_like(step.mask, dstep), dstep, 0.0)
        dstates = [a + b for a, b in zip(dbefore, passed, strict=True)]
        for name, gradient in found.items():
            gradients[name] = gradients[name] + gradient if name in gradients else gradient
    return dx, tuple(dstates), gradients


def _initial(cell: Any, tensors: tuple[Tensor, ...], recurrence: Recurrence) -> States:
    """The states before the first step: given, carried, or 0."""
    x, shapes = tensors[0], state_shapes(cell)
    if recurrence.num_initial:
        return tensors[1 : 1 + recurrence.num_initial]
    if not recurrence.is_stateful:
        return tuple(x.new_zeros((x.shape[0], *shape)) for shape in shapes)
    carried = tuple(tensors[len(tensors) - len(shapes) :])
    if carried[0].shape[0] != x.shape[0]:
        raise ShapeError.of(
            "recurrent.batch_size", where=recurrence.where, expected=carried[0].shape[0], got=x.shape[0]
        )
    return carried


def _order(length: int, recurrence: Recurrence) -> Iterator[int]:
    return iter(range(length - 1, -1, -1) if recurrence.go_backwards else range(length))


def _of_step(douts: Tensor | None, number: int, length: int, recurrence: Recurrence) -> Tensor | float:
    """The output gradient of the step read at position ``number``."""
    if douts is None:
        return 0.0
    if not recurrence.return_sequences:
        return douts if number == length - 1 else 0.0
    return douts[:, length - 1 - number if recurrence.flips_outputs else number]


def _chosen(mask: Tensor, first: Any, second: Any) -> States:
    """``first`` where the mask is True, else ``second``, state by state."""
    return tuple(torch.where(_like(mask, a), a, b) for a, b in zip(first, second, strict=True))


def _like(mask: Tensor, x: Tensor) -> Tensor:
    return mask.reshape(mask.shape[0], *(1 for _ in x.shape[1:]))
