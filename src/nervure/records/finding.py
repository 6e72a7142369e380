"""A problem found in a training run: a plain value that describes itself in the current language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nervure.language import text

FindingKind = Literal["dead_units", "equal_units", "exploding", "not_finite", "overfitting", "stuck", "vanishing"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with a run, where and when it occurred, and what to try.

    Args:
        kind: the kind of problem.
        layer: the layer (or the step inside it) where it occurred; None if it concerns the whole run.
        step: the number of the training step where it occurred, counted from 1; if it started earlier, the step where
            it started.
        epoch: the epoch where it occurred, counted from 1.
        message: the key of the sentence that describes it.
        advice: the key of the sentence with possible causes and what to try.
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
        """The description, in the current language."""
        return text(self.message, **self.values)

    @property
    def fix(self) -> str:
        """Possible causes and what to try, in the current language."""
        return text(self.advice, **self.values)
