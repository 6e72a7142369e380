from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from torch import Tensor

from nervure.graph.inference import Line, for_inference, runs_of, without_penalties
from nervure.graph.plan import Plan
from nervure.kernels.inference import has_chains
from nervure.layers import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    Layer,
    MaxPooling2D,
    Rescaling,
    SpatialDropout2D,
)
from nervure.ops.op import Context
from tests.graph.draft import Draft
from tests.graph.networks import NETWORKS, Drawn, graphs

CPU = torch.device("cpu")
native_only = pytest.mark.skipif(not has_chains(), reason="no native chains in this process")


def single(*shapes: tuple[int, ...]) -> Draft:
    return Draft(*shapes, dtype=torch.float32)


def through(draft: Draft, *layers: Layer, slot: int = 0) -> int:
    for layer in layers:
        slot = draft.call(layer, slot)
    return slot


def shaken(draft: Draft) -> None:
    """Statistics and biases that are not those of the start."""
    for layer in draft.layers:
        for number, parameter in enumerate(layer.parameters):
            drawn = torch.rand(parameter.shape, generator=torch.Generator().manual_seed(number), dtype=torch.float64)
            parameter.array.add_(drawn.to(parameter.array.dtype) if len(parameter.shape) == 1 else 0)


def values(plan: Plan, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    with torch.no_grad():
        return plan.forward(inputs, Context()).outputs


def assert_same(plan: Plan, inputs: tuple[Tensor, ...], tolerance: float) -> Plan:
    """The plan for inference gives what the plan gives; returns it."""
    fast = for_inference(plan, CPU)
    for _ in range(2):
        for one, other in zip(values(fast, inputs), values(plan, inputs), strict=True):
            assert one.shape == other.shape
            assert one.dtype == other.dtype
            if other.numel():
                largest = other.abs().max().clamp_min(1e-3)
                assert (one - other).abs().max() <= tolerance * largest
    return fast


def ops(plan: Plan) -> list[str]:
    return [step.op.name for step in plan.steps]


def line_of(plan: Plan) -> Line:
    (step,) = plan.steps
    line: Line = step.op.forward.__self__  # type: ignore[attr-defined]
    return line


def block(filters: int, **options: Any) -> list[Layer]:
    return [Conv2D(filters, 3, activation="relu", **options), BatchNormalization(), MaxPooling2D(), Dropout(0.4)]


def picture_network() -> tuple[Draft, Plan]:
    draft = single((20, 18, 1))
    ending = [Flatten(), Dense(20, activation="relu"), Dense(7, activation="softmax")]
    slot = through(draft, Rescaling(1 / 255), *block(8, padding="same"), *block(16), *ending)
    shaken(draft)
    return draft, draft.plan(slot)


@native_only
def test_a_network_of_known_steps_is_one_step() -> None:
    draft, plan = picture_network()
    inputs = tuple(x.float() for x in draft.inputs(batch=4))
    assert ops(assert_same(plan, inputs, 3e-6)) == ["line"]


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float32, 3e-6), (torch.float64, 1e-14)])
def test_networks_of_every_form_give_the_same(
    network: Callable[[], Drawn], dtype: torch.dtype, tolerance: float
) -> None:
    draft, outputs = network()
    for layer in draft.layers:
        for parameter in layer.parameters:
            parameter.value = parameter.in_memory_order(parameter.array.to(dtype))
    shaken(draft)
    plan = draft.plan(*outputs, dtype=dtype)
    inputs = tuple(x.to(dtype) for x in draft.inputs())
    assert_same(plan, inputs, tolerance)
    assert_same(plan, tuple(x[:0] for x in inputs), tolerance)


@settings(max_examples=40, deadline=None)
@given(graphs())
def test_random_graphs_give_the_same(drawn: Drawn) -> None:
    draft, outputs = drawn
    for layer in draft.layers:
        for parameter in layer.parameters:
            parameter.value = parameter.in_memory_order(parameter.array.float())
    assert_same(draft.plan(*outputs, dtype=torch.float32), tuple(x.float() for x in draft.inputs()), 1e-5)


def test_what_only_training_does_vanishes() -> None:
    draft = Draft((6, 6, 2))
    idle = [Dropout(0.5), GaussianNoise(1.0), SpatialDropout2D(0.5), Activation("linear")]
    plan = draft.plan(through(draft, *idle, AveragePooling2D(), *idle))
    assert ops(for_inference(plan, CPU)) == ["average_pooling"]
    assert_same(plan, draft.inputs(), 0.0)


def test_a_network_that_only_hands_on_gives_its_input() -> None:
    draft = Draft((3,))
    plan = draft.plan(through(draft, Dropout(0.5)))
    (x,) = draft.inputs()
    assert torch.equal(values(for_inference(plan, CPU), (x,))[0], x)


