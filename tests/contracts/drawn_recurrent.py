"""Layers of sequences with options and shapes that Hypothesis draws."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from nervure import layers
from nervure.layers import Layer

Drawn = tuple[Layer, Any]
units = st.integers(1, 3)
activations = st.sampled_from(["tanh", "sigmoid", "softplus", "gelu", "silu", "elu", "linear", "softmax"])
switches = st.booleans()
rates = st.sampled_from([0.0, 0.3])


def shape(draw: st.DrawFn) -> tuple[int, int]:
    return draw(st.integers(1, 4)), draw(st.integers(1, 3))


def options(draw: st.DrawFn, kind: type[Layer]) -> dict[str, Any]:
    """Arguments of a recurrent layer or cell."""
    drawn: dict[str, Any] = {
        "units": draw(units), "activation": draw(activations), "use_bias": draw(switches),
        "dropout": draw(rates), "recurrent_dropout": draw(rates), "seed": draw(st.none() | units),
    }  # fmt: skip
    if kind not in (layers.SimpleRNN, layers.SimpleRNNCell):
        drawn["recurrent_activation"] = draw(activations)
    if kind in (layers.GRU, layers.GRUCell):
        drawn["reset_after"] = draw(switches)
    if kind in (layers.LSTM, layers.LSTMCell):
        drawn["unit_forget_bias"] = draw(switches)
    return drawn


def ways(draw: st.DrawFn) -> dict[str, bool]:
    """How a sequence is read."""
    return {"return_sequences": draw(switches), "go_backwards": draw(switches)}


@st.composite
def recurrent(draw: st.DrawFn) -> Drawn:
    kind: Any = draw(st.sampled_from([layers.SimpleRNN, layers.LSTM, layers.GRU]))
    return kind(**options(draw, kind), **ways(draw)), shape(draw)


@st.composite
def cells(draw: st.DrawFn) -> Drawn:
    kinds: list[Any] = [layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell]
    drawn = [kind(**options(draw, kind)) for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=3))]
    return layers.RNN(drawn, **ways(draw)), shape(draw)


@st.composite
def both_ways(draw: st.DrawFn) -> Drawn:
    kind: Any = draw(st.sampled_from([layers.SimpleRNN, layers.LSTM, layers.GRU]))
    inner = kind(**options(draw, kind), return_sequences=draw(switches))
    return layers.Bidirectional(inner, draw(st.sampled_from(["concat", "sum", "ave", "mul"]))), shape(draw)


@st.composite
def every_step(draw: st.DrawFn) -> Drawn:
    inner, sample = draw(recurrent())
    if draw(switches):
        return layers.TimeDistributed(inner), (draw(st.integers(1, 3)), *sample)
    inner = draw(st.sampled_from([layers.Dense(2, "tanh"), layers.BatchNormalization(), layers.Flatten()]))
    return layers.TimeDistributed(inner), sample


@st.composite
def masking(draw: st.DrawFn) -> Drawn:
    return layers.Masking(draw(st.sampled_from([0.0, -7.0]))), shape(draw)


RECURRENT_LAYERS = st.one_of(recurrent(), recurrent(), cells(), both_ways(), every_step(), masking())
