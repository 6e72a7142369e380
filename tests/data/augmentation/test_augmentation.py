from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from nervure.data.augmentation.augmentation import PRESETS, Augmentation, augmentation_of
from nervure.errors import ArgumentError, UnknownNameError


def test_presets_suit_their_kind_of_picture() -> None:
    photographs, signs, none = (augmentation_of(name) for name in ("photographs", "signs", "none"))
    assert photographs.horizontal_flip
    assert photographs.changes_colours
    assert photographs.erasing > 0
    assert not signs.horizontal_flip
    assert not signs.vertical_flip
    assert not signs.changes_colours
    assert signs.erasing == 0
    assert signs.changes_places
    assert none == Augmentation()
    assert (none.changes_places, none.changes_colours) == (False, False)
    assert set(PRESETS) == {"photographs", "signs", "none"}


def test_settings_of_ones_own_go_through_as_they_are() -> None:
    own = dataclasses.replace(Augmentation.photographs(), vertical_flip=True)
    assert augmentation_of(own) is own
    with pytest.raises(dataclasses.FrozenInstanceError):
        own.rotation = 3.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("rotation", 181), ("rotation", -1), ("shift", 1.5), ("scale", float("nan")), ("shear", "5"),
        ("elastic", 0.6), ("brightness", 1.1), ("contrast", None), ("saturation", True), ("erasing", 2),
    ],
)  # fmt: skip
def test_a_setting_out_of_its_range_says_the_range(messages: Callable[..., Any], name: str, wrong: Any) -> None:
    english, _ = messages(lambda: Augmentation(**{name: wrong}))
    assert isinstance(english, ArgumentError)
    assert name in english.where
    assert repr(wrong) in english.got


@pytest.mark.parametrize("area", [0.2, (0.2,), (0.0, 0.2), (0.3, 0.2), (0.1, 1.1), ("a", "b")])
def test_erased_areas_are_two_parts_in_order(messages: Callable[..., Any], area: Any) -> None:
    english, _ = messages(lambda: Augmentation(erased_area=area))
    assert "erased_area" in english.fix


def test_unknown_words_are_told_the_nearest_known_one() -> None:
    with pytest.raises(UnknownNameError, match="photographs"):
        augmentation_of("photograps")
    with pytest.raises(UnknownNameError, match="nearest"):
        Augmentation(fill_mode="nearst")
    with pytest.raises(ArgumentError, match="Write horizontal_flip=True or horizontal_flip=False"):
        Augmentation(horizontal_flip="yes")  # type: ignore[arg-type]
