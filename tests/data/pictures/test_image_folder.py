from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from keras.src.utils import image_dataset_utils
from numpy.typing import NDArray
from PIL import Image

from nervure.data import ImageFolder, audit, image_folder
from nervure.files import make_folder
from nervure.keras import layers, models
from nervure.randomness import set_seed
from tests.data.made_pictures import digit_folder, photograph, simpsons_folder, written

Reasons = Callable[[ImageFolder], dict[str, str]]


def all_of(dataset: ImageFolder, epoch: int = 0, seed: int = 0, start: int = 0) -> NDArray[Any]:
    return torch.cat([batch.x[0] for batch in dataset.batches(epoch, seed, start)]).numpy()


def reasons(dataset: ImageFolder) -> dict[str, str]:
    return {each.path: each.reason.removeprefix("picture.") for each in dataset.left_out}


@pytest.fixture
def simpsons(tmp_path: Path, shared_data: Path) -> Path:
    return simpsons_folder(tmp_path, shared_data)


@pytest.mark.parametrize("color_mode", ["rgb", "grayscale", "rgba"])
@pytest.mark.parametrize("size", [(28, 28), (40, 24), (13, 30)])
@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
def test_real_pictures_have_the_numbers_that_keras_gives_them(
    simpsons: Path, color_mode: str, size: tuple[int, int], interpolation: str
) -> None:
    dataset = image_folder(
        simpsons, size, color_mode, shuffle=False, interpolation=interpolation, reduced_decoding=False
    )
    channels = {"grayscale": 1, "rgb": 3, "rgba": 4}[color_mode]
    chosen = range(0, 120, 17)
    # What Keras does with a file where it does without TensorFlow; TensorFlow's own decoder rounds JPEGs its own way.
    theirs = [
        image_dataset_utils._load_image_grain(
            dataset.file_paths[number], size, channels, interpolation, "channels_last"
        )
        for number in chosen
    ]
    np.testing.assert_allclose(all_of(dataset)[chosen], np.stack([each.cpu().numpy() for each in theirs]), atol=2e-3)


def test_everything_a_user_may_ask_is_known_before_the_first_batch(simpsons: Path) -> None:
    dataset = image_folder(simpsons, (28, 28), batch_size=32)
    assert (dataset.num_samples, dataset.num_batches, len(dataset)) == (120, 4, 4)
    assert (dataset.input_shapes, dataset.target_shapes) == (((28, 28, 3),), ((),))
    assert dataset.class_names is not None
    assert len(dataset.class_names) == 10
    assert dataset.class_names == sorted(dataset.class_names)
    assert dataset.labels is not None
    named = [dataset.class_names[label] for label in dataset.labels]
    assert named == [Path(path).parent.name for path in dataset.file_paths]
    assert (dataset.left_out, dataset.num_rotated, dataset.empty_classes, dataset.seed) == ((), 0, (), None)
    assert dataset.cache_bytes == 120 * 28 * 28 * 3


def test_every_epoch_has_its_own_order_that_the_seed_of_the_run_decides_on(simpsons: Path) -> None:
    dataset = image_folder(simpsons, (28, 28), batch_size=50)
    first = all_of(dataset, 0, 7)
    np.testing.assert_array_equal(all_of(dataset, 0, 7), first)
    np.testing.assert_array_equal(all_of(image_folder(simpsons, (28, 28), cache_bytes=0), 0, 7), first)
    np.testing.assert_array_equal(all_of(dataset, 0, 7, start=1), first[50:])
    assert not np.array_equal(all_of(dataset, 1, 7), first)
    assert not np.array_equal(all_of(dataset, 0, 8), first)
    np.testing.assert_array_equal(
        np.sort(first.sum(axis=(1, 2, 3))), np.sort(all_of(dataset, 1, 9).sum(axis=(1, 2, 3)))
    )


def test_a_seed_of_its_own_decides_alone(simpsons: Path) -> None:
    dataset = image_folder(simpsons, (28, 28), seed=5)
    assert dataset.seed == 5
    np.testing.assert_array_equal(all_of(dataset, 2, 7), all_of(dataset, 2, 8))
    np.testing.assert_array_equal(next(iter(dataset))[0], all_of(dataset)[:32])
    assert not np.array_equal(all_of(dataset, 2), all_of(dataset, 3))
    still = image_folder(simpsons, (28, 28), shuffle=False)
    np.testing.assert_array_equal(all_of(still, 3, 9), all_of(still))


@pytest.mark.parametrize(
    ("mode", "expected", "dtype"),
    [
        ("int", [0, 0, 1, 1], torch.int32),
        ("categorical", [[1, 0], [1, 0], [0, 1], [0, 1]], torch.float32),
        ("binary", [[0], [0], [1], [1]], torch.float32),
    ],
)
def test_labels_are_written_as_keras_writes_them(tmp_path: Path, mode: str, expected: Any, dtype: torch.dtype) -> None:
    folder = digit_folder(tmp_path, a_class=2, classes=2)
    dataset = image_folder(folder, 28, "grayscale", label_mode=mode, shuffle=False)
    (batch,) = dataset.batches()
    assert (batch.y[0].tolist(), batch.y[0].dtype) == (expected, dtype)
    assert dataset.target_shapes == (tuple(batch.y[0].shape[1:]),)
    assert batch.sample_weight == (None,)
    images, labels = next(iter(dataset.take(1)))
    assert images.numpy().shape == (4, 28, 28, 1)
    assert torch.equal(labels, batch.y[0])


