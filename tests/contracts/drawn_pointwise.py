"""Layers of single numbers, of samples and of attention, with options and shapes that Hypothesis draws."""

from __future__ import annotations

from typing import Any

import torch
from hypothesis import strategies as st

from nervure import layers
from nervure.layers import Layer

Drawn = tuple[Layer, Any]
sizes = st.integers(1, 4)
several = st.integers(3, 5)  # of one or two numbers a normalization leaves nothing but rounding
switches = st.booleans()
rates = st.sampled_from([0.0, 0.3])
seeds = st.none() | sizes

MERGES = (layers.Subtract, layers.Multiply, layers.Average, layers.Maximum, layers.Minimum)
NOISES = (layers.GaussianNoise, layers.GaussianDropout, layers.AlphaDropout)


def vectors(draw: st.DrawFn) -> tuple[int, ...]:
    return tuple(draw(st.lists(sizes, min_size=1, max_size=3)))


@st.composite
def merges(draw: st.DrawFn) -> Drawn:
    kind, shape = draw(st.sampled_from(MERGES)), vectors(draw)
    count = 2 if kind is layers.Subtract else draw(st.integers(2, 3))
    stretched = [tuple(draw(st.sampled_from([1, size])) for size in shape) for _ in range(count - 1)]
    return kind(), [shape, *stretched]


@st.composite
def dots(draw: st.DrawFn) -> Drawn:
    shared, normalize = draw(st.integers(2, 4)), draw(switches)
    first, second = list(draw(st.tuples(sizes, sizes))), list(draw(st.tuples(sizes, sizes)))
    axes = draw(st.tuples(st.integers(1, 2), st.integers(1, 2)))
    first[axes[0] - 1] = second[axes[1] - 1] = shared
    if draw(switches):
        return layers.Dot(1, normalize), [(shared,), (shared,)]
    return layers.Dot(axes, normalize), [tuple(first), tuple(second)]


@st.composite
def noises(draw: st.DrawFn) -> Drawn:
    return draw(st.sampled_from(NOISES))(draw(rates), seed=draw(seeds)), vectors(draw)


@st.composite
def learned_rectifiers(draw: st.DrawFn) -> Drawn:
    shape = vectors(draw)
    shared = draw(st.none() | st.sets(st.integers(1, len(shape))).map(sorted))
    return layers.PReLU(draw(st.sampled_from(["zeros", "random_normal"])), shared_axes=shared), shape


@st.composite
def rearranged(draw: st.DrawFn) -> Drawn:
    shape = vectors(draw)
    permuted = layers.Permute(draw(st.permutations(range(1, len(shape) + 1))))
    layer = draw(st.sampled_from([layers.Identity(), permuted, layers.RepeatVector(draw(sizes))]))
    return layer, shape[:1] if isinstance(layer, layers.RepeatVector) else shape


@st.composite
def normalized_samples(draw: st.DrawFn) -> Drawn:
    shape = tuple(draw(st.lists(several, min_size=1, max_size=3)))
    axis = draw(st.sets(st.integers(1, len(shape)), min_size=1).map(sorted))
    center, scale = draw(switches), draw(switches)
    groups = draw(st.integers(1, 2))
    layer: Layer = draw(
        st.sampled_from([
            layers.LayerNormalization(axis, 1e-2, center, scale), layers.RMSNormalization(axis, 1e-2),
            layers.UnitNormalization(axis), layers.GroupNormalization(groups, -1, 1e-2, center, scale),
        ])
    )  # fmt: skip
    return layer, (*shape[:-1], groups * shape[-1]) if isinstance(layer, layers.GroupNormalization) else shape


@st.composite
def attention(draw: st.DrawFn) -> Drawn:
    queries, values, features = draw(sizes), draw(st.integers(2, 4)), draw(sizes)
    dot_or_concat = layers.Attention(
        draw(switches), draw(st.sampled_from(["dot", "concat"])), draw(rates), draw(seeds)
    )  # fmt: skip
    layer = draw(st.sampled_from([dot_or_concat, layers.AdditiveAttention(draw(switches), draw(rates))]))
    keys = (values, features)
    return layer, [(queries, features), *draw(st.sampled_from([[keys], [(values, draw(sizes)), keys]]))]


@st.composite
def heads(draw: st.DrawFn) -> Drawn:
    steps = draw(st.integers(2, 4))
    layer = layers.MultiHeadAttention(
        draw(st.integers(1, 2)), draw(sizes), draw(st.none() | sizes), draw(rates), draw(switches),
        draw(st.none() | sizes), sliding_window=draw(st.none() | st.integers(2, 3)), use_gate=draw(switches),
        seed=draw(seeds),
    )  # fmt: skip
    return layer, [(steps, draw(sizes)), (steps, draw(sizes))]


@st.composite
def penalties(draw: st.DrawFn) -> Drawn:
    factors = st.sampled_from([0.0, 0.1, 0.5])
    return layers.ActivityRegularization(draw(factors), draw(factors)), vectors(draw)


@st.composite
def functions(draw: st.DrawFn) -> Drawn:
    return layers.Lambda(draw(st.sampled_from([torch.sin, torch.tanh, torch.square]))), vectors(draw)


POINTWISE_LAYERS = st.one_of(
    merges(), dots(), noises(), learned_rectifiers(), rearranged(), normalized_samples(), attention(), heads(),
    functions(), penalties(),
)  # fmt: skip
