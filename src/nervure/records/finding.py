"""What a training run was found to suffer from: a plain value that says it in the language in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nervure.language import text

FindingKind = Literal["dead_units", "equal_units", "exploding", "not_finite", "overfitting", "stuck", "vanishing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a run, where and when it was seen, and what to try.

    Args:
        kind: what it is.
        layer: the layer (or the step inside it) it was seen at; None where it concerns the whole run.
        step: the number of the training step it was seen at, the first is 1; for what began earlier the step it began.
        epoch: the epoch it was seen in, the first is 1.
        message: the key of the sentence that says what was seen.
        advice: the key of the sentence that says what it may come from and what to try.
        values: the numbers and names in both sentences.

    Examples:
        >>> found = Finding(
        ...     "overfitting", None, 700, 9, "watching.overfitting", "watching.overfitting_advice",
        ...     {"since": 5, "best": 0.31, "now": 0.42, "epoch": 9, "before": 0.1, "after": 0.02},
        ... )
        >>> found.problem[:26]
        'Overfitting since epoch 5:'
    """

    kind: FindingKind
    layer: str | None
    step: int
    epoch: int
    message: str
    advice: str
    values: Mapping[str, int | float | str]

    @property
    def problem(self) -> str:
        """What was seen, in the language in use."""
        return text(self.message, **self.values)

    @property
    def fix(self) -> str:
        """What it may come from and what to try, in the language in use."""
        return text(self.advice, **self.values)
