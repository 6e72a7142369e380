"""One line of a derivative worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from nervure.records.expression import Expression

Reason = Literal[
    "definition", "chain_rule", "quotient_rule", "product_rule", "signs", "factors", "remainder", "divided",
    "exponential", "added", "named", "pieces", "winner",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DerivativeLine:
    """One line: the function, or its derivative in another form.

    Args:
        expression: its expression, at the number in question.
        reason: the justification of the line.
        is_derivative: whether it is the derivative; otherwise the function itself.
    """

    expression: Expression
    reason: Reason
    is_derivative: bool = True
