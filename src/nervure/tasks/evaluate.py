"""A saved run judged on labelled pictures."""

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
    """The run judged on a folder, an ``.npz`` file, or ``"digits"``; see :meth:`SavedRun.dataset`.

    Raises:
        FileError: there is no such folder or file, or the run's record of what it learned from was altered.
        DataError: it holds no pictures, or classes that the run never learned.
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
    """Which of the pictures the run learned from, ``(N,)``; advice says so where there are some.

    Args:
        run: the run.
        pictures: as :meth:`SavedRun.dataset` gives them.
        judged: what the run says of them.
        where: what they were named as.

    Returns:
        None where the run does not record it; advice says that too.

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
    """What the run says about pictures whose classes have the numbers of its own."""
    return judged_pictures(run.model, pictures, run.labels, run.name)
