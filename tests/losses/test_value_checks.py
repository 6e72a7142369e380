from __future__ import annotations

import logging
import math

import numpy as np
import pytest
import torch

from nervure import losses
from nervure.errors import DataError
from nervure.language import set_language
from nervure.losses.value_checks import (
    advise_negative,
    advise_rows,
    advise_zeros,
    check_binary,
    check_counts,
    check_labels,
    check_signs,
    check_whole,
)

SPARSE = losses.SparseCategoricalCrossentropy()


def test_a_label_beyond_the_last_class_is_named_with_its_sample() -> None:
    labels = np.array([0, 9, 3, 10, 11, 10], np.uint8)
    with pytest.raises(DataError) as caught:
        SPARSE.check_values(labels, (None, 10))
    assert str(caught.value) == (
        "loss 'sparse_categorical_crossentropy': label 10 is not a class of an output with 10 units.\n"
        "  expected: whole numbers from 0 to 9\n"
        "  got:      10 in sample 3 (counted from 0)\n"
        "  fix:      Number the classes from 0, or give the last layer 12 units."
    )
    set_language("ko")
    with pytest.raises(DataError, match="라벨 10은 유닛이 10개인 출력에 없는 클래스예요"):
        SPARSE.check_values(labels, (None, 10))


def test_a_negative_label_is_named_and_may_be_ignored() -> None:
    labels = torch.tensor([[2], [-1]])
    with pytest.raises(DataError, match=r"label -1 is below 0(.|\n)*ignore_class=-1"):
        SPARSE.check_values(labels, (None, 10))
    set_language("ko")
    with pytest.raises(DataError, match="0보다 작아요"):
        SPARSE.check_values(labels, (None, 10))
    losses.SparseCategoricalCrossentropy(ignore_class=-1).check_values(labels, (None, 10))
    losses.SparseCategoricalCrossentropy(ignore_class=255).check_values(torch.tensor([2, 255]), (None, 10))
    with pytest.raises(DataError, match="라벨 11"):
        losses.SparseCategoricalCrossentropy(ignore_class=255).check_values(torch.tensor([2, 255, 11]), (None, 10))


@pytest.mark.parametrize(("label", "written"), [(1.5, "1.5"), (math.nan, "nan")])
def test_a_label_that_is_not_whole_is_named(label: float, written: str) -> None:
    with pytest.raises(DataError) as caught:
        SPARSE.check_values(np.array([1.0, 2.0, label]), (None, 10))
    assert caught.value.got == f"{written} in sample 2 (counted from 0)"
    set_language("ko")
    with pytest.raises(DataError, match="클래스 번호가 아니에요"):
        SPARSE.check_values(np.array([1.0, 2.0, label]), (None, 10))


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.int64, np.float32, np.float64, bool])
def test_labels_that_can_be_meant_pass_in_any_type(dtype: type) -> None:
    labels = np.array([0, 1, 1], dtype)
    SPARSE.check_values(labels, (None, 2))
    SPARSE.check_values(labels[:0], (None, 2))
    check_labels(torch.from_numpy(labels), None, ignore_class=None, where="loss 'a'")
    with pytest.raises(DataError):
        SPARSE.check_values(labels.astype(int) + 1, (None, 2))


def test_the_sample_is_counted_along_the_batch_axis_of_a_map_of_labels() -> None:
    labels = torch.zeros(4, 3, 3, dtype=torch.int64)
    labels[2, 1, 1] = 7
    with pytest.raises(DataError, match="7 in sample 2 "):
        SPARSE.check_values(labels, (None, 3, 3, 5))


@pytest.mark.parametrize("value", [-1.0, 2.0])
def test_a_binary_target_outside_zero_and_one_is_named(value: float) -> None:
    with pytest.raises(DataError, match=f"target {value:g} is not between 0 and 1"):
        losses.get("bce").check_values(np.array([0.0, value, 1.0]), (None, 1))
    set_language("ko")
    with pytest.raises(DataError, match=r"예\(1\)도 아니오\(0\)도 아니에요"):
        losses.get("bce").check_values(np.array([0.0, value, 1.0]), (None, 1))


def test_binary_targets_between_zero_and_one_pass() -> None:
    for targets in (torch.tensor([0.0, 0.3, 1.0]), torch.tensor([True, False]), torch.zeros(0)):
        check_binary(targets, where="loss 'a'")
    with pytest.raises(DataError):
        check_binary(torch.tensor([0, 2], dtype=torch.uint8), where="loss 'a'")


