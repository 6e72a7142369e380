from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor

from nervure.kernels import native
from nervure.kernels.recurrent import (
    Kept,
    SequenceGradients,
    Sequences,
    SequenceUpstream,
    sequence_backward,
    sequence_forward,
    takes,
)
from nervure.ops.gru import GRU
from nervure.ops.lstm import LSTM
from nervure.ops.op import Context, Op
from nervure.ops.recurrence import Recurrence
from tests.gradient_check import assert_near

X = torch.zeros(1, 1, 1)
pytestmark = pytest.mark.skipif(not takes(X), reason="no native kernels in this process")

OPS = {"lstm": LSTM, "gru": GRU}
NUM_GATES, NUM_STATES = {"lstm": 4, "gru": 3}, {"lstm": 2, "gru": 1}
TOLERANCES = {torch.float64: 2e-14, torch.float32: 1e-5, torch.bfloat16: 0.02}
cells = pytest.mark.parametrize("cell", ["lstm", "gru"])
precisions = pytest.mark.parametrize("dtype", list(TOLERANCES), ids=["float64", "float32", "bfloat16"])
# (N, T, F, units): parts of a vector, whole ones, and more than one block of rows, of units, of steps.
SHAPES = [(1, 1, 1, 1), (3, 4, 2, 2), (7, 9, 5, 17), (33, 6, 70, 40), (16, 40, 3, 64), (5, 20, 64, 100)]


def normal(*shape: int, seed: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64).to(dtype)


class Run(NamedTuple):
    """What one body gives for one batch."""

    outputs: tuple[Tensor, ...]
    kept: tuple[Tensor, ...]
    gradients: tuple[Tensor | None, ...]


