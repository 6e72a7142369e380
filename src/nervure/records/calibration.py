"""Whether a network is as often right as it says."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """The predictions whose probability lies in one stretch.

    Args:
        low: where the stretch begins; itself outside, but for the first one.
        high: where it ends; itself inside.
        count: how many predictions lie in it.
        confidence: their mean probability; None where there is none.
        accuracy: the share of them that is right; None where there is none.
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
        bins: the stretches from 0 to 1, in order.
        confidence: the mean probability of what was predicted; None where there is no prediction.
        accuracy: the share that is right; None where there is none.
    """

    bins: tuple[CalibrationBin, ...]
    confidence: float | None
    accuracy: float | None

    @property
    def count(self) -> int:
        """How many predictions there are."""
        return sum(each.count for each in self.bins)

    @property
    def expected_error(self) -> float | None:
        r"""How far probability and share of right ones are apart, on average over the predictions; None without any.

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
        r"""What ``expected_error`` would come to, on average, if every probability were right; None without any.

        With few predictions in a stretch their share of right ones strays from the probability by chance alone, so an
        error of this size says nothing against the probabilities.

        .. math:: \sum_b \frac{n_b}{n}\, \mathrm{E}\left|\frac{k}{m_b} - p_b\right|,
            \quad k \sim \text{binomial}(m_b, p_b)

        Args:
            share: how many independent samples each prediction counts for, so that :math:`m_b` is that share of
                :math:`n_b`, at least 1.

        Source:
            The mean deviation of a binomial number is de Moivre's, "Miscellanea analytica" (1730); see Diaconis and
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
    """How far the share of successes in so many trials lies from their probability, on average."""
    if not 0 < probability < 1:
        return 0.0
    above = min(count, math.floor(count * probability) + 1)  # the first number of successes beyond the mean
    ways = math.lgamma(count + 1) - math.lgamma(above + 1) - math.lgamma(count - above + 1)
    logarithm = ways + above * math.log(probability) + (count - above + 1) * math.log1p(-probability)
    return 2 * above * math.exp(logarithm) / count
