from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import hypothesis.strategies as st
import pytest
import torch
from hypothesis import given, settings
from torch import Tensor

from nervure.graph.fusion import fuse
from nervure.graph.plan import Plan, apply_commits
from nervure.layers import (
    Activation,
    Add,
    BatchNormalization,
    Conv2D,
    Conv2DTranspose,
    Dense,
    Flatten,
    Layer,
)
from nervure.layers.step import Step
from nervure.ops.dense import DENSE
from nervure.ops.op import Context
from tests.graph.draft import TRAINING, Draft, Walked, assert_same, differentiated, ramp_like, walked
from tests.graph.networks import (
    NETWORKS,
    Drawn,
    branches,
    chain,
    graphs,
    input_that_is_an_output,
    layer_behind_itself,
    residual_link,
    several_inputs_and_outputs,
    shared_layer,
)


def state_of(draft: Draft) -> list[Tensor]:
    return [parameter.array.clone() for layer in draft.layers for parameter in layer.parameters]


@pytest.mark.parametrize("draw", NETWORKS, ids=lambda draw: draw.__name__)
@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.parametrize("training", [True, False])
def test_a_walk_back_finds_the_gradients_of_automatic_differentiation(
    draw: Callable[[], Drawn], fused: bool, training: bool
) -> None:
    draft, outputs = draw()
    store, inputs, context = draft.store(), draft.inputs(), Context(training=training, seed=3, step=5)
    plan = draft.plan(*outputs)
    expected = differentiated(plan, inputs, context)
    assert_same(walked(fuse(plan) if fused else plan, store, inputs, context), expected)


def test_values_are_those_of_the_layers_called_one_by_one() -> None:
    draft = Draft((4,))
    first, second = Dense(6, activation="relu"), Dense(4)
    inner = draft.call(second, draft.call(first, 0))
    plan = draft.plan(draft.call(Add(), 0, inner))
    draft.store()
    (x,) = draft.inputs()
    (y,) = plan.forward([x], Context()).outputs
    assert torch.allclose(y, x + second(first(x)), atol=1e-14)


def test_gradients_of_the_calls_of_a_shared_layer_add_up() -> None:
    draft, outputs = layer_behind_itself()
    store, inputs = draft.store(), draft.inputs()
    together = walked(draft.plan(*outputs), store, inputs)
    apart = Draft((4,))
    layers = [Dense(4, activation="tanh") for _ in range(3)]
    slot = 0
    for layer in layers:
        slot = apart.call(layer, slot)
        layer.set_weights(draft.layers[0].get_weights())
    each = walked(apart.plan(slot), apart.store(), inputs)
    assert torch.allclose(together.outputs[0], each.outputs[0], atol=1e-14)
    for together_gradient, *gradients in zip(
        together.gradients.values(), *([each.gradients[p] for p in layer.parameters] for layer in layers), strict=True
    ):
        assert torch.allclose(together_gradient, sum(gradients, torch.zeros(())), atol=1e-13)


def test_gradients_are_added_to_what_is_in_the_buffer() -> None:
    draft, outputs = chain()
    store, inputs, plan = draft.store(), draft.inputs(), draft.plan(*outputs)
    once = walked(plan, store, inputs)
    walk = plan.forward(inputs, TRAINING, keep_caches=True)
    plan.backward([ramp_like(y) for y in walk.outputs], walk.caches)
    for parameter, gradient in once.gradients.items():
        assert parameter.gradient is not None
        assert torch.allclose(parameter.gradient, 2 * gradient, atol=1e-14)


def test_an_input_that_is_an_output_comes_out_in_the_type_of_the_network() -> None:
    draft, outputs = input_that_is_an_output()
    whole = torch.arange(8, dtype=torch.uint8).reshape(2, 4)
    for dtype, result in ((torch.float64, torch.float64), (torch.bfloat16, torch.float32)):
        first, second = draft.plan(*outputs, dtype=dtype).forward([whole], Context()).outputs
        assert (first.dtype, second.dtype) == (result, result)
        assert first.tolist() == whole.tolist()