def test_pictures_without_labels_come_alone(tmp_path: Path) -> None:
    dataset = image_folder(digit_folder(tmp_path), 28, label_mode=None, shuffle=False)
    (batch,) = dataset.batches()
    assert (batch.y, batch.sample_weight, dataset.target_shapes) == ((), (), ())
    assert (dataset.class_names, dataset.labels) == (None, None)
    assert next(iter(dataset)).shape == (12, 28, 28, 3)
    given = image_folder(tmp_path, 28, labels=[7] * 6 + [9] * 6, shuffle=False)
    assert given.class_names == ["7", "9"]
    assert next(given.batches()).y[0].tolist() == [7] * 6 + [9] * 6


def faulty(folder: Path) -> Path:
    """Good pictures, and one of each of what goes wrong."""
    digit_folder(folder)
    good = (folder / "0" / "0.png").read_bytes()
    (folder / "0" / "cut.png").write_bytes(good[:-100])
    (folder / "1" / "empty.jpg").write_bytes(b"")
    (folder / "1" / "page.jpg").write_bytes(b"<html>")
    (folder / "2" / "phone.heic").write_bytes(good)
    (folder / "2" / "note.txt").write_bytes(b"note")
    (folder / "2" / "turned.jpg").write_bytes(written(photograph(28, 40), "JPEG", 6))
    (folder / "2" / "modern.webp").write_bytes(written(photograph(28, 28), "WEBP"))
    (folder / "2" / "scan.tif").write_bytes(written(photograph(28, 28), "TIFF"))
    (folder / "loose.png").write_bytes(good)
    (make_folder(folder / ".thumbnails") / "0.png").write_bytes(good)
    (make_folder(folder / "2" / "._old") / "0.png").write_bytes(good)
    make_folder(folder / "nobody")
    (make_folder(folder / "zero") / "x.png").write_bytes(b"x")
    return folder


def test_every_file_is_used_or_listed_with_its_reason(tmp_path: Path, advice: Any) -> None:
    dataset = image_folder(faulty(tmp_path), 28, shuffle=False)
    assert reasons(dataset) == {
        ".thumbnails": "hidden_folder", "loose.png": "in_no_class", "2/._old": "hidden_folder",
        "0/cut.png": "damaged", "1/empty.jpg": "empty_file", "1/page.jpg": "not_a_picture",
        "2/phone.heic": "other_format", "2/note.txt": "no_picture", "zero/x.png": "not_a_picture",
    }  # fmt: skip
    listed = {path for path in reasons(dataset) if (tmp_path / path).is_file()}
    used = {Path(path).relative_to(tmp_path).as_posix() for path in dataset.file_paths}
    hidden = {".thumbnails/0.png", "2/._old/0.png"}
    there = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert used | listed | hidden == there
    assert {"2/turned.jpg", "2/modern.webp", "2/scan.tif"} <= used
    assert (dataset.num_samples, dataset.num_rotated) == (15, 1)
    assert dataset.class_names == ["0", "1", "2", "nobody", "zero"]
    assert dataset.empty_classes == ("nobody", "zero")
    left_out, empty = advice()
    assert "8 left out" in left_out
    assert "left_out" in left_out
    assert "nobody, zero" in empty
    assert all_of(dataset).shape == (15, 28, 28, 3)


def test_a_turned_picture_is_seen_upright(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "a")
    (folder / "1.png").write_bytes(written(photograph(30, 20), "PNG", 8))
    dataset = image_folder(tmp_path, (20, 30), class_names=["a"])
    np.testing.assert_array_equal(all_of(dataset)[0], np.rot90(photograph(30, 20)))


def test_damage_after_the_folder_was_read_stops_no_training(tmp_path: Path, advice: Any) -> None:
    dataset = image_folder(digit_folder(tmp_path), 28, shuffle=False, batch_size=4)
    expected = all_of(dataset.in_order())
    dataset = image_folder(tmp_path, 28, shuffle=False, batch_size=4, cache_bytes=0)
    (tmp_path / "0" / "2.png").write_bytes(b"")
    np.testing.assert_array_equal(all_of(dataset), np.delete(expected, 2, axis=0))
    assert (dataset.num_samples, len(dataset.file_paths), len(dataset.labels)) == (11, 11, 11)
    assert reasons(dataset) == {"0/2.png": "damaged"}
    assert advice()[-1].startswith("0/2.png cannot be decoded")


