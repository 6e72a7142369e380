from __future__ import annotations

import dataclasses
import inspect
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nervure.data import image_folder
from nervure.data.pictures.folder_arguments import FolderArguments
from nervure.data.pictures.framing import Frame
from nervure.data.pictures.store import usual_workers
from nervure.errors import ArgumentError

GIVEN: dict[str, Any] = {
    "path": "pictures", "image_size": 32, "color_mode": "rgb", "labels": "inferred", "label_mode": "int",
    "class_names": None, "batch_size": 8, "shuffle": True, "seed": None, "validation_split": None, "subset": None,
    "stratify": False, "interpolation": "bilinear", "crop_to_aspect_ratio": False, "pad_to_aspect_ratio": False,
    "follow_links": False, "dtype": "float32", "reduced_decoding": True, "cache_bytes": 10,
    "cache_folder": None, "workers": None,
}  # fmt: skip


def test_arguments_that_can_be_meant_are_kept() -> None:
    given = FolderArguments(**GIVEN)
    assert (given.path, given.batch_size) == (Path("pictures"), 8)
    reading = given.reading()
    assert (reading.frame, reading.shape) == (Frame(32, 32), (32, 32, 3))
    assert (reading.workers, reading.cache_bytes) == (usual_workers(), 10)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("path", None),
        ("image_size", (32, 0)),
        ("color_mode", "gray"),
        ("color_mode", 3),
        ("label_mode", "one_hot"),
        ("batch_size", 0),
        ("batch_size", None),
        ("shuffle", "no"),
        ("seed", 1.5),
        ("validation_split", 1.0),
        ("validation_split", 20),
        ("subset", "training"),
        ("stratify", True),
        ("interpolation", "lanczos"),
        ("crop_to_aspect_ratio", "no"),
        ("follow_links", "no"),
        ("dtype", "float16"),
        ("reduced_decoding", "no"),
        ("cache_bytes", -1),
        ("cache_folder", 3),
        ("cache_bytes", 1e9 + 0.5),
        ("workers", 0),
    ],
)
def test_arguments_that_cannot_be_meant_are_named(messages: Any, name: str, value: Any) -> None:
    english, _ = messages(lambda: FolderArguments(**GIVEN | {name: value}).reading())
    assert english.where == name


def test_defaults_are_those_of_the_function() -> None:
    own = {field.name: field.default for field in dataclasses.fields(FolderArguments) if field.name != "path"}
    theirs = {name: each.default for name, each in inspect.signature(image_folder).parameters.items() if name != "path"}
    assert own == theirs


def test_a_cache_is_in_the_folder_that_is_named_or_in_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NERVURE_CACHE", "/somewhere")
    expected = {None: None, False: None, True: Path("/somewhere/pictures"), "here": Path("here")}
    found = {given: FolderArguments(**GIVEN | {"cache_folder": given}).cache_folder for given in expected}
    assert found == expected
    monkeypatch.delenv("NERVURE_CACHE")
    assert "nervure" in str(FolderArguments(**GIVEN | {"cache_folder": True}).cache_folder).lower()


def test_parts_are_words_of_keras(messages: Any) -> None:
    english, _ = messages(lambda: FolderArguments(**GIVEN | {"validation_split": 0.2, "subset": "train"}))
    assert "'training'" in english.fix
    assert FolderArguments(**GIVEN | {"validation_split": 0.2, "subset": "both"}).subset == "both"


@pytest.mark.parametrize("value", [1, 32, np.int64(7), np.array(7), 2.0])
def test_whole_numbers_above_zero_count(value: int) -> None:
    made = FolderArguments("pictures", batch_size=value)
    assert made.batch_size == value
    assert type(made.batch_size) is int


@pytest.mark.parametrize("value", [0, -1, 2.5, "32", None, True])
def test_nothing_else_counts(value: object, messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: FolderArguments("pictures", batch_size=value))
    assert isinstance(english, ArgumentError)
    assert english.where == "batch_size"
    assert english.got == f"batch_size={value!r}"
    assert "batch_size=32" in english.fix
    assert "batch_size=32" in korean.fix


def test_a_whole_number_may_have_any_sign(messages) -> None:  # type: ignore[no-untyped-def]
    assert (
        FolderArguments("pictures", seed=np.int64(-7)).seed,
        FolderArguments("pictures", seed=0).seed,
        FolderArguments("pictures").seed,
    ) == (-7, 0, None)
    english, _ = messages(lambda: FolderArguments("pictures", seed=1.5))
    assert (english.where, english.got) == ("seed", "seed=1.5")


def test_a_word_is_not_taken_for_true(messages) -> None:  # type: ignore[no-untyped-def]
    assert FolderArguments("pictures", shuffle=np.True_).shuffle is True
    english, _ = messages(lambda: FolderArguments("pictures", shuffle="batch"))
    assert english.got == "shuffle='batch'"
