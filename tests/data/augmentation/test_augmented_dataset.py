from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from nervure import Sequential
from nervure.callbacks import LambdaCallback
from nervure.data import (
    ArrayDataset,
    Augmentation,
    AugmentedDataset,
    as_dataset,
    augmented,
    class_weighted,
    image_folder,
    in_steps,
    validation_split,
)
from nervure.errors import DataError
from nervure.layers import Dense, Flatten, Rescaling
from nervure.models.fingerprint import data_fingerprint
from nervure.randomness import set_seed
from tests.data.made_pictures import digit_folder
from tests.models.networks import assert_explained

Few = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]


def by_label(dataset: Any, epoch: int = 0, seed: int = 0, start: int = 0) -> dict[int, torch.Tensor]:
    """Every picture by its target, which is its number."""
    return {
        int(number): picture
        for batch in dataset.batches(epoch, seed, start)
        for number, picture in zip(batch.y[0], batch.x[0], strict=True)
    }


def numbered(few_digits: Few, **options: Any) -> ArrayDataset:
    return ArrayDataset(few_digits[0][..., None], np.arange(100), **options)


def assert_same(one: dict[int, torch.Tensor], two: dict[int, torch.Tensor]) -> None:
    assert one.keys() == two.keys()
    assert all(torch.equal(one[number], two[number]) for number in one)


def test_a_picture_is_changed_alike_in_every_order_and_batch_size(few_digits: Few) -> None:
    whole = by_label(augmented(numbered(few_digits, batch_size=100, shuffle=False), "signs"), epoch=2, seed=9)
    for size in (1, 7, 32):
        assert_same(by_label(augmented(numbered(few_digits, batch_size=size), "signs"), epoch=2, seed=9), whole)


def test_epochs_and_seeds_change_pictures_anew(few_digits: Few) -> None:
    dataset = augmented(numbered(few_digits), "signs")
    made = [by_label(dataset, epoch, seed)[3] for epoch, seed in ((0, 0), (1, 0), (0, 1))]
    assert not any(torch.equal(made[i], made[j]) for i, j in ((0, 1), (0, 2), (1, 2)))
    settled = augmented(numbered(few_digits), "signs", seed=4)
    assert_same(by_label(settled, 1, seed=0), by_label(settled, 1, seed=77))


def test_an_epoch_goes_on_in_its_middle_with_the_same_bits(few_digits: Few) -> None:
    for dataset in (augmented(numbered(few_digits, batch_size=9), "signs"), in_steps(augmented(
        numbered(few_digits, batch_size=9), "photographs"), 7)):  # fmt: skip
        whole = [batch.x[0] for batch in dataset.batches(3, 5)]
        rest = [batch.x[0] for batch in dataset.batches(3, 5, start=4)]
        assert len(rest) == len(whole) - 4
        assert all(torch.equal(one, two) for one, two in zip(rest, whole[4:], strict=True))


def test_pictures_of_a_folder_are_changed_by_their_numbers_in_it(tmp_path: Path) -> None:
    folder = digit_folder(tmp_path, a_class=8)
    options: dict[str, Any] = {"dtype": "uint8", "validation_split": 0.25, "subset": "training"}
    made = []
    for size in (3, 18):
        given = image_folder(folder, 28, "grayscale", batch_size=size, **options)
        pairs = [(numbers, batch.x[0]) for numbers, batch in augmented(given).numbered_batches(1, 2)]
        numbers, pictures = (torch.cat(each) for each in zip(*pairs, strict=True))
        assert pictures.dtype == torch.float32
        made.append({int(number): picture for number, picture in zip(numbers, pictures, strict=True)})
    assert len(made[0]) == 18
    assert_same(*made)


def test_samples_without_numbers_of_their_own_are_counted_through_the_epoch(few_digits: Few) -> None:
    x, y = (torch.from_numpy(each) for each in few_digits)
    loader = as_dataset(DataLoader(TensorDataset(x[..., None], y), batch_size=16))
    arrays = ArrayDataset(few_digits[0][..., None], few_digits[1], batch_size=16, shuffle=False)
    one, two = ([batch.x[0] for batch in augmented(each, "signs").batches(1, 6)] for each in (loader, arrays))
    assert all(torch.equal(*pair) for pair in zip(one, two, strict=True))


def test_levels_below_zero_that_a_loader_brings_stay_below_zero() -> None:
    x = torch.linspace(-1, 1, 2 * 8 * 8 * 3).view(2, 8, 8, 3)
    settings = Augmentation(brightness=0.2)
    loader = as_dataset(DataLoader(TensorDataset(x, torch.zeros(2))))
    changed = torch.cat([batch.x[0] for batch in augmented(loader, settings).batches()])
    factors = (changed / x).flatten(1)
    torch.testing.assert_close(factors, factors[:, :1].expand_as(factors))
    assert (factors > 0.7).all()
    assert not torch.equal(changed, x)