def test_parts_share_what_they_decoded_and_hold_different_pictures(simpsons: Path) -> None:
    train, held_out = image_folder(simpsons, 28, validation_split=0.25, seed=3, stratify=True)
    assert (train.num_samples, held_out.num_samples) == (90, 30)
    assert not set(train.file_paths) & set(held_out.file_paths)
    assert np.bincount(held_out.labels).tolist() == [3] * 10
    assert train.is_shuffled
    assert not held_out.is_shuffled
    alone = image_folder(simpsons, 28, validation_split=0.25, seed=3, subset="validation")
    assert alone.cache_bytes == 30 * 28 * 28 * 3, "pictures of the other part are not kept"
    assert train.cache_bytes == held_out.cache_bytes == 120 * 28 * 28 * 3
    few = held_out.only([2, 0])
    assert few.file_paths == [held_out.file_paths[2], held_out.file_paths[0]]
    np.testing.assert_array_equal(all_of(few), all_of(held_out)[[2, 0]])


def test_folders_that_look_like_others_are_said(tmp_path: Path, advice: Any) -> None:
    digit_folder(make_folder(tmp_path / "data" / "train"))
    digit_folder(make_folder(tmp_path / "data" / "test"))
    assert image_folder(tmp_path / "data", 28).class_names == ["test", "train"]
    image_folder(tmp_path, 28)
    image_folder(tmp_path, 28, class_names=["data"])
    parts, one = advice()
    assert str(tmp_path / "data" / "test") in parts
    assert "'data'" in one


def test_folders_without_a_usable_picture_are_refused(tmp_path: Path, messages: Any) -> None:
    make_folder(tmp_path / "a")
    messages(lambda: image_folder(tmp_path))
    (tmp_path / "a" / "b.png").write_bytes(b"")
    english, _ = messages(lambda: image_folder(tmp_path))
    assert english.got == "1 left out: a/b.png: empty file"


def test_pictures_may_be_cut_to_the_shape_or_get_borders(tmp_path: Path) -> None:
    picture = photograph(40, 60)
    Image.fromarray(picture).save(make_folder(tmp_path / "a") / "1.png")
    cut = image_folder(tmp_path, 40, crop_to_aspect_ratio=True, class_names=["a"])
    np.testing.assert_array_equal(all_of(cut)[0], picture[:, 10:50])
    padded = all_of(image_folder(tmp_path, 60, pad_to_aspect_ratio=True, class_names=["a"]))[0]
    np.testing.assert_array_equal(padded[10:50], picture)
    assert not padded[:10].any()


def small_network(shape: tuple[int, ...], outputs: int, activation: str) -> Any:
    set_seed(1)
    return models.Sequential(
        [
            layers.Rescaling(1 / 255, input_shape=shape),
            layers.Conv2D(8, 3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dense(outputs, activation=activation),
        ]
    )


@pytest.mark.parametrize(
    ("mode", "loss", "outputs", "activation"),
    [
        ("int", "sparse_categorical_crossentropy", 2, "softmax"),
        ("categorical", "categorical_crossentropy", 2, "softmax"),
        ("binary", "binary_crossentropy", 1, "sigmoid"),
    ],
)
def test_a_network_trains_is_evaluated_and_predicts(
    tmp_path: Path, mode: str, loss: str, outputs: int, activation: str
) -> None:
    digit_folder(tmp_path, a_class=40, classes=2)
    train, held_out = image_folder(tmp_path, 28, "grayscale", label_mode=mode, validation_split=0.25, seed=1)
    model = small_network((28, 28, 1), outputs, activation)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    history = model.fit(train, validation_data=held_out, epochs=6, verbose=0, seed=1)
    assert history.history["val_accuracy"][-1] > 0.9
    assert model.evaluate(train, verbose=0)[1] > 0.9
    answers = model.predict(train, verbose=0)
    classes = answers.argmax(axis=1) if outputs > 1 else answers[:, 0] > 0.5
    assert (classes == train.labels).mean() > 0.9, "in the order of labels and file_paths, though train is shuffled"
    again = small_network((28, 28, 1), outputs, activation)
    again.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    assert again.fit(train, validation_data=held_out, epochs=6, verbose=0, seed=1).history == history.history


def test_a_network_of_colors_learns_from_real_pictures(tmp_path: Path, shared_data: Path) -> None:
    folder = simpsons_folder(tmp_path, shared_data, a_class=60)
    names = ["bart_simpson", "ned_flanders", "krusty_the_clown"]
    train, held_out = image_folder(folder, 28, class_names=names, validation_split=0.2, stratify=True, seed=1)
    model = small_network((28, 28, 3), 3, "softmax")
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train, epochs=20, verbose=0, seed=1, class_weight={0: 1.0, 1: 2.0})
    assert model.evaluate(held_out, verbose=0)[1] > 0.6


def test_frames_of_one_shot_stay_on_one_side_of_the_split(tmp_path: Path, shared_data: Path) -> None:
    folder = simpsons_folder(tmp_path, shared_data, 60)
    record = audit(folder)
    shots = dict(zip(record.used, record.groups(record.used), strict=True))

    def shared_shots(**options: Any) -> int:
        parts = image_folder(folder, 28, validation_split=0.2, stratify=True, **options)
        left, right = ({shots[Path(path).relative_to(folder).as_posix()] for path in part.file_paths} for part in parts)
        return len(left & right)

    assert shared_shots() > 0
    assert shared_shots(group_near_duplicates=True) == 0
