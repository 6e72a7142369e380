"""What pictures look like before a network sees them, judged on a sample of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from nervure.data.auditing.appearance import Appearance, Look, appearance_of, look_at
from nervure.data.pictures.picture_file import Header, decode, examined, strictly
from nervure.data.pictures.source import PictureSource
from nervure.data.pictures.store import usual_workers
from nervure.tasks.spreading import spread

_SAMPLE = 256
_ENOUGH = (64, 64)  # pixels of a copy: JPEGs are decoded faster so

Array = np.ndarray[Any, Any]


def appearance_of_files(source: PictureSource, paths: Sequence[str]) -> Appearance | None:
    """What the pictures at ``paths`` look like; None where no file of the sample is a picture.

    Args:
        source: where they are.
        paths: of the files.
    """
    chosen = [paths[place] for place in spread(len(paths), _SAMPLE)]
    with strictly(), ThreadPoolExecutor(usual_workers()) as pool:
        looks = [look for look in pool.map(lambda path: _look(source, path), chosen) if look is not None]
    return appearance_of(looks) if looks else None


def appearance_of_arrays(x: Array) -> Appearance:
    """What pictures ``(N, height, width, 1 or 3)``, with levels from 0 to 255, look like."""
    return appearance_of([look_at(picture) for picture in x[spread(len(x), _SAMPLE)]])


def _look(source: PictureSource, path: str) -> Look | None:
    try:
        data = source.read(path)
        header = examined(data, path)
        if not isinstance(header, Header):
            return None
        return look_at(decode(io.BytesIO(data), "rgb", _ENOUGH), (header.height, header.width))
    except Exception:  # gone, or damaged inside: whoever reads all of them lists it
        return None
