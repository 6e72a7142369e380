"""Look-alikes of whole sets of images: how many copies that were planted are found, how many different ones grouped."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nervure.data import digits
from nervure.data.pictures.near_duplicates import Likenesses, likenesses
from nervure.data.pictures.thumbnails import thumbnails_of
from nervure.records.result import independent_count
from nervure.tasks.picture_data import places_dealt
from tests.data.drawn_garments import garments
from tests.data.planted_copies import KINDS

pytestmark = pytest.mark.slow

_COPIES = 60  # of each kind
Pictures = list[NDArray[np.uint8]]


class Expected(NamedTuple):
    """What a set of images must come to.

    Attributes:
        pictures: the images, from the folder of shared data.
        most_grouped: the largest share of its own images that may be in groups.
        largest: group that there may be.
        tells_least: as how many different images the test part must tell at least, as a share of its number.
        least: the share of planted copies that must be found, by their kind; of kinds that do not stand here, 0.95.
    """

    pictures: Callable[[Path], Pictures]
    most_grouped: float
    largest: int
    tells_least: float
    least: dict[str, float]


def archived(name: str) -> Callable[[Path], Pictures]:
    def read(shared_data: Path) -> Pictures:
        with tarfile.open(shared_data / name) as members:
            files = [members.extractfile(each) for each in members if each.name.endswith(".jpg")]
            return [np.asarray(Image.open(io.BytesIO(each.read())).convert("RGB")) for each in files if each]

    return read


# What is measured, less a little: of small gray images others come as near as what strong JPEG leaves of a copy.
_OF_GARMENTS = {
    "brighter by -40": 0.2, "brighter by -20": 0.7, "contrast 1.3": 0.45, "resized 0.75": 0.65,
    "JPEG 10": 0.0, "JPEG 20": 0.1, "JPEG 30": 0.35, "JPEG 50": 0.55,
}  # fmt: skip
SETS = {
    "garments": Expected(lambda _: list(garments(10_000)), 0.006, 8, 0.93, _OF_GARMENTS),
    "digits": Expected(
        lambda _: list(digits()[0]), 0.001, 2, 0.99, {"JPEG 10": 0.3, "JPEG 20": 0.75, "resized 0.75": 0.6}
    ),
    "CIFAR-10": Expected(archived("cifar10_train_500_per_class.tar.gz"), 0.003, 2, 0.99, {}),
    # Frames of films: that many of them are neighbors is so.
    "Simpsons": Expected(
        archived("simpsons_rgb_train.tar.gz"), 0.25, 8, 0.55, {"JPEG 10": 0.65, "JPEG 20": 0.9, "JPEG 30": 0.9}
    ),
    "flowers": Expected(archived("flowers_2934_200px.tar.gz"), 0.012, 2, 0.98, {}),
}


def with_copies(pictures: Pictures) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Thumbnails of the images and, behind them, of copies of some; and of which: for each kind others."""
    chosen = np.random.RandomState(0).permutation(len(pictures))[: _COPIES * len(KINDS)].reshape(len(KINDS), _COPIES)
    planted = [make(pictures[place]) for make, places in zip(KINDS.values(), chosen, strict=True) for place in places]
    return np.stack([thumbnails_of(each[None])[0] for each in [*pictures, *planted]]), chosen


def in_groups(found: Likenesses) -> tuple[int, int]:
    """How many images are in groups with others, and how large the largest group is."""
    counts = np.bincount(found.groups)
    return int(counts[counts > 1].sum()), int(counts.max())


@pytest.mark.parametrize("name", SETS)
def test_planted_copies_are_found_and_different_images_stay_alone(name: str, shared_data: Path) -> None:
    expected = SETS[name]
    pictures = expected.pictures(shared_data)
    thumbnails, chosen = with_copies(pictures)
    count = len(pictures)
    alone, planted = likenesses(thumbnails[:count]), likenesses(thumbnails)
    grouped, largest = in_groups(alone)
    places = count + np.arange(chosen.size).reshape(chosen.shape)
    found = dict(zip(KINDS, (planted.groups[places] == planted.groups[chosen]).mean(axis=1).tolist(), strict=True))
    test = places_dealt(np.zeros(count, np.int64), alone.groups).test
    assert len(test) == pytest.approx(count / 10, rel=0.01)
    assert independent_count(alone.groups[test].tolist()) >= expected.tells_least * len(test)
    assert grouped <= expected.most_grouped * count
    assert largest <= expected.largest
    assert {kind: share for kind, share in found.items() if share < expected.least.get(kind, 0.95)} == {}
