"""A plan on copies of its parameters, in any precision: explaining must not touch the model in training."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

import torch

from nervure.graph.plan import Plan
from nervure.parameter import Parameter, Segment, Store


class PlanCopy(NamedTuple):
    """A plan with separate parameters.

    Attributes:
        plan: the same steps.
        store: the buffers of the copies, each segment in the order of the original.
        copies: the copy of each parameter.
    """

    plan: Plan
    store: Store
    copies: dict[Parameter, Parameter]

    @property
    def trainable(self) -> Segment:
        """The copies that have gradients."""
        return self.store.trainable


def copied_plan(
    plan: Plan,
    store: Store,
    storage: torch.dtype,
    activations: torch.dtype | None = None,
    device: torch.device | str = "cpu",
) -> PlanCopy:
    """``plan`` on copies of the parameters of ``store``.

    Args:
        plan: the steps.
        store: contains their parameters.
        storage: the dtype of the copies.
        activations: the dtype that flows between the steps, if it differs.
        device: the device of the copies.
    """
    every = [parameter for segment in store.segments for parameter in segment.parameters]
    copies = {parameter: _copy(parameter, storage) for parameter in every}
    segments = [[copies[parameter] for parameter in segment.parameters] for segment in store.segments]
    copied = Store(segments[0], segments[1], segments[2], storage, device)
    copied.trainable.add_gradients()
    if activations not in (None, storage):
        copied.add_low_precision(activations)
    steps = tuple(
        dataclasses.replace(step, parameters=tuple(copies[parameter] for parameter in step.parameters))
        for step in plan.steps
    )
    return PlanCopy(dataclasses.replace(plan, steps=steps, dtype=activations or storage), copied, copies)


@contextlib.contextmanager
def lent(copied: PlanCopy) -> Iterator[None]:
    """Inside this context, code that holds one of the parameters finds the values of its copy there.

    Layers and custom cells read their parameters themselves, not those passed to a step.
    """
    held = {parameter: (parameter.value, parameter.low_precision) for parameter in copied.copies}
    try:
        for parameter, copy in copied.copies.items():
            parameter.value, parameter.low_precision = copy.value, copy.low_precision
        yield
    finally:
        for parameter, (value, low_precision) in held.items():
            parameter.value, parameter.low_precision = value, low_precision


def _copy(parameter: Parameter, dtype: torch.dtype) -> Parameter:
    copied = Parameter(
        parameter.name, parameter.shape, parameter.initializer, trainable=parameter.trainable,
        memory_order=parameter.memory_order, regularizer=parameter.regularizer, constraint=parameter.constraint,
    )  # fmt: skip
    copied.own_name = parameter.own_name
    copied.value = copied.in_memory_order(parameter.array.detach().to("cpu", dtype, copy=True))
    return copied
