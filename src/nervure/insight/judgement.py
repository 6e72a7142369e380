"""What a classifier says about labelled pictures: computed once, read by everything that asks where it is wrong."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nervure.data import Batch, Dataset, ImageFolder, as_dataset, class_labels
from nervure.errors import ArgumentError, DataError
from nervure.insight.class_output import ClassOutput, check_finite, check_model, label_names
from nervure.insight.shown_images import PictureSource
from nervure.kernels.memory import keeping_memory
from nervure.models.graph_model import GraphModel
from nervure.models.preparation import feed_of
from nervure.ops.op import Context
from nervure.records.picture import Picture
from nervure.records.prediction import Prediction

_BATCH_SIZE = 128
_LEAST_PROBABILITY = 1e-7
MOST_PX = 96


class Judgement:
    """The probabilities of all classes for each picture of some data, beside the true classes.

    :func:`judge` makes it. ``confusion``, ``mistakes``, ``class_table``, ``calibration`` and ``likely_wrong_labels``
    take it in place of data, so that the network walks only once.

    Args:
        model: who judged.
        source: the pictures, to show some of them.
        probabilities: ``(N, classes)``.
        truths: ``(N,)``, the numbers of the true classes.
        labels: the names of the classes.

    Attributes:
        model: who judged.
        probabilities: ``(N, classes)``, float32.
        truths: ``(N,)``, int64.
        labels: the names of the classes, in the order of the outputs.
    """

    def __init__(
        self,
        model: GraphModel,
        source: PictureSource,
        probabilities: NDArray[np.float32],
        truths: NDArray[np.int64],
        labels: Sequence[str],
    ) -> None:
        self.model, self.probabilities, self.truths = model, probabilities, truths
        self.labels, self.source = tuple(labels), source

    @functools.cached_property
    def predicted(self) -> NDArray[np.int64]:
        """``(N,)``, the numbers of the likeliest classes; of equally likely ones the first."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @functools.cached_property
    def confidence(self) -> NDArray[np.float32]:
        """``(N,)``, what they were given."""
        return np.asarray(self.probabilities.max(axis=1))

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """``(N,)``, whether the likeliest class is the true one."""
        return np.asarray(self.predicted == self.truths)

    @property
    def balanced_accuracy(self) -> float:
        """The mean, over the classes that occur, of the share of their pictures that was recognised; nan for none."""
        shares = [self.is_right[self.truths == label].mean() for label in np.unique(self.truths)]
        return float(np.mean(shares)) if shares else float("nan")

    @functools.cached_property
    def loss(self) -> float:
        """The mean cross-entropy; a probability of less than 1e-7 counts as that, as in Keras."""
        of_the_truth = self.probabilities[np.arange(len(self)), self.truths].astype(np.float64)
        return float(-np.log(np.maximum(of_the_truth, _LEAST_PROBABILITY)).mean())

    def __len__(self) -> int:
        return len(self.truths)

    def __repr__(self) -> str:
        return f"<Judgement of {len(self)} pictures in {len(self.labels)} classes: {self.is_right.sum()} right>"

    def predictions(self, places: Sequence[int]) -> dict[int, Prediction]:
        """The pictures at those places with what was said about them, by place.

        Raises:
            DataError: the data cannot be read again.
        """
        pictures = self.source.pictures(places, MOST_PX)
        paths = dict(zip(places, self.source.paths(places), strict=True))
        return {place: self._prediction(place, picture, paths[place]) for place, picture in pictures.items()}

    def _prediction(self, place: int, picture: Picture, path: str | None) -> Prediction:
        label, truth = self.labels[self.predicted[place]], self.labels[self.truths[place]]
        return Prediction(label, float(self.confidence[place]), picture, truth, place, path)


