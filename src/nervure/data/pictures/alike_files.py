"""Finds image files that look the same."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from nervure.data.pictures.near_duplicates import groups_of, in_order
from nervure.data.pictures.picture_file import decode, strictly
from nervure.data.pictures.source import PictureSource
from nervure.data.pictures.thumbnails import thumbnails_of
from nervure.files import raise_if_of_the_machine

_ENOUGH = (64, 64)  # pixels that suffice for a thumbnail: JPEGs then decode faster


def groups_of_files(source: PictureSource, paths: Sequence[str], workers: int) -> NDArray[np.int64]:
    """The groups of the images at ``paths``; see :func:`nervure.data.near_duplicates`.

    An image that turns out not to be decodable is its own group.

    Args:
        source: the source of the images.
        paths: the paths of the images.
        workers: the number of decoding threads.
    """
    with strictly(), ThreadPoolExecutor(workers) as pool:
        thumbnails = list(pool.map(lambda path: _thumbnail(source, path), paths))
    groups = np.arange(len(paths))
    readable = [place for place, each in enumerate(thumbnails) if each is not None]
    if readable:
        found = [each for each in thumbnails if each is not None]
        groups[readable] = len(paths) + groups_of(np.stack(found))
    return in_order(groups)


def _thumbnail(source: PictureSource, path: str) -> NDArray[np.uint8] | None:
    try:
        picture = decode(io.BytesIO(source.read(path)), "rgb", _ENOUGH)
    except Exception as problem:  # damaged inside, or deleted since: reading it for training reports that
        raise_if_of_the_machine(source.place / path, problem)
        return None
    made: NDArray[np.uint8] = thumbnails_of(picture[None])[0]
    return made
