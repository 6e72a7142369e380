"""Whether a network is as often right as it says."""

from __future__ import annotations

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
