from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader, TensorDataset

from nervure import Input, Sequential
from nervure.data import ArrayDataset, Augmentation, Batch, Dataset, augmented, image_folder, save_img
from nervure.errors import ArgumentError, DataError
from nervure.files import make_folder
from nervure.insight import judge
from nervure.insight.judgement import MOST_PX, judged
from nervure.layers import Dense, Flatten
from tests.insight.networks import classifier, pictures


class Halves(Dataset):
    """A dataset of one's own, which nobody can index."""

    num_batches, num_samples = 2, 8

    def __init__(self, x: torch.Tensor, y: torch.Tensor, repeatable: bool = True) -> None:
        self._x, self._y, self._repeatable = x, y, repeatable

    @property
    def is_repeatable(self) -> bool:
        return self._repeatable

    def batches(self, epoch: int = 0, seed: int = 0, start: int = 0) -> Iterator[Batch]:
        for number in range(start, 2):
            rows = slice(4 * number, 4 * number + 4)
            yield Batch((self._x[rows],), (self._y[rows],), (None,), 4)


def test_probabilities_are_those_of_predict_in_the_order_of_the_data() -> None:
    model, x = classifier(), pictures(300)
    y = np.arange(300) % 4
    judgement = judge(model, ArrayDataset(x, y, batch_size=7))
    np.testing.assert_allclose(judgement.probabilities, model.predict(x, verbose=0), atol=1e-6)
    np.testing.assert_array_equal(judgement.truths, y)
    np.testing.assert_array_equal(judgement.is_right, judgement.probabilities.argmax(1) == y)
    of_the_truth = judgement.probabilities[np.arange(300), y].astype(np.float64)
    assert judgement.loss == pytest.approx(-np.log(of_the_truth).mean())
    unequal = judge(model, (x[:120], np.repeat([0, 1, 3], [100, 5, 15])))
    shares = [unequal.is_right[part].mean() for part in (slice(100), slice(100, 105), slice(105, 120))]
    assert unequal.balanced_accuracy == pytest.approx(np.mean(shares))
    assert repr(judgement) == f"<Judgement of 300 pictures in 4 classes: {judgement.is_right.sum()} right>"


def test_labels_may_be_one_hot_or_floats_and_one_class_may_be_sigmoid() -> None:
    x, y = pictures(8), np.arange(8) % 4
    expected = judge(classifier(), (x, y))
    for labels in (np.eye(4)[y], y.astype("float32"), y[:, None]):
        np.testing.assert_array_equal(judge(classifier(), (x, labels)).truths, expected.truths)
    model = classifier(activation="sigmoid")
    judgement = judge(model, (x, (y % 2).astype("float32")[:, None]), ["no", "yes"])
    said = model.predict(x, verbose=0)
    np.testing.assert_allclose(judgement.probabilities, np.concatenate([1 - said, said], 1), atol=1e-6)


def test_predictions_bring_their_pictures_from_every_kind_of_data() -> None:
    model, x = classifier(), pictures(8)
    y = np.arange(8) % 4
    tensors = torch.from_numpy(x), torch.from_numpy(y)
    for data in ((x, y), ArrayDataset(x, y), Halves(*tensors)):
        found = judge(model, data, ["a", "b", "c", "d"]).predictions([6, 1])
        assert set(found) == {1, 6}
        assert found[6].picture.pixels == x[6].astype("uint8").tobytes()
        assert (found[6].truth, found[6].index, found[6].path) == ("c", 6, None)
        assert found[1].label == "abcd"[int(model.predict(x[1:2], verbose=0).argmax())]


def test_pictures_of_a_loader_that_shuffles_by_itself_are_found_again() -> None:
    model, x = classifier(), torch.from_numpy(pictures(40))
    generator = torch.Generator().manual_seed(0)
    data = DataLoader(TensorDataset(x, torch.arange(40) % 4), batch_size=7, shuffle=True, generator=generator)
    judgement = judge(model, data)
    found = judgement.predictions(range(40))
    shown = np.stack([np.frombuffer(found[place].picture.pixels, "uint8").reshape(12, 10, 1) for place in range(40)])
    np.testing.assert_allclose(model.predict(shown, verbose=0), judgement.probabilities, atol=1e-6)
    drawn = judge(model, lambda: ((torch.rand(2, 12, 10, 1), torch.zeros(2)) for _ in range(3)))
    with pytest.raises(DataError, match="different images than before"):
        drawn.predictions([0, 4])


def test_augmented_pictures_are_judged_as_they_were() -> None:
    model, x = classifier(), pictures(8)
    data = ArrayDataset(x, np.arange(8) % 4)
    upside_down = judge(model, augmented(data, Augmentation(vertical_flip=True, rotation=90.0)))
    np.testing.assert_array_equal(upside_down.probabilities, judge(model, data).probabilities)
    assert upside_down.predictions([3])[3].picture.pixels == x[3].astype("uint8").tobytes()


