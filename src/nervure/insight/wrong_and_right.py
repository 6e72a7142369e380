"""Which classes are confused, where the network is sure and wrong, and how well each class is recognized."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nervure.arguments import Count, FromZero, checked
from nervure.insight.insight import Insight, InsightList
from nervure.insight.judgement import Judgement, judged
from nervure.models.graph_model import GraphModel
from nervure.records.class_table import ClassRow, ClassTableRecord
from nervure.records.confusion import ConfusionExamples, ConfusionRecord
from nervure.records.mistakes import MistakesRecord
from nervure.records.prediction import Prediction
from nervure.render.insight_tables import class_table_text, confusion_text, predictions_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure


class Confusion(Insight[ConfusionRecord]):
    """A confusion matrix: rows are the true classes, columns the predicted ones.

    Attributes:
        record: as plain values, with the images that each number counts.
    """

    @property
    def counts(self) -> NDArray[np.int64]:
        """``(classes, classes)``: how many images of a class (row) were predicted as each class (column)."""
        return np.array(self.record.counts, dtype=np.int64)

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes."""
        return self.record.labels

    def table(self) -> str:
        """The numbers, and the most frequent confusions."""
        return confusion_text(self.record)

    def plot(self) -> LooseFigure:
        """The matrix: the share of each row in each column."""
        from nervure.render.confusion_figure import confusion_figure

        return confusion_figure(self.record)


class Mistakes(InsightList[MistakesRecord, Prediction]):
    """The most confident mistakes of a network.

    Attributes:
        record: as plain values, with the images.
    """

    @property
    def items(self) -> tuple[Prediction, ...]:
        """The mistakes, most confident first."""
        return self.record.most_confident

    def table(self) -> str:
        """One line per mistake."""
        return predictions_text(self.items)

    def plot(self) -> LooseFigure:
        """The images, each with its predicted class."""
        from nervure.render.picture_figures import predictions_figure

        return predictions_figure(self.items)


class ClassTable(Insight[ClassTableRecord]):
    """How well each class is recognized.

    Attributes:
        record: as plain values.
    """

    @property
    def rows(self) -> tuple[ClassRow, ...]:
        """One row per class, in the order of their numbers."""
        return self.record.rows

    def table(self) -> str:
        """One line per class, and the means."""
        return class_table_text(self.record)

    def plot(self) -> LooseFigure:
        """Precision and recall of each class."""
        from nervure.render.class_table_figure import class_table_figure

        return class_table_figure(self.record)


@checked
def confusion(model: GraphModel, data: Any, *, examples: FromZero = 12) -> Confusion:
    """Which classes ``model`` confuses with which.

    Args:
        model: a classifier, see :func:`judge`.
        data: labeled images, ``(x, y)`` or a dataset; or the result of :func:`judge`.
        examples: how many images are kept for each number, the most confident ones; 0 keeps none.

    Returns:
        ``.counts[truth, label]``, ``.record``, ``.plot()``.

    Raises:
        ArgumentError: the model does not output class probabilities.
        DataError: the data does not have suitable labels.

    Examples:
        >>> import nervure as nv
        >>> x, y = nv.data.digits()
        >>> model = nv.Sequential([nv.Input((28, 28)), nv.layers.Flatten(), nv.layers.Dense(10, activation="softmax")])
        >>> matrix = confusion(model, (x[::100], y[::100]))
        >>> matrix.counts.sum().item(), matrix.counts.sum(axis=1).tolist() == np.bincount(y[::100]).tolist()
        (100, True)
    """
    judgement = judged(model, data, "confusion")
    counts = _counts(judgement)
    shown = _examples(judgement, examples) if examples else {}
    predictions = judgement.predictions([place for places in shown.values() for place in places])
    kept = tuple(
        ConfusionExamples(truth, label, tuple(predictions[place] for place in places))
        for (truth, label), places in shown.items()
    )
    return Confusion(ConfusionRecord(judgement.labels, tuple(map(tuple, counts.tolist())), kept))


@checked
def mistakes(model: GraphModel, data: Any, *, most: Count = 24) -> Mistakes:
    """The images that ``model`` misclassifies, most confident first.

    Args:
        model: a classifier, see :func:`judge`.
        data: labeled images, ``(x, y)`` or a dataset; or the result of :func:`judge`.
        most: the maximum number of images.

    Returns:
        A sequence of predictions with ``.record`` and ``.plot()``.

    Raises:
        ArgumentError: the model does not output class probabilities.
        DataError: the data does not have suitable labels.

    Examples:
        >>> import nervure as nv
        >>> x, y = nv.data.digits()
        >>> model = nv.Sequential([nv.Input((28, 28)), nv.layers.Flatten(), nv.layers.Dense(10, activation="softmax")])
        >>> found = mistakes(model, (x[::100], y[::100]), most=5)
        >>> len(found), all(prediction.is_wrong for prediction in found)
        (5, True)
    """
    judgement = judged(model, data, "mistakes")
    wrong = np.flatnonzero(~judgement.is_right)
    surest = _surest(judgement, wrong, most)
    predictions = judgement.predictions(surest)
    shown = tuple(predictions[place] for place in surest)
    return Mistakes(MistakesRecord(len(judgement), len(wrong), shown))


def class_table(model: GraphModel, data: Any) -> ClassTable:
    """Precision, recall and F1 of each class.

    Args:
        model: a classifier, see :func:`judge`.
        data: labeled images, ``(x, y)`` or a dataset; or the result of :func:`judge`.

    Returns:
        ``.rows``, one per class, ``.record``, ``.plot()``.

    Raises:
        ArgumentError: the model does not output class probabilities.
        DataError: the data does not have suitable labels.

    Examples:
        >>> import nervure as nv
        >>> x, y = nv.data.digits()
        >>> model = nv.Sequential([nv.Input((28, 28)), nv.layers.Flatten(), nv.layers.Dense(10, activation="softmax")])
        >>> sum(row.count for row in class_table(model, (x[::100], y[::100])).rows)
        100
    """
    judgement = judged(model, data, "class_table")
    counts = _counts(judgement)
    numbers = zip(judgement.labels, counts.sum(1).tolist(), counts.sum(0).tolist(), counts.diagonal().tolist(),
                  strict=True)  # fmt: skip
    return ClassTable(ClassTableRecord(tuple(ClassRow(*each) for each in numbers)))


def _counts(judgement: Judgement) -> NDArray[np.int64]:
    num_classes = len(judgement.labels)
    places = judgement.truths * num_classes + judgement.predicted
    return np.bincount(places, minlength=num_classes**2).reshape(num_classes, num_classes)


def _surest(judgement: Judgement, places: NDArray[np.int64], most: int) -> list[int]:
    """The positions with the highest confidence; equal ones in the order of the data."""
    order = np.argsort(-judgement.confidence[places], kind="stable")
    return [int(place) for place in places[order[:most]]]


def _examples(judgement: Judgement, most: int) -> dict[tuple[int, int], list[int]]:
    """The most confident images of every non-empty cell, by truth and label, rows first."""
    order = np.lexsort((-judgement.confidence, judgement.predicted, judgement.truths))
    truths, labels = judgement.truths[order], judgement.predicted[order]
    begins = np.flatnonzero((np.diff(truths) != 0) | (np.diff(labels) != 0)) + 1
    cells = (places[:most].tolist() for places in np.split(order, begins))
    return {(int(judgement.truths[places[0]]), int(judgement.predicted[places[0]])): places for places in cells}
