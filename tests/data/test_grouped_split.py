from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import split, split_indices
from nervure.data.grouped_split import group_numbers, hold_groups_out


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5), st.integers(2, 40), st.floats(0.05, 0.6))
def test_no_group_is_divided_and_no_class_is_lost(
    seed: int, num_classes: int, num_groups: int, fraction: float
) -> None:
    random = np.random.RandomState(seed)
    classes = np.concatenate([np.arange(num_classes).repeat(3), random.randint(0, num_classes, 200)])
    groups = np.concatenate([num_groups + np.arange(3 * num_classes), random.randint(0, num_groups, 200)])
    held_out = hold_groups_out(classes, groups, fraction)
    assert held_out.any()
    assert all(len(set(held_out[groups == group].tolist())) == 1 for group in np.unique(groups))
    assert set(classes[~held_out].tolist()) == set(range(num_classes))


def test_shares_are_as_near_as_small_groups_allow() -> None:
    random = np.random.RandomState(0)
    classes = random.randint(0, 10, 4000)
    groups = classes * 10_000 + random.randint(0, 120, 4000)
    held_out = hold_groups_out(classes, group_numbers(groups, 4000), 0.2)
    shares = np.bincount(classes[held_out]) / np.bincount(classes)
    assert np.abs(shares - 0.2).max() < 0.01


def test_single_samples_fill_what_large_groups_leave() -> None:
    groups = np.concatenate([np.zeros(50, int), np.ones(50, int), np.arange(2, 102)])
    held_out = hold_groups_out(np.zeros(200, int), groups, 0.3)
    assert held_out.sum() == 60


def test_groups_that_are_all_too_large_give_the_least_of_them() -> None:
    groups = np.repeat([0, 1, 2], [50, 30, 40])
    held_out = hold_groups_out(np.zeros(120, int), groups, 0.05)
    assert held_out.tolist() == (groups == 1).tolist()


def test_each_class_is_held_out_of_though_its_groups_are_large() -> None:
    classes, groups = np.repeat([0, 1, 2], [90, 100, 4]), np.repeat(np.arange(7), [30, 30, 30, 40, 60, 2, 2])
    held_out = hold_groups_out(classes, groups, 0.1)
    assert sorted(set(classes[held_out].tolist())) == [0, 1], "of four samples a tenth is none"
    assert np.bincount(classes[held_out]).tolist() == [30, 40]


def test_arrays_are_split_by_whole_groups() -> None:
    x, y = np.arange(100), np.arange(100) // 20 % 2
    people = np.array([f"person {number // 4}" for number in range(100)])
    x_train, y_train, x_held_out, _ = split(x, y, 0.2, groups=people)
    assert not set(people[x_train]) & set(people[x_held_out])
    assert (len(x_held_out), sorted([*x_train, *x_held_out])) == (20, list(range(100)))
    assert y[x_train].tolist() == y_train.tolist()
    again = split_indices(100, 0.2, y, groups=torch.arange(100) // 4)
    assert again[1].tolist() == x_held_out.tolist(), "names of groups do not matter"
    assert split_indices(100, 0.2, y, seed=1, groups=people)[1].tolist() != x_held_out.tolist()


def test_single_groups_hold_out_as_many_as_no_groups() -> None:
    _, held_out = split_indices(1000, 0.15, np.arange(1000) % 7, groups=np.arange(1000))
    counts = np.bincount(held_out.numpy() % 7)
    assert np.abs(counts - 0.15 * 1000 / 7).max() <= 1


@pytest.mark.parametrize("groups", [[0, 1], np.zeros((4, 2))])
def test_one_group_a_sample_is_needed(groups: Any, messages: Any) -> None:
    english, _ = messages(lambda: split(np.arange(4), [0, 0, 1, 1], 0.5, groups=groups))
    assert english.expected == "(4,)"


def test_groups_that_cannot_be_held_out_are_refused(messages: Any) -> None:
    messages(lambda: split(np.arange(4), [0, 0, 1, 1], 0.5, groups=[7, 7, 7, 7]))
    messages(lambda: split(np.arange(4), [0, 0, 1, 1], 0.5, groups=[1, 1, 2, 2]))
    assert len(split(np.arange(4), [0, 0, 1, 1], 0.5, stratify=False, groups=[1, 1, 2, 2])[0]) == 2
