"""What holds for every layer, and a walk over one layer alone.

check_layer_rules(lambda: Dense(3), (4,), num_parameters=15)
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor

from nervure.errors import NervureError
from nervure.graph.plan import Plan, apply_commits
from nervure.language import set_language
from nervure.layers import Input, Layer
from nervure.layers.lowering import Lowering
from nervure.layers.step import Step
from nervure.ops.op import Context
from nervure.parameter import Store

HANGUL = re.compile("[가-힣]")
PLACEHOLDER = re.compile(r"\{\w+[}:!]")


class Walked(NamedTuple):
    """One layer, walked forward and back.

    Attributes:
        y: the output.
        dinputs: the gradients of the inputs.
        dparameters: the gradients of the parameters that have one, by name.
    """

    y: Tensor
    dinputs: tuple[Tensor | None, ...]
    dparameters: dict[str, Tensor]


def numbers(seed: int, *shape: int) -> np.ndarray:
    """Random float32 numbers of a standard normal distribution."""
    return np.random.default_rng(seed).standard_normal(shape).astype("float32")


def steps_of(layer: Layer, num_inputs: int = 1) -> tuple[Step, ...]:
    """The steps of a built layer."""
    return plan_of(layer, num_inputs).steps


def plan_of(layer: Layer, num_inputs: int = 1, dtype: torch.dtype = torch.float32) -> Plan:
    """A network of a built layer alone."""
    lowering = Lowering(num_inputs)
    outputs = layer.lower(tuple(range(num_inputs)), lowering.layer(layer.name, 0, layer.built_shape))
    return Plan(tuple(lowering.steps), num_inputs, outputs, dtype)


def walk(
    layer: Layer,
    inputs: Sequence[Any],
    dy: Any = None,
    *,
    training: bool = True,
    dtype: torch.dtype = torch.float32,
    commit: bool = False,
) -> Walked:
    """Walks a layer forward and back (``dy``: ones), with its parameters in flat buffers as in a network.

    With ``commit`` the new moving statistics are stored, as after a training step.
    """
    tensors = [torch.as_tensor(x).to(dtype) for x in inputs]
    shapes = tuple((None, *x.shape[1:]) for x in tensors)
    layer.ensure_built(shapes[0] if len(shapes) == 1 else shapes)
    layer.initialise(0, seed=1, dtype=dtype)
    plan = plan_of(layer, len(tensors), dtype)
    trained = [parameter for parameter in layer.parameters if parameter.trainable]
    store = Store(trained, [], [p for p in layer.parameters if not p.trainable], dtype)
    store.trainable.add_gradients()
    with torch.no_grad():
        forward = plan.forward(tensors, Context(training=training, seed=3), keep_caches=True)
        commits = plan.commits(forward.caches)
        gradient = torch.ones_like(forward.outputs[0]) if dy is None else torch.as_tensor(dy).to(dtype)
        dinputs = plan.backward([gradient], forward.caches, needs_dinputs=True)
        if commit:
            apply_commits(commits)
    gradients = {parameter.name: parameter.gradient.clone() for parameter in trained if parameter.gradient is not None}
    return Walked(forward.outputs[0], dinputs, gradients)


def check_layer_rules(
    make: Callable[[], Layer], *sample_shapes: tuple[int, ...], num_parameters: int = 0, batch: int = 3
) -> None:
    """The shape is as promised, any kind of array is taken, the configuration gives the layer back, nothing is kept.

    Args:
        make: makes the layer.
        sample_shapes: of one sample, one an input.
        num_parameters: how many numbers the layer's parameters must hold.
        batch: how many samples to feed.
    """
    layer = make()
    arrays = [numbers(index, batch, *shape) for index, shape in enumerate(sample_shapes)]
    fed: Any = arrays[0] if len(arrays) == 1 else arrays
    y = layer(fed)
    assert isinstance(y, np.ndarray)
    assert y.dtype == np.float32
    assert layer.count_params() == num_parameters
    _check_shape(make, sample_shapes, y)
    _check_config(layer, fed, y)
    as_tensors: Any = [torch.from_numpy(x) for x in arrays]
    from_tensors = layer(as_tensors if len(arrays) > 1 else as_tensors[0])
    assert isinstance(from_tensors, Tensor)
    assert np.array_equal(from_tensors.numpy(), y)
    _check_float64(make(), arrays, layer)
    _check_nothing_is_kept(layer, fed)


def _check_shape(make: Callable[[], Layer], sample_shapes: Sequence[tuple[int, ...]], y: np.ndarray) -> None:
    layer = make()
    symbols: Any = [Input(shape) for shape in sample_shapes]
    drawn = layer(symbols if len(symbols) > 1 else symbols[0])
    assert drawn.node.layer is layer
    assert drawn.shape == (None, *y.shape[1:])


def _check_config(layer: Layer, fed: Any, y: np.ndarray) -> None:
    config = json.loads(json.dumps(layer.get_config()))
    copy = type(layer).from_config(config)
    assert json.loads(json.dumps(copy.get_config())) == config
    copy(fed)
    copy.set_weights(layer.get_weights())
    assert np.array_equal(copy(fed), y)


def _check_float64(layer: Layer, arrays: Sequence[np.ndarray], original: Layer) -> None:
    walked = walk(layer, arrays, training=False, dtype=torch.float64)
    assert walked.y.dtype == torch.float64
    layer.set_weights(original.get_weights())
    again = walk(layer, arrays, training=False, dtype=torch.float64)
    narrow = walk(original, arrays, training=False)
    assert narrow.y.dtype == torch.float32
    assert torch.allclose(again.y.float(), narrow.y, rtol=1e-4, atol=1e-5)


def _check_nothing_is_kept(layer: Layer, fed: Any) -> None:
    before = set(vars(layer))
    layer(fed, training=True)
    assert set(vars(layer)) == before
    assert not [value for value in vars(layer).values() if isinstance(value, (Tensor, np.ndarray))]


def assert_says(kind: type[NervureError], call: Callable[[], Any], *fragments: str) -> None:
    """``call`` fails with four lines that hold ``fragments``; in Korean likewise, with the same values.

    Args:
        kind: the class of the error.
        call: what must fail.
        fragments: parts of the English message.
    """
    with pytest.raises(kind) as english:
        call()
    _check_lines(english.value)
    for fragment in fragments:
        assert fragment in str(english.value)
    set_language("ko")
    try:
        with pytest.raises(kind) as korean:
            call()
        _check_lines(korean.value)
        assert HANGUL.search(korean.value.problem)
        assert HANGUL.search(korean.value.fix)
    finally:
        set_language("en")


def _check_lines(error: NervureError) -> None:
    ledger = getattr(error, "ledger", ())
    assert len(str(error).splitlines()) == 4 + len(ledger)
    for line in (error.where, error.problem, error.expected, error.got, error.fix):
        assert line
        assert not PLACEHOLDER.search(line)
