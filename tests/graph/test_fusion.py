from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.graph.fusion import RULES, fuse
from nervure.layers import (
    ELU,
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Layer,
    LeakyReLU,
    Maxout,
    MaxPooling2D,
    ReLU,
)
from nervure.ops.activation import ACTIVATIONS, ACTIVATIONS_FROM_OUTPUT
from nervure.ops.batch_normalization import BATCH_NORMALIZATION
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.fused import CONVOLUTION_ACTIVATED
from nervure.ops.normalized import CONVOLUTION_NORMALIZED, NORMALIZED
from nervure.ops.op import Context
from tests.graph.draft import TRAINING, Draft, assert_same, walked

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

    def compute_output_shape(self, input_shape: Any) -> Any:
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


# What is called, and the operations that are left of it.
NEIGHBORS: list[tuple[list[Layer], list[str]]] = [
    ([BatchNormalization(), ReLU()], ["batch_normalization+tail"]),
    ([BatchNormalization(), MaxPooling2D()], ["batch_normalization+tail"]),
    ([BatchNormalization(), ReLU(), MaxPooling2D(), Dropout(0.4)], ["batch_normalization+tail"]),
    ([BatchNormalization(), AveragePooling2D(2), Dropout(0.4)], ["batch_normalization+tail"]),
    ([BatchNormalization(scale=False, center=False), MaxPooling2D()], ["batch_normalization+tail"]),
    ([Conv2D(3, 3, padding="same", use_bias=False), BatchNormalization()], ["convolution+batch_normalization"]),
    ([Conv2D(3, 3, use_bias=False), BatchNormalization(), ReLU()], ["convolution+batch_normalization"]),
    ([Conv2D(3, 2, activation="relu"), BatchNormalization()], ["convolution+batch_normalization"]),
    (
        [Conv2D(3, 2, activation="relu"), BatchNormalization(momentum=0.9), MaxPooling2D(), Dropout(0.4)],
        ["convolution+batch_normalization"],
    ),
    ([BatchNormalization(trainable=False), MaxPooling2D()], ["batch_normalization+tail"]),
]


def called(layers: list[Layer]) -> tuple[Draft, int]:
    """The layers one behind the other, each a copy."""
    draft = Draft((7, 6, 2))
    slot = 0
    for layer in layers:
        slot = draft.call(copy.deepcopy(layer), slot)
    return draft, slot


@pytest.mark.parametrize("context", [TRAINING, Context()], ids=["training", "inference"])
@pytest.mark.parametrize(("layers", "left"), NEIGHBORS)
def test_what_stands_around_batch_normalization_joins_it_and_nothing_changes(
    layers: list[Layer], left: list[str], context: Context
) -> None:
    draft, slot = called(layers)
    plan, store, inputs = draft.plan(slot), draft.store(), draft.inputs()
    fused = fuse(plan)
    assert [step.op.name for step in fused.steps] == left
    assert fused.steps[0].name == plan.steps[-1].name
    assert fused.parameters == plan.parameters
    assert_same(walked(fused, store, inputs, context), walked(plan, store, inputs, context), tolerance=1e-12)
    plain, joined = (each.forward(inputs, context, keep_caches=True).caches for each in (plan, fused))
    for one, other in zip(fused.commits(joined), plan.commits(plain), strict=True):
        assert one.parameter is other.parameter
        assert torch.allclose(one.value, other.value, rtol=1e-12)


@pytest.mark.parametrize(("layers", "left"), NEIGHBORS)
def test_the_same_in_bfloat16_within_its_digits(layers: list[Layer], left: list[str]) -> None:
    draft, slot = called(layers)
    draft.dtype = torch.float32
    plan, store, inputs = draft.plan(slot, dtype=torch.bfloat16), draft.store(), draft.inputs()
    fused = fuse(plan)
    assert [step.op.name for step in fused.steps] == left
    outputs = [each.forward(inputs, TRAINING).outputs[0] for each in (plan, fused)]
    assert outputs[0].dtype == outputs[1].dtype == torch.float32
    assert (outputs[0] - outputs[1]).abs().max() <= 0.03 * outputs[0].abs().max()
    assert all(bool(g.isfinite().all()) for g in walked(fused, store, inputs).gradients.values())


@pytest.mark.parametrize(
    ("layers", "left"),
    [
        ([BatchNormalization(axis=1), MaxPooling2D()], ["batch_normalization", "max_pooling"]),
        ([Conv2D(3, 3), BatchNormalization(axis=1)], ["convolution", "batch_normalization"]),
        ([BatchNormalization(), MaxPooling2D(3)], ["batch_normalization", "max_pooling"]),
        ([BatchNormalization(), MaxPooling2D(2, strides=1)], ["batch_normalization", "max_pooling"]),
        ([BatchNormalization(), MaxPooling2D(2, padding="same")], ["batch_normalization", "max_pooling"]),
        ([BatchNormalization(), Dropout(0.4)], ["batch_normalization", "dropout"]),
        ([BatchNormalization(), ReLU(max_value=6.0)], ["batch_normalization", "relu"]),
        ([BatchNormalization(), ReLU(), AveragePooling2D(2)], ["batch_normalization+tail", "average_pooling"]),
        ([BatchNormalization(), MaxPooling2D(), ReLU()], ["batch_normalization+tail", "relu"]),
        ([BatchNormalization(), MaxPooling2D(), MaxPooling2D()], ["batch_normalization+tail", "max_pooling"]),
        (
            [BatchNormalization(), MaxPooling2D(), Dropout(0.4, noise_shape=(None, 1, 1, 2))],
            ["batch_normalization+tail", "dropout"],
        ),
        ([Conv2D(3, 2, activation="tanh"), BatchNormalization()], ["convolution+activation", "batch_normalization"]),
    ],
)
def test_what_the_kernel_of_batch_normalization_has_no_form_for_stays_a_step(
    layers: list[Layer], left: list[str]
) -> None:
    draft, slot = called(layers)
    assert kinds(draft, slot) == left


def test_a_shared_normalization_that_is_fused_moves_its_statistics_once_a_call() -> None:
    draft = Draft((4, 4, 2), (4, 4, 2))
    shared = BatchNormalization(momentum=0.5)
    slot = draft.call(Add(), *(draft.call(MaxPooling2D(), draft.call(shared, slot)) for slot in (0, 1)))
    plan, inputs = draft.plan(slot), draft.inputs()
    fused = fuse(plan)
    assert [step.op.name for step in fused.steps] == ["batch_normalization+tail"] * 2 + ["add"]
    draft.store()
    plain, joined = (each.forward(inputs, TRAINING, keep_caches=True).caches for each in (plan, fused))
    for one, other in zip(fused.commits(joined), plan.commits(plain), strict=True):
        assert torch.allclose(one.value, other.value, rtol=1e-12)


def test_in_low_precision_a_fused_step_casts_the_weights_of_the_convolution_alone() -> None:
    draft, slot = called([Conv2D(3, 2, activation="relu"), BatchNormalization()])
    (step,) = fuse(draft.plan(slot)).steps
    assert [parameter.name for parameter in step.parameters[: step.num_cast]] == ["kernel", "bias"]


def test_rules_start_with_products_convolutions_and_normalizations() -> None:
    firsts = [DENSE, CONVOLUTION, CONVOLUTION, CONVOLUTION_ACTIVATED]
    assert [rule.first for rule in RULES] == [*firsts, BATCH_NORMALIZATION, NORMALIZED, CONVOLUTION_NORMALIZED]
