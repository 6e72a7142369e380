"""The plan: a network as a flat list of steps, walked forward and backward."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import torch
from torch import Tensor

from nervure.layers.step import LOW_PRECISION, Step
from nervure.ops.op import Context
from nervure.parameter import Parameter


class Commit(NamedTuple):
    """A value that a training step moves without a gradient, such as a moving mean."""

    step: Step
    cache: Any


class Walk(NamedTuple):
    """What a forward walk leaves behind.

    Attributes:
        outputs: the values of the plan's outputs.
        caches: what each step kept for its backward pass; empty where nobody asked for it.
        masks: for each output, True where a time step of it is real; None where all are.
        carried: the states that go on to the next batch, to be stored after inference too (:func:`apply_commits`).
    """

    outputs: tuple[Tensor, ...]
    caches: list[Any]
    masks: tuple[Tensor | None, ...] = ()
    carried: tuple[Commit, ...] = ()


class Visit(NamedTuple):
    """One step of a walk, just computed."""

    step: Step
    values: tuple[Tensor, ...]
    cache: Any


@dataclass(frozen=True, eq=False)
class Plan:
    """The steps of a network in an order in which each finds its inputs computed.

    Nothing a walk does changes the model: new moving statistics are in the caches, and whoever trains commits them.

    Attributes:
        steps: the steps.
        num_inputs: the network's inputs are the slots 0 to ``num_inputs - 1``.
        outputs: the slots of the network's outputs.
        dtype: the type of the activations: float32, float64 or bfloat16.
        output_masks: the slot of each output's mask, None where all its time steps are real; left out for none at all.
    """

    steps: tuple[Step, ...]
    num_inputs: int
    outputs: tuple[int, ...]
    dtype: torch.dtype = torch.float32
    output_masks: tuple[int | None, ...] = ()
    _last_reader: dict[int, int] = field(init=False, repr=False)
    _writer: dict[int, int] = field(init=False, repr=False)
    _cast: frozenset[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        last_reader: dict[int, int] = {}
        writer: dict[int, int] = {}
        for number, step in enumerate(self.steps):
            for slot in step.inputs:
                last_reader[slot] = number
            for slot in step.outputs:
                writer[slot] = number
                last_reader.setdefault(slot, number)
        last_reader.update((slot, len(self.steps)) for slot in self._kept)
        object.__setattr__(self, "_last_reader", last_reader)
        object.__setattr__(self, "_writer", writer)
        cast = (slot for step in self.steps if not step.op.reads_as_fed for slot in step.inputs)
        object.__setattr__(self, "_cast", frozenset(cast))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every parameter once, in the order of first use."""
        return tuple(dict.fromkeys(parameter for step in self.steps for parameter in step.parameters))

    @property
    def _kept(self) -> set[int]:
        """The slots whose values are handed out: outputs and their masks."""
        return {slot for slot in (*self.outputs, *self.output_masks) if slot is not None}

    def readers(self, slot: int) -> list[int]:
        """The numbers of the steps that read ``slot``."""
        return [number for number, step in enumerate(self.steps) if slot in step.inputs]

    # ---- forward -----------------------------------------------------------------------------------------------------

    def visits(self, inputs: Sequence[Tensor], context: Context) -> Iterator[Visit]:
        """Computes step after step; a value is dropped when its last reader is done."""
        fed = dict(enumerate(inputs))
        values = {slot: self._as_activation(x) for slot, x in fed.items() if slot in self._cast}
        for number, step in enumerate(self.steps):
            results, cache = step.forward(step.reads(values, fed), context, self.dtype)
            yield Visit(step, results, cache)
            values.update(zip(step.outputs, results, strict=True))
            for slot in (*step.inputs, *step.outputs):
                if self._last_reader[slot] <= number:
                    values.pop(slot, None)

    def forward(self, inputs: Sequence[Tensor], context: Context, *, keep_caches: bool = False) -> Walk:
        """The outputs for ``inputs``, and the caches where ``keep_caches`` asks for them.

        Args:
            inputs: one tensor an input, batch axis first; any number type.
            context: training or inference, seed, step.
            keep_caches: True where :meth:`backward` follows.
        """
        kept = self._kept
        results: dict[int, Tensor] = {slot: x for slot, x in enumerate(inputs) if slot in kept}
        caches: list[Any] = []
        carried: list[Commit] = []
        for visit in self.visits(inputs, context):
            if keep_caches:
                caches.append(visit.cache)
            if visit.step.op.carries:
                carried.append(Commit(visit.step, visit.cache))
            results.update((slot, value) for slot, value in zip(visit.step.outputs, visit.values, strict=True)
                           if slot in kept)  # fmt: skip
        outputs = tuple(self._as_result(results[slot]) for slot in self.outputs)
        masks = tuple(None if slot is None else results[slot] for slot in self.output_masks)
        return Walk(outputs, caches, masks or (None,) * len(outputs), tuple(carried))

    def _as_activation(self, x: Tensor) -> Tensor:
        return x if x.dtype == self.dtype else x.to(self.dtype)

    def _as_result(self, y: Tensor) -> Tensor:
        # What leaves the network is never coarser than float32: losses and probabilities need the digits.
        return y.float() if y.dtype == LOW_PRECISION else y

    # ---- backward ----------------------------------------------------------------------------------------------------

    def backward(
        self, dys: Sequence[Tensor | None], caches: list[Any], *, needs_dinputs: bool = False
    ) -> tuple[Tensor | None, ...]:
        """Walks from the outputs back; the parameters' gradients are added to their buffers.

        Args:
            dys: the gradient of the loss by each output; None where it has none.
            caches: from :meth:`forward`; emptied on the way, so that memory is freed early.
            needs_dinputs: whether the gradients of the network's inputs are wanted too.

        Returns:
            The gradients of the inputs; None each unless wanted.
        """
        wanted = self._slots_with_gradient(needs_dinputs)
        upstream: dict[int, Tensor] = {}
        for slot, dy in zip(self.outputs, dys, strict=True):
            if dy is not None and slot in wanted:
                _accumulate(upstream, slot, self._as_gradient(dy, slot))
        for number in range(len(self.steps) - 1, -1, -1):
            step, cache = self.steps[number], caches[number]
            caches[number] = None
            received = tuple(upstream.pop(slot, None) for slot in step.outputs)
            if all(dy is None for dy in received):
                continue
            needs_dx = any(slot in wanted for slot in step.inputs)
            gradients = step.backward(received, cache, needs_dx=needs_dx, dtype=self.dtype)
            for slot, gradient in zip(step.inputs, gradients, strict=True):
                if gradient is not None and slot in wanted:
                    _accumulate(upstream, slot, gradient)
        return tuple(upstream.get(slot) for slot in range(self.num_inputs))

    def _slots_with_gradient(self, needs_dinputs: bool) -> set[int]:
        """The slots that a parameter with a gradient (or an input of which one is wanted) leads to."""
        wanted = set(range(self.num_inputs)) if needs_dinputs else set()
        for step in self.steps:
            trains = any(parameter.gradient is not None for parameter in step.parameters)
            if trains or any(slot in wanted for slot in step.inputs):
                wanted.update(step.outputs)
        return wanted

    def _as_gradient(self, dy: Tensor, slot: int) -> Tensor:
        writer = self._writer.get(slot)
        if writer is not None and self.steps[writer].is_final:
            return dy
        return dy if dy.dtype == self.dtype else dy.to(self.dtype)

    # ---- moving statistics -------------------------------------------------------------------------------------------

    def commits(self, caches: Sequence[Any]) -> list[Commit]:
        """What :func:`apply_commits` will store once the training step is accepted; taken before backward."""
        return [
            Commit(step, cache) for step, cache in zip(self.steps, caches, strict=True) if step.op.commits is not None
        ]


def apply_commits(commits: Sequence[Commit]) -> None:
    """Stores the new moving statistics, one call of a layer after another, as a shared layer needs it."""
    for step, cache in commits:
        step.commit(cache)


def _accumulate(upstream: dict[int, Tensor], slot: int, gradient: Tensor) -> None:
    # Not in place: two readers may have handed back the same tensor (Add does).
    upstream[slot] = upstream[slot] + gradient if slot in upstream else gradient
