"""Losses beside those of Keras, beyond squares and cross-entropies: the same numbers, the same gradients."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from nervure import losses
from nervure.losses.table import TABLE
from tests.parity.losses_beside_keras import VALUE, assert_same

REDUCTIONS = ["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None]
# From logits Keras takes 1 - sigmoid(z), which in float32 has few digits left: there both compute in float64.
PRECISE = {"dtype": "float64"}
# Each loss with options that leave no argument untried.
OPTIONS: dict[str, list[dict[str, Any]]] = {
    "BinaryFocalCrossentropy": [
        {},
        {"gamma": 0.0},
        {"gamma": 3.5, "label_smoothing": 0.1},
        {"apply_class_balancing": True, "alpha": 0.7},
        {"from_logits": True, "apply_class_balancing": True, "gamma": 1.0, **PRECISE},
        {"from_logits": True, "label_smoothing": 0.2, "gamma": 0.5, **PRECISE},
    ],
    "CategoricalFocalCrossentropy": [
        {},
        {"gamma": 0.0, "alpha": 1.0},
        {"gamma": 3.5, "label_smoothing": 0.1},
        {"from_logits": True, **PRECISE},
        {"from_logits": True, "gamma": 1.0, "alpha": 0.6, "label_smoothing": 0.3, **PRECISE},
    ],
    "CategoricalGeneralizedCrossEntropy": [{}, {"q": 0.1}, {"q": 0.3}, {"q": 0.7}, {"q": 0.99}],
    "CategoricalHinge": [{}],
    "CosineSimilarity": [{}],
    "Hinge": [{}],
    "Huber": [{}, {"delta": 0.1}, {"delta": 0.5}, {"delta": 2.0}, {"delta": 10.0}],
    "KLDivergence": [{}],
    "LogCosh": [{}],
    "MeanAbsolutePercentageError": [{}],
    "MeanSquaredLogarithmicError": [{}],
    "Poisson": [{}],
    "SquaredHinge": [{}],
    "Dice": [{"axis": -1}],
    "Tversky": [{"axis": -1}, {"axis": -1, "alpha": 0.3, "beta": 0.9}],
}
REGIONS = ("Dice", "Tversky")
CLASSES = sorted([*OPTIONS, "Circle"])


def draw(kind: str, options: dict[str, Any], seed: int, places: tuple[int, ...], outputs: int) -> tuple[Any, Any]:
    """Targets and outputs that the loss ``kind`` can read, float32."""
    generator = np.random.default_rng(seed)
    shape = (*places, outputs)
    y_pred: NDArray[Any] = generator.uniform(0.02, 0.98, shape)
    if options.get("from_logits") or "Hinge" in kind or kind in ("CosineSimilarity", "Huber", "LogCosh"):
        y_pred = generator.normal(size=shape) * 3
    y_true: NDArray[Any] = generator.normal(size=shape)
    if kind == "CategoricalGeneralizedCrossEntropy":
        return generator.integers(0, outputs, places), y_pred.astype(np.float32)
    if kind.startswith("Categorical"):
        y_true = np.eye(outputs)[generator.integers(0, outputs, places)]
    elif "Hinge" in kind or kind.startswith("Binary") or kind in REGIONS:
        y_true = generator.integers(0, 2, shape)
    elif kind == "KLDivergence":
        y_true = generator.dirichlet(np.ones(outputs), places)
    elif kind in ("Poisson", "MeanSquaredLogarithmicError"):
        y_true, y_pred = generator.poisson(2.0, shape), y_pred * 5
    return y_true.astype(np.float32), y_pred.astype(np.float32)


def embeddings(seed: int, samples: int, size: int) -> NDArray[Any]:
    rows = np.random.default_rng(seed).normal(size=(samples, size))
    return (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)


@settings(max_examples=150)
@given(
    st.sampled_from([(kind, options) for kind in OPTIONS for options in OPTIONS[kind]]),
    st.lists(st.integers(1, 4), min_size=1, max_size=2),
    st.integers(2, 5),
    st.sampled_from(REDUCTIONS),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_values_and_gradients_are_those_of_keras(
    case: tuple[str, dict[str, Any]], places: list[int], outputs: int, reduction: str, weighted: bool, seed: int
) -> None:
    kind, options = case
    y_true, y_pred = draw(kind, options, seed, tuple(places), outputs)
    weights = np.random.default_rng(seed + 1).uniform(0, 2, places).astype(np.float32) if weighted else None
    assert_same(kind, {**options, "reduction": reduction}, y_true, y_pred, weights)


@pytest.mark.parametrize(("kind", "options"), [(kind, options) for kind in OPTIONS for options in OPTIONS[kind]])
@pytest.mark.parametrize("seed", range(5))
def test_every_loss_in_five_configurations(kind: str, options: dict[str, Any], seed: int) -> None:
    places, outputs = [((6,), 3), ((1,), 2), ((4, 3), 5), ((2, 3, 2), 4), ((7,), 6)][seed]
    y_true, y_pred = draw(kind, options, seed, places, outputs)
    weights = np.random.default_rng(seed).uniform(0, 2, places).astype(np.float32) if seed % 2 else None
    assert_same(kind, {**options, "reduction": REDUCTIONS[seed]}, y_true, y_pred, weights)


@pytest.mark.parametrize("kind", REGIONS)
@pytest.mark.parametrize("axis", [None, 0, (1, 2), (1, 2, 3), (-2, -1), [0, 3]])
def test_regions_over_any_axes(kind: str, axis: Any) -> None:
    y_true, y_pred = draw(kind, {}, 0, (3, 4, 2), 3)
    for reduction in ("sum_over_batch_size", "sum", None):
        assert_same(kind, {"axis": axis, "reduction": reduction}, y_true, y_pred, None)
    assert_same(kind, {"axis": (1, 2, 3)}, y_true, y_pred, np.array([0.5, 0.0, 2.0], np.float32))


@pytest.mark.parametrize("samples", [1, 2, 5, 9])
@pytest.mark.parametrize("arguments", [{}, {"remove_diagonal": False}, {"gamma": 10.0, "margin": 0.25}])
@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight", None])
def test_circle_over_embeddings(samples: int, arguments: dict[str, Any], reduction: str | None) -> None:
    y_pred = embeddings(samples, samples, 4)
    y_true = np.random.default_rng(samples).integers(0, 3, samples)
    weights = np.linspace(0.1, 2, samples, dtype=np.float32)
    for weighing in (None, weights):
        assert_same("Circle", {**arguments, "reduction": reduction}, y_true, y_pred, weighing)


@pytest.mark.parametrize("which", ["both", "labels", "embeddings"])
def test_circle_over_other_references(which: str) -> None:
    y_pred, y_true = embeddings(0, 5, 3), np.array([0, 1, 2, 0, 1])
    other = {"ref_labels": np.array([2, 1, 0, 0, 1]), "ref_embeddings": embeddings(1, 5, 3)}
    given_ones = {name: value for name, value in other.items() if which == "both" or which in name}
    for remove_diagonal in (True, False):
        options: dict[str, Any] = {**given_ones, "remove_diagonal": remove_diagonal, "gamma": 16}
        expected = keras.losses.circle(y_true, torch.from_numpy(y_pred), **options).numpy()
        np.testing.assert_allclose(losses.circle(y_true, y_pred, **options), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("targets", ["0 and 1", "-1 and 1", "between"])
@pytest.mark.parametrize("kind", ["Hinge", "SquaredHinge"])
def test_labels_of_a_hinge_are_read_as_keras_reads_them(kind: str, targets: str) -> None:
    y_true, y_pred = draw(kind, {}, 0, (6,), 3)
    signs = {"0 and 1": y_true, "-1 and 1": 2 * y_true - 1, "between": (2 * y_true - 1) * np.float32(0.5)}[targets]
    assert_same(kind, {}, signs, y_pred, None)


@pytest.mark.parametrize("kind", ["CosineSimilarity", "BinaryFocalCrossentropy", "CategoricalFocalCrossentropy"])
@pytest.mark.parametrize("from_logits", [False, True])
def test_the_axis_may_be_another(kind: str, from_logits: bool) -> None:
    options: dict[str, Any] = {} if kind == "CosineSimilarity" else {"from_logits": from_logits, **PRECISE}
    y_true, y_pred = draw(kind, options, 0, (3, 5), 4)
    assert_same(
        kind, {**options, "axis": 1}, np.moveaxis(y_true, -1, 1).copy(), np.moveaxis(y_pred, -1, 1).copy(), None
    )


@pytest.mark.parametrize("from_logits", [False, True])
def test_one_alpha_a_class(from_logits: bool) -> None:
    options: dict[str, Any] = {"alpha": [0.1, 0.5, 0.9], "from_logits": from_logits, **PRECISE}
    assert_same(
        "CategoricalFocalCrossentropy", options, *draw("CategoricalFocalCrossentropy", options, 0, (6,), 3), None
    )


@pytest.mark.parametrize("kind", ["Huber", "LogCosh", "MeanAbsolutePercentageError", "MeanSquaredLogarithmicError"])
def test_labels_of_one_number_a_sample_beside_a_single_output(kind: str) -> None:
    y_true, y_pred = draw(kind, {}, 0, (6,), 1)
    assert_same(kind, {}, y_true[:, 0], y_pred, None)


@pytest.mark.parametrize("kind", ["BinaryFocalCrossentropy", "CategoricalFocalCrossentropy", "KLDivergence"])
def test_sure_probabilities_are_clipped_as_in_keras(kind: str) -> None:
    y_pred = np.array([[1, 0], [0, 1], [1 - 1e-6, 1e-6], [0.5, 0.5]], np.float32)
    assert_same(kind, {}, np.eye(2, dtype=np.float32)[[0, 0, 1, 0]], y_pred, None)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("LogCosh", 1000.0),
        ("LogCosh", -1000.0),
        ("Huber", 1e6),
        ("MeanSquaredLogarithmicError", -3.0),
        ("Poisson", 0.0),
    ],
)
def test_extreme_outputs_give_what_keras_gives(kind: str, value: float) -> None:
    assert_same(kind, {}, np.full((2, 2), 2, np.float32), np.full((2, 2), value, np.float32), None)


def test_targets_of_zero_are_divided_by_what_keras_divides_them_by() -> None:
    y_pred = np.array([[1.0, 2.0], [0.5, 3.0]], np.float32)
    assert_same("MeanAbsolutePercentageError", {}, np.array([[0, 2], [0, 0]], np.float32), y_pred, None)


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind != "Circle"])
def test_functions_give_one_value_a_sample_as_in_keras(kind: str) -> None:
    name = {"KLDivergence": "kl_divergence"}.get(kind) or "".join(f"_{c}" if c.isupper() else c for c in kind)[
        1:
    ].lower()
    options = {"q": 0.4} if "Generalized" in kind else {"axis": -1} if kind in REGIONS else {}
    y_true, y_pred = draw(kind, {}, 0, (4,), 5)
    expected = getattr(keras.losses, name)(torch.from_numpy(y_true), torch.from_numpy(y_pred), **options).numpy()
    values = getattr(losses, name)(y_true, y_pred, **options)
    assert values.shape == expected.shape == (4,)
    np.testing.assert_allclose(values, expected, rtol=VALUE, atol=VALUE)


@pytest.mark.parametrize("kind", CLASSES)
def test_arguments_defaults_and_order_are_those_of_keras(kind: str) -> None:
    theirs = getattr(keras.losses, kind).__init__
    ours = getattr(losses, kind)().get_config()
    assert tuple(ours) == theirs.__code__.co_varnames[1 : theirs.__code__.co_argcount]
    assert tuple(ours.values()) == theirs.__defaults__


def test_every_name_that_keras_knows_of_losses_is_known_but_ctc() -> None:
    from keras.src.losses import ALL_OBJECTS_DICT

    missing = {name for name in ALL_OBJECTS_DICT if name not in TABLE}
    assert missing == {"Loss", "LossFunctionWrapper", "CTC", "ctc"}
    for name, item in ALL_OBJECTS_DICT.items():
        if name not in missing:
            assert type(TABLE[name]()).__name__.lower() == item.__name__.replace("_", "").lower()


def test_every_loss_of_the_module_is_there_but_ctc() -> None:
    public = {name for name in dir(keras.losses) if not name.startswith("_")}
    assert public - set(dir(losses)) - {"CTC", "ctc"} == set()
