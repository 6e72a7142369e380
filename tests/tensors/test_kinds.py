from __future__ import annotations

import pytest

from nervure.errors import ShapeError, UnknownNameError
from nervure.language import set_language
from nervure.tensors.kinds import KINDS, Traits, readings, settled


def kinds(*shape: int, is_bytes: bool = False, is_whole: bool = False) -> list[str]:
    return [reading.kind for reading in readings(Traits(shape, is_bytes, is_whole))]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((), ["scalar"]),
        ((5,), ["vector"]),
        ((100, 7), ["vectors", "sequence", "matrix", "grey_picture"]),
        ((3, 3, 5), ["sequences", "grey_pictures"]),
        ((100, 50, 1), ["sequences", "picture"]),
        ((32, 40, 3), ["picture", "sequences", "grey_pictures"]),
        ((3, 32, 40), ["picture_channels_first", "sequences", "grey_pictures"]),
        ((8, 28, 28, 1), ["pictures", "video"]),
        ((8, 28, 28, 3), ["pictures", "video", "grey_videos"]),
        ((8, 3, 32, 32), ["pictures_channels_first", "feature_maps", "grey_videos"]),
        ((8, 26, 26, 32), ["feature_maps", "grey_videos"]),
        ((2, 10, 28, 28, 3), ["videos"]),
        ((2, 10, 28, 28, 1), ["videos", "volumes"]),
        ((2, 10, 28, 28, 16), ["volumes"]),
        ((1, 2, 3, 4, 5, 6), []),
    ],
)
def test_a_shape_may_be_these_kinds_the_likeliest_first(shape: tuple[int, ...], expected: list[str]) -> None:
    assert kinds(*shape) == expected


def test_bytes_are_likelier_pictures_than_vectors() -> None:
    assert kinds(28, 28, is_bytes=True)[0] == "grey_picture"
    assert kinds(10, 28, 28, is_bytes=True)[0] == "grey_pictures"
    assert kinds(3, 5, is_bytes=True)[0] == "vectors"


def test_only_whole_numbers_may_be_labels() -> None:
    assert kinds(9, is_whole=True) == ["vector", "labels"]


def test_the_lectures_table_is_among_the_kinds() -> None:
    assert KINDS["vectors"].axes == ("samples", "features")
    assert KINDS["sequences"].axes == ("samples", "timesteps", "features")
    assert KINDS["pictures"].axes == ("samples", "height", "width", "channels")
    assert KINDS["videos"].axes == ("samples", "frames", "height", "width", "channels")


def test_a_color_picture_is_called_so_in_both_languages() -> None:
    assert settled("picture", (4, 4, 3), "describe").sentence == "one color image"
    assert settled("picture", (4, 4, 1), "describe").sentence == "one gray image with a channel axis"
    set_language("ko")
    assert settled("pictures", (2, 4, 4, 4), "describe").sentence == "컬러 이미지"


def test_a_kind_with_other_axes_is_an_error_that_names_those_that_fit() -> None:
    with pytest.raises(ShapeError) as caught:
        settled("videos", (10, 28, 28), "describe")
    assert str(caught.value).splitlines() == [
        "describe: an array with 3 axes is not of the kind 'videos'.",
        "  expected: (samples, frames, height, width, channels)",
        "  got:      shape (10, 28, 28)",
        "  fix:      Choose a kind with 3 axes: sequences, grey_pictures, picture, picture_channels_first.",
    ]


def test_channels_that_no_picture_has_are_an_error() -> None:
    with pytest.raises(ShapeError, match="axis 2 cannot be the channels of 'picture'"):
        settled("picture", (3, 3, 5), "describe")


def test_a_misspelled_kind_is_found() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'sequences'"):
        settled("sequnces", (1, 2, 3), "describe")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_said(kind: str) -> None:
    assert settled(kind, (3,) * len(KINDS[kind].axes), "describe").kind == kind