def test_pictures_without_a_channel_axis_stay_without(few_digits: Few) -> None:
    x, y = few_digits
    flat = next(augmented(ArrayDataset(x, y, shuffle=False), "signs").batches())
    deep = next(augmented(ArrayDataset(x[..., None], y, shuffle=False), "signs").batches())
    assert flat.x[0].shape == (32, 28, 28)
    assert torch.equal(flat.x[0], deep.x[0][..., 0])


def test_no_change_is_the_dataset_itself(few_digits: Few) -> None:
    dataset = numbered(few_digits)
    assert augmented(dataset, "none") is dataset
    assert augmented(dataset, Augmentation()) is dataset


def test_floats_stay_between_the_extremes_of_their_data(few_digits: Few) -> None:
    x, y = few_digits
    small = augmented(ArrayDataset(x[..., None] / np.float32(255), y, batch_size=100), Augmentation(brightness=0.9))
    batch = next(small.batches())
    assert (batch.x[0].min(), batch.x[0].max()) == (0, 1)


def test_targets_weights_and_facts_are_those_of_the_pictures(few_digits: Few) -> None:
    x, y = few_digits
    given = ArrayDataset({"picture": x[..., None]}, {"digit": y}, np.ones(100, "float32"), batch_size=30, shuffle=False)
    dataset = augmented(given, "signs")
    assert (dataset.num_batches, dataset.num_samples, dataset.is_repeatable) == (4, 100, True)
    assert (dataset.input_names, dataset.target_names, dataset.resumption) == (("picture",), ("digit",), "batch")
    assert (dataset.input_shapes, dataset.target_shapes, dataset.arranged()) == (((28, 28, 1),), ((),), None)
    for made, plain in zip(dataset.batches(), given.batches(), strict=True):
        assert torch.equal(made.y[0], plain.y[0])
        assert (made.size, made.sample_weight[0] is not None) == (plain.size, True)
    weighted = class_weighted(dataset, {1: 5.0})
    assert isinstance(weighted, AugmentedDataset)
    batch = next(weighted.batches())
    assert batch.sample_weight[0].tolist() == [5.0 if label == 1 else 1.0 for label in batch.y[0]]  # type: ignore[union-attr]


