"""Real trainings on real digits: those that go wrong are told why, those that go well are left in peace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from nervure import Input, Model, Sequential, set_seed
from nervure.data import digits
from nervure.initializers import Constant
from nervure.language import set_language
from nervure.layers import (
    LSTM,
    Activation,
    Add,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    GlobalAveragePooling1D,
    Lambda,
    Layer,
    MaxPooling2D,
    Rescaling,
)
from nervure.optimizers import SGD, Adam, Optimizer
from nervure.records.finding import Finding

Array = np.ndarray[Any, Any]
CLASSES = "sparse_categorical_crossentropy"


def vectors(count: int, start: int = 0) -> tuple[Array, Array]:
    """Digits as vectors from 0 to 1, every second pixel."""
    x, y = digits()
    chosen = np.random.default_rng(0).permutation(len(x))[start : start + count]
    return (x[chosen, ::2, ::2].reshape(count, -1) / 255).astype("float32"), y[chosen]


X, Y = vectors(1600)


def hidden(*units: int, activation: str = "relu", **options: Any) -> list[Layer]:
    return [Dense(size, activation=activation, name=f"hidden_{n}", **options) for n, size in enumerate(units, 1)]


def classifier(layers: Sequence[Layer]) -> Any:
    return Sequential([Input((196,)), *layers, Dense(10, activation="softmax", name="out")])


def fitted(model: Any, optimizer: Any, loss: Any = CLASSES, x: Any = X, y: Any = Y, **options: Any) -> list[Finding]:
    model.compile(optimizer, loss)
    history = model.fit(x, y, verbose=0, seed=1, preflight=False, **{"epochs": 8, **options})
    found: list[Finding] = history.findings
    return found


@pytest.fixture(autouse=True)
def _same_weights() -> None:
    set_seed(3)


def assert_told(findings: list[Finding], kind: str, caplog: pytest.LogCaptureFixture, *parts: str) -> Finding:
    """The finding is there once, was said once, and names these parts in both languages."""
    assert len({finding.kind for finding in findings}) == len(findings)
    told = [f"{one.problem} {one.fix}" for one in findings]
    assert [record.message for record in caplog.records if record.message in told] == told  # each once
    (finding,) = (finding for finding in findings if finding.kind == kind)
    for spoken in ("en", "ko"):
        set_language(spoken)
        sentence = f"{finding.problem} {finding.fix}"
        assert all(part in sentence for part in parts), sentence
        assert any("가" <= sign <= "힣" for sign in sentence) == (spoken == "ko")
    set_language("en")
    return finding


def test_a_learning_rate_that_is_far_too_high_explodes(caplog: pytest.LogCaptureFixture) -> None:
    findings = fitted(classifier(hidden(32, 32)), SGD(10.0), epochs=2)
    finding = assert_told(findings, "exploding", caplog, "learning_rate", "10", "clipnorm=1.0")
    assert finding.layer in ("hidden_1", "hidden_2", "out")
    assert finding.step <= 10
    assert finding.epoch == 1


def test_a_regression_that_diverges_until_it_is_no_number_is_told_twice(caplog: pytest.LogCaptureFixture) -> None:
    model = Sequential([Input((196,)), Dense(32, activation="tanh", name="hidden"), Dense(1, name="out")])
    findings = fitted(model, SGD(1.0), "mse", y=Y.astype("float32"), epochs=2)
    assert [finding.kind for finding in findings] == ["exploding", "not_finite"]
    assert_told(findings, "not_finite", caplog, "learning_rate", "clipnorm=1.0", f"{findings[1].step}")
    assert findings[1].advice == "watching.cause_rate"
    assert findings[0].step < findings[1].step < 30


def test_biases_far_below_zero_kill_a_relu(caplog: pytest.LogCaptureFixture) -> None:
    findings = fitted(classifier(hidden(32, 32, bias_initializer=Constant(-10.0))), SGD(0.01))
    finding = assert_told(findings, "dead_units", caplog, "'hidden_1'", "32", "LeakyReLU", "he_normal", "0.01")
    assert (finding.layer, finding.values["dead"], finding.values["units"]) == ("hidden_1", 32, 32)


def test_most_of_the_channels_of_a_convolution_may_die(caplog: pytest.LogCaptureFixture) -> None:
    biases = Constant(-30.0)
    layers = [
        Conv2D(8, 3, activation="relu", bias_initializer=biases, name="conv", strides=2), Flatten(),
        Dense(10, activation="softmax"),
    ]  # fmt: skip
    model = Sequential([Input((14, 14, 1)), *layers])
    findings = fitted(model, SGD(0.01), x=X.reshape(-1, 14, 14, 1))
    assert assert_told(findings, "dead_units", caplog, "'conv'", "8").layer == "conv"


def test_twenty_layers_of_sigmoids_let_the_gradient_vanish(caplog: pytest.LogCaptureFixture) -> None:
    findings = fitted(classifier(hidden(*[24] * 20, activation="sigmoid")), SGD(0.01), epochs=4)
    finding = assert_told(findings, "vanishing", caplog, "'hidden_1'", "'out'", "21", "'relu'", "BatchNormalization()")
    assert float(finding.values["far"]) < 1e-9 < 1e-3 < float(finding.values["near"])


@pytest.mark.parametrize("start", ["zeros", "ones"])
def test_weights_that_begin_equal_stay_equal(start: str, caplog: pytest.LogCaptureFixture) -> None:
    findings = fitted(classifier(hidden(32, 32, kernel_initializer=start)), Adam(0.001))
    finding = assert_told(findings, "equal_units", caplog, "'hidden_1'", "kernel_initializer")
    assert finding.layer == "hidden_1"


def test_a_learning_rate_that_is_far_too_small_leaves_the_loss_where_it_is(caplog: pytest.LogCaptureFixture) -> None:
    findings = fitted(classifier(hidden(32)), SGD(1e-7))
    assert assert_told(findings, "stuck", caplog, "1e-07").advice == "watching.stuck_slow"


def test_labels_that_do_not_belong_to_the_pictures_leave_the_loss_of_guessing(caplog: pytest.LogCaptureFixture) -> None:
    findings = fitted(classifier(hidden(16)), SGD(0.01), y=np.random.default_rng(1).permutation(Y), epochs=14)
    assert_told(findings, "stuck", caplog, "2.303", "x", "y", "learning_rate")


def test_a_network_that_learns_two_hundred_digits_by_heart_overfits(caplog: pytest.LogCaptureFixture) -> None:
    x, y = vectors(200)
    findings = fitted(
        classifier(hidden(128, 128)), Adam(0.003), x=x, y=y, epochs=60, validation_data=vectors(400, 5000)
    )
    finding = assert_told(findings, "overfitting", caplog, "EarlyStopping", "Dropout(0.5)", "kernel_regularizer='l2'")
    assert finding.layer is None
    assert 1 < int(finding.values["since"]) < finding.epoch <= 60
    assert float(finding.values["after"]) < float(finding.values["before"])


def test_a_logarithm_in_ones_own_loss_is_the_likely_cause(caplog: pytest.LogCaptureFixture) -> None:
    def surprise(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
        chosen = y_pred.gather(1, y_true.reshape(-1, 1).long())
        return -torch.log((chosen - 0.1).clamp(min=0)).mean(-1)

    findings = fitted(classifier(hidden(16)), SGD(0.01), surprise, epochs=1)
    finding = assert_told(findings, "not_finite", caplog, "'surprise'", "torch.log(y_pred.clamp(min=1e-7))")
    assert finding.step == 1


def test_a_logarithm_in_a_layer_of_ones_own_is_the_likely_cause(caplog: pytest.LogCaptureFixture) -> None:
    layers = [*hidden(16), Lambda(torch.log, name="logs")]
    finding = assert_told(fitted(classifier(layers), SGD(0.01), epochs=1), "not_finite", caplog, "'logs'", "torch.log(")
    assert (finding.layer, finding.step) == ("logs/output", 1)


def test_a_root_at_zero_loses_the_gradient_of_the_step_before(caplog: pytest.LogCaptureFixture) -> None:
    def distance(y_true: torch.Tensor, y_pred: torch.Tensor) -> torch.Tensor:
        return torch.sqrt((y_true - y_pred) ** 2).mean(-1)

    model = Sequential(
        [Input((196,)), Dense(8, activation="relu", name="hidden"), Dense(1, use_bias=False, name="out")]
    )
    findings = fitted(model, SGD(0.001), distance, x=X * (Y > 0)[:, None], y=np.zeros((1600, 1), "float32"), epochs=1)
    finding = assert_told(findings, "not_finite", caplog, "'out'", "torch.sqrt(x + 1e-7)", f"{findings[0].step - 1}")
    assert finding.advice == "watching.cause_gradient"


def test_a_nan_in_the_data_is_told_with_the_step(caplog: pytest.LogCaptureFixture) -> None:
    x = X.copy()
    x[1000, 5] = np.nan
    findings = fitted(classifier(hidden(16)), SGD(0.01), x=x, epochs=1, shuffle=False)
    finding = assert_told(findings, "not_finite", caplog, "x[0]", "32", "np.nan_to_num(x)")
    assert finding.step == 1000 // 32 + 1


def residual(x: Any, units: int) -> Any:
    return Add()([x, Dense(units)(Dense(units, activation="relu")(x))])


def deep_residual() -> Any:
    x = entrance = Input((196,))
    x = Dense(32, activation="relu")(x)
    for _ in range(10):
        x = residual(x, 32)
    return Model(entrance, Dense(10, activation="softmax")(x))


def convolutional() -> Any:
    layers = [
        Conv2D(8, 3, activation="relu"),
        BatchNormalization(momentum=0.9),
        MaxPooling2D(),
        Dropout(0.4),
        Flatten(),
    ]
    return Sequential([Input((14, 14, 1)), *layers, Dense(10, activation="softmax")])


def partly_frozen() -> Any:
    model = classifier(hidden(64, 32))
    model.layers[0].trainable = False
    return model


def words() -> tuple[Any, Array, Array]:
    """Sentences of mostly rare words."""
    x = np.minimum(np.random.default_rng(0).zipf(1.3, (1600, 12)), 1999)
    layers = [Embedding(2000, 16), GlobalAveragePooling1D(), Dense(16, activation="relu")]
    return (
        Sequential([Input((12,)), *layers, Dense(1, activation="sigmoid")]),
        x,
        (x[:, :4].sum(1) % 2).astype("float32"),
    )


def trainings() -> dict[str, Callable[[], list[Finding]]]:
    """Trainings that go well, by name."""
    pictures, rows, numbers = X.reshape(-1, 14, 14, 1), X.reshape(-1, 14, 14), Y.astype("float32")
    regression = Sequential([Input((196,)), *hidden(32), Dense(1)])
    sparse = Sequential([Input((196,)), Dense(128, activation="relu", kernel_regularizer="l1"), Dense(196)])
    normalized = [part for n in range(4) for part in (Dense(32), BatchNormalization(), Activation("relu"))]
    linear = Sequential([Input((196,)), Dense(10, activation="softmax", kernel_initializer="zeros")])
    model, x, y = words()
    return {
        "adam": lambda: fitted(classifier(hidden(64, 32)), Adam()),
        "slow": lambda: fitted(classifier(hidden(64, 32)), SGD(0.003)),
        "momentum": lambda: fitted(classifier(hidden(64, 32)), SGD(0.1, momentum=0.9)),
        "single samples": lambda: fitted(classifier(hidden(32)), SGD(0.01), batch_size=1, epochs=1),
        "sigmoids": lambda: fitted(classifier(hidden(*[32] * 4, activation="sigmoid")), Adam(0.003)),
        "deep": lambda: fitted(classifier(hidden(*[32] * 15, kernel_initializer="he_normal")), Adam()),
        "residual": lambda: fitted(deep_residual(), Adam()),
        "normalized": lambda: fitted(classifier(normalized), SGD(0.1)),
        "much dropout": lambda: fitted(classifier([*hidden(128), Dropout(0.7)]), Adam()),
        "wide and sparse": lambda: fitted(sparse, Adam(), "mse", y=X),
        "convolutional": lambda: fitted(convolutional(), Adam(), x=pictures, epochs=4),
        "recurrent": lambda: fitted(
            Sequential([Input((14, 14)), LSTM(24), Dense(10, activation="softmax")]), Adam(), x=rows, epochs=3
        ),
        "frozen": lambda: fitted(partly_frozen(), Adam()),
        "rare words": lambda: fitted(model, Adam(), "binary_crossentropy", x, y),
        "regression": lambda: fitted(regression, Adam(), "mse", y=numbers),
        "large targets": lambda: fitted(regression, Adam(), "mse", y=1e4 * numbers),
        "gray levels": lambda: fitted(classifier([Rescaling(255.0), *hidden(32)]), Adam()),
        "from zero": lambda: fitted(linear, SGD(0.1)),
        "validated": lambda: fitted(classifier(hidden(32)), Adam(), validation_data=vectors(500, 5000)),
        "one class": lambda: fitted(classifier(hidden(32)), Adam(), y=np.zeros(1600, "int64")),
    }


@pytest.mark.parametrize("name", list(trainings()))
def test_a_sound_training_is_left_in_peace(name: str) -> None:
    assert trainings()[name]() == []


@pytest.mark.parametrize("optimizer", [SGD(0.1), Adam()])
def test_a_network_that_has_learned_all_there_is_may_go_on(optimizer: Optimizer) -> None:
    model, (x, y) = classifier(hidden(32)), vectors(300)
    assert fitted(model, SGD(0.1, momentum=0.9), x=x, y=y, epochs=40) == []
    assert fitted(model, optimizer, x=x, y=y, epochs=30) == []
