from __future__ import annotations

import numpy as np
import torch

from nervure.graph.fusion import fuse
from nervure.graph.heads import head_forward, with_heads
from nervure.graph.plan import Plan, apply_commits
from nervure.layers import GRU, LSTM, Dense, Embedding, Flatten, Layer, Masking
from nervure.layers.lowering import Lowering
from nervure.losses import MeanSquaredError, SparseCategoricalCrossentropy
from nervure.ops.op import Context
from tests.layers.layer_rules import numbers

WORDS = torch.tensor([[3, 1, 0, 0], [2, 2, 4, 0]])


def plan_of_chain(layers: list[Layer], shape: tuple[int | None, ...], dtype: torch.dtype = torch.float32) -> Plan:
    """Layers one after another, with weights that they keep."""
    lowering, slots = Lowering(num_inputs=1), (0,)
    for position, layer in enumerate(layers):
        layer.ensure_built(shape)
        layer.initialise(position, seed=1)
        slots = layer.place(slots, lowering.layer(layer.name, stream=position))
        shape = layer.compute_output_shape(shape)
    masks = tuple(lowering.mask_of.get(slot) for slot in slots)
    return Plan(tuple(lowering.steps), 1, slots, dtype, masks)


def test_the_mask_of_an_output_is_handed_out_beside_it() -> None:
    plan = plan_of_chain([Embedding(5, 3, mask_zero=True), Dense(2), LSTM(4, return_sequences=True)], (None, 4))
    walk = plan.forward([WORDS], Context())
    assert walk.outputs[0].shape == (2, 4, 4)
    assert walk.masks[0] is not None
    assert torch.equal(walk.masks[0], WORDS != 0)
    plan = plan_of_chain([Embedding(5, 3, mask_zero=True), LSTM(4)], (None, 4))
    assert plan.forward([WORDS], Context()).masks == (None,)
    plan = plan_of_chain([Embedding(5, 3, mask_zero=True), Flatten()], (None, 4))
    assert plan.forward([WORDS], Context()).masks == (None,)


def test_fusing_and_heads_leave_masks_where_they_are() -> None:
    layers = [Embedding(5, 3, mask_zero=True), Dense(4, activation="relu"), Dense(3, activation="softmax")]
    plan = plan_of_chain(layers, (None, 4))
    loss = SparseCategoricalCrossentropy()
    cut, (head,) = with_heads(plan, [loss])
    assert head.op is not None
    walk = fuse(cut).forward([WORDS], Context())
    targets = torch.tensor([[0, 1, 2, 2], [1, 1, 0, 2]])
    result = head_forward(head, walk.outputs[0], targets, None, walk.masks[0])
    probabilities = plan.forward([WORDS], Context()).outputs[0]
    real = WORDS != 0
    chosen = probabilities[real].gather(1, targets[real].unsqueeze(1))
    assert result.value is not None
    assert torch.allclose(result.value, -chosen.log().mean(), atol=1e-6)
    plain = head_forward(head, walk.outputs[0], targets, None)
    assert plain.value is not None
    assert not torch.allclose(plain.value, result.value)


def test_inputs_that_are_word_numbers_are_not_rounded() -> None:
    words = torch.tensor([[257, 511]])
    plan = plan_of_chain([Embedding(512, 2)], (None, 2), torch.bfloat16)
    table = plan.parameters[0].array
    walk = plan.forward([words], Context())
    assert torch.equal(walk.outputs[0], table[words].bfloat16().float())
    assert next(iter(plan.visits([words], Context()))).values[0].dtype == torch.bfloat16


def test_one_input_can_be_read_as_words_and_as_numbers() -> None:
    lowering = Lowering(num_inputs=1)
    embedding, dense = Embedding(5, 3), Dense(2)
    for layer in (embedding, dense):
        layer.ensure_built((None, 4))
        layer.draw_missing()
    slots = [layer.place((0,), lowering.layer(layer.name, stream=0))[0] for layer in (embedding, dense)]
    plan = Plan(tuple(lowering.steps), 1, tuple(slots))
    walk = plan.forward([WORDS], Context(), keep_caches=True)
    assert walk.outputs[0].shape == (2, 4, 3)
    assert np.allclose(walk.outputs[1], WORDS.float() @ dense.kernel.array, atol=1e-6)
    dinputs = plan.backward([torch.ones(2, 4, 3), torch.ones(2, 2)], walk.caches, needs_dinputs=True)
    assert dinputs[0] is not None
    assert torch.allclose(dinputs[0], dense.kernel.array.sum(1).expand(2, 4))


def test_states_that_go_on_come_back_from_the_walk() -> None:
    layer = GRU(3, stateful=True)
    plan = plan_of_chain([layer], (2, 4, 1))
    x = torch.from_numpy(numbers(0, 2, 4, 1))
    for training in (False, True):
        before = [state.array.clone() for state in plan.parameters if state.name == "state"]
        walk = plan.forward([x], Context(training=training))
        assert layer.states is None or np.array_equal(layer.states[0], before[0])
        assert len(walk.carried) == 1
        apply_commits(walk.carried)
        assert layer.states is not None
        assert np.array_equal(layer.states[0], walk.outputs[0])
    assert plan_of_chain([GRU(3)], (2, 4, 1)).forward([x], Context()).carried == ()


def test_masks_have_no_gradient() -> None:
    plan = plan_of_chain([Dense(3), Masking(), LSTM(2)], (None, 4, 3))
    x = torch.from_numpy(numbers(0, 2, 4, 3))
    walk = plan.forward([x], Context(), keep_caches=True)
    dinputs = plan.backward([torch.ones(2, 2)], walk.caches, needs_dinputs=True)
    assert dinputs[0] is not None
    assert dinputs[0].shape == x.shape


def test_a_loss_without_a_head_op_reads_the_mask_too() -> None:
    plan = plan_of_chain([Embedding(5, 3, mask_zero=True)], (None, 4))
    cut, (head,) = with_heads(plan, [MeanSquaredError()])
    walk = cut.forward([WORDS], Context())
    result = head_forward(head, walk.outputs[0], torch.zeros(2, 4, 3), None, walk.masks[0])
    assert result.value is not None
    assert torch.allclose(result.value, walk.outputs[0][WORDS != 0].square().mean())
