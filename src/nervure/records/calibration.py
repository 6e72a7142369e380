"""Whether a network is right as often as its probabilities claim."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The predictions whose probability is in one bin.

    Args:
        low: the lower limit, which is excluded except in the first bin.
        high: the upper limit, which is included.
        count: the number of predictions in the bin.
        confidence: their mean probability; None if there is none.
        accuracy: the share that is correct; None if there is none.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class CalibrationRecord:
    """Reliability by confidence.

    Args:
        bins: the bins from 0 to 1, in order.
        confidence: the mean probability of the predicted classes; None if there are no predictions.
        accuracy: the share of correct predictions; None if there are none.
    """

    bins: tuple[CalibrationBin, ...]
    confidence: float | None
    accuracy: float | None

    @property
    def count(self) -> int:
        """The number of predictions."""
        return sum(each.count for each in self.bins)

    @property
    def expected_error(self) -> float | None:
        r"""The mean gap between probability and share of correct predictions, over the predictions; None without any.

        .. math:: \text{ECE} = \sum_b \frac{n_b}{n}\, |\text{accuracy}_b - \text{confidence}_b|

        Source:
            Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015),
            https://doi.org/10.1609/aaai.v29i1.9602; Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural
            networks" (2017), https://arxiv.org/abs/1706.04599
        """
        if not self.count:
            return None
        return sum(
            each.count / self.count * abs(each.accuracy - each.confidence)
            for each in self.bins
            if each.accuracy is not None and each.confidence is not None
        )

    def chance_error(self, share: float = 1.0) -> float | None:
        r"""The average value of ``expected_error`` if every probability were right; None without any predictions.

        With few predictions in a bin, their share of correct ones deviates from the probability by chance alone, so an
        error of this size is not evidence against the probabilities.

        .. math:: \sum_b \frac{n_b}{n}\, \mathrm{E}\left|\frac{k}{m_b} - p_b\right|,
            \quad k \sim \text{binomial}(m_b, p_b)

        Args:
            share: the number of independent samples per prediction, so that :math:`m_b` is that share of :math:`n_b`,
                at least 1.

        Source:
            The mean deviation of a binomial variable is de Moivre's, "Miscellanea analytica" (1730); see Diaconis and
            Zabell, "Closed form summation for classical distributions" (1991), https://doi.org/10.1214/ss/1177011699

        Examples:
            >>> record = CalibrationRecord((CalibrationBin(0.0, 1.0, 100, 0.8, 0.9),), 0.8, 0.9)
            >>> round(record.expected_error, 3), round(record.chance_error(), 3)
            (0.1, 0.032)
        """
        if not self.count:
            return None
        return sum(
            each.count / self.count * _mean_deviation(max(1, round(share * each.count)), each.confidence)
            for each in self.bins
            if each.confidence is not None
        )


def _mean_deviation(count: int, probability: float) -> float:
    """The average distance between the share of successes in this many trials and their probability."""
    if not 0 < probability < 1:
        return 0.0
    above = min(count, math.floor(count * probability) + 1)  # the first number of successes above the mean
    ways = math.lgamma(count + 1) - math.lgamma(above + 1) - math.lgamma(count - above + 1)
    logarithm = ways + above * math.log(probability) + (count - above + 1) * math.log1p(-probability)
    return 2 * above * math.exp(logarithm) / count
