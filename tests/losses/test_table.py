from __future__ import annotations

import pytest

from nervure import losses
from nervure.errors import ArgumentError, UnknownNameError
from nervure.language import set_language
from nervure.losses.table import TABLE, get, needs_shapes


@pytest.mark.parametrize("name", TABLE)
def test_a_loss_keeps_the_name_it_was_called_by(name: str) -> None:
    loss = get(name)
    assert loss.name == name
    assert isinstance(loss, losses.Loss)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("mse", "MSE", "mean_squared_error", "MeanSquaredError"), losses.MeanSquaredError),
        (("mae", "MAE", "mean_absolute_error", "MeanAbsoluteError"), losses.MeanAbsoluteError),
        (("half_squared_error", "HalfSquaredError"), losses.HalfSquaredError),
        (("bce", "BCE", "binary_crossentropy", "BinaryCrossentropy"), losses.BinaryCrossentropy),
        (("categorical_crossentropy", "CategoricalCrossentropy"), losses.CategoricalCrossentropy),
        (
            ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
            losses.SparseCategoricalCrossentropy,
        ),
        (("binary_focal_crossentropy", "BinaryFocalCrossentropy"), losses.BinaryFocalCrossentropy),
        (("categorical_focal_crossentropy", "CategoricalFocalCrossentropy"), losses.CategoricalFocalCrossentropy),
        (
            ("categorical_generalized_cross_entropy", "CategoricalGeneralizedCrossEntropy"),
            losses.CategoricalGeneralizedCrossEntropy,
        ),
        (("hinge", "Hinge"), losses.Hinge),
        (("squared_hinge", "SquaredHinge"), losses.SquaredHinge),
        (("categorical_hinge", "CategoricalHinge"), losses.CategoricalHinge),
        (("huber", "Huber", "huber_loss"), losses.Huber),
        (("log_cosh", "LogCosh", "logcosh"), losses.LogCosh),
        (
            ("mape", "MAPE", "mean_absolute_percentage_error", "MeanAbsolutePercentageError"),
            losses.MeanAbsolutePercentageError,
        ),
        (
            ("msle", "MSLE", "mean_squared_logarithmic_error", "MeanSquaredLogarithmicError"),
            losses.MeanSquaredLogarithmicError,
        ),
        (("cosine_similarity", "CosineSimilarity"), losses.CosineSimilarity),
        (("kld", "KLD", "kl_divergence", "kullback_leibler_divergence", "KLDivergence"), losses.KLDivergence),
        (("poisson", "Poisson"), losses.Poisson),
        (("dice", "Dice"), losses.Dice),
        (("tversky", "Tversky"), losses.Tversky),
        (("circle", "Circle"), losses.Circle),
    ],
)
def test_every_spelling_of_keras_is_known(names: tuple[str, ...], kind: type) -> None:
    assert all(type(get(name)) is kind for name in names)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("catgorical_crossentropy", "categorical_crossentropy"),
        ("binary_cross_entropy", "binary_crossentropy"),
        ("mean_square_error", "mean_squared_error"),
        ("sparse_categorical_cross_entropy", "sparse_categorical_crossentropy"),
        ("half_square_error", "half_squared_error"),
        ("hubber", "huber"),
        ("binary_focal_loss", "binary_focal_crossentropy"),
        ("kl_divergense", "kl_divergence"),
    ],
)
def test_a_misspelled_name_is_answered_with_the_nearest(written: str, meant: str) -> None:
    with pytest.raises(UnknownNameError, match=f"Did you mean '{meant}'") as caught:
        get(written)
    assert caught.value.problem == f"unknown name '{written}'."
    set_language("ko")
    with pytest.raises(UnknownNameError, match=f"혹시 '{meant}'"):
        get(written)


def test_objects_classes_and_functions_are_taken() -> None:
    loss = losses.MeanSquaredError()
    assert get(loss) is loss
    assert isinstance(get(losses.BinaryCrossentropy), losses.BinaryCrossentropy)
    assert isinstance(get(lambda y_true, y_pred: (y_true - y_pred).abs()), losses.TorchFunction)
    assert get(None) is None


def test_a_configuration_as_keras_writes_it_is_taken() -> None:
    loss = get(
        {
            "module": "keras.losses",
            "class_name": "CategoricalCrossentropy",
            "config": {"name": "a", "reduction": "sum", "from_logits": True, "label_smoothing": 0.1, "axis": -1},
            "registered_name": None,
        }
    )
    assert isinstance(loss, losses.CategoricalCrossentropy)
    assert loss.from_logits
    assert (loss.name, loss.reduction, loss.label_smoothing) == ("a", "sum", 0.1)


def test_losses_of_ones_own_are_found_among_custom_objects() -> None:
    class Own(losses.MeanSquaredError):
        pass

    assert isinstance(get("own", custom_objects={"own": Own}), Own)
    assert isinstance(get({"class_name": "Own", "config": {}}, custom_objects={"Own": Own}), Own)
    with pytest.raises(UnknownNameError):
        get({"class_name": "Own", "config": {}})


@pytest.mark.parametrize(
    ("y_true", "y_pred", "kind"),
    [
        ((8,), (None, 1), losses.BinaryCrossentropy),
        ((8,), (None, 10), losses.SparseCategoricalCrossentropy),
        ((8, 1), (None, 10), losses.SparseCategoricalCrossentropy),
        ((8, 10), (None, 10), losses.CategoricalCrossentropy),
    ],
)
def test_crossentropy_is_decided_by_shapes(y_true: tuple[int, ...], y_pred: tuple[int, ...], kind: type) -> None:
    for name in ("crossentropy", "ce", "CE"):
        assert needs_shapes(name)
        assert type(get(name, y_true, y_pred)) is kind


def test_crossentropy_without_shapes_says_what_to_write() -> None:
    with pytest.raises(ArgumentError, match="Write 'binary_crossentropy', 'categorical_crossentropy' or"):
        get("ce")
    set_language("ko")
    with pytest.raises(ArgumentError, match="모양에 달려 있는데"):
        get("ce")


@pytest.mark.parametrize("nothing", [3, ["mse"], {"name": "mse"}])
def test_what_is_no_loss_is_refused(nothing: object) -> None:
    with pytest.raises(ArgumentError, match="loss='mean_squared_error', for example"):
        get(nothing)
    set_language("ko")
    with pytest.raises(ArgumentError, match="손실 함수가 아니에요"):
        get(nothing)


def test_a_loss_written_down_is_read_again() -> None:
    loss = losses.BinaryFocalCrossentropy(gamma=3.0, reduction="sum")
    twin = losses.deserialize(losses.serialize(loss))
    assert type(twin) is type(loss)
    assert twin.get_config() == loss.get_config()
    assert type(losses.deserialize("huber")) is losses.Huber
    assert losses.deserialize("own", custom_objects={"own": losses.Poisson}).name == "poisson"
