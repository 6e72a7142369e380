"""The plan: a network as a flat list of steps, walked forward and backward."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.layers.step import LOW_PRECISION, Step
from nervure.ops.op import Context
from nervure.parameter import Parameter


class Commit(NamedTuple):
    """A parameter that a training step updates without a gradient, such as a moving mean, and its new value."""

    parameter: Parameter
    value: Tensor


class Walk(NamedTuple):
    """The results of a forward walk.

    Attributes:
        outputs: the values of the plan's outputs.
        caches: the cache of each step for its backward pass; empty if not requested.
        masks: for each output, True where a time step is real; None if all are.
        penalties: the terms the steps add to the loss, scalars.
        carried: the states carried to the next batch, stored after inference too (:func:`apply_commits`).
    """

    outputs: tuple[Tensor, ...]
    caches: list[Any]
    masks: tuple[Tensor | None, ...] = ()
    carried: tuple[Commit, ...] = ()
    penalties: tuple[Tensor, ...] = ()


class Visit(NamedTuple):
    """One step of a walk, just computed.

    Attributes:
        step: the step.
        values: its outputs, one tensor per output slot.
        cache: its cache for the backward pass.
    """

    step: Step
    values: tuple[Tensor, ...]
    cache: Any


class Return(NamedTuple):
    """One step of the walk back.

    Attributes:
        step: the step.
        dys: the complete gradients of its outputs; None for an output without a differentiable reader.
        gradients: its contributions to the gradients of its inputs, one per input; None if there is none.
    """

    step: Step
    dys: tuple[Tensor | None, ...]
    gradients: tuple[Tensor | None, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """The steps of a network in topological order.

    A walk does not change the model: new moving statistics are returned in the caches, and the training loop commits
        them.

    Attributes:
        steps: the steps.
        num_inputs: the network's inputs are the slots 0 to ``num_inputs - 1``.
        outputs: the slots of the network's outputs.
        dtype: the type of the activations: float32, float64 or bfloat16.
        output_masks: the slot of each output's mask, None if all its time steps are real; empty if there are no masks.
        penalties: the slots of scalars added to the loss.
    """

    steps: tuple[Step, ...]
    num_inputs: int
    outputs: tuple[int, ...]
    dtype: torch.dtype = torch.float32
    output_masks: tuple[int | None, ...] = ()
    penalties: tuple[int, ...] = ()
    _readers: dict[int, tuple[int, ...]] = field(init=False, repr=False)
    _writer: dict[int, int] = field(init=False, repr=False)
    _cast: frozenset[int] = field(init=False, repr=False)
    _done: tuple[tuple[int, ...], ...] = field(init=False, repr=False)
    _results: frozenset[int] = field(init=False, repr=False)
    _masks: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        readers: dict[int, tuple[int, ...]] = {}
        for number, step in enumerate(self.steps):
            for slot in dict.fromkeys(step.inputs):
                readers[slot] = (*readers.get(slot, ()), number)
        writer = {slot: number for number, step in enumerate(self.steps) for slot in step.outputs}
        object.__setattr__(self, "_readers", readers)
        object.__setattr__(self, "_writer", writer)
        cast = (slot for step in self.steps if not step.op.reads_as_fed for slot in step.inputs)
        object.__setattr__(self, "_cast", frozenset(cast))
        done = (
            tuple(slot for slot in (*step.inputs, *step.outputs) if readers.get(slot, (number,))[-1] == number)
            for number, step in enumerate(self.steps)
        )
        object.__setattr__(self, "_done", tuple(done))
        object.__setattr__(self, "_results", frozenset((*self.outputs, *self.penalties)))
        object.__setattr__(self, "_masks", frozenset(slot for slot in self.output_masks if slot is not None))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter once, in the order of first use."""
        return tuple(dict.fromkeys(parameter for step in self.steps for parameter in step.parameters))

    def writer(self, slot: int) -> Step | None:
        """The step that writes ``slot``; None for an input of the network."""
        number = self._writer.get(slot)
        return None if number is None else self.steps[number]

    def readers(self, slot: int) -> tuple[int, ...]:
        """The numbers of the steps that read ``slot``, in order."""
        return self._readers.get(slot, ())

    def visits(self, inputs: Sequence[Tensor], context: Context) -> Iterator[Visit]:
        """Computes the steps one by one; drops a value when its last reader is done."""
        fed = dict(enumerate(inputs))
        values = {slot: self._as_activation(x) for slot, x in fed.items() if slot in self._cast}
        for number, step in enumerate(self.steps):
            visit = Visit(step, *step.forward(step.reads(values, fed), context, self.dtype))
            values.update(zip(step.outputs, visit.values, strict=True))
            for slot in self._done[number]:
                values.pop(slot, None)
            yield visit
            del visit  # otherwise this step's cache would stay alive during the next step

    def forward(self, inputs: Sequence[Tensor], context: Context, *, keep_caches: bool = False) -> Walk:
        """The outputs for ``inputs``, and the caches if ``keep_caches`` is set.

        Args:
            inputs: one tensor per input, batch axis first; any numeric type.
            context: training or inference, seed, step.
            keep_caches: True if :meth:`backward` follows.
        """
        outputs, masks = self._results, self._masks
        results = {slot: self._as_result(inputs[slot]) for slot in outputs if slot < self.num_inputs}
        found = {slot: inputs[slot] for slot in masks if slot < self.num_inputs}
        carried: dict[Parameter, Tensor] = {}
        caches: list[Any] = []
        for visit in self.visits(inputs, context):
            if keep_caches:
                caches.append(visit.cache)
            if visit.step.op.carries:
                carried.update(visit.step.moves(visit.cache, carried))
            for slot, value in zip(visit.step.outputs, visit.values, strict=True):
                if slot in outputs:
                    results[slot] = self._as_result(value)
                if slot in masks:
                    found[slot] = value
            del visit, value
        return Walk(
            tuple([results[slot] for slot in self.outputs]), caches,
            tuple([None if slot is None else found[slot] for slot in self.output_masks]) or (None,) * len(self.outputs),
            tuple([Commit(*moved) for moved in carried.items()]),
            tuple([results[slot] for slot in self.penalties]),
        )  # fmt: skip

    def backward(
        self,
        dys: Sequence[Tensor | None],
        caches: list[Any],
        *,
        needs_dinputs: bool = False,
        loss_scale: float = 1.0,
    ) -> tuple[Tensor | None, ...]:
        """Walks backward from the outputs; adds the parameters' gradients to their buffers.

        Args:
            dys: the gradient of the loss with respect to each output, or None.
            caches: from :meth:`forward`; emptied along the way, to free memory early.
            needs_dinputs: whether to compute the gradients of the network's inputs too.
            loss_scale: the factor of the loss, and so of the penalties: their gradients start from it.

        Returns:
            The gradients of the inputs, at least float32; None if not requested, and for an input that no output with a
            gradient depends on.
        """
        upstream: dict[int, Tensor] = {}
        # A zero-length deque: a loop variable would keep the gradients of one step alive during the next.
        deque(self.returns(dys, caches, upstream, needs_dinputs=needs_dinputs, loss_scale=loss_scale), maxlen=0)
        found = (upstream.get(slot) for slot in range(self.num_inputs))
        return tuple(None if gradient is None else self._as_result(gradient) for gradient in found)

    def returns(
        self,
        dys: Sequence[Tensor | None],
        caches: list[Any],
        upstream: dict[int, Tensor],
        *,
        needs_dinputs: bool = False,
        loss_scale: float = 1.0,
    ) -> Iterator[Return]:
        """Walks back step by step; arguments as in :meth:`backward`.

        Args:
            dys: the gradient of the loss with respect to each output, or None.
            caches: from :meth:`forward`; emptied along the way.
            upstream: collects the gradients by slot until the step that wrote the slot consumes them; at the end it
                holds those of the inputs.
            needs_dinputs: whether to compute the gradients of the network's inputs too.
            loss_scale: the factor of the loss.
        """
        wanted = self._slots_with_gradient(needs_dinputs)
        for slot, dy in zip(self.outputs, dys, strict=True):
            if dy is not None and slot in wanted:
                _accumulate(upstream, slot, self._as_gradient(dy, slot))
        for slot in self.penalties:
            upstream[slot] = self._as_result(torch.tensor(loss_scale, dtype=torch.float64))
        for number in range(len(self.steps) - 1, -1, -1):
            step, cache = self.steps[number], caches[number]
            caches[number] = None
            step_dys = tuple(upstream.pop(slot, None) for slot in step.outputs)
            if any(dy is not None for dy in step_dys):
                yield Return(step, step_dys, self._step_back(step, step_dys, cache, upstream, wanted))

    def _step_back(
        self,
        step: Step,
        dys: tuple[Tensor | None, ...],
        cache: Any,
        upstream: dict[int, Tensor],
        wanted: set[int],
    ) -> tuple[Tensor | None, ...]:
        """Adds the gradients of the inputs of ``step`` to ``upstream``."""
        needs_dx = any(slot in wanted for slot in step.inputs)
        gradients = step.backward(dys, cache, needs_dx=needs_dx, dtype=self.dtype)
        for slot, gradient in zip(step.inputs, gradients, strict=True):
            if gradient is not None and slot in wanted:
                _accumulate(upstream, slot, gradient)
        return gradients

    def commits(self, caches: Sequence[Any]) -> list[Commit]:
        """What :func:`apply_commits` stores once the training step is accepted; read before :meth:`backward`.

        A layer called several times updates its statistics once per call, each time from the result of the previous
        call.
        """
        moved: dict[Parameter, Tensor] = {}
        for step, cache in zip(self.steps, caches, strict=True):
            if step.op.commits is not None:
                moved.update(step.moves(cache, moved))
        return [Commit(parameter, value) for parameter, value in moved.items()]

    def _slots_with_gradient(self, needs_dinputs: bool) -> set[int]:
        """The slots that depend on a parameter with a gradient (or on an input whose gradient is needed)."""
        wanted = set(range(self.num_inputs)) if needs_dinputs else set()
        for step in self.steps:
            trains = any(parameter.gradient is not None for parameter in step.parameters)
            if trains or any(slot in wanted for slot in step.inputs):
                wanted.update(step.outputs)
        return wanted

    def _as_activation(self, x: Tensor) -> Tensor:
        return x if x.dtype == self.dtype else x.to(self.dtype)

    def _as_result(self, y: Tensor) -> Tensor:
        # Outputs are never coarser than float32: losses and probabilities need the accuracy.
        return y.to(torch.float32 if self.dtype == LOW_PRECISION else self.dtype)

    def _as_gradient(self, dy: Tensor, slot: int) -> Tensor:
        writer = self.writer(slot)
        return dy if writer is not None and writer.is_final else dy.to(self.dtype)


def apply_commits(commits: Sequence[Commit]) -> None:
    """Stores the new moving statistics."""
    for parameter, value in commits:
        parameter.array.copy_(value)


def _accumulate(upstream: dict[int, Tensor], slot: int, gradient: Tensor) -> None:
    # Not in place: two readers may have returned the same tensor (Add does).
    upstream[slot] = upstream[slot] + gradient if slot in upstream else gradient