def test_a_plan_without_steps_hands_its_inputs_on() -> None:
    plan = Plan((), 1, (0,), torch.float64)
    x = torch.ones(2, 3, dtype=torch.float64)
    walk = plan.forward([x], TRAINING, keep_caches=True)
    assert torch.equal(walk.outputs[0], x)
    assert plan.backward([2 * x], walk.caches, needs_dinputs=True)[0] is not None
    assert plan.backward([2 * x], walk.caches) == (None,)


@pytest.mark.parametrize("draw", NETWORKS, ids=lambda draw: draw.__name__)
def test_walking_changes_no_weight_no_statistic_and_no_input(draw: Callable[[], Drawn]) -> None:
    draft, outputs = draw()
    store, inputs = draft.store(), draft.inputs()
    before = [*state_of(draft), *(x.clone() for x in inputs), *(segment.values.clone() for segment in store.segments)]
    walked(fuse(draft.plan(*outputs)), store, inputs)
    after = [*state_of(draft), *inputs, *(segment.values for segment in store.segments)]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_walking_forward_touches_no_gradient() -> None:
    draft, outputs = chain()
    store, inputs = draft.store(), draft.inputs()
    gradients = store.trainable.add_gradients().fill_(7.0).clone()
    draft.plan(*outputs).forward(inputs, TRAINING, keep_caches=True)
    assert torch.equal(store.trainable.add_gradients(), gradients)


def test_moving_statistics_of_a_shared_layer_move_once_a_call_in_order() -> None:
    draft = Draft((4,), (4,))
    norm = BatchNormalization(momentum=0.75)
    plan = draft.plan(draft.call(norm, 0), draft.call(norm, 1))
    draft.store()
    first, second = draft.inputs()
    walk = plan.forward([first, second + 9], TRAINING, keep_caches=True)
    commits = plan.commits(walk.caches)
    assert norm.moving_mean.array.tolist() == [0] * 4
    apply_commits(commits)
    once = 0.25 * first.mean(0)
    assert torch.allclose(norm.moving_mean.array, 0.75 * once + 0.25 * (second + 9).mean(0), atol=1e-12)
    variance = 0.75 * 1.0 + 0.25 * first.var(0, correction=0)
    expected = 0.75 * variance + 0.25 * second.var(0, correction=0)
    assert torch.allclose(norm.moving_variance.array, expected, atol=1e-12)


def test_at_inference_nothing_is_committed() -> None:
    draft, outputs = branches()
    plan = draft.plan(*outputs)
    draft.store()
    assert plan.commits(plan.forward(draft.inputs(), Context(), keep_caches=True).caches) == []


def test_the_gradients_of_inputs_come_only_on_request() -> None:
    draft, outputs = several_inputs_and_outputs()
    store, inputs, plan = draft.store(), draft.inputs(), draft.plan(*outputs)
    without = walked(plan, store, inputs, needs_dinputs=False)
    assert without.dinputs == (None, None)
    wanted = walked(plan, store, inputs)
    assert [None if dx is None else tuple(dx.shape) for dx in wanted.dinputs] == [(5, 3), (5, 4, 4, 1)]
    assert_same(without._replace(dinputs=()), wanted._replace(dinputs=()))


def test_an_input_that_no_output_depends_on_has_no_gradient() -> None:
    draft = Draft((3,), (3,))
    plan = draft.plan(draft.call(Dense(2), 0))
    found = walked(plan, draft.store(), draft.inputs()).dinputs
    assert found[0] is not None
    assert found[1] is None


def test_an_output_without_a_gradient_is_left_out() -> None:
    draft, outputs = several_inputs_and_outputs()
    store, inputs, plan = draft.store(), draft.inputs(), draft.plan(*outputs)
    walk = plan.forward(inputs, TRAINING, keep_caches=True)
    plan.backward([None, ramp_like(walk.outputs[1])], walk.caches)
    moved = {p.gradient.abs().sum().item() > 0 for p in draft.layers[-2].parameters if p.gradient is not None}
    assert moved == {False}
    assert all(p.gradient is not None and p.gradient.abs().sum() > 0 for p in draft.layers[-1].parameters)
    assert store.trainable.gradients is not None


