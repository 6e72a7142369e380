"""A saved run judged on labelled pictures."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

import numpy as np

from nervure.data import ImageFolder
from nervure.errors import DataError
from nervure.records.confusion import ConfusionRecord
from nervure.records.evaluation import Evaluation
from nervure.tasks.picture_data import PictureSet, in_batches_of
from nervure.tasks.saved_run import SavedRun

_AT_ONCE = 256
_LEAST_PROBABILITY = 1e-7

Array = np.ndarray[Any, Any]


class Answers(NamedTuple):
    """What a network says about labelled pictures.

    Attributes:
        labels: the likeliest class of each, ``(N,)``.
        truths: the class of each, ``(N,)``.
        loss: the mean cross-entropy.
    """

    labels: Array
    truths: Array
    loss: float

    @property
    def is_right(self) -> Array:
        """Whether each was recognised, ``(N,)``."""
        return np.asarray(self.labels == self.truths)


def evaluate_run(run: SavedRun, data: str | os.PathLike[str]) -> Evaluation:
    """The run judged on a folder, an ``.npz`` file, or ``"digits"``; see :meth:`SavedRun.dataset`.

    Raises:
        FileError: there is no such folder or file.
        DataError: it holds no pictures, or classes that the run never learned.
    """
    pictures = run.dataset(data)
    answers = answers_of(run, pictures)
    if not len(answers.truths):
        raise DataError.of("evaluate.empty", where=str(data))
    counts = np.zeros((len(run.labels), len(run.labels)), np.int64)
    np.add.at(counts, (answers.truths, answers.labels), 1)
    confusion = ConfusionRecord(run.labels, tuple(map(tuple, counts.tolist())))
    left_out = pictures.left_out if isinstance(pictures, ImageFolder) else ()
    return Evaluation(run.name, str(data), answers.loss, confusion, left_out)


def answers_of(run: SavedRun, pictures: PictureSet) -> Answers:
    """What the run says about pictures whose classes have the numbers of its own.

    Files that turn out damaged only while they are read are left out.
    """
    labels, truths, losses = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for batch in in_batches_of(pictures, _AT_ONCE).in_order().batches():
        numbers = _numbers(batch.y[0].numpy())
        probabilities = run.probabilities(batch.x[0].numpy())
        of_the_truth = probabilities[np.arange(len(numbers)), numbers]
        labels.append(probabilities.argmax(axis=1))
        truths.append(numbers)
        losses.append(-np.log(np.maximum(of_the_truth, _LEAST_PROBABILITY)))
    loss = np.concatenate(losses)
    return Answers(np.concatenate(labels), np.concatenate(truths), float(loss.mean()) if len(loss) else 0.0)


def _numbers(targets: Array) -> Array:
    """Of the classes, also where they come one-hot."""
    return (targets.argmax(axis=1) if targets.ndim == 2 else targets).astype(np.int64)
