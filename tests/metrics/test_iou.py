from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure import metrics
from nervure.errors import ArgumentError, ShapeError
from nervure.language import set_language
from tests.oracles import metrics as oracle


@settings(max_examples=20)
@given(st.lists(st.integers(1, 8), min_size=1, max_size=3), st.integers(2, 5), st.integers(0, 10**6))
def test_shares_over_batches_are_those_counted_one_by_one(sizes: list[int], classes: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    y_true, y_pred = (generator.integers(0, classes, sum(sizes)) for _ in range(2))
    mean, one = metrics.MeanIoU(classes), metrics.IoU(classes, [1])
    for truth, said in zip(
        np.split(y_true, np.cumsum(sizes)[:-1]), np.split(y_pred, np.cumsum(sizes)[:-1]), strict=True
    ):
        mean.update_state(truth, said)
        one.update_state(truth, said)
    shares = oracle.union_share(y_true, y_pred, classes)
    there = [share for share in shares if share is not None]
    assert mean.result() == pytest.approx(sum(there) / len(there), abs=1e-6)
    assert one.result() == pytest.approx(shares[1] or 0.0, abs=1e-6)


def test_the_examples_of_keras_come_out() -> None:
    y, o = [0, 0, 1, 1], [0, 1, 0, 1]
    assert metrics.IoU(2, [0])(y, o) == pytest.approx(1 / 3)
    assert metrics.IoU(2, [0])(y, o, sample_weight=[0.3, 0.3, 0.3, 0.1]) == pytest.approx(0.3 / 0.9)
    binary = metrics.BinaryIoU([0, 1], 0.3)
    assert binary([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7]) == pytest.approx(1 / 3)
    weighted = metrics.BinaryIoU([0, 1], 0.3)([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7], sample_weight=[0.2, 0.3, 0.4, 0.1])
    assert weighted == pytest.approx((0.2 / 0.9 + 0.1 / 0.8) / 2)
    rows = [[0, 0, 1], [1, 0, 0], [0, 1, 0], [1, 0, 0]]
    p = [[0.2, 0.3, 0.5], [0.1, 0.2, 0.7], [0.5, 0.3, 0.1], [0.1, 0.4, 0.5]]
    assert metrics.OneHotIoU(3, [0, 2])(rows, p, sample_weight=[0.1, 0.2, 0.3, 0.4]) == pytest.approx(
        0.07142857, abs=1e-6
    )
    assert metrics.OneHotMeanIoU(3)(rows, p, sample_weight=[0.1, 0.2, 0.3, 0.4]) == pytest.approx(0.047619, abs=1e-6)


def test_the_threshold_itself_means_yes() -> None:
    assert metrics.BinaryIoU([1])([1, 1], [0.5, 0.4]) == pytest.approx(0.5)


def test_maps_of_classes_are_counted_place_by_place_and_weights_reach_them_all() -> None:
    y_pred = torch.zeros(2, 2, 2, 3)
    y_pred[..., 1] = 1.0
    y_true = torch.ones(2, 2, 2, dtype=torch.uint8)
    y_true[1] = 0
    metric = metrics.IoU(3, [1], sparse_y_pred=False)
    assert metric(y_true, y_pred) == pytest.approx(0.5)
    metric.reset_state()
    assert metric(y_true, y_pred, sample_weight=[1.0, 0.5]) == pytest.approx(4 / 6)


def test_ignored_and_unknown_classes_do_not_count() -> None:
    y, o = [0, 255, 1, -1, 1], [0, 1, 1, 1, 9]
    assert metrics.MeanIoU(2)(y, o) == pytest.approx(1.0)
    assert metrics.MeanIoU(2, ignore_class=1)(y, o) == pytest.approx(1.0)
    assert metrics.MeanIoU(2).result() == 0.0


def test_the_class_axis_can_stand_anywhere() -> None:
    generator = np.random.default_rng(0)
    rows, p = np.eye(3)[generator.integers(0, 3, (4, 5))], generator.uniform(size=(4, 5, 3))
    there = metrics.OneHotMeanIoU(3, axis=1)(np.moveaxis(rows, -1, 1), np.moveaxis(p, -1, 1))
    assert there == metrics.OneHotMeanIoU(3)(rows, p)


def test_what_does_not_fit_is_refused() -> None:
    for language, sentence in (
        ("en", "target_class_ids contains a number that is not a class"),
        ("ko", "없는 클래스가 있어요"),
    ):
        set_language(language)
        with pytest.raises(ArgumentError, match=sentence):
            metrics.IoU(2, [0, 2])
    set_language("en")
    with pytest.raises(ShapeError, match=r"targets \(2,\)"):
        metrics.MeanIoU(3, sparse_y_pred=False).update_state([0, 1, 2], np.eye(3)[:2])
    with pytest.raises(ShapeError, match=r"targets \(2, 3\)"):
        metrics.OneHotMeanIoU(3).update_state(np.eye(3), np.eye(3)[:2])


def test_a_configuration_of_keras_that_says_int_is_taken_and_weights_count_all_the_same() -> None:
    metric = metrics.get({"class_name": "MeanIoU", "config": {"num_classes": 2, "name": "a", "dtype": "int"}})
    assert metric.get_config()["dtype"] == "int"
    assert metric([0, 1], [0, 0], sample_weight=[0.5, 0.5]) == pytest.approx(0.25, abs=1e-6)
