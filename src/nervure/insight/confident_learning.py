"""Images whose labels look wrong, by confident learning."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nervure.arguments import Count, checked
from nervure.insight.insight import InsightList
from nervure.insight.judgement import Judgement, judged
from nervure.models.graph_model import GraphModel
from nervure.records.wrong_labels import LikelyWrongLabel, WrongLabelsRecord
from nervure.render.insight_tables import wrong_labels_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure

_ROUNDING = 1e-6  # tolerance of the mean: samples that all get the same probability must reach it


class LikelyWrongLabels(InsightList[WrongLabelsRecord, LikelyWrongLabel]):
    """Images whose labels look wrong, most confident first.

    Attributes:
        record: as plain values, with the images.
    """

    @property
    def items(self) -> tuple[LikelyWrongLabel, ...]:
        """The labels that look wrong, most confident first."""
        return self.record.found

    def table(self) -> str:
        """One line per label."""
        return wrong_labels_text(self.record)

    def plot(self) -> LooseFigure:
        """The images, each with its label and the more likely one."""
        from nervure.render.picture_figures import predictions_figure

        return predictions_figure([each.prediction for each in self.items])


@checked
def likely_wrong_labels(model: GraphModel, data: Any, *, most: Count = 24) -> LikelyWrongLabels:
    r"""The likely wrong labels in ``data``, found by confident learning.

    Each class has a threshold: the mean probability that images with its label get, so that a class of which the
    network is rarely sure needs less. An image confidently belongs to the most likely of the classes whose thresholds
    it reaches. If that is not the class of its label, the label is likely wrong:

    .. math::
        t_j = \frac{1}{|X_j|} \sum_{x \in X_j} p_j(x) \qquad
        C_{ij} = \Bigl|\bigl\{x \in X_i : p_j(x) \ge t_j,\; j = \arg\max_{k:\, p_k(x) \ge t_k} p_k(x)\bigr\}\Bigr|

    with the images :math:`X_j` labeled j. Images that the network itself assigns to the class of their label do not
    count: with classes of unequal size, an image may reach the low threshold of a rare class without reaching that of
    its own. The list starts with the labels whose probability is furthest below that of the more likely class.

    A weak network doubts nothing: if it is sure of something against the label, that is its own mistake. It must agree
    with the labels at least half of the way from chance to full agreement, as measured by Cohen's kappa:

    .. math::
        \kappa = \frac{p - p_e}{1 - p_e} \ge \frac{1}{2} \qquad p_e = \sum_j \frac{|X_j|}{N} \frac{|\hat X_j|}{N}

    with the share :math:`p` of labels that it agrees with, and the images :math:`\hat X_j` that it predicts as class j.
    ``.record.is_weak`` is then True.

    What it cannot know is whether the label or the network is wrong. It finds where the network confidently disagrees
    with the label: an unusual image with a correct label is found too, a wrong label that the network also believes is
    not, and the confident disagreements of a weak network are often its own mistakes. The probabilities must come from
    images that the network was *not* trained on, and the function cannot check this: the network has memorized the
    labels of its training images, including wrong ones. Labels that are all wrong in the same way are taken for the
    truth.

    Args:
        model: a classifier, see :func:`judge`.
        data: labeled images held out from training, ``(x, y)`` or a dataset; or the result of :func:`judge`.
        most: the maximum number shown.

    Returns:
        A sequence with ``.record`` and ``.plot()``.

    Raises:
        ArgumentError: the model does not output class probabilities.
        DataError: the data does not have suitable labels.

    Source:
        Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels" (2021),
        https://doi.org/10.1613/jair.1.12125; Cohen, "A coefficient of agreement for nominal scales" (1960),
        https://doi.org/10.1177/001316446002000104

    Examples:
        >>> import nervure as nv
        >>> x, y = nv.data.digits()
        >>> model = nv.Sequential([nv.Input((28, 28)), nv.layers.Flatten(), nv.layers.Dense(10, activation="softmax")])
        >>> found = likely_wrong_labels(model, (x[::100], y[::100]))
        >>> found.record.count, found.record.num_found >= len(found)
        (100, True)
        >>> found.record.is_weak, len(found)  # it was never trained
        (True, 0)
    """
    judgement = judged(model, data, "likely_wrong_labels")
    joint = confident_joint(judgement.probabilities, judgement.truths)
    thresholds = tuple(None if np.isnan(each) else float(each) for each in joint.thresholds)
    counts = tuple(map(tuple, joint.counts.tolist()))
    agreement, chance = chance_agreement(judgement.predicted, judgement.truths, len(judgement.labels))
    record = WrongLabelsRecord(judgement.labels, len(judgement), 0, counts, thresholds, (), agreement, chance)
    if not record.is_weak:
        doubted = _doubted(judgement, joint)
        record = replace(record, num_found=len(doubted), found=_shown(judgement, joint, doubted[:most]))
    return LikelyWrongLabels(record)


def _doubted(judgement: Judgement, joint: ConfidentJoint) -> NDArray[np.int64]:
    """The positions of the likely wrong labels, most confident first."""
    everyone = np.arange(len(judgement))
    margin = judgement.probabilities[everyone, judgement.truths] - judgement.probabilities[everyone, joint.likely]
    is_wrong = (joint.likely >= 0) & (joint.likely != judgement.truths) & ~judgement.is_right
    order = np.flatnonzero(is_wrong)
    return order[np.argsort(margin[order], kind="stable")]


def _shown(judgement: Judgement, joint: ConfidentJoint, doubted: NDArray[np.int64]) -> tuple[LikelyWrongLabel, ...]:
    places = [int(place) for place in doubted]
    predictions = judgement.predictions(places)
    found = []
    for place in places:
        likely, given = joint.likely[place], judgement.truths[place]
        label, probability = judgement.labels[likely], float(judgement.probabilities[place, likely])
        prediction = replace(predictions[place], label=label, probability=probability)
        found.append(LikelyWrongLabel(prediction, float(judgement.probabilities[place, given])))
    return tuple(found)


def chance_agreement(predicted: NDArray[np.int64], given: NDArray[np.int64], num_classes: int) -> tuple[float, float]:
    """The share of labels a network agrees with, and the share expected by chance; see Cohen's kappa.

    Args:
        predicted: (N,), the predicted classes.
        given: (N,), the labels.
        num_classes: the number of classes.

    Examples:
        >>> chance_agreement(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1]), 2)
        (0.75, 0.5)
    """
    said, labeled = (np.bincount(each, minlength=num_classes) / len(given) for each in (predicted, given))
    return float((predicted == given).mean()), float(said @ labeled)


class ConfidentJoint(NamedTuple):
    """Counts of labels and likely classes.

    Attributes:
        likely: (N,), the class each sample confidently belongs to; -1 if there is none.
        counts: (classes, classes), label by class, of the samples that belong to one.
        thresholds: (classes,); NaN for a class without samples.
    """

    likely: NDArray[np.int64]
    counts: NDArray[np.int64]
    thresholds: NDArray[np.float64]


def confident_joint(probabilities: NDArray[np.float32], given: NDArray[np.int64]) -> ConfidentJoint:
    """The confident joint of labels and classes; see :func:`likely_wrong_labels`.

    Args:
        probabilities: (N, classes).
        given: (N,), the labels.

    Examples:
        >>> sure = np.array([[0.9, 0.1], [0.8, 0.2], [0.1, 0.9], [0.2, 0.8], [0.05, 0.95]], np.float32)
        >>> joint = confident_joint(sure, np.array([0, 0, 1, 1, 0]))
        >>> joint.likely.tolist(), joint.counts.tolist()
        ([0, 0, 1, -1, 1], [[2, 1], [0, 1]])
    """
    num_classes = probabilities.shape[1]
    exact = probabilities.astype(np.float64)
    sizes = np.bincount(given, minlength=num_classes)
    sums = np.bincount(given, exact[np.arange(len(given)), given], minlength=num_classes)
    thresholds = np.divide(sums, sizes, out=np.full(num_classes, np.nan), where=sizes > 0)
    # A class without labeled samples has no threshold, and nothing belongs to it.
    reaches = exact >= np.where(np.isnan(thresholds), np.inf, thresholds - _ROUNDING)
    likely = np.where(reaches.any(1), np.where(reaches, exact, -1.0).argmax(1), -1)
    belongs = likely >= 0
    cells = given[belongs] * num_classes + likely[belongs]
    counts = np.bincount(cells, minlength=num_classes**2).reshape(num_classes, num_classes)
    return ConfidentJoint(likely, counts, thresholds)
