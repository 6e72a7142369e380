"""Whether a network is right as often as its probabilities claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nervure.arguments import Count, checked
from nervure.insight.insight import Insight
from nervure.insight.judgement import judged
from nervure.models.graph_model import GraphModel
from nervure.records.calibration import CalibrationBin, CalibrationRecord
from nervure.render.insight_tables import calibration_text

if TYPE_CHECKING:
    from nervure.render.figure import LooseFigure


class Calibration(Insight[CalibrationRecord]):
    """The share of correct predictions by their probability.

    Attributes:
        record: as plain values.
    """

    @property
    def expected_error(self) -> float | None:
        """The average gap between probability and share of correct predictions; see the record."""
        return self.record.expected_error

    def table(self) -> str:
        """One line per bin of probabilities."""
        return calibration_text(self.record)

    def plot(self) -> LooseFigure:
        """The reliability diagram."""
        from nervure.render.calibration_figure import calibration_figure

        return calibration_figure(self.record)


@checked
def calibration(model: GraphModel, data: Any, *, bins: Count = 15) -> Calibration:
    r"""How far the probabilities of ``model`` can be trusted.

    Predictions are put into bins by the probability of the predicted class; in each bin, the share of correct ones
    should equal the mean probability.

    .. math:: \text{ECE} = \sum_b \frac{n_b}{n}\, |\text{accuracy}_b - \text{confidence}_b|

    Args:
        model: a classifier, see :func:`judge`.
        data: labeled images, ``(x, y)`` or a dataset; or the result of :func:`judge`. Training images would only show
            how sure the network is of what it memorized.
        bins: the number of bins of equal width between 0 and 1.

    Returns:
        ``.expected_error``, ``.record``, ``.plot()``.

    Raises:
        ArgumentError: the model does not output class probabilities.
        DataError: the data does not have suitable labels.

    Source:
        Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks" (2017),
        https://arxiv.org/abs/1706.04599

    Examples:
        >>> import nervure as nv
        >>> x, y = nv.data.digits()
        >>> model = nv.Sequential([nv.Input((28, 28)), nv.layers.Flatten(), nv.layers.Dense(10, activation="softmax")])
        >>> found = calibration(model, (x[::100], y[::100]))
        >>> found.record.count, 0 <= found.expected_error <= 1
        (100, True)
    """
    judgement = judged(model, data, "calibration")
    edges = np.linspace(0, 1, bins + 1)
    confidence, is_right = judgement.confidence.astype(np.float64), judgement.is_right
    places = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    counts = np.bincount(places, minlength=bins)
    confidences = np.bincount(places, confidence, minlength=bins)
    rights = np.bincount(places, is_right, minlength=bins)
    found = tuple(
        CalibrationBin(
            float(edges[place]),
            float(edges[place + 1]),
            int(count),
            float(confidences[place] / count) if count else None,
            float(rights[place] / count) if count else None,
        )
        for place, count in enumerate(counts.tolist())
    )
    return Calibration(CalibrationRecord(found, float(confidence.mean()), float(is_right.mean())))
