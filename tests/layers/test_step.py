from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from nervure.errors import ArgumentError
from nervure.initializers import Constant
from nervure.layers.step import Step
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.dense import DENSE
from nervure.ops.dropout import DROPOUT
from nervure.ops.op import Context, Op
from nervure.parameter import Parameter, Segment
from tests.layers.layer_rules import assert_says

X = torch.tensor([[1.0, 2.0]])


def dense() -> tuple[Step, Segment]:
    kernel = Parameter("kernel", (2, 3), Constant(0.5))
    kernel.initialise(0)
    segment = Segment([kernel], torch.float32)
    segment.add_gradients()
    return Step("dense/z", "dense", DENSE, (0,), (1,), (kernel,)), segment


def seen_by(op_types: list[torch.dtype]) -> Op:
    """An identity that notes the types it is called with."""

    def forward(x: Tensor, weight: Tensor) -> tuple[Tensor, None]:
        op_types.extend((x.dtype, weight.dtype))
        return x, None

    def backward(dy: Tensor, cache: Any) -> tuple[Tensor, None]:
        op_types.append(dy.dtype)
        return dy, None

    return Op("seen", forward, backward)


def test_a_step_adds_its_gradients_to_the_buffer() -> None:
    step, segment = dense()
    (z,), cache = step.forward((X,), Context())
    assert z.tolist() == [[1.5, 1.5, 1.5]]
    for times in (1, 2):
        (dx,) = step.backward((torch.ones(1, 3),), cache, needs_dx=True, dtype=torch.float32)
        assert segment.parameters[0].gradient is not None
        assert segment.parameters[0].gradient.tolist() == [[times] * 3, [2 * times] * 3]
    assert dx is not None
    assert dx.tolist() == [[1.5, 1.5]]


def test_the_gradient_of_the_input_is_left_out_where_nobody_wants_it() -> None:
    step, _ = dense()
    _, cache = step.forward((X,), Context())
    assert step.backward((torch.ones(1, 3),), cache, needs_dx=False, dtype=torch.float32) == (None,)


def test_a_parameter_without_a_gradient_is_left_alone() -> None:
    step, segment = dense()
    segment.parameters[0].gradient = None
    _, cache = step.forward((X,), Context())
    step.backward((torch.ones(1, 3),), cache, needs_dx=True, dtype=torch.float32)
    assert segment.parameters[0].gradient is None


def test_the_context_goes_only_to_ops_that_need_it() -> None:
    dropout = Step("d/output", "d", DROPOUT, (0,), (1,), (), {"rate": 0.5, "stream": 0})
    (y,), _ = dropout.forward((torch.ones(1, 100),), Context(training=True))
    assert (y == 0).any()
    relu = Step("r/output", "r", ACTIVATIONS["relu"], (0,), (1,))
    assert relu.forward((-X,), Context(training=True))[0][0].tolist() == [[0.0, 0.0]]


def test_weights_follow_the_precision_of_the_activations() -> None:
    types: list[torch.dtype] = []
    weight = Parameter("w", (1,), Constant(1.0))
    segment = Segment([weight], torch.float32)
    step = Step("a/output", "a", seen_by(types), (0,), (1,), (weight,))
    step.forward((X.bfloat16(),), Context())
    segment.add_low_precision(torch.bfloat16)
    step.forward((X.bfloat16(),), Context())
    assert types == [torch.bfloat16] * 4


def test_ops_that_compute_in_float32_get_and_give_it() -> None:
    types: list[torch.dtype] = []
    op = seen_by(types)._replace(computes_in_float32=True, casts_parameters=False)
    weight = Parameter("w", (1,), Constant(1.0))
    weight.initialise(0)
    step = Step("a/output", "a", op, (0,), (1,), (weight,))
    (y,), cache = step.forward((X.bfloat16(),), Context())
    (dx,) = step.backward((y,), cache, needs_dx=True, dtype=torch.bfloat16)
    assert types == [torch.float32] * 3
    assert y.dtype == torch.bfloat16
    assert dx is not None
    assert dx.dtype == torch.bfloat16


def test_the_last_step_hands_out_float32() -> None:
    step = Step("a/output", "a", ACTIVATIONS["sigmoid"], (0,), (1,), is_final=True)
    (y,), _ = step.forward((X.bfloat16(),), Context())
    assert y.dtype == torch.float32


