"""Near duplicates among the images that a network is evaluated on: they carry less evidence than distinct images."""

from __future__ import annotations

import numpy as np

from nervure.data.pictures.near_duplicates import groups_of
from nervure.data.pictures.thumbnails import thumbnails_of
from nervure.errors import unsaid
from nervure.records.result import independent_count
from nervure.tasks.picture_data import PictureSet, Rows


def alike_groups(pictures: PictureSet) -> Rows:
    """The group number of each image, in the order of ``predict``'s results, where a group looks the same.

    Like :func:`nervure.data.near_duplicates`, for images that are read batch by batch.
    """
    batches = pictures.in_order().batches()
    thumbnails = [thumbnails_of(batch.x[0]) for batch in batches]
    with unsaid("data.alike_divided"):  # already reported for all images when they were split
        return groups_of(np.concatenate(thumbnails)) if thumbnails else np.zeros(0, np.int64)


def num_independent(pictures: PictureSet) -> float:
    """The equivalent number of independent images, see :func:`~nervure.records.result.independent_count`."""
    return independent_count(alike_groups(pictures).tolist())