@contextmanager
def torch_bodies() -> Iterator[None]:
    """As in a process that asks for them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NERVURE_KERNELS", "torch")
        native.compiled.cache_clear()
        assert not takes(X)
        yield
    native.compiled.cache_clear()


def run(op: Op, inputs: tuple[Tensor, ...], weights: tuple[Tensor, ...], **constants: Any) -> Run:
    """Forward and backward."""
    recurrence = Recurrence(return_state=True, **constants)
    outputs, cache = op.forward(*inputs, *weights, recurrence=recurrence, context=Context(training=True))
    gradients = op.backward(tuple(torch.cos(y) for y in outputs), cache)
    return Run(outputs, tuple(part for part in cache if isinstance(part, Tensor)), gradients)


def weights_of(cell: str, features: int, units: int, dtype: torch.dtype, use_bias: bool = True) -> tuple[Tensor, ...]:
    stored = torch.float64 if dtype == torch.float64 else torch.float32
    columns = NUM_GATES[cell] * units
    bias_shape = (columns,) if cell == "lstm" else (2, columns)
    kernel = normal(features, columns, seed=1, dtype=stored) / math.sqrt(features)
    recurrent_kernel = normal(units, columns, seed=2, dtype=stored) / math.sqrt(units)
    return (kernel, recurrent_kernel, *([normal(*bias_shape, seed=3, dtype=stored)] if use_bias else []))


@precisions
@cells
@pytest.mark.parametrize("switches", range(8))
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_both_bodies_give_the_same_numbers(
    shape: tuple[int, ...], switches: int, cell: str, dtype: torch.dtype
) -> None:
    size, length, features, units = shape
    has_mask, has_initial, sequences = (bool(switches & bit) for bit in (1, 2, 4))
    use_bias = has_mask == has_initial
    inputs: tuple[Tensor, ...] = (normal(size, length, features, seed=0, dtype=dtype),)
    if has_initial:
        states = range(NUM_STATES[cell])
        inputs += tuple(normal(size, units, seed=10 + number, dtype=dtype) for number in states)
    constants = {"num_initial": len(inputs) - 1, "has_mask": has_mask, "use_bias": use_bias}
    if has_mask:
        inputs += (normal(size, length, seed=20) > -0.5,)
    weights = weights_of(cell, features, units, dtype, use_bias)
    constants |= {"return_sequences": sequences, "go_backwards": sequences}
    ours = run(OPS[cell], inputs, weights, **constants)
    with torch_bodies():
        theirs = run(OPS[cell], inputs, weights, **constants)
    for part, expected_part in zip(ours, theirs, strict=True):
        for value, expected in zip(part, expected_part, strict=True):
            assert (value is None) == (expected is None)
            if value is not None and expected is not None:
                assert value.dtype == expected.dtype
                assert value.shape == expected.shape
                assert_near(value.double(), expected.double(), TOLERANCES[dtype], f"{cell} {shape}", largest=1e-3)


class Case(NamedTuple):
    """A batch for the kernel itself."""

    sequences: Sequences
    initial: tuple[Tensor, ...]
    upstream: SequenceUpstream


def case(cell: str, shape: tuple[int, int, int, int] = (19, 12, 6, 21), dtype: torch.dtype = torch.float32) -> Case:
    size, length, features, units = shape
    count = NUM_STATES[cell]
    return Case(
        Sequences(normal(length, size, features, seed=0, dtype=dtype), *weights_of(cell, features, units, dtype)),
        tuple(normal(size, units, seed=10 + number, dtype=dtype) for number in range(count)),
        SequenceUpstream(
            normal(length, size, units, seed=20, dtype=dtype),
            tuple(normal(size, units, seed=30 + number, dtype=dtype) for number in range(count)),
        ),
    )


def both_ways(cell: str, given: Case) -> tuple[Kept, SequenceGradients]:
    kept = sequence_forward(cell, given.sequences, given.initial)
    return kept, sequence_backward(cell, given.sequences, kept, given.upstream)


def flat(results: tuple[Kept, SequenceGradients]) -> list[Tensor]:
    kept, found = results
    parts = (*kept, found.dx, *found.dinitial, *found[2:])
    return [part for part in parts if part is not None]


@cells
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_one_thread_and_two_give_the_same_bits(cell: str, dtype: torch.dtype) -> None:
    given = case(cell, (37, 20, 30, 70), dtype)
    threads = torch.get_num_threads()
    results = []
    try:
        for count in (1, 2, 3):
            torch.set_num_threads(count)
            results.append(flat(both_ways(cell, given)))
    finally:
        torch.set_num_threads(threads)
    for other in results[1:]:
        assert all(torch.equal(a, b) for a, b in zip(results[0], other, strict=True))


@cells
def test_a_sequence_does_not_depend_on_those_beside_it(cell: str) -> None:
    given = case(cell)
    kept, found = both_ways(cell, given)
    some = slice(4, 9)
    alone = given._replace(
        sequences=given.sequences._replace(x=given.sequences.x[:, some].contiguous()),
        initial=tuple(state[some] for state in given.initial),
        upstream=SequenceUpstream(
            given.upstream.dhidden[:, some], tuple(dstate[some] for dstate in given.upstream.dlast)
        ),
    )
    kept_alone, found_alone = both_ways(cell, alone)
    assert torch.equal(kept_alone.hidden, kept.hidden[:, some])
    assert_near(found_alone.dx, found.dx[:, some], 1e-6, "dx")


@cells
def test_nothing_that_was_kept_or_given_changes_on_the_way_back(cell: str) -> None:
    given = case(cell)
    kept = sequence_forward(cell, given.sequences, given.initial)
    watched = (*kept, *given.sequences[:4], given.upstream.dhidden, *given.upstream.dlast)
    before = [None if part is None else part.clone() for part in watched]
    first = sequence_backward(cell, given.sequences, kept, given.upstream)
    again = sequence_backward(cell, given.sequences, kept, given.upstream)
    for old, new in zip(before, watched, strict=True):
        assert old is None or torch.equal(old, new)
    assert all(torch.equal(a, b) for a, b in zip(flat((kept, first)), flat((kept, again)), strict=True))


@cells
@pytest.mark.parametrize(
    "view",
    [
        lambda d: d.transpose(0, 1).contiguous().transpose(0, 1),
        lambda d: d.flip(0),
        lambda d: d.permute(2, 0, 1).contiguous().permute(1, 2, 0),
        lambda d: d[:1].expand(d.shape),
        lambda d: torch.stack((d, d), -1)[..., 0],
    ],
    ids=["samples first", "flipped", "units first", "expanded", "with gaps"],
)
def test_the_gradient_of_the_states_may_lie_in_any_order(cell: str, view: Any) -> None:
    given = case(cell)
    kept = sequence_forward(cell, given.sequences, given.initial)
    dhidden = view(given.upstream.dhidden)
    scattered = sequence_backward(cell, given.sequences, kept, given.upstream._replace(dhidden=dhidden))
    dense = sequence_backward(cell, given.sequences, kept, given.upstream._replace(dhidden=dhidden.contiguous()))
    assert all(torch.equal(a, b) for a, b in zip(flat((kept, scattered)), flat((kept, dense)), strict=True))


@cells
def test_what_is_not_wanted_is_not_computed_and_what_is_not_given_is_zero(cell: str) -> None:
    given = case(cell)
    kept = sequence_forward(cell, given.sequences, given.initial)
    nothing = SequenceUpstream(None, (None,) * NUM_STATES[cell])
    zeros = SequenceUpstream(
        torch.zeros_like(given.upstream.dhidden), tuple(torch.zeros_like(state) for state in given.initial)
    )
    for one, other in zip(
        flat((kept, sequence_backward(cell, given.sequences, kept, nothing))),
        flat((kept, sequence_backward(cell, given.sequences, kept, zeros))),
        strict=True,
    ):
        assert torch.equal(one, other)
    full = sequence_backward(cell, given.sequences, kept, given.upstream)
    few = sequence_backward(cell, given.sequences, kept, given.upstream, needs_dx=False, needs_dinitial=False)
    assert few.dx is None
    assert few.dinitial == ()
    assert torch.equal(few.dkernel, full.dkernel)


@cells
def test_states_known_to_be_zero_give_what_zeros_give(cell: str) -> None:
    given = case(cell)
    zeros = given._replace(initial=tuple(torch.zeros_like(state) for state in given.initial))
    known = zeros._replace(sequences=given.sequences._replace(starts_at_zero=True))
    for one, other in zip(flat(both_ways(cell, zeros)), flat(both_ways(cell, known)), strict=True):
        assert torch.equal(one, other)


def gates_at(x: Tensor) -> tuple[Tensor, Tensor]:
    """sigmoid(x) and tanh(x) for numbers (count,), as the gates of an LSTM that reads them as they are."""
    units = 16
    rows = x.reshape(1, -1, units)
    kernel = torch.cat([torch.eye(units, dtype=x.dtype)] * 4, 1)
    recurrent_kernel = torch.zeros(units, 4 * units, dtype=x.dtype)
    zeros = torch.zeros(rows.shape[1], units, dtype=x.dtype)
    gates = sequence_forward("lstm", Sequences(rows, kernel, recurrent_kernel), (zeros, zeros)).gates
    return gates[0, :, :units].reshape(-1), gates[0, :, 2 * units : 3 * units].reshape(-1)


def distance_in_last_places(y: Tensor, exact: Tensor) -> float:
    """How far ``y`` is from ``exact``, in units of the last digit that numbers of that size have in its type."""
    finfo = torch.finfo(y.dtype)
    _, exponent = torch.frexp(exact.abs().clamp(min=finfo.tiny))
    unit = torch.ldexp(torch.full_like(exact, finfo.eps / 2), exponent)
    return ((y.to(exact.dtype) - exact).abs() / unit).max().item()


def test_sigmoid_and_tanh_are_right_to_two_units_and_a_half_in_the_last_place() -> None:
    generator = torch.Generator().manual_seed(0)
    spread = torch.cat([torch.randn(40_000, generator=generator) * scale for scale in (0.01, 0.3, 2.0, 20.0)])
    edges = torch.tensor(
        [0.0, 1e-20, -1e-20, 0.34657, 0.34658, -0.34657, 9.0, -9.1, 15.0, 86.5, -86.5, 88.0] + [0.0] * 4
    )
    x = torch.cat((spread.clamp(-86.0, 86.0), edges))
    sigmoid, tanh = gates_at(x)
    assert distance_in_last_places(sigmoid, torch.sigmoid(x.double())) <= 2.5
    assert distance_in_last_places(tanh, torch.tanh(x.double())) <= 2.5


def test_in_double_precision_they_are_right_to_four_units_of_torch() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.cat(
        [torch.randn(16_000, generator=generator, dtype=torch.float64) * scale for scale in (0.01, 1.0, 30.0)]
    )
    sigmoid, tanh = gates_at(x)
    assert distance_in_last_places(sigmoid, torch.sigmoid(x)) <= 4.0
    assert distance_in_last_places(tanh, torch.tanh(x)) <= 4.0


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_far_out_gates_are_shut_or_open_and_nan_stays_nan(dtype: torch.dtype) -> None:
    x = torch.tensor([-1e30, -1000.0, 1000.0, 1e30] * 4, dtype=dtype)
    sigmoid, tanh = gates_at(x)
    assert sigmoid.tolist() == [0.0, 0.0, 1.0, 1.0] * 4
    assert tanh.tolist() == [-1.0, -1.0, 1.0, 1.0] * 4
    sigmoid, tanh = gates_at(torch.full((16,), math.nan, dtype=dtype))
    assert bool(sigmoid.isnan().all())
    assert bool(tanh.isnan().all())


@cells
def test_nan_in_one_sequence_reaches_its_end_and_no_other_sequence(cell: str) -> None:
    given = case(cell)
    given.sequences.x[3, 5, 2] = math.nan
    kept, found = both_ways(cell, given)
    assert bool(kept.hidden[-1, 5].isnan().all())
    assert not kept.hidden[:, :5].isnan().any()
    assert not kept.hidden[:, 6:].isnan().any()
    assert not kept.hidden[:4, 5].isnan().any()
    assert found.dx is not None
    assert bool(found.dx[3, 5].isnan().all())
    assert not found.dx[:, 6:].isnan().any()
    assert bool(found.dkernel.isnan().any())


def test_numbers_that_are_not_taken_are_named() -> None:
    assert takes(X)
    assert takes(X.double())
    assert not takes(X.bfloat16())
    assert not takes(torch.zeros(0, 1, 1))
    assert not takes(torch.zeros(1, 0, 1))
    assert not takes(X.to("meta"))


@cells
@pytest.mark.parametrize(
    "changed",
    [
        lambda s: s._replace(kernel=s.kernel[:-1]),
        lambda s: s._replace(kernel=s.kernel.double()),
        lambda s: s._replace(x=s.x.transpose(0, 1)),
        lambda s: s._replace(recurrent_kernel=s.recurrent_kernel[:, :-1]),
        lambda s: s._replace(bias=s.bias[..., :-1]),
        lambda s: s._replace(mask=torch.ones(2, 3, 1, dtype=torch.bool)),
        lambda s: s._replace(mask=torch.ones(*s.x.shape[:2], 1)),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_read(cell: str, changed: Any) -> None:
    given = case(cell)
    kept = sequence_forward(cell, given.sequences, given.initial)
    wrong = changed(given.sequences)
    with pytest.raises(ValueError, match="do not fit"):
        sequence_forward(cell, wrong, given.initial)
    with pytest.raises(ValueError, match="do not fit"):
        sequence_backward(cell, wrong, kept, given.upstream)


@cells
def test_states_and_gradients_of_another_shape_are_refused(cell: str) -> None:
    given = case(cell)
    with pytest.raises(ValueError, match="do not fit"):
        sequence_forward(cell, given.sequences, tuple(state[:-1] for state in given.initial))
    kept = sequence_forward(cell, given.sequences, given.initial)
    for upstream in (
        given.upstream._replace(dhidden=given.upstream.dhidden[1:]),
        given.upstream._replace(dlast=tuple(state[:, 1:] for state in given.upstream.dlast)),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            sequence_backward(cell, given.sequences, kept, upstream)


@pytest.mark.covering(at_most=1)
@pytest.mark.parametrize("level", ["avx2", "portable"])
def test_narrower_processors_give_the_same_numbers(level: str) -> None:
    if "NERVURE_LEVEL" in os.environ:
        pytest.skip("this process is one of them")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", __file__]
    done = subprocess.run(
        command, env=os.environ | {"NERVURE_LEVEL": level}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_torch_bodies_run_where_they_are_asked_for() -> None:
    program = "import torch; from nervure.kernels.recurrent import takes; print(takes(torch.zeros(1, 1, 1)))"
    environment = os.environ | {"NERVURE_KERNELS": "torch"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "False\n"
    assert native.available()