def noting(plan: Plan, notes: list[str]) -> Plan:
    """``plan`` whose products note which of them were walked back, and with the gradient of their input or without."""

    def noted(step: Step) -> Step:
        def backward(
            dy: Tensor, cache: Any, needs_dx: bool = True, needs_dweight: bool = True
        ) -> tuple[Tensor | None, ...]:
            frozen = "" if needs_dweight else ", without dweight"
            notes.append(f"{step.layer} {'with' if needs_dx else 'without'} dx{frozen}")
            return step.op.backward(dy, cache, needs_dx=needs_dx, needs_dweight=needs_dweight)

        return dataclasses.replace(step, op=step.op._replace(backward=backward)) if step.op is DENSE else step

    return dataclasses.replace(plan, steps=tuple(noted(step) for step in plan.steps))


def test_the_first_layer_is_spared_the_gradient_of_its_input() -> None:
    draft, notes = Draft((4,)), list[str]()
    slot = draft.call(Dense(3, activation="relu", name="first"), 0)
    plan = noting(draft.plan(draft.call(Dense(2, name="second"), slot)), notes)
    store, inputs = draft.store(), draft.inputs()
    walked(plan, store, inputs, needs_dinputs=False)
    assert notes == ["second with dx", "first without dx"]
    notes.clear()
    walked(plan, store, inputs, needs_dinputs=True)
    assert notes == ["second with dx", "first with dx"]


def test_a_walk_back_stops_at_the_first_layer_that_learns() -> None:
    draft, notes = Draft((4,)), list[str]()
    slot = draft.call(Dense(3, trainable=False, name="frozen"), draft.call(Dense(4, trainable=False, name="too"), 0))
    plan = noting(draft.plan(draft.call(Dense(2, name="head"), slot)), notes)
    store, inputs = draft.store(), draft.inputs()
    found = walked(plan, store, inputs, needs_dinputs=False)
    assert notes == ["head without dx"]
    assert [parameter.shape for parameter in found.gradients] == [(3, 2), (2,)]
    assert_same(walked(plan, store, inputs), differentiated(plan, inputs))
    assert notes[1:] == ["head with dx", "frozen with dx, without dweight", "too with dx, without dweight"]


@pytest.mark.parametrize("fused", [False, True])
def test_a_frozen_layer_between_others_is_spared_the_gradient_of_its_weights(fused: bool) -> None:
    draft, notes = Draft((6, 6, 2)), list[str]()
    slot = draft.call(Conv2D(3, 3, activation="relu", name="first"), 0)
    slot = draft.call(Conv2DTranspose(2, 3, trainable=False, activation="tanh", name="wider"), slot)
    slot = draft.call(Conv2D(2, 3, trainable=False, activation="relu", name="narrower"), slot)
    slot = draft.call(Dense(3, activation="relu", trainable=False, name="frozen"), draft.call(Flatten(), slot))
    plan = draft.plan(draft.call(Dense(2, trainable=False, use_bias=False, name="last"), slot))
    store, inputs = draft.store(), draft.inputs()
    found = walked(fuse(plan) if fused else noting(plan, notes), store, inputs)
    assert [parameter.shape for parameter in found.gradients] == [(3, 3, 2, 3), (3,)]
    assert_same(found, differentiated(plan, inputs))
    assert notes == ([] if fused else ["last with dx, without dweight", "frozen with dx, without dweight"])


def test_a_frozen_layer_between_others_hands_the_gradient_on() -> None:
    draft = Draft((4,))
    slot = draft.call(Dense(4, activation="tanh"), 0)
    slot = draft.call(Dense(4, activation="tanh", trainable=False), slot)
    plan = draft.plan(draft.call(Dense(2), slot))
    store, inputs = draft.store(), draft.inputs()
    found = walked(plan, store, inputs)
    assert len(found.gradients) == 4
    assert_same(found, differentiated(plan, inputs))


def test_a_network_without_anything_to_learn_walks_back_too() -> None:
    draft = Draft((4,))
    plan = draft.plan(draft.call(Activation("tanh"), 0))
    store, inputs = draft.store(), draft.inputs()
    assert walked(plan, store, inputs, needs_dinputs=False).gradients == {}
    assert_same(walked(plan, store, inputs), differentiated(plan, inputs))


