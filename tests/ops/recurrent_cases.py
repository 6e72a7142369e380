"""Recurrent operations with everything they are called with, drawn or chosen, and what must hold for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from hypothesis import strategies as st
from torch import Tensor

from nervure.ops.gate import Gate
from nervure.ops.op import Context, Op
from nervure.ops.recurrence import Recurrence, dropout_masks
from tests.gradient_check import assert_near, check_gradients, normal
from tests.op_rules import check_rules
from tests.ops.recurrent_witness import Cell, walked
from tests.oracles.recurrent import Cell as Oracle
from tests.oracles.recurrent import recurrent

TRAINING = Context(training=True, seed=3, step=5)
SAMPLES, STEPS, FEATURES, UNITS = 3, 4, 2, 2
MASK = torch.tensor([[True, True, False, True], [False, False, True, True], [False, True, True, False]])


class Kind(NamedTuple):
    """One recurrent operation.

    Attributes:
        op: the operation.
        witness: its cell in plain torch.
        oracle: its cell in slow NumPy.
        num_gates: how many sums a unit has.
        num_states: how many states the cell has.
        bias_shape: of its bias.
        options: constants of this operation alone.
    """

    op: Op
    witness: Cell
    oracle: Oracle
    num_gates: int
    num_states: int
    bias_shape: tuple[int, ...]
    options: Mapping[str, Any] = {}


class Called(NamedTuple):
    """What an operation is called with.

    Attributes:
        sequences: x and the initial states.
        weights: kernel, recurrent kernel, bias.
        mask: (N, T), or None.
        recurrence: the constants.
    """

    sequences: tuple[Tensor, ...]
    weights: tuple[Tensor, ...]
    mask: Tensor | None
    recurrence: Recurrence

    @property
    def inputs(self) -> tuple[Tensor, ...]:
        return self.sequences if self.mask is None else (*self.sequences, self.mask)


def called(kind: Kind, seed: int = 0, *, has_mask: bool = False, has_initial: bool = False, **constants: Any) -> Called:
    """Numbers for ``kind``; ``constants`` are those of the recurrence."""
    num_initial = kind.num_states if has_initial else 0
    recurrence = Recurrence(has_mask=has_mask, num_initial=num_initial, **constants)
    # Half of normal: between gates without a bound states grow with every step, until differences have no digits left.
    states = tuple(0.5 * normal(seed + 10 + number, SAMPLES, UNITS) for number in range(num_initial))
    columns = kind.num_gates * UNITS
    weights = (0.5 * normal(seed + 1, FEATURES, columns), 0.5 * normal(seed + 2, UNITS, columns))
    if recurrence.use_bias:
        weights = (*weights, 0.5 * normal(seed + 3, *kind.bias_shape))
    x = 0.5 * normal(seed, SAMPLES, STEPS, FEATURES)
    return Called((x, *states), weights, MASK if has_mask else None, recurrence)


@st.composite
def calls(draw: st.DrawFn, kind: Kind, *, usual_gates: bool = False) -> Called:
    """All constants drawn; activations that torch has too, and whose curvature has no jump for differences to meet.

    With ``usual_gates`` they are tanh and sigmoid, and nothing of the state is dropped: for these there are kernels.
    """
    names = st.sampled_from(["tanh", "sigmoid", "softplus", "silu", "linear"])
    drops = draw(st.sampled_from([(0.0, 0.0), (0.4, 0.0), *([] if usual_gates else [(0.4, 0.3), (0.0, 0.3)])]))
    return called(
        kind,
        draw(st.integers(0, 10**6)),
        has_mask=draw(st.booleans()),
        has_initial=draw(st.booleans()),
        activation=Gate("tanh" if usual_gates else draw(names)),
        recurrent_activation=Gate("sigmoid" if usual_gates else draw(names)),
        use_bias=draw(st.booleans()),
        return_sequences=draw(st.booleans()),
        return_state=draw(st.booleans()),
        go_backwards=draw(st.booleans()),
        flips_outputs=draw(st.booleans()),
        zero_padding=draw(st.booleans()),
        dropout=drops[0],
        recurrent_dropout=drops[1],
        dropout_per_gate=kind.num_gates > 1 and not usual_gates and (drops[1] > 0 or draw(st.booleans())),
        stream=draw(st.integers(0, 9)),
    )


def masks_of(kind: Kind, call: Called) -> tuple[Tensor | None, Tensor | None]:
    """What dropout multiplies inputs and states by in a training step."""
    groups = kind.num_gates if call.recurrence.dropout_per_gate else 1
    inside = TRAINING.inside(call.recurrence.stream)
    x = call.sequences[0]
    return dropout_masks(call.recurrence, inside, (groups, SAMPLES, FEATURES), (groups, SAMPLES, UNITS), x)


def check_against_the_witness(kind: Kind, call: Called) -> None:
    """Values and derivatives are those of plain torch, and of finite differences."""
    masks = masks_of(kind, call)

    def reference(*tensors: Tensor) -> Any:
        y = walked(kind.witness, tensors, call.mask, call.recurrence, masks)
        flips = call.recurrence.flips_outputs and call.recurrence.return_sequences
        if not flips:
            return y
        return (y[0].flip(1), *y[1:]) if isinstance(y, tuple) else y.flip(1)

    expected = reference(*call.sequences, *call.weights)
    op = without_mask(kind.op, call)
    y, _ = op.forward(*call.sequences, *call.weights, recurrence=call.recurrence, context=TRAINING, **kind.options)
    pairs = zip(*((one if isinstance(one, tuple) else (one,)) for one in (y, expected)), strict=True)
    for ours, theirs in pairs:
        assert_near(ours, theirs, 1e-12, "output")
    check_gradients(
        op, call.sequences, call.weights, context=TRAINING, reference=reference, most_places=6,
        recurrence=call.recurrence, **kind.options,
    )  # fmt: skip


def check_against_the_oracle(kind: Kind, *, has_mask: bool, has_bias: bool) -> None:
    """Sequences and last states are those of slow NumPy."""
    call = called(
        kind, has_mask=has_mask, has_initial=True, use_bias=has_bias, return_sequences=True, return_state=True
    )
    outputs, _ = kind.op.forward(
        *call.inputs, *call.weights, recurrence=call.recurrence, context=Context(), **kind.options
    )
    arrays = [tensor.numpy() for tensor in (*call.sequences, *call.weights)]
    count = len(call.sequences)
    given, last = recurrent(
        kind.oracle, arrays[0], tuple(arrays[1:count]), tuple(arrays[count:]), None if not has_mask else MASK.numpy()
    )
    if has_mask:  # before the first real step Keras gives 0
        given = given * np.logical_or.accumulate(MASK.numpy(), 1)[..., None]
    for ours, oracle in zip(outputs, (given, *last), strict=True):
        assert_near(ours, oracle, 1e-12, "output")


def check_the_rules(kind: Kind) -> None:
    """What holds for every operation; masks are numbers there, so that every input has the same type."""
    plain = called(kind, return_sequences=True)
    check_rules(kind.op, plain.inputs, plain.weights, context=TRAINING, recurrence=plain.recurrence, **kind.options)
    masked = called(kind, has_mask=True, has_initial=True, return_state=True, go_backwards=True)
    inputs = (*masked.sequences, MASK.double())
    check_rules(kind.op, inputs, masked.weights, context=TRAINING, recurrence=masked.recurrence, **kind.options)


def without_mask(op: Op, call: Called) -> Op:
    """``op`` with the mask inside, so that all its arguments have derivatives."""
    if call.mask is None:
        return op
    place = len(call.sequences)

    def forward(*tensors: Tensor, **options: Any) -> tuple[Any, Any]:
        return op.forward(*tensors[:place], call.mask, *tensors[place:], **options)

    def backward(dy: Any, cache: Any, **needed: bool) -> tuple[Tensor | None, ...]:
        gradients = list(op.backward(dy, cache, **needed))
        assert gradients.pop(place) is None
        return tuple(gradients)

    return op._replace(forward=forward, backward=backward)
