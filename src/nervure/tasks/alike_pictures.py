"""Which of the pictures that a network is judged on look alike: they tell less than as many different ones."""

from __future__ import annotations

import numpy as np

from nervure.data.pictures.near_duplicates import groups_of
from nervure.data.pictures.thumbnails import thumbnails_of
from nervure.errors import unsaid
from nervure.records.result import independent_count
from nervure.tasks.picture_data import PictureSet, Rows


def alike_groups(pictures: PictureSet) -> Rows:
    """For each picture, in the order in which ``predict`` answers, the number of its group of those that look the same.

    As :func:`nervure.data.near_duplicates`, for pictures that are read batch by batch.
    """
    batches = pictures.in_order().batches()
    thumbnails = [thumbnails_of(batch.x[0]) for batch in batches]
    with unsaid("data.alike_divided"):  # it was said of all pictures when they were dealt out
        return groups_of(np.concatenate(thumbnails)) if thumbnails else np.zeros(0, np.int64)


def num_independent(pictures: PictureSet) -> float:
    """How many independent pictures tell as much, see :func:`~nervure.records.result.independent_count`."""
    return independent_count(alike_groups(pictures).tolist())
