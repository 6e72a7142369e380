from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import torch
from torch import Tensor

from nervure.graph.heads import Head, head_backward, head_forward, with_heads
from nervure.graph.plan import Plan
from nervure.layers import Activation, Conv2D, Dense, Flatten, Layer, Reshape, Softmax
from nervure.losses import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Loss,
    MeanSquaredError,
    SparseCategoricalCrossentropy,
)
from nervure.ops.activation import ACTIVATIONS
from nervure.ops.cross_entropy import CATEGORICAL_CROSSENTROPY, FUSED
from nervure.ops.op import Context
from tests.graph.draft import TRAINING, Draft

LABELS = torch.tensor([2, 0, 1, 1, 2])
ONE_HOT = torch.nn.functional.one_hot(LABELS, 3)
YES_OR_NO = torch.tensor([[1, 0, 1], [0, 0, 1], [1, 1, 1], [0, 0, 0], [1, 0, 0]])
WEIGHTS = torch.tensor([1.0, 0.5, 2.0, 0.0, 1.0])
PAIRS: list[tuple[str, Loss, Tensor]] = [
    ("softmax", CategoricalCrossentropy(), ONE_HOT),
    ("softmax", CategoricalCrossentropy(label_smoothing=0.1, reduction="sum"), ONE_HOT),
    ("softmax", SparseCategoricalCrossentropy(), LABELS),
    ("softmax", SparseCategoricalCrossentropy(ignore_class=2), LABELS),
    ("sigmoid", BinaryCrossentropy(), YES_OR_NO),
    ("sigmoid", BinaryCrossentropy(label_smoothing=0.2), YES_OR_NO),
]


def classifier(activation: str, units: int = 3) -> tuple[Draft, Plan]:
    draft = Draft((4,))
    return draft, draft.plan(draft.call(Dense(units, activation=activation), 0))


def trained(
    draft: Draft, plan: Plan, heads: Sequence[Head], targets: Sequence[Tensor], weight: float = 1.0
) -> tuple[list[Tensor], list[Tensor], Tensor]:
    """Losses, predictions and the buffer of gradients after one walk there and back."""
    store = draft.store()
    walk = plan.forward(draft.inputs(), TRAINING, keep_caches=True)
    results = [head_forward(h, y, t, WEIGHTS) for h, y, t in zip(heads, walk.outputs, targets, strict=True)]
    plan.backward([head_backward(h, r, weight) for h, r in zip(heads, results, strict=True)], walk.caches)
    losses = [result.value for result in results if result.value is not None]
    return losses, [result.predictions for result in results], store.trainable.add_gradients().clone()


@pytest.mark.parametrize(("activation", "loss", "targets"), PAIRS)
def test_a_fused_head_equals_activation_and_loss(activation: str, loss: Loss, targets: Tensor) -> None:
    draft, plan = classifier(activation)
    cut, heads = with_heads(plan, [loss])
    assert heads[0].op is FUSED[ACTIVATIONS[activation], loss.op]
    assert [step.op.name for step in cut.steps] == ["dense"]
    fused = trained(draft, cut, heads, [targets])
    separate = trained(draft, plan, [Head(loss, None)], [targets])
    assert torch.allclose(fused[0][0], separate[0][0], rtol=1e-6)
    assert torch.allclose(fused[1][0], separate[1][0], atol=1e-12)
    assert torch.allclose(fused[2], separate[2], atol=1e-6)


def test_the_pairs_above_are_all_that_fuse() -> None:
    assert {(ACTIVATIONS[activation], loss.op) for activation, loss, _ in PAIRS} == set(FUSED)


@pytest.mark.parametrize("confident", [40.0, 400.0])
def test_a_fused_head_learns_where_probabilities_round_to_zero(confident: float) -> None:
    draft, plan = classifier("softmax")
    cut, heads = with_heads(plan, [SparseCategoricalCrossentropy()])
    kernel, bias = draft.layers[0].parameters
    kernel.array.zero_()
    bias.array.copy_(torch.tensor([confident, 0.0, 0.0]))
    losses, _, gradients = trained(draft, cut, heads, [torch.ones(5, dtype=torch.int64)])
    assert losses[0].item() == pytest.approx(confident * 4.5 / 5, rel=1e-6)
    assert gradients[draft.store().trainable.offsets[1] + 1].item() == pytest.approx(-0.9)


