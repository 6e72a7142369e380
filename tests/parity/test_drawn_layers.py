"""Two thousand layers with drawn options, shapes, weights and inputs beside Keras': pytest -m slow -k drawn_parity.

The draws are the same in every run. What differs is printed with the call that compares it again. All of them take
half a minute on one thread.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from nervure import layers
from nervure.layers import Layer
from tests.contracts import drawn_pointwise, drawn_recurrent, drawn_sliding, test_drawn_layers
from tests.parity.drawn_comparison import compare, in_code, keras_can, kinds

CASES = 2000
SECONDS_A_FAMILY = 60  # alone the longest takes five
# Ours alone, and what computes nothing.
NOT_IN_KERAS = {"AttachMask", "InputLayer", "Maxout", "TorchModule", "TorchProgram"}


@st.composite
def embeddings(draw: st.DrawFn) -> tuple[Layer, Any]:
    shape = tuple(draw(st.lists(st.integers(1, 4), max_size=3)))
    return layers.Embedding(draw(st.integers(1, 7)), draw(st.integers(1, 4)), mask_zero=draw(st.booleans())), shape


def of_kinds(strategy: Any, chosen: tuple[Any, ...]) -> Any:
    """Those of ``strategy`` that are of these classes."""
    return strategy.filter(lambda drawn: isinstance(drawn[0], chosen))


# How many of each family; Maxout and TorchModule are ours alone.
FAMILIES: dict[str, tuple[Any, int]] = {
    "dense": (test_drawn_layers.dense(), 100),
    "pictures convolved": (test_drawn_layers.convolutions(), 140),
    "pictures pooled": (test_drawn_layers.poolings(), 80),
    "pictures pooled whole": (test_drawn_layers.global_poolings(), 40),
    "batches normalized": (test_drawn_layers.normalizations(), 100),
    "dropout": (test_drawn_layers.dropouts(), 40),
    "reshaped": (test_drawn_layers.reshapes(), 60),
    "activations": (test_drawn_layers.pointwise(), 120),
    "added and joined": (test_drawn_layers.merges(), 80),
    "sliding kernels": (drawn_sliding.sliding_kernels(), 300),
    "sliding windows": (drawn_sliding.sliding_windows(), 80),
    "maps pooled whole": (of_kinds(drawn_sliding.whole_maps(), drawn_sliding.GLOBAL_POOLINGS), 40),
    "cropped": (of_kinds(drawn_sliding.whole_maps(), drawn_sliding.CROPPINGS), 40),
    "padded": (of_kinds(drawn_sliding.whole_maps(), drawn_sliding.ZERO_PADDINGS), 40),
    "enlarged": (of_kinds(drawn_sliding.whole_maps(), drawn_sliding.UPSAMPLINGS), 60),
    "channels dropped": (of_kinds(drawn_sliding.whole_maps(), drawn_sliding.SPATIAL_DROPOUTS), 30),
    "recurrent": (drawn_recurrent.recurrent(), 160),
    "cells": (drawn_recurrent.cells(), 100),
    "both ways": (drawn_recurrent.both_ways(), 100),
    "every step": (drawn_recurrent.every_step(), 70),
    "masking": (drawn_recurrent.masking(), 20),
    "merged": (drawn_pointwise.merges(), 60),
    "dot products": (drawn_pointwise.dots(), 50),
    "noise": (drawn_pointwise.noises(), 40),
    "learned rectifiers": (drawn_pointwise.learned_rectifiers(), 40),
    "rearranged": (drawn_pointwise.rearranged(), 40),
    "samples normalized": (drawn_pointwise.normalized_samples(), 100),
    "attention": (drawn_pointwise.attention(), 90),
    "heads": (drawn_pointwise.heads(), 100),
    "functions": (drawn_pointwise.functions(), 20),
    "word numbers": (embeddings(), 30),
    # What they give is compared here; the penalty itself, which a fit adds, in test_activity_regularizers.py.
    "penalties": (drawn_pointwise.penalties(), 20),
}
COMPARED: dict[str, list[set[str]]] = {}  # by family: the classes of each layer that was compared


def in_words(layer: Layer, shape: Any, seed: int, problems: list[str]) -> str:
    """The call that compares once more, and what it finds."""
    return "\n    ".join([f"compare({in_code(layer)}, {shape!r}, seed={seed})", *problems])


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*You are using a softmax over axis:UserWarning")
@pytest.mark.timeout(SECONDS_A_FAMILY)
@pytest.mark.parametrize("family", FAMILIES)
def test_drawn_parity_of_layers(family: str) -> None:
    strategy, count = FAMILIES[family]
    compared, found = COMPARED.setdefault(family, []), []

    @settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy, st.integers(0, 2**32 - 1))
    def every_case(drawn: tuple[Layer, Any], seed: int) -> None:
        layer, shape = drawn
        assume(keras_can(layer, shape))
        try:
            problems = compare(layer, shape, seed)
        except Exception as problem:
            problems = [f"{type(problem).__name__}: {problem}"]
        compared.append(kinds(layer))
        if problems:
            found.append(in_words(layer, shape, seed, problems))

    every_case()
    assert len(compared) >= count
    assert not found, f"{len(found)} of {len(compared)}\n" + "\n".join(found)


@pytest.mark.slow
def test_drawn_parity_reaches_every_layer_and_two_thousand_of_them() -> None:
    if COMPARED.keys() != FAMILIES.keys():
        pytest.skip("only a part of the families ran")
    compared = [each for family in COMPARED.values() for each in family]
    classes = {kind.__name__ for kind in layers.TABLE.values()}
    assert len(compared) >= CASES
    assert set().union(*compared) >= classes - NOT_IN_KERAS


def test_what_differs_is_found_and_told_in_words() -> None:
    assert compare(layers.Dense(3, "tanh"), (4,), seed=1) == []
    dense = layers.Dense(3, "tanh")
    dense._arguments["activation"] = "sigmoid"  # what its twin is made of
    problems = compare(dense, (4,), seed=1)
    assert problems[0].startswith("the output is")
    assert any("gradient of dense" in problem and "kernel" in problem for problem in problems)
    assert "compare(layers.Dense(units=3, activation='sigmoid'), (4,), seed=1)" in in_words(dense, (4,), 1, problems)
    other = layers.Dense(3)
    other._arguments["units"] = 2
    assert "weights of shapes" in compare(other, (4,), seed=1)[0]


def test_families_of_drawn_parity_are_two_thousand_layers() -> None:
    assert sum(count for _, count in FAMILIES.values()) >= CASES
