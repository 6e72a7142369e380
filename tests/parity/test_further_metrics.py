"""Metrics beside those of Keras, beyond means and accuracies, batch by batch."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nervure import metrics
from nervure.metrics.table import TABLE
from tests.metrics.cases import NEEDED

Case = tuple[str, dict[str, Any]]
# Means of what each sample is worth: weights may be one a sample or one a value.
MEANS: list[Case] = [
    ("RootMeanSquaredError", {}),
    ("MeanAbsolutePercentageError", {}),
    ("MeanSquaredLogarithmicError", {}),
    ("LogCoshError", {}),
    ("CosineSimilarity", {}),
    ("KLDivergence", {}),
    ("Poisson", {}),
    ("Hinge", {}),
    ("SquaredHinge", {}),
    ("CategoricalHinge", {}),
    ("PearsonCorrelation", {}),
    ("ConcordanceCorrelation", {}),
    ("TopKCategoricalAccuracy", {"k": 1}),
    ("TopKCategoricalAccuracy", {"k": 2}),
    ("SparseTopKCategoricalAccuracy", {"k": 2}),
]
COUNTS = ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives")
UNEVEN = [0.1, 0.25, 0.7]
COUNTED: list[Case] = [
    *((kind, options) for kind in COUNTS for options in ({}, {"thresholds": 0.3}, {"thresholds": UNEVEN})),
    *((kind, {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]}) for kind in COUNTS),
    *(
        (kind, options)
        for kind in ("Precision", "Recall")
        for options in (
            {},
            {"thresholds": [0.7, 0.2, 0.4]},
            {"thresholds": [0.0, 0.5, 1.0]},
            {"top_k": 2},
            {"top_k": 1, "thresholds": 0.4},
            {"class_id": 1},
            {"class_id": 2, "top_k": 2},
            {"class_id": 0, "thresholds": UNEVEN},
        )
    ),
    *(
        (kind, {**NEEDED[kind], **options})
        for kind in ("PrecisionAtRecall", "RecallAtPrecision", "SensitivityAtSpecificity", "SpecificityAtSensitivity")
        for options in (
            {},
            {"num_thresholds": 7},
            {"num_thresholds": 2},
            {"num_thresholds": 1},
            {"class_id": 1},
            {next(iter(NEEDED[kind])): 0.8},
        )
    ),
    *(
        ("AUC", {"curve": curve, "summation_method": method, **options})
        for curve in ("ROC", "PR", "PRGAIN")
        for method in ("interpolation", "majoring", "minoring")
        for options in ({}, {"num_thresholds": 11}, {"thresholds": UNEVEN})
    ),
    ("AUC", {"num_thresholds": 2}),
    ("AUC", {"thresholds": [0.25, 0.5, 0.75]}),
    ("AUC", {"from_logits": True}),
    ("AUC", {"label_weights": [0.2, 1.0, 3.0]}),
    ("AUC", {"label_weights": [0.2, 1.0, 3.0], "thresholds": UNEVEN}),
    ("AUC", {"multi_label": True}),
    ("AUC", {"multi_label": True, "num_labels": 3, "curve": "PR"}),
    ("AUC", {"multi_label": True, "thresholds": UNEVEN, "curve": "PR", "summation_method": "minoring"}),
    ("AUC", {"multi_label": True, "label_weights": [0.2, 1.0, 3.0]}),
    ("AUC", {"multi_label": True, "label_weights": [1, 0, 1], "curve": "PR"}),
]
SCORES: list[Case] = [
    *(
        (kind, {"average": average, "threshold": threshold})
        for kind in ("F1Score", "FBetaScore")
        for average in (None, "micro", "macro", "weighted")
        for threshold in (None, 0.5)
    ),
    ("FBetaScore", {"beta": 2.0}),
    ("FBetaScore", {"beta": 0.5, "average": "weighted"}),
    ("R2Score", {}),
    ("R2Score", {"class_aggregation": "variance_weighted_average"}),
    ("R2Score", {"class_aggregation": None}),
    ("R2Score", {"num_regressors": 2}),
    ("R2Score", {"num_regressors": 1, "class_aggregation": None}),
]
UNIONS: list[Case] = [
    ("IoU", {"num_classes": 3, "target_class_ids": [0]}),
    ("IoU", {"num_classes": 3, "target_class_ids": [0, 2], "ignore_class": 1}),
    ("IoU", {"num_classes": 3, "target_class_ids": [1, 2], "sparse_y_true": False}),
    ("IoU", {"num_classes": 3, "target_class_ids": [1, 2], "sparse_y_pred": False}),
    ("MeanIoU", {"num_classes": 3}),
    ("MeanIoU", {"num_classes": 5, "ignore_class": 2}),
    ("MeanIoU", {"num_classes": 3, "sparse_y_true": False, "sparse_y_pred": False}),
    ("MeanIoU", {"num_classes": 2}),
    ("OneHotIoU", {"num_classes": 3, "target_class_ids": [0, 1]}),
    ("OneHotIoU", {"num_classes": 3, "target_class_ids": [2], "sparse_y_pred": True, "ignore_class": 0}),
    ("OneHotMeanIoU", {"num_classes": 3}),
    ("OneHotMeanIoU", {"num_classes": 3, "sparse_y_pred": True}),
    ("BinaryIoU", {}),
    ("BinaryIoU", {"threshold": 0.3, "target_class_ids": [1]}),
]
CLASSES = sorted({kind for kind, _ in (*MEANS, *COUNTED, *SCORES, *UNIONS)})


def draw(kind: str, options: dict[str, Any], generator: np.random.Generator, places: tuple[int, ...]) -> Any:
    """Targets and outputs of three columns that the metric ``kind`` can read."""
    shape = (*places, 3)
    y_pred: NDArray[Any] = generator.uniform(0.02, 0.98, shape)
    rows = np.eye(3)[generator.integers(0, 3, places)]
    if kind.startswith("Sparse"):
        return generator.integers(0, 3, places), y_pred.astype(np.float32)
    y_true: NDArray[Any] = generator.integers(0, 2, shape)
    if "Categorical" in kind:
        y_true = rows
    elif kind == "KLDivergence":
        y_true = generator.dirichlet(np.ones(3), places)
    elif "Error" in kind or kind in ("CosineSimilarity", "R2Score") or "Correlation" in kind:
        y_true, y_pred = generator.normal(size=shape), generator.normal(size=shape)
    if kind == "MeanAbsolutePercentageError":
        y_true = np.sign(y_true) + y_true
    if kind in ("Hinge", "SquaredHinge") or options.get("from_logits"):
        y_pred = generator.normal(size=shape) * 2
    return y_true.astype(np.float32), y_pred.astype(np.float32)


def assert_same(kind: str, options: dict[str, Any], batches: list[tuple[Any, Any, Any]], **theirs_only: Any) -> None:
    """After each batch both say the same."""
    ours, theirs = getattr(metrics, kind)(**options), getattr(keras.metrics, kind)(**options, **theirs_only)
    for y_true, y_pred, weights in batches:
        theirs.update_state(y_true, y_pred, sample_weight=weights)
        ours.update_state(y_true, y_pred, sample_weight=weights)
        expected = np.asarray(theirs.result())
        np.testing.assert_allclose(np.asarray(ours.result()), expected, rtol=2e-6, atol=1e-6)
        assert np.shape(ours.result()) == expected.shape


def weighing(kind: str, shape: tuple[int, ...], generator: np.random.Generator) -> Any:
    """No weights, one a sample, or one a value."""
    return {
        "no weights": None,
        "one a sample": generator.uniform(0.1, 2, shape[:1]).astype(np.float32),
        "one a value": generator.uniform(0.1, 2, shape).astype(np.float32),
    }[kind]


@pytest.mark.parametrize(("kind", "options"), MEANS)
@pytest.mark.parametrize("weights", ["no weights", "one a sample", "one a value"])
@pytest.mark.parametrize("inner", [(), (4,)])
def test_means_over_batches_are_those_of_keras(
    kind: str, options: dict[str, Any], weights: str, inner: tuple[int, ...]
) -> None:
    generator = np.random.default_rng(len(kind) + len(inner))
    batches = []
    for size in (5, 1, 8):
        places = (size, *inner)
        batches.append((*draw(kind, options, generator, places), weighing(weights, places, generator)))
    assert_same(kind, options, batches)


@pytest.mark.parametrize(("kind", "options"), COUNTED)
@pytest.mark.parametrize("weights", ["no weights", "one a sample", "one a value"])
def test_counts_over_batches_are_those_of_keras(kind: str, options: dict[str, Any], weights: str) -> None:
    if weights == "one a value" and "class_id" in options:
        weights = "one a sample"  # Keras cannot weigh columns of which it looks at one
    generator = np.random.default_rng(len(str(options)))
    batches = []
    for size in (6, 1, 9):
        y_true, y_pred = draw(kind, options, generator, (size,))
        batches.append((y_true, y_pred, weighing(weights, y_pred.shape, generator)))
    assert_same(kind, options, batches)


@settings(max_examples=60)
@given(
    st.sampled_from([case for case in COUNTED if not {"class_id", "top_k", "label_weights"} & set(case[1])]),
    st.lists(st.integers(1, 7), min_size=1, max_size=3),
    st.sampled_from([(), (1,), (2,), (2, 3)]),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_counts_of_outputs_of_any_shape_are_those_of_keras(
    case: Case, sizes: list[int], inner: tuple[int, ...], weighted: bool, seed: int
) -> None:
    kind, options = case
    if options.get("multi_label"):
        options, inner = {name: value for name, value in options.items() if name != "num_labels"}, (3,)
    generator = np.random.default_rng(seed)
    batches = []
    for size in sizes:
        shape = (size, *inner)
        y_pred = generator.uniform(0.02, 0.98, shape).astype(np.float32)
        y_true = generator.integers(0, 2, shape).astype(np.float32)
        weights = generator.uniform(0.1, 2, shape).astype(np.float32) if weighted else None
        batches.append((y_true, y_pred, weights))
    assert_same(kind, options, batches)


@pytest.mark.parametrize(("kind", "options"), COUNTED[:16] + [("AUC", {"num_thresholds": 11}), ("AUC", {})])
def test_outputs_that_stand_on_thresholds_fall_on_the_side_that_keras_says(kind: str, options: dict[str, Any]) -> None:
    generator = np.random.default_rng(0)
    y_pred = generator.integers(1, 21, (200, 1)).astype(np.float32) / np.float32(20)
    y_true = generator.integers(0, 2, (200, 1)).astype(np.float32)
    assert_same(kind, options, [(y_true, y_pred, None)])


def test_sure_outputs_count_in_an_area_as_in_keras() -> None:
    y_true, y_pred = np.array([0, 0, 1, 1], np.float32), np.array([0, 1, 0, 1], np.float32)
    for curve in ("ROC", "PR", "PRGAIN"):
        assert_same("AUC", {"curve": curve}, [(y_true, y_pred, None)])


@pytest.mark.parametrize("kind", ["Precision", "Recall", "AUC", "TruePositives"])
def test_labels_of_one_number_a_sample_beside_a_single_output(kind: str) -> None:
    generator = np.random.default_rng(0)
    y_true, y_pred = generator.integers(0, 2, 9), generator.uniform(size=(9, 1)).astype(np.float32)
    assert_same(kind, {}, [(y_true, y_pred, None), (y_true, y_pred, np.linspace(0, 2, 9, dtype=np.float32))])


@pytest.mark.parametrize(("kind", "options"), SCORES)
@pytest.mark.parametrize("weighted", [False, True])
def test_scores_over_batches_are_those_of_keras(kind: str, options: dict[str, Any], weighted: bool) -> None:
    generator = np.random.default_rng(len(str(options)))
    batches = []
    for size in (6, 3, 9):
        y_true, y_pred = draw(kind, options, generator, (size,))
        weights = generator.uniform(0.1, 2, size).astype(np.float32) if weighted else None
        batches.append((y_true, y_pred, weights))
    assert_same(kind, options, batches)


def test_a_row_of_zeros_is_no_answer_for_an_f_score() -> None:
    y_true, y_pred = np.eye(3, dtype=np.float32), np.array([[0, 0, 0], [0.2, 0.9, 0.1], [0.4, 0.3, 0.4]], np.float32)
    assert_same("F1Score", {}, [(y_true, y_pred, None)])


@pytest.mark.parametrize(("kind", "options"), UNIONS)
@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("inner", [(), (4, 2)])
def test_unions_over_batches_are_those_of_keras(
    kind: str, options: dict[str, Any], weighted: bool, inner: tuple[int, ...]
) -> None:
    generator = np.random.default_rng(len(str(options)))
    rows = (*inner, 3)
    one_hot_true = kind.startswith("OneHot") or not options.get("sparse_y_true", True)
    one_hot_pred = not options.get("sparse_y_pred", not kind.startswith("OneHot"))
    batches = []
    for size in (6, 1, 9):
        places = (size, *inner)
        numbers = generator.integers(0, 3, places)
        y_true: NDArray[Any] = np.eye(3, dtype=np.float32)[numbers] if one_hot_true else numbers
        outputs = generator.uniform(size=(size, *rows)).astype(np.float32)
        y_pred: NDArray[Any] = outputs if one_hot_pred else outputs.argmax(-1)
        if kind == "BinaryIoU":
            y_true, y_pred = numbers % 2, outputs[..., 0]
        weights = generator.uniform(0.1, 2, places).astype(np.float32) if weighted else None
        batches.append((y_true, y_pred, weights))
    # With its default dtype Keras cuts weights to whole numbers, and warns.
    assert_same(kind, options, batches, **({"dtype": "float32"} if weighted else {}))


def test_the_class_axis_of_a_union_may_be_another() -> None:
    generator = np.random.default_rng(0)
    y_true = np.moveaxis(np.eye(3, dtype=np.float32)[generator.integers(0, 3, (4, 5))], -1, 1)
    y_pred = generator.uniform(size=(4, 3, 5)).astype(np.float32)
    ours = metrics.OneHotMeanIoU(3, axis=1)
    theirs = keras.metrics.OneHotMeanIoU(3)
    theirs.update_state(np.moveaxis(y_true, 1, -1), np.moveaxis(y_pred, 1, -1))
    assert ours(y_true, y_pred) == pytest.approx(float(theirs.result()), rel=1e-6)


def test_classes_out_of_range_do_not_count_as_in_keras() -> None:
    y_true, y_pred = np.array([0, 1, 255, -1, 2, 2]), np.array([0, 2, 1, 1, 2, 7])
    assert_same("MeanIoU", {"num_classes": 3}, [(y_true, y_pred, None)])


@settings(max_examples=20)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.booleans(), st.integers(0, 10**6))
def test_sums_are_those_of_keras(shape: list[int], weighted: bool, seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.normal(size=shape).astype(np.float32)
    weights = generator.uniform(0.1, 2, shape[0]).astype(np.float32) if weighted else None
    ours, theirs = metrics.Sum(), keras.metrics.Sum()
    for _ in range(2):
        theirs.update_state(values, sample_weight=weights)
        ours.update_state(values, sample_weight=weights)
    assert ours.result() == pytest.approx(float(theirs.result()), rel=1e-5, abs=1e-5)


def test_sorted_answers_are_read_as_in_keras() -> None:
    y_true, y_pred = np.array([2, 1, 4, 0]), np.array([[1, 0, 3, 2], [1, 2, 3, 0], [4, 1, 2, 3], [3, 2, 0, 1]])
    for k in (1, 2, 3):
        options = {"k": k, "from_sorted_ids": True}
        assert_same("SparseTopKCategoricalAccuracy", options, [(y_true, y_pred.astype(np.float32), None)])


def test_the_example_of_equal_outputs_is_decided_as_in_keras() -> None:
    y_pred = np.array([[0.5, 0.5, 0.5, 0.1], [0.9, 0.5, 0.5, 0.5]], np.float32)
    for k in (1, 2, 3):
        assert_same("SparseTopKCategoricalAccuracy", {"k": k}, [(np.array([2, 3]), y_pred, None)])


@pytest.mark.parametrize("name", ["pearson_correlation", "concordance_correlation", "top_k_categorical_accuracy"])
def test_functions_give_one_value_a_sample_as_in_keras(name: str) -> None:
    generator = np.random.default_rng(0)
    y_true, y_pred = (generator.normal(size=(6, 7)).astype(np.float32) for _ in range(2))
    expected = getattr(keras.metrics, name)(torch.from_numpy(y_true), torch.from_numpy(y_pred)).numpy()
    np.testing.assert_allclose(getattr(metrics, name)(y_true, y_pred), expected, rtol=1e-5, atol=1e-6)


def test_the_other_axis_of_a_correlation_is_that_of_keras() -> None:
    generator = np.random.default_rng(0)
    y_true, y_pred = (generator.normal(size=(6, 4, 3)).astype(np.float32) for _ in range(2))
    for kind in ("PearsonCorrelation", "ConcordanceCorrelation", "CosineSimilarity"):
        assert_same(kind, {"axis": 1}, [(y_true, y_pred, None)])


@pytest.mark.parametrize("kind", [*CLASSES, "Sum"])
def test_arguments_and_defaults_are_those_of_keras(kind: str) -> None:
    theirs = getattr(keras.metrics, kind).__init__
    ours = getattr(metrics, kind)(**NEEDED.get(kind, {})).get_config()
    defaults = dict(zip(reversed(tuple(ours)), reversed(theirs.__defaults__), strict=False))
    assert tuple(ours) == theirs.__code__.co_varnames[1 : theirs.__code__.co_argcount]
    for name, value in defaults.items():
        assert ours[name] == (list(value) if isinstance(value, tuple) else value), name


def test_the_better_direction_is_that_of_keras() -> None:
    for kind in (*CLASSES, "Sum"):
        theirs = getattr(keras.metrics, kind)(**NEEDED.get(kind, {}))
        assert getattr(metrics, kind).direction == getattr(theirs, "_direction", None), kind


def test_every_name_that_keras_knows_of_metrics_is_known() -> None:
    from keras.src.metrics import ALL_OBJECTS_DICT

    missing = {name for name in ALL_OBJECTS_DICT if name not in TABLE}
    assert missing == {"Metric", "metric", "Mean", "mean", "Sum", "sum", "MeanMetricWrapper", "mean_metric_wrapper"}
    for name, item in ALL_OBJECTS_DICT.items():
        if name not in missing:
            assert getattr(TABLE[name], "__name__", "") == item.__name__


def test_every_function_and_class_of_the_module_is_there() -> None:
    from nervure.keras import metrics as face

    public = {name for name in dir(keras.metrics) if not name.startswith("_")}
    assert public - set(dir(face)) == set()
    functions = {name for name in public if name.islower() and name not in ("get", "serialize", "deserialize")}
    assert all(callable(getattr(face, name)) for name in functions)
