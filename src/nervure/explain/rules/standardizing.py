"""Shared by batch, layer and group normalization: mean, variance, and the three paths by which an x acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from nervure.explain.call import Kept, Rule, StepCall
from nervure.explain.recording import Array
from nervure.explain.rules.together import Together
from nervure.records.alphabet import letter_of
from nervure.records.expression import Call, Expression, Number, total
from nervure.records.place import Index


class Standardizing(NamedTuple):
    """Derivations of ``γ (x - μ) / √(σ² + ε) + β``.

    Attributes:
        divide: which numbers of a call are normalized together.
        uses_own: whether mean and variance are those of the numbers themselves; otherwise they were stored.
    """

    divide: Callable[[StepCall], Together]
    uses_own: Callable[[StepCall], bool]

    def rule(self) -> Rule:
        """The rule of such an op."""
        kept = {
            "mean": Kept(letter_of("mean"), self.mean, self.mean_gradient, self.uses_own),
            "variance": Kept(letter_of("variance"), self.variance, self.variance_gradient, self.uses_own),
            "normalized": Kept(letter_of("normalized"), self.normalized, self.normalized_gradient),
        }
        return Rule(
            self.value, self.input_gradient, self.parameter_gradient, kept,
            self.arrays, self.gradient_arrays, self.terms, self.gradient_terms,
        )  # fmt: skip

    # Forward

    def value(self, call: StepCall, index: Index, output: int) -> Expression:
        """``γ x̂ + β``, with those of the two parameters that exist."""
        at = self.divide(call).parameter_index(index)
        normalized = call.kept("normalized", index)
        scaled = call.w("gamma", at) * normalized if call.has_parameter("gamma") else normalized
        return scaled + call.w("beta", at) if call.has_parameter("beta") else scaled

    def mean(self, call: StepCall, part: Index) -> Expression:
        """``1/R sum x``."""
        parts = self.divide(call)
        return total(call.x(index) for index in parts.counted(part)) / parts.num_counted(part)

    def variance(self, call: StepCall, part: Index) -> Expression:
        """``1/R sum (x - μ)²``."""
        parts, mean = self.divide(call), call.kept("mean", part)
        return total((call.x(index) - mean) ** 2 for index in parts.counted(part)) / parts.num_counted(part)

    def normalized(self, call: StepCall, index: Index) -> Expression:
        """``(x - μ) / √(σ² + ε)``."""
        part = self.divide(call).part(index)
        return (call.x(index) - self._mean_of(call, part)) / self._deviation_of(call, part)

    # Backward

    def input_gradient(self, call: StepCall, index: Index, position: int) -> Expression:
        r"""The three paths: through x̂ itself, the variance and the mean.

        .. math:: \frac{dE}{d\hat x} \frac{1}{\sqrt{\sigma^2 + \epsilon}}
            + \frac{dE}{d\sigma^2} \frac{2 (x - \mu)}{R} + \frac{dE}{d\mu} \frac{1}{R}
        """
        parts = self.divide(call)
        part = parts.part(index)
        itself = call.dkept("normalized", index) / self._deviation_of(call, part)
        if not self.uses_own(call) or (parts.real is not None and not parts.real[index]):
            return itself
        count, centered = parts.num_counted(part), call.x(index) - call.kept("mean", part)
        return itself + call.dkept("variance", part) * (2 * centered / count) + call.dkept("mean", part) / count

    def normalized_gradient(self, call: StepCall, index: Index) -> Expression:
        """``dE/dy γ``."""
        if not call.has_parameter("gamma"):
            return call.dy(index)
        return call.dy(index) * call.w("gamma", self.divide(call).parameter_index(index))

    def variance_gradient(self, call: StepCall, part: Index) -> Expression:
        """``sum dE/dx̂ (x - μ) (-1/2) (σ² + ε)^(-3/2)``."""
        parts, mean = self.divide(call), call.kept("mean", part)
        moved = total(call.dkept("normalized", index) * (call.x(index) - mean) for index in parts.everyone(part))
        return Number(-0.5) * moved * (call.kept("variance", part) + epsilon(call)) ** -1.5

    def mean_gradient(self, call: StepCall, part: Index) -> Expression:
        """``-sum dE/dx̂ / √(σ² + ε)``; the path through the variance contributes nothing, since ``sum (x - μ) = 0``."""
        parts = self.divide(call)
        moved = total(call.dkept("normalized", index) for index in parts.everyone(part))
        gradient = -(moved / self._deviation_of(call, part))
        if parts.real is None:
            return gradient
        # Under a mask, the sum was divided by slightly more than the count, so the centered numbers do not cancel.
        centered = total(call.x(index) - call.kept("mean", part) for index in parts.counted(part))
        return gradient - 2 * call.dkept("variance", part) * centered / parts.num_counted(part)

    def parameter_gradient(self, call: StepCall, index: Index, position: int) -> Expression:
        """``dE/dγ = sum dE/dy x̂``, ``dE/dβ = sum dE/dy``."""
        users = self.divide(call).users(index)
        if call.step.parameters[position].name == "beta":
            return total(call.dy(user) for user in users)
        return total(call.dy(user) * call.kept("normalized", user) for user in users)

    # Arrays

    def arrays(self, call: StepCall) -> Mapping[str, Array]:
        """Mean (the engine's own), variance and normalized numbers of the whole call."""
        parts = self.divide(call)
        centered, real, mean = self._centered(call)
        variance = (real * centered**2).sum(parts.axes) / parts.counts()
        if not self.uses_own(call):
            variance = call.w_array(call.parameter_position("moving_variance"))
        normalized = centered / np.sqrt(np.expand_dims(variance, parts.axes) + call.options["epsilon"])
        return {"mean": mean, "variance": variance, "normalized": normalized.reshape(parts.shape)}

    def gradient_arrays(self, call: StepCall) -> Mapping[str, Array]:
        """The gradients of these."""
        parts = self.divide(call)
        dy, (centered, real, _) = np.asarray(call.dy_array(), dtype=float), self._centered(call)
        gamma = parts.spread(call.w_array(call.parameter_position("gamma"))) if call.has_parameter("gamma") else 1.0
        dnormalized = dy * gamma
        moved = dnormalized.reshape(parts.divided)
        spread = call.kept_array("variance") + call.options["epsilon"]
        dvariance = -0.5 * (moved * centered).sum(parts.axes) * spread**-1.5
        dmean = -moved.sum(parts.axes) / np.sqrt(spread)
        if parts.real is not None:
            dmean = dmean - 2 * dvariance * (real * centered).sum(parts.axes) / parts.counts()
        return {"mean": dmean, "variance": dvariance, "normalized": dnormalized}

    def terms(self, call: StepCall) -> Mapping[str, Array]:
        """The canceling terms of the normalized numbers: x and its mean."""
        parts = self.divide(call)
        x, mean = np.abs(call.x_array()).reshape(parts.divided), np.abs(self._centered(call)[2])
        size = x + np.expand_dims(mean, parts.axes)
        return {"normalized": (size / self._deviations(call)).reshape(parts.shape)}

    def gradient_terms(self, call: StepCall) -> Mapping[str, Array]:
        """The canceling terms in the gradients of mean and variance: those of all numbers of a part."""
        parts, centered = self.divide(call), np.abs(self._centered(call)[0])
        moved, deviations = np.abs(call.dkept_array("normalized")).reshape(parts.divided), self._deviations(call)
        return {
            "mean": (moved / deviations).sum(parts.axes),
            "variance": 0.5 * (moved * centered / deviations**3).sum(parts.axes),
        }

    def _deviations(self, call: StepCall) -> Array:
        """``√(σ² + ε)``, broadcastable to the divided array."""
        variance = np.expand_dims(call.kept_array("variance"), self.divide(call).axes)
        return np.asarray(np.sqrt(variance + call.options["epsilon"]))

    def _centered(self, call: StepCall) -> tuple[Array, Array, Array]:
        """``x - μ`` and where it counts, in the divided shape; and the means."""
        parts = self.divide(call)
        shape = tuple(parts.divided[axis] for axis in parts.others)
        mean = np.asarray(getattr(call.cache, "plain", call.cache).mean, dtype=float).reshape(shape)
        x = np.asarray(call.x_array(), dtype=float).reshape(parts.divided)
        real = np.ones(parts.divided) if parts.real is None else parts.real.reshape(parts.divided)
        return x - np.expand_dims(mean, parts.axes), real, mean

    def _mean_of(self, call: StepCall, part: Index) -> Expression:
        return call.kept("mean", part) if self.uses_own(call) else call.w("moving_mean", part)

    def _deviation_of(self, call: StepCall, part: Index) -> Expression:
        variance = call.kept("variance", part) if self.uses_own(call) else call.w("moving_variance", part)
        return Call("sqrt", variance + epsilon(call))


def epsilon(call: StepCall) -> Expression:
    """The constant added to the variance."""
    return call.setting("epsilon", call.options["epsilon"])
