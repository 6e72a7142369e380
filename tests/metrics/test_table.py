from __future__ import annotations

import pytest
import torch
from torch import Tensor

from nervure import losses, metrics
from nervure.errors import ArgumentError, UnknownNameError
from nervure.language import set_language
from nervure.metrics.table import TABLE, check_name, get, needs_shapes
from tests.metrics.cases import NEEDED

Shape = tuple[int | None, ...]


def needs_arguments(name: str) -> bool:
    return getattr(TABLE[name], "__name__", "") in NEEDED


@pytest.mark.parametrize("name", [name for name in TABLE if not needs_shapes(name) and not needs_arguments(name)])
def test_a_metric_keeps_the_name_it_was_called_by(name: str) -> None:
    check_name(name)
    metric = get(name)
    assert metric.name == name
    assert isinstance(metric, metrics.Metric)


@pytest.mark.parametrize(
    ("y_true", "y_pred", "accuracy", "crossentropy"),
    [
        ((8,), (None, 1), metrics.BinaryAccuracy, metrics.BinaryCrossentropy),
        ((8, 1), (None, 1), metrics.BinaryAccuracy, metrics.BinaryCrossentropy),
        ((None,), (None, 10), metrics.SparseCategoricalAccuracy, metrics.SparseCategoricalCrossentropy),
        ((8, 1), (8, 10), metrics.SparseCategoricalAccuracy, metrics.SparseCategoricalCrossentropy),
        ((8, 10), (8, 10), metrics.CategoricalAccuracy, metrics.CategoricalCrossentropy),
    ],
)
def test_shapes_decide_what_accuracy_and_crossentropy_are(
    y_true: Shape, y_pred: Shape, accuracy: type, crossentropy: type
) -> None:
    for name in ("accuracy", "acc", "Accuracy"):
        metric = get(name, y_true, y_pred)
        assert (type(metric), metric.name) == (accuracy, name)
    for name in ("crossentropy", "ce"):
        metric = get(name, y_true, y_pred)
        assert (type(metric), metric.name) == (crossentropy, name)


def test_shapes_decide_even_against_the_loss_as_in_keras() -> None:
    # The lecture trains a 10-way softmax with binary cross-entropy and reads "accuracy".
    metric = get("accuracy", (8, 10), (8, 10), losses.BinaryCrossentropy())
    assert isinstance(metric, metrics.CategoricalAccuracy)


@pytest.mark.parametrize(
    ("loss", "kind"),
    [
        (losses.SparseCategoricalCrossentropy(), metrics.SparseCategoricalAccuracy),
        (losses.CategoricalCrossentropy(from_logits=True), metrics.CategoricalAccuracy),
        (losses.BinaryCrossentropy(), metrics.BinaryAccuracy),
    ],
)
def test_without_shapes_the_loss_decides(loss: losses.Loss, kind: type) -> None:
    assert type(get("accuracy", loss=loss)) is kind


def test_with_neither_shapes_nor_a_loss_that_tells_it_is_an_error() -> None:
    for loss in (None, losses.MeanSquaredError()):
        with pytest.raises(ArgumentError, match="Write 'binary_accuracy', 'categorical_accuracy'"):
            get("accuracy", loss=loss)
    set_language("ko")
    with pytest.raises(ArgumentError, match="모양에 달려 있는데"):
        get("accuracy")


def test_crossentropy_reads_logits_where_the_loss_does() -> None:
    metric = get("ce", (8,), (8, 3), losses.SparseCategoricalCrossentropy(from_logits=True))
    assert isinstance(metric, metrics.SparseCategoricalCrossentropy)
    assert metric.from_logits


@pytest.mark.parametrize(
    ("written", "meant"), [("acuracy", "accuracy"), ("mean_square_error", "mean_squared_error"), ("confusion", None)]
)
def test_a_misspelled_name_is_found_at_once(written: str, meant: str | None) -> None:
    for look in (get, check_name):
        with pytest.raises(UnknownNameError) as caught:
            look(written)
        assert f"unknown name '{written}'" in str(caught.value)
        assert meant is None or f"Did you mean '{meant}'" in caught.value.fix