def test_in_float64_and_bfloat16_steps_are_fused_as_for_training() -> None:
    for dtype in (torch.float64, torch.bfloat16):
        draft = Draft((5,), dtype=dtype)
        plan = draft.plan(through(draft, Dense(4, activation="relu"), Dense(3, activation="tanh")))
        assert ops(for_inference(plan, CPU)) == ["dense+activation"] * 2


@native_only
def test_what_somebody_else_reads_ends_a_line() -> None:
    draft = single((6,))
    hidden = through(draft, Dense(6, activation="relu"))
    slot = draft.call(Add(), hidden, through(draft, Dense(6), Dense(6), slot=hidden))
    plan = draft.plan(through(draft, Dense(2), slot=slot), hidden)
    assert ops(assert_same(plan, tuple(x.float() for x in draft.inputs()), 3e-6)) == ["line", "line", "add", "line"]


@native_only
def test_a_line_is_cut_where_chains_do_not_know_the_sizes() -> None:
    draft = single((12, 12, 8))
    layers = [Conv2D(8, 3), Conv2D(8, 5, activation="relu"), BatchNormalization(), Conv2D(8, 3), Flatten(), Dense(5)]
    plan = draft.plan(through(draft, *layers))
    inputs = tuple(x.float() for x in draft.inputs())
    assert ops(assert_same(plan, inputs, 3e-6)) == ["line"]
    runs = runs_of(plan.steps, inputs[0])
    assert [(len(run.steps), run.drafts is None) for run in runs] == [(1, False), (3, True), (3, False)]


@native_only
def test_every_shape_of_samples_has_its_own_chains() -> None:
    draft = single((None, None, 8))  # type: ignore[arg-type]
    plan = draft.plan(through(draft, Conv2D(8, 3, padding="same", activation="relu"), BatchNormalization()))
    fast = for_inference(plan, CPU)
    for size in (*range(3, 16), 3):
        x = torch.randn(2, size, size + 1, 8)
        torch.testing.assert_close(values(fast, (x,)), values(plan, (x,)), rtol=1e-5, atol=1e-5)
    assert len(vars(line_of(fast))["_made"]) < 13


@native_only
def test_a_new_value_of_any_parameter_is_seen() -> None:
    draft, plan = picture_network()
    store, inputs = draft.store(), tuple(x.float() for x in draft.inputs(batch=2))
    fast = for_inference(plan, CPU)
    before = values(fast, inputs)
    for parameter in plan.parameters:
        parameter.array.mul_(1.1).add_(0.05)
        store.refresh()
        after = values(fast, inputs)
        assert not torch.equal(before[0], after[0]), parameter.name
        torch.testing.assert_close(after, values(plan, inputs), rtol=1e-5, atol=1e-6)
        before = after


@native_only
def test_parameters_made_in_inference_mode_are_read_each_time() -> None:
    with torch.inference_mode():
        draft = single((4,))
        plan = draft.plan(through(draft, Dense(3)))
        fast, (x,) = for_inference(plan, CPU), draft.inputs()
        values(fast, (x.float(),))
        plan.parameters[0].array.mul_(2)
        torch.testing.assert_close(values(fast, (x.float(),)), values(plan, (x.float(),)))


@native_only
def test_several_threads_may_walk_it_at_once() -> None:
    _, plan = picture_network()
    fast = for_inference(plan, CPU)
    inputs = [
        torch.rand(1 + number % 3, 20, 18, 1, generator=torch.Generator().manual_seed(number)) for number in range(6)
    ]
    expected = [values(fast, (x,))[0] for x in inputs]
    again = for_inference(plan, CPU)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda x: values(again, (x,))[0], inputs * 4))
    assert all(torch.equal(one, other) for one, other in zip(found, expected * 4, strict=True))


@native_only
def test_it_is_copied_and_pickled_without_its_chains() -> None:
    _, plan = picture_network()
    line, x = line_of(for_inference(plan, CPU)), torch.rand(2, 20, 18, 1)
    expected, _ = line.forward(x)
    for other in (copy.deepcopy(line), pickle.loads(pickle.dumps(line))):  # noqa: S301
        assert torch.equal(other.forward(x)[0], expected)


def test_penalties_are_left_out_for_whoever_wants_outputs() -> None:
    draft = Draft((4,))
    hidden = draft.call(Dense(3), 0)
    (slot,) = draft.lowering.layer("penalty", stream=9).step(
        "output", draft.plan(hidden).steps[0].op, (hidden,), Dense(3).parameters
    )
    plan = dataclasses.replace(draft.plan(hidden), penalties=(slot,))
    assert [step.outputs[0] for step in without_penalties(plan).steps] == [hidden]
    assert without_penalties(plan).penalties == ()


def test_there_is_no_way_back() -> None:
    if has_chains():
        draft = single((4,))
        (step,) = for_inference(draft.plan(through(draft, Dense(3))), CPU).steps
        with pytest.raises(NotImplementedError):
            step.op.backward(torch.ones(1, 3), None)
