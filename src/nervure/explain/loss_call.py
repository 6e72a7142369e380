"""The loss at one output as a rule sees it, with symbols for what it reads; and what its rule is."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from nervure.explain.recording import Array, RecordedLoss, Recording
from nervure.records.expression import Expression, Number, Symbol
from nervure.records.place import Index, Place


class LossCall:
    """A loss with its numbers.

    Args:
        loss: the loss.
        recording: where its numbers are.
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
        """What the pair kept."""
        return self.loss.result.cache.values

    @property
    def name(self) -> str:
        """Of what it reads: ``dense/output``, or ``dense/z`` where it is fused."""
        return self.recording.names[self.loss.slot]

    def o_array(self) -> Array:
        """What it reads."""
        return self._array("value", self.name)

    def t_array(self) -> Array:
        """The targets."""
        return self._array("value", f"{self.loss.name}/target")

    @property
    def value_shape(self) -> tuple[int, ...]:
        """Of the losses of samples or positions."""
        return tuple(self._array("value", f"{self.loss.name}/loss").shape)

    def o(self, index: Index) -> Symbol:
        """A number that it reads: ``o`` of an output, ``z`` of what would go into the activation."""
        letter = "z" if self.loss.head.op is not None else "o"
        return Symbol(letter, index, float(self.o_array()[index]), Place("value", self.name, index))

    def t(self, index: Index) -> Symbol:
        """A target: ``y``, as the lecture calls it."""
        place = Place("value", f"{self.loss.name}/target", index)
        return Symbol("y", index, float(self.t_array()[index]), place)

    def value(self, index: Index) -> Symbol:
        """The loss of one sample or position."""
        name = f"{self.loss.name}/loss"
        return Symbol("E", index, float(self._array("value", name)[index]), Place("value", name, index))

    def share(self, index: Index) -> Symbol | None:
        """How much the whole loss grows with that of one sample; None where it is the whole loss."""
        name = f"{self.loss.name}/loss"
        value = float(self._array("gradient", name)[index])
        if value == 1.0:
            return None
        return Symbol("E", index, value, Place("gradient", name, index), is_gradient=True)

    def shared(self, slope: Expression, index: Index) -> Expression:
        """``slope``, times how much the sample counts."""
        share = self.share(index)
        return slope if share is None else share * slope

    def share_expression(self, index: Index) -> Expression:
        """Why it counts so much: its weight over the number of samples."""
        value = self._array("gradient", f"{self.loss.name}/loss")
        count = math.prod(value.shape)
        if self.loss.mask is None and self.loss.sample_weight is None and self._is_mean_or_sum():
            weight = Number(self.loss.weight)
            loss = self.loss.head.loss
            assert loss is not None
            return weight if loss.reduction in ("sum", "none") else weight / Number(float(count))
        return Number(float(value[index]))

    def _is_mean_or_sum(self) -> bool:
        has_own_mask = self.loss.op is not None and self.loss.op.mask is not None
        return not has_own_mask or self.options.get("ignore_class") is None

    def _array(self, kind: Any, name: str) -> Array:
        found = self.recording.array(kind, name)
        assert found is not None, f"{kind} of {name} was not recorded"
        return found


class LossRule(NamedTuple):
    """How the numbers of one loss come about.

    Attributes:
        value: ``value(call, index)``: the loss of one sample or position.
        gradient: ``gradient(call, index)``: the derivative of the whole loss by one number that it reads.
    """

    value: Callable[[LossCall, Index], Expression]
    gradient: Callable[[LossCall, Index], Expression]
