"""One line of working out the derivative of a function by hand."""

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
        expression: what it is, at the number that was asked about.
        reason: why it may be written so.
        is_derivative: whether it is the derivative; else the function itself.
    """

    expression: Expression
    reason: Reason
    is_derivative: bool = True
