from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from nervure import metrics
from nervure.errors import ArgumentError
from nervure.layers import Dense, Input
from nervure.metrics.metric import Metric
from nervure.models import Sequential, load_model
from tests.contracts.cases import METRICS, MetricCase, Wrong, name_of
from tests.contracts.docstrings import arguments_of, documentation_of
from tests.gradient_check import normal
from tests.layers.layer_rules import assert_says

every_metric = pytest.mark.parametrize("case", METRICS, ids=name_of)
every_class = pytest.mark.parametrize(
    "kind", dict.fromkeys(type(case.make()) for case in METRICS), ids=lambda kind: kind.__name__
)


def result_of(case: MetricCase, *parts: Any, weights: Any = None) -> np.ndarray:
    """The result after the samples of each part, batch by batch."""
    metric = case.make()
    for part in parts or (slice(None),):
        metric.update_state(case.y_true[part], case.y_pred[part], None if weights is None else weights[part])
    return np.asarray(metric.result(), np.float64)


@every_metric
def test_batches_add_up_whatever_their_size_and_order(case: MetricCase) -> None:
    whole = result_of(case)
    assert np.allclose(result_of(case, slice(0, 2), slice(2, 5)), whole, rtol=1e-6)
    assert np.allclose(result_of(case, *(slice(n, n + 1) for n in (3, 0, 4, 1, 2))), whole, rtol=1e-6)
    assert np.allclose(result_of(case, slice(0, 0), slice(None), slice(5, 5)), whole, rtol=1e-6)


@every_metric
def test_before_the_first_sample_and_after_a_reset_nothing_is_known(case: MetricCase) -> None:
    metric, fresh = case.make(), case.make()
    start = np.asarray(fresh.result())
    assert float(np.abs(start).sum()) == 0.0
    metric.update_state(case.y_true, case.y_pred)
    metric.reset_state()
    assert np.array_equal(np.asarray(metric.result()), start)
    metric.update_state(case.y_true, case.y_pred)
    assert np.allclose(np.asarray(metric.result(), np.float64), result_of(case))


@every_metric
def test_a_sample_of_weight_zero_is_not_there_and_one_of_weight_two_is_there_twice(case: MetricCase) -> None:
    weights = torch.tensor([1.0, 0.0, 2.0, 1.0, 0.0], dtype=torch.float64)
    twice = result_of(case, [0, 2, 2, 3])
    assert np.allclose(result_of(case, weights=weights), twice, rtol=1e-6)


@every_metric
def test_arrays_tensors_types_and_memory_order_do_not_matter(case: MetricCase) -> None:
    whole = result_of(case)
    for y_true, y_pred in (
        (case.y_true.numpy(), case.y_pred.numpy()),
        (case.y_true.tolist(), case.y_pred.tolist()),
        (case.y_true.float() if case.y_true.is_floating_point() else case.y_true.int(), case.y_pred.float()),
        (case.y_true, case.y_pred.T.contiguous().T),
    ):
        metric = case.make()
        metric.update_state(y_true, y_pred)
        assert np.allclose(np.asarray(metric.result(), np.float64), whole, rtol=1e-6)


@every_metric
def test_a_metric_changes_nothing_and_its_sums_are_float64(case: MetricCase) -> None:
    y_true, y_pred = case.y_true.clone(), case.y_pred.clone()
    metric = case.make()
    assert metric(case.y_true, case.y_pred.float()) is not None
    assert torch.equal(case.y_true, y_true)
    assert torch.equal(case.y_pred, y_pred)
    assert {value.dtype for value in metric.state.values()} == {torch.float64}


@every_metric
def test_its_state_is_all_that_is_needed_to_go_on(case: MetricCase) -> None:
    first, second = case.make(), case.make()
    first.update_state(case.y_true[:3], case.y_pred[:3])
    second.state = {name: value.clone() for name, value in first.state.items()}
    for metric in (first, second):
        metric.update_state(case.y_true[3:], case.y_pred[3:])
    assert np.array_equal(np.asarray(first.result()), np.asarray(second.result()))


@every_metric
def test_a_configuration_is_plain_and_gives_the_metric_back(case: MetricCase) -> None:
    metric = case.make()
    config = json.loads(json.dumps(metric.get_config()))
    for twin in (
        type(metric).from_config(config),
        metrics.get({"class_name": type(metric).__name__, "config": config}),
    ):
        assert type(twin) is type(metric)
        assert twin.get_config() == metric.get_config()
        twin.update_state(case.y_true, case.y_pred)
        assert np.array_equal(np.asarray(twin.result(), np.float64), result_of(case))


@every_metric
def test_a_model_file_gives_back_the_metric_and_its_value(case: MetricCase, tmp_path: Path) -> None:
    metric = case.make()
    outputs = case.y_pred.shape[1]
    model = Sequential([Input((4,)), Dense(outputs, activation="sigmoid")])
    loss = "mse" if case.y_true.ndim == 2 else "sparse_categorical_crossentropy"
    model.compile("sgd", loss, metrics=[metric])
    x, y = normal(1, 5, 4).float().numpy(), case.y_true.numpy()
    model.save(tmp_path / "model.safetensors")
    again = load_model(tmp_path / "model.safetensors")
    logs, expected = (one.evaluate(x, y, verbose=0, return_dict=True) for one in (again, model))
    assert list(logs) == list(expected) == ["loss", metric.name]
    assert all(np.array_equal(np.asarray(logs[name]), np.asarray(expected[name])) for name in logs)


def needs_arguments(kind: type[Metric]) -> bool:
    """Whether it cannot be made from its name alone."""
    return any(
        parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
        for parameter in inspect.signature(kind).parameters.values()
    )


WRONGS = [(name_of(case), wrong) for case in METRICS for wrong in case.wrong]


@pytest.mark.parametrize("wrong", [wrong for _, wrong in WRONGS], ids=[name for name, _ in WRONGS])
def test_wrong_targets_end_in_four_lines_in_either_language(wrong: Wrong) -> None:
    assert_says(*wrong)


@every_class
def test_every_class_is_refused_something_and_has_its_names(kind: type[Metric]) -> None:
    assert any(case.wrong for case in METRICS if type(case.make()) is kind)
    names = [name for name, maker in metrics.TABLE.items() if maker is kind]
    assert kind.__name__ in names
    for name in names:
        if needs_arguments(kind):
            assert_says(ArgumentError, lambda name=name: metrics.get(name))
        elif not metrics.needs_shapes(name):  # "accuracy" is decided by shapes
            assert type(metrics.get(name)) is kind
            assert metrics.get(name).name == name


@every_class
def test_the_docstring_is_complete(kind: type[Metric]) -> None:
    described = documentation_of(kind)
    assert described.summary.endswith(".")
    assert ".. math::" in described.text
    assert sorted(described.names("Args")) == sorted(arguments_of(kind))
    assert ">>>" in described.sections["Examples"]