def test_what_is_evaluated_is_not_changed(few_digits: Few) -> None:
    given = numbered(few_digits)
    dataset = augmented(given, "signs")
    assert as_dataset(dataset) is dataset
    judged = as_dataset(dataset, shuffle=False, repeat=False)
    assert torch.equal(next(judged.batches()).x[0], torch.from_numpy(few_digits[0][:32, ..., None]))
    in_order = as_dataset(dataset, shuffle=False)
    assert isinstance(in_order, AugmentedDataset)
    assert next(in_order.batches()).y[0].tolist() == list(range(32))
    model = Sequential([Rescaling(1 / 255), Flatten(), Dense(10, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    np.testing.assert_array_equal(model.predict(dataset, verbose=0), model.predict(in_order.dataset, verbose=0))


def test_of_a_part_held_out_nothing_is_changed(few_digits: Few) -> None:
    training, held_out = validation_split(augmented(numbered(few_digits), "signs"), 0.2)
    assert isinstance(training, AugmentedDataset)
    assert (training.num_samples, held_out.num_samples) == (80, 20)
    assert torch.equal(held_out.x[0], torch.from_numpy(few_digits[0][80:, ..., None]))
    made = by_label(augmented(numbered(few_digits), "signs"), 2, 5)
    assert_same(by_label(training, 2, 5), {number: made[number] for number in range(80)})


def test_versions_are_what_the_epochs_show(few_digits: Few) -> None:
    dataset = augmented(numbered(few_digits), "signs")
    assert isinstance(dataset, AugmentedDataset)
    shown = dataset.versions(count=3, epochs=2, seed=8)
    assert shown.shape == (3, 3, 28, 28, 1)
    np.testing.assert_array_equal(shown[:, 0], few_digits[0][:3, ..., None])
    for epoch in (0, 1):
        made = by_label(dataset, epoch, seed=8)
        assert all(torch.equal(shown[number, 1 + epoch], made[number]) for number in range(3))


def test_how_pictures_are_changed_is_part_of_what_a_run_is_made_of(few_digits: Few) -> None:
    given = numbered(few_digits)
    made = [given, augmented(given, "signs"), augmented(given, "photographs"), augmented(given, "signs", seed=3)]
    found = [str(data_fingerprint(dataset)) for dataset in made]
    assert len(set(found)) == 4
    assert data_fingerprint(augmented(given, "signs")) == data_fingerprint(made[1])
    assert data_fingerprint(made[1])["digest"] == data_fingerprint(given)["digest"]


def test_a_run_that_was_stopped_in_an_epoch_ends_with_the_same_bits(few_digits: Few, tmp_path: Path) -> None:
    x, y = few_digits

    def network() -> Sequential:
        set_seed(2)
        model = Sequential(
            [Rescaling(1 / 255), Flatten(), Dense(16, activation="relu"), Dense(10, activation="softmax")]
        )
        model.compile("adam", "sparse_categorical_crossentropy")
        return model

    def run(model: Sequential, folder: Path, **more: Any) -> Any:
        dataset = augmented(ArrayDataset(x, y, batch_size=8), "signs")
        return model.fit(dataset, epochs=2, seed=5, verbose=0, checkpoint=folder, save_every=5, **more)

    seen: list[int] = []

    def stop(batch: int, logs: Any) -> None:
        seen.append(batch)
        if len(seen) == 18:
            raise KeyboardInterrupt

    whole = network()
    run(whole, tmp_path / "whole")
    with pytest.raises(KeyboardInterrupt):
        run(network(), tmp_path / "cut", callbacks=[LambdaCallback(on_train_batch_end=stop)])
    seen.clear()
    resumed = network()
    run(resumed, tmp_path / "cut", resume=True, callbacks=[LambdaCallback(on_train_batch_end=lambda batch, logs: None)])
    assert all(np.array_equal(*pair) for pair in zip(resumed.get_weights(), whole.get_weights(), strict=True))


def test_what_is_no_dataset_of_pictures_is_refused(messages: Callable[..., Any], few_digits: Few) -> None:
    x, y = few_digits
    for wrong in (
        ArrayDataset(x.reshape(100, -1), y),
        ArrayDataset(x.reshape(100, 28, 14, 2), y),
        ArrayDataset([x, x], y),
    ):
        english, _ = messages(lambda wrong=wrong: augmented(wrong))
        assert isinstance(english, DataError)
        assert "(N, " in english.got
    english, _ = messages(lambda: augmented((x, y)))
    assert english.got == "tuple"
    english, _ = messages(lambda: augmented(ArrayDataset(x, y), seed=0.5))
    assert (english.where, english.got) == ("augmented", "seed=0.5")


def _pictures_with(y: Any) -> ArrayDataset:
    return ArrayDataset(np.zeros((6, 8, 8, 3), np.uint8), y, batch_size=4)


LIE_IN_THE_PICTURE = {
    "masks": np.zeros((6, 8, 8), np.int64),
    "masks with an axis of classes": np.zeros((6, 8, 8, 2), np.float32),
    "pictures": np.zeros((6, 8, 8, 3), np.uint8),
    "points": np.full((6, 5, 2), 0.5, np.float32),
    "a box": np.full((6, 4), 0.3, np.float32),
    "a box in pixels": np.tile(np.array([1, 2, 5, 6]), (6, 1)),
}
STAND_FOR_THE_PICTURE = {
    "classes": np.arange(6),
    "classes in a column": np.arange(6)[:, None],
    "one-hot": np.eye(6, dtype=np.float32),
    "several labels": np.array([[1, 0, 1], [0, 0, 0]] * 3),
    "smoothed": np.full((6, 5), 0.2, np.float32),
    "a number": np.linspace(-1, 1, 6, dtype=np.float32),
}


@pytest.mark.parametrize(
    "preset", ["photographs", "signs", Augmentation(horizontal_flip=True), Augmentation(elastic=0.1)]
)
@pytest.mark.parametrize("kind", LIE_IN_THE_PICTURE)
def test_targets_that_lie_in_the_picture_are_refused_where_it_would_move(kind: str, preset: Any) -> None:
    dataset = _pictures_with(LIE_IN_THE_PICTURE[kind])
    assert_explained(DataError, lambda: augmented(dataset, preset), "augmented", "brightness")


@pytest.mark.parametrize("kind", LIE_IN_THE_PICTURE)
def test_targets_that_lie_in_the_picture_are_taken_where_nothing_moves(kind: str) -> None:
    dataset = _pictures_with(LIE_IN_THE_PICTURE[kind])
    assert augmented(dataset, "none") is dataset
    assert next(augmented(dataset, Augmentation(brightness=0.2)).batches()).size == 4


@pytest.mark.parametrize("kind", STAND_FOR_THE_PICTURE)
def test_targets_that_stand_for_the_picture_are_taken(kind: str) -> None:
    assert next(augmented(_pictures_with(STAND_FOR_THE_PICTURE[kind])).batches()).size == 4