def test_the_gradient_of_the_input_has_the_type_of_the_activations() -> None:
    step = Step("r/output", "r", ACTIVATIONS["sigmoid"], (0,), (1,), is_final=True)
    _, cache = step.forward((X.bfloat16(),), Context())
    for dtype in (torch.bfloat16, torch.float32):
        (dx,) = step.backward((torch.ones(1, 2),), cache, needs_dx=True, dtype=dtype)
        assert dx is not None
        assert dx.dtype == dtype


def test_a_gradient_in_bfloat16_is_added_to_a_buffer_of_float32() -> None:
    step, segment = dense()
    _, cache = step.forward((X.bfloat16(),), Context())
    step.backward((torch.ones(1, 3, dtype=torch.bfloat16),), cache, needs_dx=True, dtype=torch.bfloat16)
    (kernel,) = segment.parameters
    assert kernel.gradient is not None
    assert kernel.gradient.dtype == torch.float32
    assert kernel.gradient.tolist() == [[1] * 3, [2] * 3]


def test_only_checked_ops_are_compared_with_what_the_step_declares() -> None:
    pair = seen_by([])._replace(forward=lambda x, weight: ((x, x), None))
    weight = Parameter("w", (1,), Constant(1.0))
    weight.initialise(0)
    step = Step("a/output", "a", pair, (0,), (1,), (weight,))
    assert len(step.forward((X,), Context())[0]) == 2
    checked = Step("a/output", "a", pair._replace(is_checked=True), (0,), (1,), (weight,))
    assert_says(ArgumentError, lambda: checked.forward((X,), Context()), "seen 'a'", "num_outputs")
    assert step.backward((X,), None, needs_dx=True, dtype=torch.float32) == (X,)
    Segment([weight], torch.float32).add_gradients()
    assert_says(
        ArgumentError,
        lambda: checked.backward((X,), None, needs_dx=True, dtype=torch.float32),
        "seen 'a'", "no gradient for 'w'",
    )  # fmt: skip


def test_an_op_reads_an_input_as_it_was_fed_where_it_asks_for_that() -> None:
    fed = {0: torch.tensor([257])}
    values = {0: torch.tensor([257.0]).bfloat16(), 1: X}
    plain = Step("a/output", "a", ACTIVATIONS["relu"], (0, 1), (2,))
    as_fed = Step("a/output", "a", ACTIVATIONS["relu"]._replace(reads_as_fed=True), (0, 1), (2,))
    assert plain.reads(values, fed)[0].item() == 256
    assert as_fed.reads(values, fed)[0].item() == 257
    assert as_fed.reads(values, fed)[1] is X


def test_masks_stay_booleans_where_numbers_are_widened() -> None:
    seen: list[torch.dtype] = []

    def forward(x: Tensor, mask: Tensor) -> tuple[Any, None]:
        seen.extend((x.dtype, mask.dtype))
        return (x, mask), None

    op = Op("both", forward, lambda dy, cache: (None, None), computes_in_float32=True)
    step = Step("a/output", "a", op, (0, 1), (2, 3))
    outputs, _ = step.forward((X.bfloat16(), X > 1), Context())
    assert seen == [torch.float32, torch.bool]
    assert [y.dtype for y in outputs] == [torch.bfloat16, torch.bool]


def test_weights_follow_the_precision_of_the_network_where_inputs_are_whole_numbers() -> None:
    types: list[torch.dtype] = []
    weight = Parameter("w", (1,), Constant(1.0))
    weight.initialise(0)
    step = Step("a/output", "a", seen_by(types), (0,), (1,), (weight,))
    step.forward((torch.tensor([1]),), Context(), torch.bfloat16)
    assert types == [torch.int64, torch.bfloat16]


def test_a_commit_stores_what_the_op_moves() -> None:
    state = Parameter("state", (2,), Constant(1.0), trainable=False)
    state.initialise(0)
    op = ACTIVATIONS["relu"]._replace(commits=lambda cache, old: {0: old + cache})
    step = Step("a/output", "a", op, (0,), (1,), (state,))
    step.commit(torch.tensor([2.0, 3.0]))
    assert state.array.tolist() == [3.0, 4.0]
