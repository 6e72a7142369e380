"""The loss at one output as a rule sees it, with symbols for what it reads; and the definition of its rule."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from nervure.explain.recording import Array, RecordedLoss, Recording
from nervure.records.alphabet import letter_of
from nervure.records.expression import Expression, Number, Symbol, total
from nervure.records.place import Index, Kind, Place, every_index
from nervure.records.reference import Reference, ReferenceKind

_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class LossCall:
    """A loss with its numbers.

    Args:
        loss: the loss.
        recording: contains its numbers.
    """

    def __init__(self, loss: RecordedLoss, recording: Recording) -> None:
        self.loss, self.recording = loss, recording

    @property
    def options(self) -> Mapping[str, Any]:
        """The constants of the loss."""
        assert self.loss.head.loss is not None
        return self.loss.head.loss.options

    @property
    def cache(self) -> Any:
        """What the pair cached."""
        return self.loss.result.cache.values

    @property
    def reads(self) -> Reference:
        """What it reads: ``dense/output``, or ``dense/z`` if it is fused."""
        return self.recording.references.slot(self.loss.slot)

    @property
    def letter(self) -> str:
        """``L`` for its values, numbered if several outputs have a loss: ``E`` is the total."""
        losses = [loss.number for loss in self.recording.losses if loss.op is not None]
        letter = letter_of("sample_loss")
        return letter if len(losses) == 1 else letter + str(losses.index(self.loss.number) + 1).translate(_BELOW)

    def o_array(self) -> Array:
        """The array it reads."""
        return self._array("value", self.reads)

    def t_array(self) -> Array:
        """The targets."""
        return self._array("value", self._of_output("target"))

    @property
    def value_shape(self) -> tuple[int, ...]:
        """The array of the losses of samples or positions."""
        return tuple(self._array("value", self._of_output("sample_loss")).shape)

    def o(self, index: Index) -> Symbol:
        """A number that it reads: ``o`` for an output, ``z`` for the input of the activation."""
        letter = letter_of("output" if self.loss.head.op is None else "before_activation")
        return Symbol(letter, index, float(self.o_array()[index]), Place("value", self.reads, index))

    def t(self, index: Index) -> Symbol:
        """A target: ``y``, as the lecture calls it."""
        place = Place("value", self._of_output("target"), index)
        return Symbol(letter_of("target"), index, float(self.t_array()[index]), place)

    def p(self, index: Index) -> Symbol | None:
        """The network's prediction, if the loss reads the logits before it; None if it does not read logits."""
        if self.loss.prediction == self.loss.slot:
            return None
        given = self.recording.references.slot(self.loss.prediction)
        value = float(self._array("value", given)[index])
        return Symbol(letter_of("probability"), index, value, Place("value", given, index))

    def value(self, index: Index) -> Symbol:
        """The loss of one sample or position."""
        own = self._of_output("sample_loss")
        return Symbol(self.letter, index, float(self._array("value", own)[index]), Place("value", own, index))

    def share(self, index: Index) -> Symbol | None:
        """The derivative of the whole loss with respect to that of one sample; None if it is the whole loss."""
        own = self._of_output("sample_loss")
        value = float(self._array("gradient", own)[index])
        if value == 1.0:
            return None
        return Symbol(self.letter, index, value, Place("gradient", own, index), is_gradient=True)

    def whole(self) -> Expression:
        """What the output adds to the whole loss: the mean, sum or weighted mean of its values."""
        counted = [index for index in every_index(self.value_shape) if self._counted[index]]
        values = total(self._weighted(index) for index in counted)
        if self._is_weighted_mean:
            weights = total(map(self._sample_weight, counted))
            values = values / weights if weights.value else Number(0.0)
        elif self._is_mean and len(counted) > 1:
            values = values / len(counted)
        return values if self.loss.weight == 1.0 else Number(self.loss.weight) * values

    def shared(self, slope: Expression, index: Index) -> Expression:
        """``slope``, times the weight of the sample."""
        share = self.share(index)
        return slope if share is None else share * slope

    def share_expression(self, index: Index) -> Expression:
        """Why it counts this much: its weights, over the number of samples that count if the loss is their mean."""
        counted = self._counted
        if not counted[index]:
            return Number(0.0)
        shared = self._weight_of(index)
        if self._is_weighted_mean:
            weights = total(self._sample_weight(other) for other in every_index(counted.shape) if counted[other])
            return shared / weights if weights.value else Number(0.0)
        if not self._is_mean:
            return shared
        count = int(counted.sum())
        return shared if count == 1 else shared / count

    @property
    def _is_weighted_mean(self) -> bool:
        return self._reduction == "mean_with_sample_weight" and self._weights is not None

    @property
    def _is_mean(self) -> bool:
        return self._reduction not in ("sum", "none") and self._counted.ndim > 0

    def _weighted(self, index: Index) -> Expression:
        value = self.value(index)
        return value if self._weights is None else self._sample_weight(index) * value

    def _weight_of(self, index: Index) -> Expression:
        """The weight of the output, times that of the sample."""
        weight = Number(self.loss.weight)
        if self._weights is None:
            return weight
        own = self._sample_weight(index)
        return own if weight.value == 1.0 else weight * own

    def _sample_weight(self, index: Index) -> Symbol:
        assert self._weights is not None
        at = tuple(min(i, size - 1) for i, size in zip(index, self._weights.shape, strict=False))
        place = Place("value", self._of_output("sample_weight"), at)
        return Symbol(letter_of("sample_weight"), at, float(self._weights[at]), place)

    @property
    def _weights(self) -> Array | None:
        return self.recording.array("value", self._of_output("sample_weight"))

    def _of_output(self, kind: ReferenceKind) -> Reference:
        return self.recording.references.of_output(kind, self.loss.number)

    @property
    def _reduction(self) -> str:
        assert self.loss.head.loss is not None
        return self.loss.head.loss.reduction

    @functools.cached_property
    def _counted(self) -> Array:
        """True where a value counts: according to the mask of the steps and what the loss itself ignores."""
        counted = np.ones(self.value_shape, dtype=bool)
        own = self.loss.op.mask(self.cache) if self.loss.op is not None and self.loss.op.mask is not None else None
        for mask in (own, self.loss.mask if counted.ndim else None):
            if mask is not None:
                counted &= mask.numpy().reshape(*mask.shape, *(1 for _ in range(counted.ndim - mask.ndim)))
        return counted

    def _array(self, kind: Kind, reference: Reference) -> Array:
        found = self.recording.array(kind, reference)
        assert found is not None, f"{kind} of {reference} was not recorded"
        return found


class LossRule(NamedTuple):
    """How the numbers of one loss are computed.

    Attributes:
        value: ``value(call, index)``: the loss of one sample or position.
        gradient: ``gradient(call, index)``: the derivative of the whole loss with respect to one number that it reads.
    """

    value: Callable[[LossCall, Index], Expression]
    gradient: Callable[[LossCall, Index], Expression]
