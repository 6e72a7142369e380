from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.kernels import native
from nervure.kernels.optimizer import (
    AdamRates,
    AdamSlots,
    DescentRates,
    RMSpropRates,
    RMSpropSlots,
    adam_step,
    adam_step_in_torch,
    descent_step,
    descent_step_in_torch,
    rmsprop_step,
    rmsprop_step_in_torch,
)
from tests.gradient_check import assert_near
from tests.kernels.other_bodies import OTHERS, failures_of

TOLERANCE = {torch.float32: 1e-6, torch.float64: 1e-12}
# No weight, one, less than a vector, blocks and a rest.
COUNTS = (0, 1, 7, 1000, 50_001)

Step = Callable[[Tensor, Tensor, list[Tensor]], None]


def adam(body: Callable[..., None], beta_1: float = 0.9) -> Step:
    def step(values: Tensor, gradients: Tensor, slots: list[Tensor]) -> None:
        body(values, gradients, AdamSlots(*slots), AdamRates(2e-3, beta_1, 0.999, 1e-7), torch.empty_like)

    return step


def descent(body: Callable[..., None], **rates: Any) -> Step:
    def step(values: Tensor, gradients: Tensor, slots: list[Tensor]) -> None:
        body(values, gradients, slots[0] if slots else None, DescentRates(0.1, **rates))

    return step


def rmsprop(body: Callable[..., None], momentum: bool, centered: bool) -> Step:
    def step(values: Tensor, gradients: Tensor, slots: list[Tensor]) -> None:
        velocity, *rest = slots
        given = RMSpropSlots(velocity, rest[0] if momentum else None, rest[-1] if centered else None)
        body(values, gradients, given, RMSpropRates(1e-3, 0.9, 0.8 * momentum, 1e-7), torch.empty_like)

    return step


# What is compared: the face, the torch body, and the number of slots.
RULES: dict[str, tuple[Step, Step, int]] = {
    "adam": (adam(adam_step), adam(adam_step_in_torch), 2),
    "adam without momentum": (adam(adam_step, 0.0), adam(adam_step_in_torch, 0.0), 2),
    "amsgrad": (adam(adam_step), adam(adam_step_in_torch), 3),
    "sgd": (descent(descent_step), descent(descent_step_in_torch), 0),
    "sgd with momentum": (descent(descent_step, momentum=0.9), descent(descent_step_in_torch, momentum=0.9), 1),
    "nesterov": (
        descent(descent_step, momentum=0.9, nesterov=True), descent(descent_step_in_torch, momentum=0.9, nesterov=True),
        1,
    ),
    "rmsprop": (rmsprop(rmsprop_step, False, False), rmsprop(rmsprop_step_in_torch, False, False), 1),
    "rmsprop with momentum": (rmsprop(rmsprop_step, True, False), rmsprop(rmsprop_step_in_torch, True, False), 2),
    "rmsprop centered": (rmsprop(rmsprop_step, False, True), rmsprop(rmsprop_step_in_torch, False, True), 2),
    "rmsprop with both": (rmsprop(rmsprop_step, True, True), rmsprop(rmsprop_step_in_torch, True, True), 3),
}  # fmt: skip

every_rule = pytest.mark.parametrize("rule", RULES)
every_type = pytest.mark.parametrize("dtype", TOLERANCE, ids=str)
needs_native = pytest.mark.skipif(not native.available(), reason="no native kernels in this process")


def after(step: Step, count: int, dtype: torch.dtype, num_slots: int, steps: int = 5) -> list[Tensor]:
    """The weights and the slots after some steps from zero slots."""
    generator = torch.Generator().manual_seed(count)
    values = torch.randn(count, generator=generator, dtype=torch.float64).to(dtype)
    slots = [torch.zeros(count, dtype=dtype) for _ in range(num_slots)]
    for number in range(steps):
        gradients = torch.randn(count, generator=generator, dtype=torch.float64).to(dtype) * 10.0 ** (number - 3)
        before = gradients.clone()
        step(values, gradients, slots)
        assert torch.equal(gradients, before)
    return [values, *slots]


@every_type
@every_rule
@pytest.mark.parametrize("count", COUNTS)
def test_both_bodies_take_the_same_steps(rule: str, dtype: torch.dtype, count: int) -> None:
    face, torch_body, num_slots = RULES[rule]
    found, expected = (after(step, count, dtype, num_slots) for step in (face, torch_body))
    for one, other in zip(found, expected, strict=True):
        assert_near(one, other, TOLERANCE[dtype], rule)


@needs_native
@every_type
@every_rule
def test_one_and_two_threads_give_the_same_bits(rule: str, dtype: torch.dtype) -> None:
    face, _, num_slots = RULES[rule]
    before = torch.get_num_threads()
    results = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            results.append(after(face, 50_001, dtype, num_slots))
    finally:
        torch.set_num_threads(before)
    assert all(torch.equal(one, two) for one, two in zip(*results, strict=True))


@every_type
@every_rule
def test_a_gradient_that_is_nan_spoils_its_weight_and_no_other(rule: str, dtype: torch.dtype) -> None:
    face, _, num_slots = RULES[rule]
    values, slots = torch.ones(40, dtype=dtype), [torch.zeros(40, dtype=dtype) for _ in range(num_slots)]
    gradients = torch.ones(40, dtype=dtype)
    gradients[21] = torch.nan
    face(values, gradients, slots)
    face(values, torch.ones(40, dtype=dtype), slots)  # the largest velocity remembers it too
    assert torch.nonzero(values.isnan()).flatten().tolist() == [21]


@every_rule
def test_where_weights_and_gradients_are_zero_they_stay_zero(rule: str) -> None:
    face, _, num_slots = RULES[rule]
    values, slots = torch.zeros(20), [torch.zeros(20) for _ in range(num_slots)]
    face(values, torch.zeros(20), slots)
    assert not bool(values.any())
    assert not any(bool(slot.any()) for slot in slots)


def test_types_without_a_native_body_take_torchs() -> None:
    values = torch.ones(3, dtype=torch.float16)
    descent_step(values, torch.ones(3, dtype=torch.float16), None, DescentRates(0.5))
    assert values.tolist() == [0.5] * 3


@needs_native
def test_a_slot_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="another size"):
        descent_step(torch.ones(3), torch.ones(3), torch.ones(2), DescentRates(0.5))


@pytest.mark.covering(at_most=1)
@needs_native
@pytest.mark.parametrize("environment", OTHERS, ids=str)
def test_all_this_holds_with_the_other_bodies(environment: dict[str, str]) -> None:
    assert failures_of(__file__, environment) == ""
