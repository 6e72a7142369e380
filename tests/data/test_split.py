from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import digits, split, split_indices
from nervure.errors import ArgumentError

FRACTIONS = st.floats(0.01, 0.99)


def test_eight_thousand_digits_train_and_two_thousand_are_held_out() -> None:
    x, y = digits()
    x_train, y_train, x_held_out, y_held_out = split(x, y, fraction=0.2)
    assert x_train.shape == (8000, 28, 28)
    assert x_held_out.shape == (2000, 28, 28)
    assert x_train.dtype == np.uint8
    shares = np.bincount(y_held_out) / np.bincount(y)
    assert (abs(shares - 0.2) < 1 / np.bincount(y)).all()
    assert (np.diff(y_train.astype(int)) < 0).any(), "no longer sorted"


@settings(max_examples=60)
@given(st.lists(st.integers(0, 6), min_size=3, max_size=80), FRACTIONS, st.integers(0, 2**40), st.booleans())
def test_every_sample_lands_on_one_side(labels: list[int], fraction: float, seed: int, as_tensor: bool) -> None:
    counts = np.bincount(labels)
    if counts.max() < 2:
        return
    x, y = np.arange(len(labels)), np.array(labels)
    given_x, given_y = (torch.tensor(x), torch.tensor(y)) if as_tensor else (x, y)
    x_train, y_train, x_held_out, y_held_out = split(given_x, given_y, fraction, seed=seed)
    assert isinstance(x_train, torch.Tensor if as_tensor else np.ndarray)
    assert sorted([*x_train.tolist(), *x_held_out.tolist()]) == x.tolist()
    assert y[x_train.tolist()].tolist() == y_train.tolist()
    assert y[x_held_out.tolist()].tolist() == y_held_out.tolist()
    held_out = np.bincount(y_held_out.tolist(), minlength=len(counts))
    most = np.maximum(counts - 1, 0)
    assert (held_out <= most).all(), "a class lost all of its training samples"
    assert (abs(held_out - np.minimum(fraction * counts, most)) < 1 + 1e-6).all()


@settings(max_examples=60)
@given(st.integers(2, 200), FRACTIONS, st.integers(0, 2**40))
def test_the_held_out_part_has_the_size_asked_for(count: int, fraction: float, seed: int) -> None:
    train, held_out = split_indices(count, fraction, None, seed)
    assert len(held_out) == min(max(round(fraction * count), 1), count - 1)
    assert sorted([*train.tolist(), *held_out.tolist()]) == list(range(count))


def test_the_same_seed_gives_the_same_split_and_another_seed_another() -> None:
    x = np.arange(100)
    first, second, other = (split(x, x % 4, seed=seed)[2].tolist() for seed in (3, 3, 4))
    assert first == second
    assert first != other


def test_names_and_one_hot_rows_are_stratified_too() -> None:
    names = np.array(["cat"] * 10 + ["dog"] * 20)
    _, _, _, held_out = split(np.arange(30), names, 0.5)
    assert sorted(held_out.tolist()) == ["cat"] * 5 + ["dog"] * 10
    _, _, _, held_out = split(np.arange(30), np.eye(3)[np.arange(30) % 3], 0.5)
    assert held_out.sum(axis=0).tolist() == [5, 5, 5]


@pytest.mark.parametrize("fraction", [0, 1, 1.0, 0.0, -0.2, 20, "0.2", None, float("nan")])
def test_a_fraction_outside_zero_and_one_is_refused(fraction: object, messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: split([1, 2, 3], [0, 1, 0], fraction))
    assert isinstance(english, ArgumentError)
    assert english.got == repr(fraction)


def test_a_seed_that_is_no_number_and_a_word_for_yes_are_refused(messages) -> None:  # type: ignore[no-untyped-def]
    for options in ({"seed": 1.5}, {"stratify": "yes"}):
        english, _ = messages(lambda options=options: split([1, 2, 3], [0, 1, 0], **options))
        assert isinstance(english, ArgumentError)
        assert english.got.endswith(repr(*options.values()))


def test_what_cannot_be_split_is_told(messages) -> None:  # type: ignore[no-untyped-def]
    english, _ = messages(lambda: split([1, 2, 3], [0.1, 0.2, 0.3]))
    assert english.fix == "Write stratify=False."
    assert len(split([1, 2, 3, 4, 5], [0.1, 0.2, 0.3, 0.4, 0.5], stratify=False)[2]) == 1
    english, _ = messages(lambda: split([1, 2], [0, 1]))
    assert "only one sample" in english.problem
    english, _ = messages(lambda: split([1], [0]))
    assert english.got == "samples: 1"
    english, _ = messages(lambda: split([1, 2, 3], [0, 1]))
    assert english.got == "x (3,), y (2,)"
