"""A saved run judged on labelled pictures."""

from __future__ import annotations

import os

from nervure.data import ImageFolder
from nervure.errors import advise
from nervure.insight import Judgement, confusion
from nervure.records.evaluation import Evaluation
from nervure.tasks.alike_pictures import num_independent
from nervure.tasks.judging import judged_pictures
from nervure.tasks.picture_data import PictureSet
from nervure.tasks.saved_run import SavedRun


def evaluate_run(run: SavedRun, data: str | os.PathLike[str]) -> Evaluation:
    """The run judged on a folder, an ``.npz`` file, or ``"digits"``; see :meth:`SavedRun.dataset`.

    Raises:
        FileError: there is no such folder or file.
        DataError: it holds no pictures, or classes that the run never learned.
    """
    learned, pictures = is_learned(run, data), run.dataset(data)
    judged = judge_run(run, pictures)
    left_out = pictures.left_out if isinstance(pictures, ImageFolder) else ()
    counts = confusion(run.model, judged, examples=0).record
    return Evaluation(run.name, str(data), judged.loss, counts, left_out, num_independent(pictures), learned)


def is_learned(run: SavedRun, data: str | os.PathLike[str]) -> bool:
    """Whether the run learned from most of the pictures that it is judged on in ``data``; then advice says so."""
    learned = run.learned_from(data)
    if learned:
        advise("evaluate.learned", data=str(data))
    return learned


def judge_run(run: SavedRun, pictures: PictureSet) -> Judgement:
    """What the run says about pictures whose classes have the numbers of its own."""
    return judged_pictures(run.model, pictures, run.labels, run.name)
