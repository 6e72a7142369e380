"""The shipped digits as the data of a training: 8,000 to learn from and 2,000 held out, the same ones in every run."""

from __future__ import annotations

from nervure.data import ArrayDataset, digits, split
from nervure.tasks.digests import arrays_digest
from nervure.tasks.picture_data import SPLIT_SEED, Parts, PictureData, PictureFormat, some_of
from nervure.tasks.picture_options import DIGITS

_HELD_OUT = 0.2


def digits_data(samples: int | None = None) -> PictureData:
    """The digits; those held out are looked at after each epoch, and nothing is chosen by them.

    Args:
        samples: how many of the 8,000 are used; None uses all.
    """
    pictures, labels = digits()
    x, y, x_held_out, y_held_out = split(pictures, labels, _HELD_OUT, stratify=True, seed=SPLIT_SEED)
    training = some_of(ArrayDataset(x[..., None], y), samples)
    validation = ArrayDataset(x_held_out[..., None], y_held_out, shuffle=False)
    return PictureData(
        kind=DIGITS,
        path=None,
        digest=arrays_digest(x, y, x_held_out, y_held_out),
        labels=tuple(map(str, range(10))),
        format=PictureFormat(28, 28, "grayscale", "stretch", border_is_dark=True),
        is_drawn=True,
        parts=Parts(training, validation, None),
    )
