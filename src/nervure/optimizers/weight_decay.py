r"""Weight decay: shrinks the weights a little before each update, independently of the gradient.

.. math:: w \leftarrow w \cdot (1 - \eta \lambda)

Unlike a penalty in the loss, it is not scaled by Adam's divisor: every weight decays equally.

Source:
    Loshchilov, Hutter, "Decoupled Weight Decay Regularization" (2019), https://arxiv.org/abs/1711.05101
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from torch import Tensor

from nervure.parameter import Parameter, Segment


class WeightDecay:
    """Shrinks the weights of a segment, except those that are exempt."""

    def __init__(self) -> None:
        self._exempt: tuple[Parameter, ...] = ()
        self._exempt_names: re.Pattern[str] | None = None
        self._segment: Segment | None = None
        self._stretches: list[slice] = []

    def exempt(self, parameters: Iterable[Parameter], names: Iterable[str]) -> None:
        """Exempts exactly these parameters, and those whose name contains one of ``names``."""
        patterns = sorted(set(names))
        self._exempt = tuple(parameters)
        self._exempt_names = re.compile("|".join(patterns)) if patterns else None
        self._segment = None

    def on_copies(self, copies: Mapping[Parameter, Parameter]) -> WeightDecay:
        """The same for the copies of the parameters."""
        decay = WeightDecay()
        decay._exempt = tuple(copies.get(parameter, parameter) for parameter in self._exempt)
        decay._exempt_names = self._exempt_names
        return decay

    def decays(self, parameter: Parameter) -> bool:
        """Whether ``parameter`` decays."""
        if any(parameter is one for one in self._exempt):
            return False
        return self._exempt_names is None or self._exempt_names.search(parameter.name) is None

    def apply(self, segment: Segment, amount: float) -> None:
        """Multiplies the weights that decay by ``1 - amount``."""
        if segment is not self._segment:
            self._segment, self._stretches = segment, self._stretches_of(segment)
        values: Tensor = segment.values
        for stretch in self._stretches:
            values[stretch].mul_(1 - amount)

    def _stretches_of(self, segment: Segment) -> list[slice]:
        """The parts of the buffer that decay, with neighbors merged: one part if no parameter is exempt."""
        stretches: list[slice] = []
        ends = [*segment.offsets, segment.length][1:]
        for parameter, start, end in zip(segment.parameters, segment.offsets, ends, strict=True):
            if not self.decays(parameter):
                continue
            follows = bool(stretches) and stretches[-1].stop == start
            stretches.append(slice(stretches.pop().start if follows else start, end))
        return stretches
