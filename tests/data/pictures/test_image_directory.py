from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from nervure.data import image_dataset_from_directory, image_folder
from nervure.language import set_language
from tests.data.made_pictures import digit_folder, photograph, written


def test_the_arguments_are_those_of_keras() -> None:
    ours = inspect.signature(image_dataset_from_directory).parameters
    theirs = inspect.signature(keras.utils.image_dataset_from_directory).parameters
    assert [name for name in ours if ours[name].kind is not inspect.Parameter.KEYWORD_ONLY] == list(theirs)
    assert {name: each.default for name, each in theirs.items()}.items() <= {
        name: each.default for name, each in ours.items()
    }.items()


def test_the_number_of_pictures_and_classes_is_printed(tmp_path: Path, capsys: Any) -> None:
    digit_folder(tmp_path)
    image_dataset_from_directory(tmp_path, image_size=(28, 28))
    assert capsys.readouterr().out == "Images found: 12, classes: 3.\n"
    image_dataset_from_directory(tmp_path, labels=None, validation_split=0.5, subset="both", seed=1)
    assert capsys.readouterr().out == "Images found: 12.\n"
    set_language("ko")
    image_dataset_from_directory(tmp_path)
    assert capsys.readouterr().out == "클래스 3개의 이미지 12장을 찾았어요.\n"
    image_dataset_from_directory(tmp_path, verbose=False)
    assert capsys.readouterr().out == ""


def test_the_two_usual_calls_hold_different_pictures_in_one_set_of_classes(tmp_path: Path) -> None:
    digit_folder(tmp_path, a_class=10)
    arguments: dict[str, Any] = {"validation_split": 0.2, "seed": 123, "image_size": (28, 28), "verbose": False}
    train = image_dataset_from_directory(tmp_path, subset="training", **arguments)
    held_out = image_dataset_from_directory(tmp_path, subset="validation", **arguments)
    assert (train.num_samples, held_out.num_samples) == (24, 6)
    assert not set(train.file_paths) & set(held_out.file_paths)
    assert train.class_names == held_out.class_names == ["0", "1", "2"]
    both = image_dataset_from_directory(tmp_path, subset="both", stratify=True, **arguments)
    assert [part.num_samples for part in both] == [24, 6]


def test_large_jpegs_have_the_numbers_of_a_whole_decoding(tmp_path: Path) -> None:
    (digit_folder(tmp_path, classes=1) / "0" / "a.jpg").write_bytes(written(photograph(), "JPEG"))
    exact = image_dataset_from_directory(tmp_path, image_size=(32, 32), shuffle=False, verbose=False)
    whole = image_folder(tmp_path, 32, shuffle=False, reduced_decoding=False)
    reduced = image_folder(tmp_path, 32, shuffle=False)
    np.testing.assert_array_equal(next(iter(exact))[0], next(iter(whole))[0])
    assert not np.array_equal(next(iter(exact))[0], next(iter(reduced))[0])


@pytest.mark.parametrize("format", ["tf", "grain"])
def test_keras_words_for_the_result_change_nothing(tmp_path: Path, format: str) -> None:
    dataset = image_dataset_from_directory(
        digit_folder(tmp_path), format=format, data_format="channels_last", verbose=False
    )
    assert dataset.num_samples == 12


def test_what_layers_cannot_take_and_half_a_split_are_refused(tmp_path: Path, messages: Any) -> None:
    digit_folder(tmp_path)
    messages(lambda: image_dataset_from_directory(tmp_path, data_format="channels_first"))
    messages(lambda: image_dataset_from_directory(tmp_path, format="torch"))
    english, _ = messages(lambda: image_dataset_from_directory(tmp_path, validation_split=0.2))
    assert "subset='both'" in english.fix
    messages(lambda: image_dataset_from_directory(tmp_path, subset="training"))