def test_a_softmax_over_pictures_fuses_too() -> None:
    draft = Draft((4, 4, 2))
    plan = draft.plan(draft.call(Conv2D(3, 1, activation="softmax"), 0))
    loss = SparseCategoricalCrossentropy()
    cut, heads = with_heads(plan, [loss])
    assert heads[0].op is not None
    targets = [torch.arange(80).reshape(5, 4, 4) % 3]
    fused, separate = (trained(draft, *pair, targets) for pair in ((cut, heads), (plan, [Head(loss, None)])))
    assert torch.allclose(fused[0][0], separate[0][0], rtol=1e-6)
    assert torch.allclose(fused[2], separate[2], atol=1e-6)


def heads_of(draft: Draft, losses: Sequence[Loss | None], *outputs: int) -> list[Any]:
    plan = draft.plan(*outputs)
    cut, heads = with_heads(plan, losses)
    if all(head.op is None for head in heads):
        assert cut.steps == plan.steps
        assert cut.outputs == plan.outputs
    return [head.op for head in heads]


@pytest.mark.parametrize(
    ("activation", "loss"),
    [
        ("softmax", CategoricalCrossentropy(from_logits=True)),
        ("softmax", SparseCategoricalCrossentropy(from_logits=True)),
        ("sigmoid", BinaryCrossentropy(from_logits=True)),
        ("softmax", CategoricalCrossentropy(axis=1)),
        ("softmax", BinaryCrossentropy()),
        ("sigmoid", CategoricalCrossentropy()),
        ("softmax", MeanSquaredError()),
        ("tanh", BinaryCrossentropy()),
    ],
)
def test_what_is_no_pair_is_not_fused(activation: str, loss: Loss) -> None:
    draft, plan = classifier(activation)
    assert heads_of(draft, [loss], *plan.outputs) == [None]


def test_a_softmax_over_another_axis_is_not_fused() -> None:
    draft = Draft((3, 4))
    assert heads_of(draft, [CategoricalCrossentropy()], draft.call(Softmax(axis=1), draft.call(Dense(4), 0))) == [None]


def test_an_output_without_a_loss_has_an_empty_head() -> None:
    draft, plan = classifier("softmax")
    _, (head,) = with_heads(plan, [None])
    assert head == Head(None, None)
    y = plan.forward(draft.inputs(), Context()).outputs[0]
    result = head_forward(head, y, None, None)
    assert (result.value, result.cache) == (None, None)
    assert result.predictions is y
    assert head_backward(head, result, 1.0) is None


def test_probabilities_that_are_read_inside_are_not_fused() -> None:
    draft = Draft((4,))
    p = draft.call(Activation("softmax"), draft.call(Dense(3), 0))
    other = draft.call(Dense(1), p)
    assert heads_of(draft, [CategoricalCrossentropy(), None], p, other) == [None, None]


def test_probabilities_that_are_given_twice_are_not_fused() -> None:
    draft = Draft((4,))
    p = draft.call(Activation("softmax"), draft.call(Dense(3), 0))
    assert heads_of(draft, [CategoricalCrossentropy(), None], p, p) == [None, None]


def test_logits_that_are_an_output_or_have_a_second_reader_are_not_fused() -> None:
    draft = Draft((4,))
    z = draft.call(Dense(3), 0)
    p = draft.call(Activation("softmax"), z)
    assert heads_of(draft, [CategoricalCrossentropy(), MeanSquaredError()], p, z) == [None, None]
    other = draft.call(Activation("tanh"), z)
    assert heads_of(draft, [CategoricalCrossentropy(), None], p, other) == [None, None]


def test_what_stands_behind_the_softmax_keeps_it_from_fusing() -> None:
    draft = Draft((4,))
    p = draft.call(Dense(4, activation="softmax"), 0)
    assert heads_of(draft, [CategoricalCrossentropy()], draft.call(Reshape((2, 2)), p)) == [None]


