from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from nervure.data import digits, near_duplicates
from nervure.data.pictures.near_duplicates import groups_of, in_order, likenesses
from nervure.data.pictures.thumbnails import SIDE, thumbnails_of
from nervure.records.result import independent_count
from tests.data.drawn_garments import garments
from tests.data.made_pictures import photograph, simpsons
from tests.data.planted_copies import KINDS


def scenes(count: int, seed: int = 0) -> NDArray[np.uint8]:
    """Pictures of 48 by 48 pixels with soft spots of color, none like another: ``(count, 48, 48, 3)``."""
    drawn = np.random.RandomState(seed).randint(0, 256, (count, 6, 6, 3)).astype(np.uint8)
    return np.stack([np.asarray(Image.fromarray(each).resize((48, 48), Image.Resampling.BICUBIC)) for each in drawn])


def written_again(picture: NDArray[np.uint8], side: int, quality: int) -> NDArray[np.uint8]:
    """The picture after it was made smaller, written as JPEG, and made large again."""
    held = io.BytesIO()
    Image.fromarray(picture).resize((side, side)).save(held, format="JPEG", quality=quality)
    return np.asarray(Image.open(held).resize(picture.shape[1::-1]))


def sizes(groups: NDArray[np.int64]) -> list[int]:
    """How many pictures the groups with more than one have."""
    counts = np.bincount(groups)
    return sorted(counts[counts > 1].tolist())


def test_copies_in_another_size_and_quality_are_found() -> None:
    pictures = scenes(40)
    copies = np.stack([written_again(each, 32, 60) for each in pictures[:10]])
    groups = near_duplicates(np.concatenate([pictures, copies]))
    assert groups.tolist() == [*range(40), *range(10)]


def test_mirrored_copies_of_photographs_are_found_and_belong_to_the_group_of_the_others() -> None:
    pictures = scenes(40)
    mirrored = np.stack([written_again(each[:, ::-1], 32, 60) for each in pictures[:10]])
    upside_down = pictures[10:12, ::-1]
    groups = near_duplicates(np.concatenate([pictures, mirrored, pictures[:1], upside_down]))
    assert groups.tolist() == [*range(40), *range(10), 0, 40, 41]


def test_a_mirrored_sign_is_another_sign() -> None:
    sign = np.full((32, 32, 3), 250, np.uint8)
    sign[4:28, 8:12] = sign[16:20, 8:22] = sign[24:28, 8:22] = sign[16:28, 18:22] = (180, 20, 20)  # b
    assert near_duplicates(np.stack([sign, sign[:, ::-1], sign])).tolist() == [0, 1, 0]
    x, y = digits()
    x = x[y != 1][::20]  # a 1 that is mirrored is nearly the same 1
    assert sizes(near_duplicates(np.concatenate([x, x[:, :, ::-1]]))) == []


def test_pictures_of_one_frame_of_a_film_and_the_next_belong_together() -> None:
    scene, figure = photograph(48, 96)[:, :48], np.full((16, 10, 3), (250, 200, 40), np.uint8)
    frames = np.repeat(scene[None], 5, axis=0)
    for number, frame in enumerate(frames):
        frame[20:36, 6 + 2 * number : 16 + 2 * number] = figure
    groups = near_duplicates(np.concatenate([frames, scenes(30)]))
    assert groups.tolist() == [0] * 5 + [*range(1, 31)]


def test_digits_are_not_grouped_because_they_are_drawn_alike() -> None:
    x, _ = digits()
    grouped = sizes(near_duplicates(x[::2]))
    assert sum(grouped) <= 10, f"{grouped} of 5000"
    alone = near_duplicates(np.concatenate([x[::100], x[1001:1010]]))
    copies = near_duplicates(np.concatenate([x[::100], x[1001:1010], x[1001:1010]]))
    assert sum(sizes(alone)) <= 2
    assert copies.tolist() == [*alone, *alone[-9:]]


