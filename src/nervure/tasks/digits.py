"""The shipped digits as the data of a training: 8,000 to learn from and 2,000 held out, the same ones in every run."""

from __future__ import annotations

import numpy as np

from nervure.data import ArrayDataset, digits, split
from nervure.tasks.digests import arrays_digest
from nervure.tasks.picture_data import SPLIT_SEED, PictureData, PictureFormat, some_of
from nervure.tasks.picture_options import DIGITS

_HELD_OUT = 0.2


def digits_data(samples: int | None = None) -> PictureData:
    """The digits; those held out are looked at after each epoch, and nothing is chosen by them.

    Args:
        samples: how many of the 8,000 are used; None uses all.
    """
    pictures, labels = digits()
    x, y, x_held_out, y_held_out = split(pictures, labels, _HELD_OUT, stratify=True, seed=SPLIT_SEED)
    chosen = some_of(np.arange(len(y)), samples)
    return PictureData(
        kind=DIGITS,
        path=None,
        digest=arrays_digest(x[chosen], y[chosen], x_held_out, y_held_out),
        labels=tuple(map(str, range(10))),
        format=PictureFormat(28, 28, "grayscale", "stretch", border_is_dark=True),
        is_drawn=True,
        training=ArrayDataset(x[chosen, ..., None], y[chosen]),
        validation=ArrayDataset(x_held_out[..., None], y_held_out, shuffle=False),
        test=None,
    )