def test_each_output_fuses_for_itself() -> None:
    draft = Draft((4,))
    shared = draft.call(Dense(5, activation="relu"), 0)
    kind = draft.call(Dense(3, activation="softmax"), shared)
    size = draft.call(Dense(1), shared)
    seen = draft.call(Dense(3, activation="sigmoid"), shared)
    losses = [SparseCategoricalCrossentropy(), MeanSquaredError(), BinaryCrossentropy()]
    plan = draft.plan(kind, size, seen)
    cut, heads = with_heads(plan, losses)
    assert [head.op is None for head in heads] == [False, True, False]
    assert len(cut.steps) == len(plan.steps) - 2
    targets = [LABELS, torch.linspace(0, 1, 5)[:, None], YES_OR_NO]
    fused = trained(draft, cut, heads, targets)
    separate = trained(draft, plan, [Head(loss, None) for loss in losses], targets)
    for one, other in zip((*fused[0], *fused[1], fused[2]), (*separate[0], *separate[1], separate[2]), strict=True):
        assert torch.allclose(one, other, atol=1e-6)


def test_a_softmax_right_behind_the_input_fuses() -> None:
    draft = Draft((3,))
    plan = draft.plan(draft.call(Softmax(), 0))
    cut, heads = with_heads(plan, [CategoricalCrossentropy()])
    assert (cut.steps, cut.outputs) == ((), (0,))
    _, predictions, _ = trained(draft, cut, heads, [ONE_HOT])
    assert torch.allclose(predictions[0], torch.softmax(draft.inputs()[0], -1), atol=1e-12)


class softmax(Layer):  # noqa: N801  (a name like that of an operation)
    """A layer of one's own that does nothing, whatever its name promises."""

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def forward(self, x: Tensor, context: Context) -> tuple[Tensor, None]:
        return x, None

    def backward(self, dy: Tensor, cache: None) -> tuple[Tensor, dict[str, Tensor]]:
        return dy, {}


class Doubled(Loss):
    """A loss of one's own under a name of ours."""

    op = CATEGORICAL_CROSSENTROPY._replace(forward=lambda y, t, **_: (2 * (y - t).abs().sum(-1), None))


def test_layers_and_losses_of_ones_own_are_not_taken_for_ours() -> None:
    draft = Draft((4,))
    assert heads_of(draft, [CategoricalCrossentropy()], draft.call(softmax(), draft.call(Dense(3), 0))) == [None]
    draft, plan = classifier("softmax")
    assert heads_of(draft, [Doubled()], *plan.outputs) == [None]


def test_the_weight_of_a_loss_scales_its_gradient_and_not_its_value() -> None:
    draft, plan = classifier("softmax")
    cut, heads = with_heads(plan, [CategoricalCrossentropy()])
    once, thrice = (trained(draft, cut, heads, [ONE_HOT], weight) for weight in (1.0, 3.0))
    assert torch.equal(once[0][0], thrice[0][0])
    assert torch.allclose(3 * once[2], thrice[2], atol=1e-14)


def test_a_loss_without_reduction_counts_as_its_sum() -> None:
    draft, plan = classifier("linear")
    found = [
        trained(draft, plan, [Head(MeanSquaredError(reduction=reduction), None)], [ONE_HOT])
        for reduction in ("none", "sum")
    ]
    assert found[0][0][0].shape == ()
    assert torch.allclose(found[0][0][0], found[1][0][0], atol=1e-12)
    assert torch.equal(found[0][2], found[1][2])


def test_in_bfloat16_the_loss_and_the_probabilities_are_float32() -> None:
    draft = Draft((8, 8, 1), dtype=torch.float32)
    slot = draft.call(Flatten(), draft.call(Conv2D(2, 3, activation="relu"), 0))
    plan = draft.plan(draft.call(Dense(3, activation="softmax"), slot), dtype=torch.bfloat16)
    cut, heads = with_heads(plan, [SparseCategoricalCrossentropy()])
    losses, predictions, gradients = trained(draft, cut, heads, [LABELS])
    assert {losses[0].dtype, predictions[0].dtype, gradients.dtype} == {torch.float32}
    assert torch.allclose(predictions[0].sum(1), torch.ones(5), atol=1e-6)