def low_precision_network() -> tuple[Draft, Plan, Plan]:
    """A network in float32 and the same in bfloat16, as a model prepares it."""
    draft = Draft((8, 8, 1), dtype=torch.float32)
    slot = draft.call(Conv2D(4, 3, activation="relu"), 0)
    slot = draft.call(BatchNormalization(), slot)
    slot = draft.call(Flatten(), slot)
    plan = draft.plan(draft.call(Dense(3, activation="softmax"), slot))
    steps = (*plan.steps[:-1], dataclasses.replace(plan.steps[-1], is_final=True))
    return draft, plan, dataclasses.replace(plan, steps=steps, dtype=torch.bfloat16)


@pytest.mark.parametrize("fused", [False, True])
def test_in_bfloat16_results_and_gradients_are_float32_and_near(fused: bool) -> None:
    draft, plan, low = low_precision_network()
    store, inputs = draft.store(), draft.inputs()
    exact = walked(plan, store, inputs)
    store.add_low_precision(torch.bfloat16)
    found = walked(fuse(low) if fused else low, store, inputs)
    assert {y.dtype for y in (*found.outputs, *found.dinputs, *found.gradients.values())} == {torch.float32}
    assert torch.allclose(found.outputs[0].sum(1), torch.ones(5), atol=1e-6), "a softmax computed in float32"
    assert_same(found, exact, tolerance=0.05)


def test_in_bfloat16_values_between_the_steps_are_narrow_and_the_last_is_not() -> None:
    draft, _, low = low_precision_network()
    draft.store().add_low_precision(torch.bfloat16)
    types = [visit.values[0].dtype for visit in low.visits(draft.inputs(), Context())]
    assert types == [torch.bfloat16] * (len(types) - 1) + [torch.float32]


class Halves(Layer):
    """Two outputs: the halves of its input."""

    num_outputs = 2

    def compute_output_shape(self, input_shape: Any) -> Any:
        half = (input_shape[0], input_shape[1] // 2)
        return half, half

    def forward(self, x: Tensor, context: Context) -> tuple[tuple[Tensor, ...], None]:
        return x.chunk(2, 1), None

    def backward(self, dy: tuple[Tensor, Tensor], cache: None) -> tuple[Tensor, dict[str, Tensor]]:
        return torch.cat(dy, 1), {}


def test_a_layer_with_two_outputs_gets_zeros_for_the_one_that_nobody_reads() -> None:
    draft = Draft((6,))
    left, right = draft.call(Halves(), draft.call(Dense(6, activation="tanh"), 0))
    plan = draft.plan(draft.call(Dense(2), left))
    store, inputs = draft.store(), draft.inputs()
    assert_same(walked(plan, store, inputs), differentiated(plan, inputs))
    assert right not in plan.outputs


def test_readers_and_writers_are_found_by_slot() -> None:
    draft, outputs = residual_link()
    plan = draft.plan(*outputs)
    assert plan.readers(0) == (0, 2)
    assert plan.readers(outputs[0]) == ()
    assert plan.writer(0) is None
    assert plan.writer(outputs[0]) is plan.steps[-1]


def test_every_parameter_is_listed_once_in_the_order_of_use() -> None:
    draft, outputs = shared_layer()
    names = [parameter.name for parameter in draft.plan(*outputs).parameters]
    assert names == ["kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "kernel", "bias"]


@settings(max_examples=100)
@given(graphs(), st.booleans())
def test_any_graph_has_the_gradients_of_automatic_differentiation(drawn: Drawn, training: bool) -> None:
    draft, outputs = drawn
    store, inputs, context = draft.store(), draft.inputs(), Context(training=training, seed=3, step=5)
    plan = draft.plan(*outputs)
    expected = differentiated(plan, inputs, context)
    unfused = walked(plan, store, inputs, context)
    # Torch hands back None where a path ends in a gradient that is zero by construction, as we do.
    assert_same(_filled(unfused, inputs), _filled(expected, inputs))
    assert_same(_filled(walked(fuse(plan), store, inputs, context), inputs), _filled(unfused, inputs))


def _filled(found: Walked, inputs: tuple[Tensor, ...]) -> Walked:
    """None as zeros."""
    dinputs = (torch.zeros_like(x) if dx is None else dx for dx, x in zip(found.dinputs, inputs, strict=True))
    return found._replace(dinputs=tuple(dinputs))
