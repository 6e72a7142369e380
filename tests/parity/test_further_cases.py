"""Cases in which numbers once differed from Keras', or seemed to: each beside Keras itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

import nervure.keras as ours

keras = pytest.importorskip("keras")

RANDOM = np.random.default_rng(5)


def as_array(x: Any) -> np.ndarray:
    return x.detach().numpy() if isinstance(x, torch.Tensor) else np.asarray(x)


def beside(make: Any) -> tuple[np.ndarray, np.ndarray]:
    mine, theirs = (as_array(make(library)) for library in (ours, keras))
    return mine, theirs


@pytest.mark.parametrize("alpha", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("axis", [None, (1, 2), (1, 2, 3), (2, 3)])
def test_tversky_weighs_what_is_missed_and_what_is_too_much(alpha: float, axis: Any) -> None:
    y_true = (RANDOM.random((2, 4, 4, 1)) > 0.5).astype("float32")
    y_pred = RANDOM.random((2, 4, 4, 1)).astype("float32")
    found = beside(lambda library: library.losses.Tversky(alpha, 1 - alpha, axis=axis, reduction=None)(y_true, y_pred))
    np.testing.assert_allclose(*found, atol=1e-6)


@pytest.mark.parametrize("aggregation", [None, "uniform_average", "variance_weighted_average"])
@pytest.mark.parametrize("regressors", [0, 2])
@pytest.mark.parametrize("weighted", [False, True])
def test_r2_of_several_outputs(aggregation: str | None, regressors: int, weighted: bool) -> None:
    batches = [(RANDOM.normal(size=(6, 3)), RANDOM.normal(size=(6, 3)), RANDOM.random(6)) for _ in range(2)]

    def result(library: Any) -> Any:
        metric = library.metrics.R2Score(class_aggregation=aggregation, num_regressors=regressors)
        for y_true, y_pred, weight in batches:
            metric.update_state(
                y_true.astype("float32"), y_pred.astype("float32"), weight.astype("float32") if weighted else None
            )
        return metric.result()

    np.testing.assert_allclose(*beside(result), rtol=1e-4)


@pytest.mark.parametrize("from_logits", [False, True])
def test_an_ignored_class_counts_in_keras_where_samples_are_not_weighted_and_not_else(from_logits: bool) -> None:
    y_true, scores = np.array([0, 1, 2]), RANDOM.random((3, 3)).astype("float32") + 0.1
    y_pred = scores if from_logits else scores / scores.sum(1, keepdims=True)

    def value(library: Any, weight: Any) -> float:
        metric = library.metrics.SparseCategoricalCrossentropy(from_logits=from_logits, ignore_class=0)
        return float(metric(y_true, y_pred, weight))

    ones = np.ones(3, "float32")
    np.testing.assert_allclose(value(ours, ones), value(ours, None), rtol=1e-5)
    # Keras: the zeros of ignored samples are averaged too, so that a third of a batch makes the mean a third smaller.
    np.testing.assert_allclose(value(keras, None), value(ours, None) * 2 / 3, rtol=1e-4)
    masked = ours.losses.SparseCategoricalCrossentropy(from_logits, ignore_class=0)(y_true, y_pred)
    np.testing.assert_allclose(value(ours, None), masked, rtol=1e-5)


@pytest.mark.parametrize(("name", "shape"), [("1D", (3,)), ("2D", (3, 4)), ("3D", (3, 4, 2))])
def test_whole_maps_are_dropped_as_in_keras(name: str, shape: tuple[int, ...]) -> None:
    for y in beside(
        lambda library: getattr(library.layers, f"SpatialDropout{name}")(0.5)(
            np.ones((10, *shape, 8), "float32"), training=True
        )
    ):
        flat = y.reshape(10, -1, 8)
        assert set(np.unique(flat)) == {0.0, 2.0}
        assert (flat == flat[:, :1]).all()


@pytest.mark.parametrize("size", [(2, 2, 2), (1, 2, 3)])
def test_films_grow_along_three_axes(size: tuple[int, int, int]) -> None:
    x = RANDOM.random((2, 1, 2, 1, 3)).astype("float32")
    np.testing.assert_array_equal(*beside(lambda library: library.layers.UpSampling3D(size)(x)))


def test_the_root_mean_square_of_an_output_is_1_at_every_rank() -> None:
    for shape in ((4, 8), (4, 5, 8), (4, 5, 3, 8)):
        x = RANDOM.normal(3.0, 2.0, shape).astype("float32")
        np.testing.assert_allclose(*beside(lambda library, x=x: library.layers.RMSNormalization()(x)), atol=1e-5)
