from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from nervure import ops
from nervure.ops.convolution import CONVOLUTION
from nervure.ops.dense import DENSE
from nervure.ops.depthwise_convolution import DEPTHWISE_CONVOLUTION
from nervure.ops.gate import Gate
from nervure.ops.gru import GRU
from nervure.ops.lstm import LSTM
from nervure.ops.op import Context, Op
from nervure.ops.recurrence import Recurrence
from nervure.ops.simple_rnn import SIMPLE_RNN
from nervure.ops.transposed_convolution import TRANSPOSED_CONVOLUTION
from nervure.randomness import fold


def test_the_key_of_a_stream_is_a_pure_function_of_seed_stream_and_step() -> None:
    assert Context(seed=3, step=5).key(7) == Context(training=True, seed=3, step=5).key(7) == fold(3, 7, 5)


def test_every_seed_stream_and_step_has_its_own_key() -> None:
    keys = {Context(seed=seed, step=step).key(stream) for seed in range(8) for step in range(8) for stream in range(8)}
    assert len(keys) == 8**3


def test_without_a_stream_the_key_is_that_of_the_layer_at_work() -> None:
    assert Context(seed=3, step=5, stream=7).key() == Context(seed=3, step=5).key(7)
    assert Context(seed=3, step=5).key() == Context(seed=3, step=5).key(0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_random_numbers_have_the_shape_and_type_of_what_they_disturb(dtype: torch.dtype) -> None:
    x, context = torch.zeros(200, 50, dtype=dtype), Context(seed=1, step=2, stream=3)
    even, bell = context.uniform(x), context.normal(x)
    assert even.shape == bell.shape == x.shape
    assert even.dtype == bell.dtype == dtype
    assert abs(even.double().mean() - 0.5) < 0.02
    assert abs(bell.double().mean()) < 0.04
    assert abs(bell.double().std() - 1) < 0.04


def test_draws_differ_by_seed_stream_step_and_number_and_by_nothing_else() -> None:
    x = torch.zeros(16)
    contexts = [Context(seed=a, step=b, stream=c) for a in range(3) for b in range(3) for c in range(3)]
    draws = {tuple(context.uniform(x, number).tolist()) for context in contexts for number in range(3)}
    assert len(draws) == 3**4
    assert torch.equal(contexts[5].normal(x, 2), contexts[5].normal(x, 2))


def test_a_context_is_inference_unless_said_otherwise() -> None:
    assert Context() == Context(training=False, seed=0, step=0)


def all_ops() -> list[Op]:
    """Every operation of the house, found in its modules."""
    modules = [importlib.import_module(f"nervure.ops.{name}") for _, name, _ in pkgutil.iter_modules(ops.__path__)]
    found = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, Op)}
    return list(found.values())


def flops(call: Callable[[], Any]) -> int:
    """The multiplications and additions of torch's products and convolutions."""
    with FlopCounterMode(display=False) as counter:
        call()
    return counter.get_total_flops()


def test_a_frozen_layer_between_others_multiplies_for_the_gradient_of_its_input_alone() -> None:
    x, weight, bias = torch.ones(2, 9, 9, 4), torch.ones(3, 3, 4, 4), torch.ones(4)
    usual, sequence, recurrent = Recurrence(activation=Gate("softplus")), torch.ones(2, 5, 4), torch.ones(4, 4)
    # In float64, which none of our own kernels convolves: the counter sees what torch computes.
    calls: list[tuple[Op, tuple[Tensor, ...], dict[str, Any]]] = [
        (CONVOLUTION, (x, weight, bias), {}),
        (DEPTHWISE_CONVOLUTION, (x, weight[..., :1], bias), {}),
        (TRANSPOSED_CONVOLUTION, (x, weight, bias), {}),
        (DENSE, (x, recurrent, bias), {}),
        (SIMPLE_RNN, (sequence, recurrent, recurrent, bias), {"recurrence": usual, "context": Context()}),
        (LSTM, (sequence, *_gates(4)), {"recurrence": usual, "context": Context()}),
        (GRU, (sequence, *_gates(3)), {"recurrence": usual, "context": Context()}),
    ]
    for op, tensors, options in calls:
        y, cache = op.forward(*(tensor.double() for tensor in tensors), **options)
        back = functools.partial(op.backward, y, cache)
        both, dx = flops(back), flops(functools.partial(back, needs_dweight=False))
        assert 0 < dx <= 0.75 * both, op.name


def _gates(count: int) -> tuple[Tensor, Tensor, Tensor]:
    return torch.ones(4, 4 * count), torch.ones(4, 4 * count), torch.ones(*([2] if count == 3 else []), 4 * count)


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [op.name for op in all_ops()]
    assert len(names) > 20
    assert sorted(set(names)) == sorted(names)


def test_operations_say_truly_what_their_functions_take() -> None:
    for op in all_ops():
        forward, backward = (inspect.signature(function).parameters for function in (op.forward, op.backward))
        assert ("context" in forward) == op.needs_context, op.name
        assert ("needs_dx" in backward) == op.skips_dx, op.name
        assert ("needs_dweight" in backward) == op.skips_dweight, op.name
        assert not op.is_checked, f"{op.name} is ours, its tests check it"
