"""Evaluates a saved run on labeled images."""

from __future__ import annotations

import os

import numpy as np
from numpy.typing import NDArray

from nervure.data import ImageFolder
from nervure.errors import advise
from nervure.insight import Judgement, confusion
from nervure.records.evaluation import Evaluation, Unseen
from nervure.records.result import independent_count
from nervure.render.numbers import percentage
from nervure.tasks.alike_pictures import alike_groups
from nervure.tasks.judging import judged_pictures
from nervure.tasks.learned_pictures import are_learned
from nervure.tasks.picture_data import PictureSet, Rows
from nervure.tasks.saved_run import SavedRun


def evaluate_run(run: SavedRun, data: str | os.PathLike[str]) -> Evaluation:
    """The run evaluated on a folder, an ``.npz`` file, or ``"digits"``; see :meth:`SavedRun.dataset`.

    Raises:
        FileError: there is no such folder or file, or the run's record of its training images was altered.
        DataError: it holds no images, or classes unknown to the run.
    """
    pictures = run.dataset(data)
    judged = judge_run(run, pictures)
    learned, groups = learned_among(run, pictures, judged, str(data)), alike_groups(pictures)
    unseen = None if learned is None else _over(judged, groups, ~learned)
    left_out = pictures.left_out if isinstance(pictures, ImageFolder) else ()
    counts = confusion(run.model, judged, examples=0).record
    independent = independent_count(groups.tolist())
    return Evaluation(run.name, str(data), judged.loss, counts, left_out, independent, unseen)


def _over(judged: Judgement, groups: Rows, chosen: NDArray[np.bool_]) -> Unseen:
    right = int(judged.is_right[chosen].sum())
    return Unseen(int(chosen.sum()), right, independent_count(groups[chosen].tolist()))


def learned_among(run: SavedRun, pictures: PictureSet, judged: Judgement, where: str) -> NDArray[np.bool_] | None:
    """Which of the images the run learned from, ``(N,)``; reported in advice if there are any.

    Args:
        run: the run.
        pictures: the result of :meth:`SavedRun.dataset`.
        judged: the run's predictions for them.
        where: their name, for messages.

    Returns:
        None if the run does not record it, which is also reported in advice.

    Raises:
        FileError: the record was altered.
    """
    learned = are_learned(run.path, pictures)
    if learned is None:
        advise("evaluate.unrecorded", run=run.name, data=where)
    elif learned.all():
        advise("evaluate.all_learned", run=run.name, data=where, count=len(learned))
    elif learned.any():
        right = judged.is_right[~learned]
        advise(
            "evaluate.learned", run=run.name, data=where, learned=int(learned.sum()), count=len(learned),
            others=len(right), right=int(right.sum()), accuracy=percentage(float(right.mean()), 2),
        )  # fmt: skip
    return learned


def judge_run(run: SavedRun, pictures: PictureSet) -> Judgement:
    """The run's predictions for images with the run's class numbers."""
    return judged_pictures(run.model, pictures, run.labels, run.name)