def test_a_folder_brings_names_and_paths(tmp_path: Path) -> None:
    x = pictures(6)
    for number, picture in enumerate(x):
        place = make_folder(tmp_path / ("고양이" if number % 2 else "<b>dog<b>")) / f"{number}.png"
        save_img(place, picture, scale=False)
    folder = image_folder(tmp_path, (12, 10), "grayscale", batch_size=4, shuffle=True)
    model = classifier(num_classes=2)
    judgement = judge(model, folder)
    assert judgement.labels == ("<b>dog<b>", "고양이")
    assert sorted(np.bincount(judgement.truths)) == [3, 3]
    found = judgement.predictions([0, 5])
    for place in (0, 5):
        number = int(Path(folder.file_paths[place]).stem)
        assert found[place].path == folder.file_paths[place]
        assert found[place].picture.pixels == x[number].astype("uint8").tobytes()


def test_labels_given_by_hand_are_called_by_their_numbers(tmp_path: Path) -> None:
    for number, picture in enumerate(pictures(4)):
        save_img(tmp_path / f"{number}.png", picture, scale=False)
    folder = image_folder(tmp_path, (12, 10), "grayscale", labels=[1, 2, 1, 2])
    judgement = judge(classifier(num_classes=3), folder)
    assert judgement.labels == ("0", "1", "2")
    assert sorted(each.truth or "" for each in judgement.predictions(range(4)).values()) == ["1", "1", "2", "2"]


def test_a_file_that_turns_out_to_be_damaged_moves_no_other(tmp_path: Path) -> None:
    x = pictures(9)
    for number, picture in enumerate(x):
        save_img(make_folder(tmp_path / str(number % 2)) / f"{number}.png", picture, scale=False)
    folder = image_folder(tmp_path, (12, 10), "grayscale", batch_size=2, cache_bytes=0)
    damaged = Path(folder.file_paths[7])
    damaged.write_bytes(b"no picture any more")
    judgement = judge(classifier(num_classes=2), folder)
    assert len(judgement) == 8
    for prediction in judgement.predictions(range(8)).values():
        assert prediction.picture.pixels == x[int(Path(prediction.path or "").stem)].astype("uint8").tobytes()
        assert prediction.path != str(damaged)


def test_files_that_went_away_are_told_and_not_taken_for_others(tmp_path: Path) -> None:
    for number, picture in enumerate(pictures(9)):
        save_img(make_folder(tmp_path / str(number % 2)) / f"{number}.png", picture, scale=False)
    folder = image_folder(tmp_path, (12, 10), "grayscale", batch_size=2, cache_bytes=0)
    judgement = judge(classifier(num_classes=2), folder)
    assert set(judgement.predictions(range(9))) == set(range(9))
    Path(folder.file_paths[3]).unlink()
    for places in (range(9), [1]):  # also where another one is asked for, whose place is no longer the same
        with pytest.raises(DataError, match="cannot be read now"):
            judgement.predictions(places)


def test_large_pictures_are_shrunk_to_be_shown() -> None:
    shape = (4 * MOST_PX, 20, 1)
    model = Sequential([Input(shape), Flatten(), Dense(2, activation="softmax")])
    picture = judge(model, (np.full((1, *shape), 40, "uint8"), [0])).predictions([0])[0].picture
    assert (picture.height, picture.width, set(picture.pixels)) == (MOST_PX, 5, {40})


def test_what_cannot_be_judged_is_told() -> None:
    model, x = classifier(), pictures(8)
    y = np.arange(8) % 4
    with pytest.raises(DataError, match="not a class of the model"):
        judge(model, (x, y + 1))
    with pytest.raises(DataError, match="not classes"):
        judge(model, (x, y + 0.5))
    with pytest.raises(DataError, match="one per image"):
        judge(model, x)
    with pytest.raises(ArgumentError, match="number of names differs"):
        judge(model, (x, y), ["a"])
    with pytest.raises(ArgumentError, match="does not output class probabilities"):
        judge(Sequential([Input((3,)), Dense(1)]), (np.zeros((2, 3)), [0, 1]))
    once = Halves(torch.from_numpy(x), torch.from_numpy(y), repeatable=False)
    with pytest.raises(DataError, match="read only once"):
        judge(model, once).predictions([0])


def test_a_judgement_is_taken_for_its_own_model_alone() -> None:
    model, x = classifier(), pictures(4)
    judgement = judge(model, (x, [0, 1, 2, 3]))
    assert judged(model, judgement, "confusion") is judgement
    with pytest.raises(ArgumentError, match="another model"):
        judged(classifier(), judgement, "confusion")
