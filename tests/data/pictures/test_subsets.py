from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from keras.src.utils import dataset_utils

from nervure.data.pictures.class_folders import Listing, list_classes
from nervure.data.pictures.subsets import parts_of
from tests.data.pictures.test_class_folders import KERAS_FORMATS, tree
from tests.data.pictures.test_folder_labels import arguments


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tree(tmp_path, *(f"{name}/{number}.jpg" for name in "abc" for number in range(11)))


def rows(folder: Path, **given: Any) -> list[list[int]]:
    listing = list_classes(folder)
    return [part.rows.tolist() for part in parts_of(listing, [True] * 33, arguments(folder, **given))]


@pytest.mark.parametrize("seed", [0, 123, 2**31])
@pytest.mark.parametrize("fraction", [0.2, 0.5])
@pytest.mark.filterwarnings("ignore")
def test_the_same_seed_holds_the_files_out_that_keras_holds_out(folder: Path, seed: int, fraction: float) -> None:
    paths, labels, _ = dataset_utils.index_directory(str(folder), "inferred", KERAS_FORMATS, seed=seed, verbose=False)
    listing = list_classes(folder)
    for subset in ("training", "validation"):
        theirs, their_labels = dataset_utils.get_training_or_validation_split(paths, labels, fraction, subset)
        (ours,) = rows(folder, seed=seed, validation_split=fraction, subset=subset)
        assert [str(folder / listing.paths[row]) for row in ours] == theirs
        assert [listing.labels[row] for row in ours] == their_labels.tolist()
    both = rows(folder, seed=seed, validation_split=fraction, subset="both")
    assert both == rows(folder, seed=seed, validation_split=fraction), "which is meant where no subset is named"
    assert sorted(both[0] + both[1]) == list(range(33))


def test_without_a_seed_two_calls_agree(folder: Path) -> None:
    (training,) = rows(folder, validation_split=0.3, subset="training")
    (held_out,) = rows(folder, validation_split=0.3, subset="validation")
    assert sorted(training + held_out) == list(range(33))
    assert rows(folder) == [list(range(33))], "nothing is held out, and the order is drawn at each epoch"


def test_only_the_part_to_train_on_is_shuffled_where_both_are_wanted(folder: Path) -> None:
    listing = list_classes(folder)
    both = parts_of(listing, [True] * 33, arguments(folder, validation_split=0.3, seed=1))
    assert [part.shuffles for part in both] == [True, False]
    (alone,) = parts_of(listing, [True] * 33, arguments(folder, validation_split=0.3, seed=1, subset="validation"))
    assert alone.shuffles


def test_a_damaged_file_moves_no_other(folder: Path) -> None:
    listing = list_classes(folder)
    usable = [row not in (3, 20) for row in range(33)]
    whole = parts_of(listing, [True] * 33, arguments(folder, validation_split=0.3, seed=4))
    damaged = parts_of(listing, usable, arguments(folder, validation_split=0.3, seed=4))
    for before, after in zip(whole, damaged, strict=True):
        assert after.rows.tolist() == [row for row in before.rows.tolist() if usable[row]]


def test_every_class_gets_its_share_where_that_is_asked_for(folder: Path, advice: Any) -> None:
    labels = np.repeat([0, 1, 2], 11)
    training, held_out = rows(folder, validation_split=0.27, stratify=True, shuffle=False)
    assert np.bincount(labels[held_out]).tolist() == [3, 3, 3]
    assert training == sorted(training)
    assert sorted(training + held_out) == list(range(33))
    assert advice() == []


@pytest.mark.parametrize("stratify", [True, False])
def test_pictures_that_look_the_same_stay_on_one_side(folder: Path, stratify: bool) -> None:
    listing = list_classes(folder)
    given = arguments(folder, validation_split=0.3, stratify=stratify, group_near_duplicates=True, shuffle=False)

    def in_threes(paths: Sequence[str]) -> Any:
        return np.arange(len(paths)) // 3

    usable = [row != 7 for row in range(33)]
    training, held_out = (part.rows.tolist() for part in parts_of(listing, usable, given, in_threes))
    left = [row for row in range(33) if row != 7]
    assert sorted(training + held_out) == left
    assert all(len({row in held_out for row in left[first : first + 3]}) == 1 for first in range(0, 32, 3))
    assert 6 <= len(held_out) <= 12


def test_classes_on_one_side_only_are_said(folder: Path, advice: Any) -> None:
    rows(folder, validation_split=0.2, shuffle=False)
    rows(folder, validation_split=0.34, shuffle=False)
    first, second = advice()
    assert "held-out images lack entire classes: a, b." in first
    assert "training images lack entire classes: c." in second


def test_parts_without_a_picture_are_refused(folder: Path, messages: Any) -> None:
    assert messages(lambda: rows(folder, validation_split=0.01))[0].got == "samples: 33"
    listing = Listing(("1.jpg", "2.jpg"), (), (), ())
    messages(lambda: parts_of(listing, [True, True], arguments(folder, validation_split=0.5, stratify=True)))