def test_garments_that_are_drawn_alike_stay_different() -> None:
    found = likenesses(thumbnails_of(garments(2000)))
    grouped = sizes(found.groups)
    assert sum(grouped) <= 20, grouped
    assert max(grouped, default=0) <= 4
    assert independent_count(found.groups.tolist()) > 1980
    of_other_groups = found.groups[found.doubtful[:, 0]] != found.groups[found.doubtful[:, 1]]
    assert of_other_groups.all(), "what is doubtful is taken for different"


# Blacker, a dark garment loses its folds; at 28 pixels, little is left of one behind JPEG of low quality.
_GARMENTS_LEAST = {
    "brighter by -40": 0.2, "brighter by -20": 0.7, "contrast 1.3": 0.4, "resized 0.75": 0.7,
    "JPEG 10": 0.0, "JPEG 20": 0.1, "JPEG 30": 0.4, "JPEG 50": 0.7,
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_planted_copies_are_found_among_garments_and_among_photographs(kind: str) -> None:
    for pictures, least in ((garments(600), _GARMENTS_LEAST.get(kind, 0.95)), (scenes(300), 0.98)):
        planted = np.stack([KINDS[kind](each) for each in pictures[::10]])
        groups = near_duplicates(np.concatenate([pictures, planted]))
        found = groups[len(pictures) :] == groups[: len(pictures) : 10]
        assert found.mean() >= least, f"{found.mean():.2f} of {len(planted)}"
        assert max(sizes(groups), default=0) <= 4


def test_frames_of_a_cartoon_are_grouped_within_their_shots(shared_data: Path) -> None:
    by_class = simpsons(shared_data / "simpsons_rgb_train.tar.gz", 120)
    pictures = [
        np.asarray(Image.open(io.BytesIO(data)).convert("RGB")) for each in by_class.values() for data in each.values()
    ]
    labels = np.repeat(np.arange(10), 120)
    groups = near_duplicates(np.stack(pictures))
    assert all(len(np.unique(labels[groups == group])) == 1 for group in range(groups.max() + 1))
    assert 40 < sum(sizes(groups)) < 300
    assert max(sizes(groups)) < 10


def test_photographs_of_different_things_stay_alone(shared_data: Path) -> None:
    pictures = []
    with tarfile.open(shared_data / "cifar10_train_500_per_class.tar.gz") as members:
        for number, member in enumerate(members):
            if number % 3 == 0 and Path(member.name).suffix == ".jpg" and not Path(member.name).name.startswith("."):
                stream = members.extractfile(member)
                assert stream is not None
                pictures.append(np.asarray(Image.open(io.BytesIO(stream.read())).convert("RGB")))
    assert sum(sizes(near_duplicates(np.stack(pictures)))) <= 4


def test_all_copies_within_the_bound_are_found() -> None:
    # More than one block of pictures, some of them alike, beside what the formula says of all pairs at once.
    drawn = scenes(520, seed=3)[:, ::3, ::3].mean(axis=-1, keepdims=True).repeat(3, axis=-1)
    drawn[:, [0, -1]] = drawn[:, :, [0, -1]] = 128  # on an even ground, so that there are no scenes
    noise = (
        np.random.RandomState(1).normal(0, 14, (480, SIDE, SIDE, 1)) * np.linspace(0.2, 1.6, 480)[:, None, None, None]
    )
    thumbnails = np.clip(np.concatenate([drawn, drawn[:480] + noise]), 0, 255).astype(np.uint8)
    groups = groups_of(thumbnails)
    assert groups.tolist() == by_the_formula(thumbnails)
    assert 0.3 < (groups[520:] == groups[:480]).mean() < 0.95, "some of both kinds"


def by_the_formula(thumbnails: NDArray[np.uint8]) -> list[int]:
    """Groups of pairs by the definition of a copy, slowly, in float64, for fewer than 1,024 gray pictures."""
    bright = thumbnails[..., 0].astype(np.float64)
    changes = np.diff(bright, axis=2)[:, :-1], np.diff(bright, axis=1)[:, :, :-1]
    edges = np.concatenate([each.reshape(len(bright), -1) for each in changes], axis=1)
    edges /= np.linalg.norm(edges, axis=1, keepdims=True)
    apart = np.stack([((edges - each) ** 2).sum(axis=1) / 2 for each in edges])
    np.fill_diagonal(apart, np.inf)
    nearest = np.sort(apart, axis=1)[:, round(0.02 * len(apart)) - 1]
    tolerance = np.clip(0.55 * nearest**3, 0.01, 0.25)
    labels = np.arange(len(bright))
    for one, other in np.argwhere(apart <= np.minimum.outer(tolerance, tolerance)):
        if one < other:
            labels[other] = labels[one]
    return in_order(labels).tolist()


def test_a_chain_is_divided_and_the_user_hears_of_it(advice: Callable[[], list[str]]) -> None:
    # Each is near the next, the ends have nothing in common.
    first, last = scenes(2, seed=5).astype(np.float64)
    steps = np.linspace(0, 1, 400)[:, None, None, None]
    chain = np.clip(first + (last - first) * steps, 0, 255).astype(np.uint8)
    groups = near_duplicates(chain)
    assert np.bincount(groups).max() <= 200
    assert groups[0] != groups[200] != groups[399]
    (said,) = advice()
    assert "look like one in another group" in said


def test_pictures_that_all_look_the_same_stay_together_however_many_they_are(advice: Callable[[], list[str]]) -> None:
    # Six still scenes, each a sixth of all, with the noise of a camera; of every second picture a mirrored one.
    noise = np.random.RandomState(0).normal(0, 6, (600, 16, 16, 3))
    frames = np.clip(np.repeat(scenes(6)[:, ::3, ::3], 100, axis=0) + noise, 0, 255).astype(np.uint8)
    frames[::2] = frames[::2, :, ::-1]
    assert groups_of(frames).tolist() == np.repeat(np.arange(6), 100).tolist()
    assert near_duplicates(np.repeat(frames[:1], 500, axis=0)).tolist() == [0] * 500, "copies have no bound"
    assert advice() == []


@pytest.mark.parametrize("form", ["levels", "fractions", "tensor", "half precision", "with alpha", "grey", "read-only"])
def test_pictures_come_in_every_usual_form(form: str) -> None:
    pictures: Any = scenes(6)
    pictures = np.concatenate([pictures, pictures[2:3]])
    if form == "fractions":
        pictures = pictures.astype(np.float32) / 255
    elif form == "tensor":
        pictures = torch.from_numpy(pictures)
    elif form == "half precision":
        pictures = torch.from_numpy(pictures).to(torch.bfloat16) / 255
    elif form == "read-only":
        pictures.flags.writeable = False
    elif form == "with alpha":
        pictures = np.concatenate([pictures, np.full((7, 48, 48, 1), 255, np.uint8)], axis=-1)
    elif form == "grey":
        pictures = pictures.mean(axis=-1).astype(np.uint8)
    assert near_duplicates(pictures).tolist() == [0, 1, 2, 3, 4, 5, 2]


@pytest.mark.parametrize("form", ["bool", "uint8", "int64"])
def test_black_and_white_pictures_are_told_apart_however_they_are_written(form: str) -> None:
    drawn = digits()[0][::500] > 127
    assert near_duplicates(np.concatenate([drawn, drawn[4:5]]).astype(form)).tolist() == [*range(20), 4]


def test_no_picture_and_one_picture_are_no_trouble() -> None:
    assert near_duplicates(np.zeros((0, 8, 8, 3), np.uint8)).tolist() == []
    assert near_duplicates(scenes(1)).tolist() == [0]


def test_what_is_no_picture_is_refused(messages: Any) -> None:
    english, _ = messages(lambda: near_duplicates(np.zeros((3, 4))))
    assert english.got == "(3, 4)"
    messages(lambda: near_duplicates(np.zeros((3, 4, 4, 7))))
