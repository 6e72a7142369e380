from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nervure import Sequential, layers
from nervure.callbacks import EarlyStopping
from nervure.data import digits
from nervure.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy
from nervure.optimizers import Adam, AdamW, schedules
from nervure.tasks.image_task import picture_data
from nervure.tasks.picture_options import DIGITS, PictureOptions
from nervure.tasks.training_recipe import Recipe
from tests.tasks.digit_pictures import digit_file


def test_what_is_said_is_done_and_the_rest_suits_the_pictures(tmp_path: Path) -> None:
    data = picture_data(PictureOptions(str(digit_file(tmp_path / "digits.npz"))))
    suited = Recipe.of(PictureOptions("digits.npz"), data)
    assert (suited.model, suited.epochs, suited.batch_size) == ("lecture-cnn", 80, 32)
    assert (suited.augmentation, suited.patience) == ("signs", 26)
    (early,) = (callback for callback in suited.stopping if isinstance(callback, EarlyStopping))
    assert (early.monitor, early.patience, early.restore_best_weights) == ("val_loss", 26, True)
    photographs = Recipe.of(PictureOptions("digits.npz"), replace(data, is_drawn=False))
    assert (photographs.model, photographs.augmentation) == ("small-resnet", "photographs")
    assert Recipe.of(PictureOptions("digits.npz", "lecture-mlp"), data).learning_rate == 1e-3
    said = PictureOptions("digits.npz", "lecture-mlp", 3, 5, augmentation="none", learning_rate=0.5)
    recipe = Recipe.of(said, data)
    assert (recipe.model, recipe.epochs, recipe.batch_size, recipe.learning_rate) == ("lecture-mlp", 3, 5, 0.5)
    assert (recipe.augmentation, recipe.patience) == ("none", 5)
    assert recipe.augmented(data.training) is data.training


@pytest.mark.parametrize(
    ("epochs", "patience", "may_end"), [(80, 26, True), (7, 5, True), (6, 5, False), (2, None, False)]
)
def test_a_run_may_end_early_only_where_patience_can_run_out_before_its_last_epoch(
    epochs: int, patience: int | None, may_end: bool
) -> None:
    recipe = Recipe("lecture-cnn", epochs, 32, 1e-3, 0.0, 0.0, "none", patience)
    assert recipe.may_end_early is may_end
    stopping = EarlyStopping("val_loss", patience=epochs if patience is None else patience)
    model = Sequential([layers.Input((1,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    stopping.set_model(model)
    stopping.on_train_begin()
    for epoch in range(epochs - 1):
        stopping.on_epoch_end(epoch, {"val_loss": float(epoch)})
    assert model.stop_training is may_end


def test_rare_classes_count_for_more_where_classes_are_unequal(tmp_path: Path) -> None:
    x, y = digits()
    rows = np.concatenate([np.flatnonzero(y == label)[:count] for label, count in enumerate((60, 60, 15))])
    np.savez(tmp_path / "digits.npz", x=x[rows], y=y[rows])
    data = picture_data(PictureOptions(str(tmp_path / "digits.npz")))
    suited = Recipe.of(PictureOptions("digits.npz"), data)
    assert (suited.class_weights, round(data.imbalance)) == ("square-root", 4)
    weights = suited.class_weight(data)
    assert weights is not None
    assert weights[2] / weights[0] == pytest.approx(data.imbalance**0.5)
    assert Recipe.of(PictureOptions("digits.npz", class_weights="none"), data).class_weight(data) is None
    balanced = Recipe.of(PictureOptions("digits.npz", class_weights="balanced"), data).class_weight(data)
    assert balanced is not None
    assert balanced[2] / balanced[0] == pytest.approx(data.imbalance)
    equal = picture_data(PictureOptions(str(digit_file(tmp_path / "equal.npz"))))
    assert Recipe.of(PictureOptions("equal.npz"), equal).class_weights == "none"


def test_the_demo_is_trained_plainly() -> None:
    options = PictureOptions(DIGITS, samples=100)
    data = picture_data(options)
    recipe = Recipe.of(options, data)
    assert recipe == Recipe("lecture-cnn", 10, 128, 3e-3, 0.0, 0.0, "none", None)
    assert recipe.stopping == []
    model = recipe.compiled(data, "float32")
    assert isinstance(model.loss, SparseCategoricalCrossentropy)
    assert type(model.optimizer) is Adam


def test_other_pictures_are_trained_with_softer_targets_and_decay(tmp_path: Path) -> None:
    options = PictureOptions(str(digit_file(tmp_path / "digits.npz")), "lecture-mlp")
    data = picture_data(options)
    model = Recipe.of(options, data).compiled(data, "float64")
    assert isinstance(model.loss, CategoricalCrossentropy)
    assert model.loss.label_smoothing == 0.1
    assert type(model.optimizer) is AdamW
    assert model.graph.output_shapes == ((None, 3),)


def test_the_rate_rises_for_a_fifth_of_the_steps_and_falls_for_the_rest() -> None:
    options = PictureOptions(DIGITS, "lecture-mlp", epochs=10, batch_size=10, samples=300, learning_rate=0.01)
    data = picture_data(options)
    optimizer = Recipe.of(options, data).compiled(data, "float32").optimizer
    rate = schedules.deserialize(optimizer.get_config()["learning_rate"])  # as the model file keeps it
    values = np.array([rate(step) for step in range(300)])
    assert values.argmax() == 59
    assert (values[0], values[59], values[-1]) == pytest.approx((2e-3, 0.01, 1e-4))
    assert (np.diff(values[:60]) >= 0).all()
    assert (np.diff(values[59:]) <= 0).all()
    assert rate(10_000) == values[-1]
