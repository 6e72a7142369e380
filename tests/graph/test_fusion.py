from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.graph.fusion import RULES, fuse
from nervure.layers import ELU, Activation, Add, Conv2D, Dense, Layer, LeakyReLU, Maxout, ReLU
from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.op import Context
from tests.graph.draft import Draft, assert_same, walked

FUSIBLE = [*sorted(ACTIVATIONS_FROM_OUTPUT), LeakyReLU(0.1), ELU(0.5)]


def kinds(draft: Draft, *outputs: int) -> list[str]:
    """The names of the operations after fusing."""
    return [step.op.name for step in fuse(draft.plan(*outputs)).steps]


def layer_of(kind: str, **options: Any) -> Layer:
    return Dense(3, **options) if kind == "dense" else Conv2D(3, 2, **options)


def draft_of(kind: str) -> Draft:
    return Draft((4,)) if kind == "dense" else Draft((5, 5, 2))


@pytest.mark.parametrize("kind", ["dense", "convolution"])
@pytest.mark.parametrize("activation", FUSIBLE, ids=str)
def test_an_activation_joins_the_product_before_it_and_nothing_changes(kind: str, activation: Any) -> None:
    draft = draft_of(kind)
    plan = draft.plan(draft.call(layer_of(kind, activation=activation), 0))
    fused = fuse(plan)
    assert plan.steps[0].op.name == kind
    assert [step.op.name for step in fused.steps] == [f"{kind}+activation"]
    store, inputs = draft.store(), draft.inputs()
    assert_same(walked(fused, store, inputs), walked(plan, store, inputs), tolerance=1e-13)


@pytest.mark.parametrize("kind", ["dense", "convolution"])
@pytest.mark.parametrize("activation", sorted(set(ACTIVATIONS) - set(ACTIVATIONS_FROM_OUTPUT) - {"linear", "glu"}))
def test_an_activation_whose_derivative_needs_its_input_stays_a_step(kind: str, activation: str) -> None:
    draft = draft_of(kind)
    assert kinds(draft, draft.call(layer_of(kind, activation=activation), 0)) == [kind, ACTIVATIONS[activation].name]


@pytest.mark.parametrize("layer", [ReLU(max_value=6), ReLU(negative_slope=0.1), ReLU(threshold=0.5)])
def test_a_relu_with_a_limit_a_slope_or_a_threshold_stays_a_step(layer: Layer) -> None:
    draft = Draft((4,))
    slot = draft.call(layer, draft.call(Dense(3), 0))
    assert kinds(draft, slot) == ["dense", "relu"]


def test_a_relu_that_says_its_defaults_is_fused() -> None:
    draft = Draft((4,))
    assert kinds(draft, draft.call(ReLU(), draft.call(Dense(3), 0))) == ["dense+activation"]


def test_a_fused_step_is_named_as_the_activation_and_belongs_to_the_layer_with_the_weights() -> None:
    draft = Draft((4,))
    slot = draft.call(Activation("relu", name="bend"), draft.call(Dense(3, name="product"), 0))
    (step,) = fuse(draft.plan(slot)).steps
    assert (step.name, step.layer) == ("bend/output", "product")
    assert [parameter.name for parameter in step.parameters] == ["kernel", "bias"]


def test_a_sum_that_is_an_output_stays() -> None:
    draft = Draft((4,))
    z = draft.call(Dense(3), 0)
    assert kinds(draft, draft.call(ReLU(), z), z) == ["dense", "relu"]


def test_a_sum_that_a_second_layer_reads_stays() -> None:
    draft = Draft((4,))
    z = draft.call(Dense(4), 0)
    y = draft.call(Add(), z, draft.call(Activation("tanh"), z))
    assert kinds(draft, y) == ["dense", "tanh", "add"]


def test_a_sum_that_two_activations_read_stays() -> None:
    draft = Draft((4,))
    z = draft.call(Dense(4), 0)
    outputs = draft.call(Activation("tanh"), z), draft.call(Activation("relu"), z)
    assert kinds(draft, *outputs) == ["dense", "tanh", "relu"]


def test_a_step_between_product_and_activation_keeps_them_apart() -> None:
    draft = Draft((4,))
    slot = draft.call(Maxout(3, 2), 0)
    slot = draft.call(Activation("relu"), draft.call(Activation("softplus"), draft.call(Dense(3), slot)))
    assert kinds(draft, slot) == ["maxout_product", "maxout_winner", "dense", "softplus", "relu"]


def test_an_activation_that_is_computed_in_float32_stays_a_step() -> None:
    draft = Draft((4,))
    plan = draft.plan(draft.call(Dense(3, activation="sigmoid"), 0))
    final = dataclasses.replace(plan.steps[-1], is_final=True)
    fused = fuse(dataclasses.replace(plan, steps=(plan.steps[0], final), dtype=torch.bfloat16))
    assert [step.op.name for step in fused.steps] == ["dense", "sigmoid"]


def test_a_long_network_is_fused_pair_by_pair() -> None:
    draft = Draft((6, 6, 1))
    slot = draft.call(Conv2D(2, 3, activation="relu"), 0)
    slot = draft.call(Conv2D(2, 3, activation="elu"), slot)
    slot = draft.call(Dense(4, activation="tanh"), slot)
    slot = draft.call(Dense(2, activation="softmax"), slot)
    activated = "convolution+activation"
    assert kinds(draft, slot) == [activated, activated, "dense+activation", "dense", "softmax"]


def test_the_calls_of_a_shared_layer_are_fused_each_by_itself() -> None:
    draft = Draft((4,), (4,))
    shared = Dense(4, activation="relu")
    slot = draft.call(Add(), draft.call(shared, 0), draft.call(shared, 1))
    plan, store = draft.plan(slot), draft.store()
    assert [step.name for step in fuse(plan).steps] == ["dense_1/output", "dense_1:2/output", "add_2/output"]
    assert_same(walked(fuse(plan), store, draft.inputs()), walked(plan, store, draft.inputs()))


def test_fusing_leaves_the_plan_as_it_was_and_is_done_once() -> None:
    draft = Draft((4,))
    plan = draft.plan(draft.call(Dense(3, activation="relu"), 0))
    steps = plan.steps
    fused = fuse(plan)
    assert plan.steps is steps
    assert len(steps) == 2
    assert fuse(fused).steps == fused.steps
    assert (fused.outputs, fused.num_inputs, fused.dtype) == (plan.outputs, plan.num_inputs, plan.dtype)


class relu(Layer):  # noqa: N801  (a name like that of an operation)
    """A layer of one's own that halves, whatever its name promises."""

    def output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, None]:
        return x / 2, None

    def backward(self, dy: Tensor, cache: None) -> tuple[Tensor, dict[str, Tensor]]:
        return dy / 2, {}


class dense(relu):  # noqa: N801
    """Another one."""


@pytest.mark.parametrize("make", [lambda: (relu(), Dense(4)), lambda: (Activation("relu"), dense())])
def test_a_layer_of_ones_own_is_not_taken_for_the_operation_of_its_name(
    make: Callable[[], tuple[Layer, Layer]],
) -> None:
    second, first = make()
    draft = Draft((4,))
    slot = draft.call(second, draft.call(first, 0))
    assert kinds(draft, slot) == ["dense", "relu"]


def test_each_rule_starts_with_another_operation() -> None:
    assert [rule.first for rule in RULES] == [DENSE, CONVOLUTION]
