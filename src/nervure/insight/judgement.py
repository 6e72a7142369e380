"""A classifier's predictions for labeled images: computed once, read by everything that looks for errors."""

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
    """The probabilities of all classes for each image of some data, with the true classes.

    :func:`judge` makes it. ``confusion``, ``mistakes``, ``class_table``, ``calibration`` and ``likely_wrong_labels``
    accept it in place of data, so that the network runs only once.

    Args:
        model: the model that made the predictions.
        source: the images, to show some of them.
        probabilities: ``(N, classes)``.
        truths: ``(N,)``, the numbers of the true classes.
        labels: the names of the classes.

    Attributes:
        model: the model that made the predictions.
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
        """``(N,)``, the numbers of the most likely classes; the first of equally likely ones."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @functools.cached_property
    def confidence(self) -> NDArray[np.float32]:
        """``(N,)``, their probabilities."""
        return np.asarray(self.probabilities.max(axis=1))

    @property
    def is_right(self) -> NDArray[np.bool_]:
        """``(N,)``, whether the most likely class is the true one."""
        return np.asarray(self.predicted == self.truths)

    @property
    def balanced_accuracy(self) -> float:
        """The mean, over the classes that occur, of the share of their images that was recognized; NaN for none."""
        shares = [self.is_right[self.truths == label].mean() for label in np.unique(self.truths)]
        return float(np.mean(shares)) if shares else float("nan")

    @functools.cached_property
    def loss(self) -> float:
        """The mean cross-entropy; a probability below 1e-7 counts as 1e-7, as in Keras."""
        of_the_truth = self.probabilities[np.arange(len(self)), self.truths].astype(np.float64)
        return float(-np.log(np.maximum(of_the_truth, _LEAST_PROBABILITY)).mean())

    def __len__(self) -> int:
        return len(self.truths)

    def __repr__(self) -> str:
        return f"<Judgement of {len(self)} pictures in {len(self.labels)} classes: {self.is_right.sum()} right>"

    def predictions(self, places: Sequence[int]) -> dict[int, Prediction]:
        """The images at those positions with their predictions, by position.

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
    """The predictions of ``model`` for labeled images.

    Args:
        model: a classifier: one output, softmax over the classes, or a sigmoid for two; or compiled with a loss that
            reads logits.
        data: ``(x, y)``, or a dataset with labels, such as an ``ImageFolder``; augmentation is ignored, as in
            ``evaluate``. Labels are class numbers or one-hot.
        labels: the names of the classes; by default those of the folder, or their numbers.

    Returns:
        The judgement, for ``confusion(model, judgement)`` and its relatives.

    Raises:
        ArgumentError: the model does not output class probabilities, or ``labels`` has a different length.
        DataError: there are no samples, no labels, or a label that is not a class of the model; or a probability is
            NaN.

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
    """:func:`judge` for ``where``, a call or a run, which errors name."""
    output = ClassOutput.of(model, where)
    dataset = labeled_dataset(data, where)
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
    """``data`` if it is already a judgement, otherwise the predictions of ``model`` for it.

    Raises:
        ArgumentError: the judgement is of a different model.
    """
    check_model(model, where)
    if not isinstance(data, Judgement):
        return judge_for(where, model, data)
    if data.model is not model:
        raise ArgumentError.of("insight.other_model", where=where, got=data.model.name, expected=model.name)
    return data


def labeled_dataset(data: Any, where: str) -> Dataset:
    """``data`` as a dataset in its own order.

    Raises:
        DataError: it does not have labels, or has several.
    """
    dataset = picture_dataset(data)
    batch = dataset.first_batch()
    if batch is not None and len(batch.y) != 1:
        raise DataError.of("insight.no_labels", where=where, got=len(batch.y))
    return dataset


def picture_dataset(data: Any) -> Dataset:
    """``data``, arrays ``x`` or ``(x, y)`` or a dataset, as a dataset in its own order, without augmentation."""
    if isinstance(data, tuple) and len(data) > 1:
        return as_dataset(data[0], data[1], batch_size=_BATCH_SIZE, shuffle=False)
    if hasattr(data, "shape"):
        return as_dataset(data, batch_size=_BATCH_SIZE, shuffle=False)
    return as_dataset(data, shuffle=False, repeat=False)


def given_names(dataset: Dataset, labels: Sequence[str] | None) -> Sequence[str] | None:
    """``labels``, or the dataset's class names by number, or None."""
    if labels is not None or not isinstance(dataset, ImageFolder):
        return labels
    numbers, names = dataset.labels, dataset.class_names
    # Explicitly given numbers may have gaps; their names are then in order, not at their numbers.
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
