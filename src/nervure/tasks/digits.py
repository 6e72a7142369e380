"""The included digits as training data: 8,000 for training and 2,000 held out, the same ones in every run."""

from __future__ import annotations

import numpy as np

from nervure.data import ArrayDataset, digits, split
from nervure.tasks.digests import arrays_digest
from nervure.tasks.picture_arrays import in_format
from nervure.tasks.picture_data import SPLIT_SEED, Parts, PictureData, PictureFormat, some_of
from nervure.tasks.picture_options import DIGITS, PictureOptions

_HELD_OUT = 0.2
_SIZE = (28, 28)


def digits_data(options: PictureOptions | None = None) -> PictureData:
    """The digits; the held-out ones are evaluated after each epoch, but no choice depends on them.

    Args:
        options: their size and colors, and how many of the 8,000 to use; None uses all of them unchanged.
    """
    asked = options or PictureOptions(DIGITS)
    pictures, labels = digits()
    x, y, x_held_out, y_held_out = split(pictures, labels, _HELD_OUT, stratify=True, seed=SPLIT_SEED)
    form = PictureFormat(*(asked.image_size or _SIZE), asked.color or "grayscale", "stretch", border_is_dark=True)
    training = some_of(ArrayDataset(in_format(x[..., None], form), y), asked.samples)
    validation = ArrayDataset(in_format(x_held_out[..., None], form), y_held_out, shuffle=False)
    return PictureData(
        kind=DIGITS,
        path=None,
        digest=arrays_digest(x, y, x_held_out, y_held_out),
        labels=tuple(map(str, range(10))),
        format=form,
        is_drawn=True,
        parts=Parts(training, validation, None),
        places=np.arange(len(x_held_out)),
    )