def judge(model: GraphModel, data: Any, labels: Sequence[str] | None = None) -> Judgement:
    """What ``model`` says about labelled pictures.

    Args:
        model: a classifier: one output, softmax over the classes, or a sigmoid for two; or compiled with a loss that
            reads logits.
        data: ``(x, y)``, or a dataset with labels, such as an ``ImageFolder``; augmented pictures are taken as they
            were before, as ``evaluate`` does. Labels are class numbers or one-hot.
        labels: the names of the classes; those of the folder, or else their numbers.

    Returns:
        The judgement, for ``confusion(model, judgement)`` and its relatives.

    Raises:
        ArgumentError: the model gives no probabilities of classes, or ``labels`` has another length.
        DataError: there is no sample, no label, or a label that is no class of the model; or a probability is NaN.

    Examples:
        >>> import nervure as nv
        >>> x, y = nv.data.digits()
        >>> model = nv.Sequential([nv.Input((28, 28)), nv.layers.Flatten(), nv.layers.Dense(10, activation="softmax")])
        >>> judged = judge(model, (x[::100], y[::100]))
        >>> judged.probabilities.shape, len(judged)
        ((100, 10), 100)
    """
    return judge_for("judge", model, data, labels)


def judge_for(where: str, model: GraphModel, data: Any, labels: Sequence[str] | None = None) -> Judgement:
    """:func:`judge` for ``where``, a call or a run: errors name it."""
    output = ClassOutput.of(model, where)
    dataset = labelled_dataset(data, where)
    names = label_names(given_names(dataset, labels), output.num_classes, where)
    feed = feed_of(model, dataset, where, with_targets=False)
    probabilities, truths, source = [], [], PictureSource(dataset)
    with torch.no_grad(), keeping_memory():
        for batch in source.batches():
            (y,) = model.network().forward(feed.adapt(batch).x, Context())
            probabilities.append(output.probabilities(y).float().cpu().numpy())
            truths.append(_truths(batch, len(names)))
    if not truths:
        raise DataError.of("insight.no_samples", where=where)
    found = np.concatenate(probabilities)
    check_finite(found, where)
    return Judgement(model, source, found, np.concatenate(truths), names)


def judged(model: GraphModel, data: Any, where: str) -> Judgement:
    """``data`` if it is a judgement already, else what ``model`` says about it.

    Raises:
        ArgumentError: the judgement is one of another model.
    """
    check_model(model, where)
    if not isinstance(data, Judgement):
        return judge_for(where, model, data)
    if data.model is not model:
        raise ArgumentError.of("insight.other_model", where=where, got=data.model.name, expected=model.name)
    return data


def labelled_dataset(data: Any, where: str) -> Dataset:
    """``data`` as a dataset in its own order.

    Raises:
        DataError: it has no labels, or several.
    """
    dataset = picture_dataset(data)
    batch = dataset.first_batch()
    if batch is not None and len(batch.y) != 1:
        raise DataError.of("insight.no_labels", where=where, got=len(batch.y))
    return dataset


def picture_dataset(data: Any) -> Dataset:
    """``data``, arrays ``x`` or ``(x, y)`` or a dataset, as a dataset in its own order; augmented ones as they were."""
    if isinstance(data, tuple) and len(data) > 1:
        return as_dataset(data[0], data[1], batch_size=_BATCH_SIZE, shuffle=False)
    if hasattr(data, "shape"):
        return as_dataset(data, batch_size=_BATCH_SIZE, shuffle=False)
    return as_dataset(data, shuffle=False, repeat=False)


def given_names(dataset: Dataset, labels: Sequence[str] | None) -> Sequence[str] | None:
    """``labels``, else the names of the classes by number that the dataset knows, else None."""
    if labels is not None or not isinstance(dataset, ImageFolder):
        return labels
    numbers, names = dataset.labels, dataset.class_names
    # Numbers that were given by hand may have gaps; their names then stand in their order, not at their places.
    return None if numbers is None or names is None or numbers.max(initial=0) >= len(names) else names


def _truths(batch: Batch, num_classes: int) -> NDArray[np.int64]:
    """(size,), the numbers of the true classes."""
    y: Tensor = batch.y[0]
    found = class_labels(y)
    if found is None or found.dtype.kind not in "biu":
        raise DataError.of("insight.labels_are_no_classes", where="y", got=f"{tuple(y.shape)} {y.dtype}")
    wrong = found[(found < 0) | (found >= num_classes)]
    if len(wrong):
        raise DataError.of("insight.label_range", where="y", last=num_classes - 1, got=wrong[0].item())
    return found.astype(np.int64)
