"""A plan on copies of its parameters, in any precision: what is explained may not touch what is trained."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import NamedTuple

import torch

from nervure.graph.plan import Plan
from nervure.parameter import Parameter, Segment, Store


class PlanCopy(NamedTuple):
    """A plan with parameters of its own.

    Attributes:
        plan: the same steps.
        trainable: the copies that have gradients, in the order of the store they were taken from.
        copies: the copy of each parameter.
    """

    plan: Plan
    trainable: Segment
    copies: dict[Parameter, Parameter]


def copied_plan(plan: Plan, store: Store, dtype: torch.dtype) -> PlanCopy:
    """``plan`` on copies of the parameters of ``store``, in ``dtype``, on the processor."""
    every = [parameter for segment in store.segments for parameter in segment.parameters]
    copies = {parameter: _copy(parameter, dtype) for parameter in every}
    trainable = Segment([copies[parameter] for parameter in store.trainable.parameters], dtype)
    trainable.add_gradients()
    steps = tuple(
        dataclasses.replace(step, parameters=tuple(copies[parameter] for parameter in step.parameters))
        for step in plan.steps
    )
    return PlanCopy(dataclasses.replace(plan, steps=steps, dtype=dtype), trainable, copies)


@contextlib.contextmanager
def lent(copied: PlanCopy) -> Iterator[None]:
    """While it holds, whoever has one of the parameters finds the values of its copy there.

    Layers and cells of one's own read their parameters themselves, not what a step hands them.
    """
    held = {parameter: parameter.value for parameter in copied.copies}
    try:
        for parameter, copy in copied.copies.items():
            parameter.value = copy.value
        yield
    finally:
        for parameter, value in held.items():
            parameter.value = value


def _copy(parameter: Parameter, dtype: torch.dtype) -> Parameter:
    copied = Parameter(
        parameter.name, parameter.shape, parameter.initializer, trainable=parameter.trainable,
        memory_order=parameter.memory_order, regularizer=parameter.regularizer, constraint=parameter.constraint,
    )  # fmt: skip
    copied.value = copied.in_memory_order(parameter.array.detach().to("cpu", dtype, copy=True))
    return copied