def test_names_decided_by_shapes_are_known_before_there_are_shapes() -> None:
    for name in ("accuracy", "acc", "crossentropy", "ce"):
        assert needs_shapes(name)
        check_name(name)
    check_name("own", custom_objects={"own": metrics.Accuracy})
    assert not needs_shapes(metrics.Accuracy())


def distance(y_true: Tensor, y_pred: Tensor) -> Tensor:
    return (y_true - y_pred).abs().mean(-1)


def test_objects_classes_and_functions_are_taken() -> None:
    metric = metrics.MeanSquaredError()
    assert get(metric) is metric
    assert isinstance(get(metrics.ConfusionMatrix), metrics.ConfusionMatrix)
    assert get(distance).name == "distance"
    assert get(None) is None
    assert get("distance", custom_objects={"distance": distance})([[0.0]], [[2.0]]) == 2.0


def test_a_loss_can_be_read_as_a_metric() -> None:
    metric = get(losses.MeanSquaredError())
    assert metric.name == "mean_squared_error"
    assert metric(torch.zeros(2, 1), torch.ones(2, 1)) == 1.0


def test_a_configuration_as_keras_writes_it_is_taken() -> None:
    metric = get(
        {
            "module": "keras.metrics",
            "class_name": "BinaryAccuracy",
            "config": {"name": "a", "dtype": "float32", "threshold": 0.3},
            "registered_name": None,
        }
    )
    assert isinstance(metric, metrics.BinaryAccuracy)
    assert (metric.name, metric.threshold) == ("a", 0.3)


@pytest.mark.parametrize("nothing", [3, {"name": "mse"}])
def test_what_is_no_metric_is_refused(nothing: object) -> None:
    with pytest.raises(ArgumentError, match=r"metrics=\['accuracy'\], for example"):
        get(nothing)
    set_language("ko")
    with pytest.raises(ArgumentError, match="측정 지표가 아니에요"):
        get(nothing)


@pytest.mark.parametrize("name", [name for name in TABLE if needs_arguments(name)])
def test_a_name_that_does_not_say_enough_is_answered_with_what_to_write(name: str) -> None:
    kind = TABLE[name].__name__
    for look in (check_name, get):
        for language, sentence in (("en", "from its name alone"), ("ko", "이름만으로는 만들 수 없어요")):
            set_language(language)
            with pytest.raises(ArgumentError, match=sentence) as caught:
                look(name)
            assert f"metrics=[{kind}({next(iter(NEEDED[kind]))}=..." in caught.value.fix


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("mape", "MAPE"), metrics.MeanAbsolutePercentageError),
        (("msle", "MSLE"), metrics.MeanSquaredLogarithmicError),
        (("logcosh", "log_cosh", "log_cosh_error"), metrics.LogCoshError),
        (("kld", "KLD", "kl_divergence", "kullback_leibler_divergence"), metrics.KLDivergence),
        (("auc", "AUC"), metrics.AUC),
        (("f1_score", "F1Score"), metrics.F1Score),
        (("f_beta_score", "FBetaScore"), metrics.FBetaScore),
        (("r2_score", "R2Score"), metrics.R2Score),
        (("binary_io_u", "BinaryIoU"), metrics.BinaryIoU),
        (("precision", "Precision"), metrics.Precision),
    ],
)
def test_every_spelling_of_keras_is_known(names: tuple[str, ...], kind: type) -> None:
    assert all(type(get(name)) is kind for name in names)


def test_a_metric_written_down_is_read_again() -> None:
    for metric in (metrics.AUC(curve="PR", label_weights=[1, 2]), metrics.MeanIoU(4), metrics.Sum(name="a")):
        twin = metrics.deserialize(metrics.serialize(metric))
        assert type(twin) is type(metric)
        assert twin.get_config() == metric.get_config()
    assert metrics.deserialize("own", custom_objects={"own": metrics.Recall}).name == "recall"