def test_rows_that_do_not_sum_to_one_are_answered_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    rows = np.array([[0, 1], [1, 1], [0, 0]], np.uint8)
    with caplog.at_level(logging.WARNING, "nervure"):
        losses.get("categorical_crossentropy").check_values(rows, (None, 2))
    assert len(caplog.messages) == 1
    assert (
        "2 of 3 target rows do not sum to 1 (the first is sample 1, counted from 0, with sum 2)" in caplog.messages[0]
    )


def test_rows_that_sum_to_one_are_passed_over_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        advise_rows(torch.tensor([[0.3, 0.7], [1.0, 0.0]]), axis=-1, where="loss 'a'")
        advise_rows(torch.zeros(0, 3), axis=-1, where="loss 'a'")
    assert caplog.messages == []


@pytest.mark.parametrize("value", [-2.0, 3.0])
def test_a_sign_outside_minus_one_and_one_is_named(value: float) -> None:
    for language, sentence in (("en", f"target {value:g} is neither -1 nor 1"), ("ko", "-1도 1도 아니에요")):
        set_language(language)
        with pytest.raises(DataError, match=sentence):
            check_signs(torch.tensor([[1.0], [value]]), where="loss 'hinge'")


def test_signs_pass_in_any_encoding_and_type(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        for targets in ([-1, 1], [0, 1], [0.5, -0.5], [True, False]):
            check_signs(torch.tensor(targets), where="loss 'hinge'")
        check_signs(torch.tensor([0, 1], dtype=torch.uint8), where="loss 'hinge'")
        check_signs(torch.zeros(0), where="loss 'hinge'")
    assert caplog.messages == []


def test_zeros_beside_minus_one_are_answered_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        check_signs(torch.tensor([-1, 0, 0, 1]), where="loss 'hinge'")
        set_language("ko")
        check_signs(torch.tensor([-1, 0, 0, 1]), where="loss 'hinge'")
    assert "2 of 4 targets are 0, although others are -1 (the first is sample 1" in caplog.messages[0]
    assert "타깃 4개 중 2개가 -1과 섞인 0이에요" in caplog.messages[1]


def test_a_negative_count_is_named() -> None:
    check_counts(torch.tensor([0, 3], dtype=torch.uint8), where="loss 'poisson'")
    check_counts(torch.tensor([0.0, 2.5]), where="loss 'poisson'")
    check_counts(torch.zeros(0), where="loss 'poisson'")
    for language, sentence in (
        ("en", "target -1 is not a count"),
        ("ko", "타깃 -1은 0보다 작아서 개수가 될 수 없어요"),
    ):
        set_language(language)
        with pytest.raises(DataError, match=sentence):
            check_counts(torch.tensor([1, -1]), where="loss 'poisson'")


def test_targets_that_a_relative_error_cannot_read_are_answered_with_advice(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "nervure"):
        advise_zeros(torch.tensor([[1.0], [0.0]]), where="loss 'mape'")
        advise_negative(torch.tensor([[1.0], [-0.5], [-3.0]]), where="loss 'msle'")
        set_language("ko")
        advise_zeros(torch.tensor([[1.0], [0.0]]), where="loss 'mape'")
        advise_negative(torch.tensor([[1.0], [-0.5]]), where="loss 'msle'")
        advise_zeros(torch.tensor([1, 2]), where="loss 'mape'")
        advise_negative(torch.tensor([1, 2], dtype=torch.uint8), where="loss 'msle'")
    assert "1 of 2 targets are 0 (the first is sample 1, counted from 0)" in caplog.messages[0]
    assert "2 of 3 targets are below 0 and count as 0 (the first is -0.5 in sample 1" in caplog.messages[1]
    assert "1e-7로 나뉘어" in caplog.messages[2]
    assert "0으로 계산돼요" in caplog.messages[3]
    assert len(caplog.messages) == 4


def test_labels_that_are_not_whole_are_named_whatever_their_size() -> None:
    check_whole(torch.tensor([-5.0, 1e6]), where="loss 'circle'")
    check_whole(torch.tensor([7]), where="loss 'circle'")
    with pytest.raises(DataError, match="is not a class number"):
        check_whole(torch.tensor([0.0, 0.5]), where="loss 'circle'")


def test_a_call_looks_at_its_targets_too() -> None:
    with pytest.raises(DataError, match="label 3"):
        losses.SparseCategoricalCrossentropy()([3], [[0.5, 0.5]])
    with pytest.raises(DataError, match="target 2"):
        losses.binary_crossentropy([[2.0]], [[0.5]])
