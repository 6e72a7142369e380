from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nervure.data import ArrayDataset
from nervure.errors import ArgumentError, DataError, ShapeError
from nervure.layers import BatchNormalization, Dense, Input
from nervure.models import Model, Sequential, load_model
from nervure.models.checking import check_compilation, note_start, refuse_unknown
from tests.layers.layer_rules import assert_says

X = np.random.default_rng(0).standard_normal((64, 4)).astype("float32")
KIND = np.arange(64) % 3
SPARSE = "sparse_categorical_crossentropy"


def classifier(*before: Any, loss: Any = SPARSE, **given: Any) -> Model:
    model = Sequential(
        [Input((4,)), Dense(8, activation="relu"), *before, Dense(3, activation="softmax", name="answer")]
    )
    model.compile("adam", loss, **given)
    return model


def fit(model: Model, x: Any, y: Any = None, **given: Any) -> None:
    model.fit(x, y, **{"verbose": 0, "diagnose": False, **given})


def batches(x: Any, y: Any) -> Iterator[Any]:
    for first in range(0, len(x), 16):
        yield x[first : first + 16], y[first : first + 16]


def test_an_argument_that_is_not_there_is_answered_with_the_nearest() -> None:
    for method, wrong, meant in (
        (Model.fit, "batchsize", "batch_size"),
        (Model.evaluate, "sample_weights", "sample_weight"),
        (Model.predict, "step", "steps"),
    ):
        assert_says(
            ArgumentError, lambda args=(method, wrong): refuse_unknown({args[1]: 1}, args[0]), f"{method.__name__}: ",
            f"{wrong}=...", f"Did you mean '{meant}'?",
        )  # fmt: skip
    assert_says(ArgumentError, lambda: refuse_unknown({"zzz": 1}, Model.fit), "Use one of the expected names")
    assert refuse_unknown({}, Model.fit) is None


def test_a_model_is_compared_with_its_losses_once(caplog: pytest.LogCaptureFixture) -> None:
    model = classifier(loss="binary_crossentropy")
    assert len(caplog.records) == 1
    check_compilation(model, model.compilation.losses_of(model.output_names))
    fit(model, X, np.eye(3)[KIND])
    assert len(caplog.records) == 1


def test_the_first_batch_of_a_generator_is_looked_at_and_not_lost(caplog: pytest.LogCaptureFixture) -> None:
    wrong = X.copy()
    wrong[3, 1] = np.inf
    assert_says(DataError, lambda: fit(classifier(), lambda: batches(wrong, KIND)), "x[3, 1]")
    assert_says(DataError, lambda: fit(classifier(), batches(X, KIND + 9)), "label 9 is not a class")
    with pytest.raises(ShapeError, match="the targets are rows"):
        fit(classifier(), batches(X, np.eye(3)[KIND]))
    model = classifier()
    fit(model, batches(X, KIND))
    assert model.optimizer.iterations == 4
    assert not caplog.records


def test_arrays_behind_a_number_of_steps_are_looked_at() -> None:
    wrong = X.copy()
    wrong[60, 1] = np.nan
    assert_says(DataError, lambda: fit(classifier(), wrong, KIND, steps_per_epoch=1), "x[60, 1]")


def test_validation_without_targets_is_refused_before_the_first_step() -> None:
    model = classifier()
    before = model.get_weights()
    assert_says(DataError, lambda: fit(model, X, KIND, validation_data=ArrayDataset(X)), "fit(validation_data=...)")
    assert all(np.array_equal(old, new) for old, new in zip(before, model.get_weights(), strict=True))


def test_targets_by_name_are_compared_with_their_own_outputs(caplog: pytest.LogCaptureFixture) -> None:
    x = Input((4,))
    model = Model(x, [Dense(3, activation="softmax", name="kind")(x), Dense(1, activation="tanh", name="size")(x)])
    model.compile("adam", {"kind": SPARSE, "size": "mse"})
    fit(model, X, {"size": 10 * X[:, :1], "kind": KIND})
    (line,) = [record.message for record in caplog.records]
    assert "'size' ends in tanh" in line


def test_an_output_without_a_loss_needs_no_targets(caplog: pytest.LogCaptureFixture) -> None:
    x = Input((4,))
    model = Model(x, [Dense(3, activation="softmax", name="kind")(x), Dense(1, name="size")(x)])
    model.compile("adam", {"kind": SPARSE})
    fit(model, X, {"kind": KIND})
    assert not caplog.records


def normalized() -> Model:
    return classifier(BatchNormalization(name="n"))


def told_of_steps(caplog: pytest.LogCaptureFixture) -> int:
    found = sum("moving averages" in record.message for record in caplog.records)
    caplog.clear()
    return found


def test_few_steps_of_batch_statistics_are_said_once_where_they_are_read(caplog: pytest.LogCaptureFixture) -> None:
    model = normalized()
    model.evaluate(X, KIND, verbose=0)
    assert told_of_steps(caplog) == 0  # not trained: nobody expects anything
    fit(model, X, KIND, epochs=5)
    assert told_of_steps(caplog) == 0
    for expected in (1, 0):
        model.evaluate(X, KIND, verbose=0)
        assert told_of_steps(caplog) == expected
    fit(normalized(), X, KIND, validation_split=0.2, epochs=5)
    assert told_of_steps(caplog) == 1
    fit(normalized(), X, KIND, validation_split=0.2, epochs=264)
    assert told_of_steps(caplog) == 0


def test_statistics_that_were_trained_before_are_not_counted_anew(
    caplog: pytest.LogCaptureFixture, tmp_path: Any
) -> None:
    trained = normalized()
    fit(trained, X, KIND, epochs=2)
    trained.save(tmp_path / "model.safetensors")
    for model in (load_model(tmp_path / "model.safetensors"), normalized()):
        model.set_weights(trained.get_weights())
        fit(model, X, KIND, epochs=5)
        model.evaluate(X, KIND, verbose=0)
        assert told_of_steps(caplog) == 0
    trained.compile("adam", SPARSE)
    note_start(trained)
    assert not trained.compilation.starts_fresh


def test_single_batches_count_as_steps_of_batch_statistics(caplog: pytest.LogCaptureFixture) -> None:
    model = normalized()
    for _ in range(10):
        model.train_on_batch(X, KIND)
    model.evaluate(X, KIND, verbose=0)
    assert told_of_steps(caplog) == 1


def test_inputs_of_another_scale_are_said_at_evaluation_only_after_training(caplog: pytest.LogCaptureFixture) -> None:
    model = classifier()
    model.evaluate(1000 * X, KIND, verbose=0)
    assert not caplog.records
    fit(model, X, KIND)
    model.evaluate(X[:10], KIND[:10], verbose=0)
    assert not caplog.records
    model.evaluate(1000 * X, KIND, verbose=0)
    (line,) = [record.message for record in caplog.records]
    assert line.startswith("evaluate: x reaches")
