"""Expressions as terminal text."""

from __future__ import annotations

from collections.abc import Sequence

from nervure.language import text
from nervure.records.expression import Symbol
from nervure.records.place import index_text
from nervure.render.formula.notation import Case, Term, signed
from nervure.render.numbers import number

_NAMES = {"sqrt": "√", "abs": "abs", "sigmoid": "σ"}
_RELATIONS = {">=": "≥", "<=": "≤", "!=": "≠"}


class TextNotation:
    """One line of Unicode text: ``x[0,1]·w[1,3] + b[3]``, ``0.1 × 0.3``."""

    has_bars = False

    def number(self, value: float) -> str:
        """Six significant digits, correctly rounded."""
        return number(value)

    def symbol(self, symbol: Symbol) -> str:
        """``w[3,0]``, ``w⁺[3,0]``, ``dE/dw[3,0]``, ``dy[0,1]/dz[0,1]``."""
        letter = f"{symbol.letter}{'⁺' if symbol.is_new else ''}{index_text(symbol.index)}"
        return self.derivative(symbol.of, letter) if symbol.is_gradient else letter

    def derivative(self, above: str, below: str) -> str:
        """``dz[0]/dw[3,0]``."""
        return f"d{above}/d{below}"

    def group(self, inside: str) -> str:
        """``(...)``."""
        return f"({inside})"

    def sum(self, terms: Sequence[Term]) -> str:
        """``a + b - c``."""
        return signed(terms)

    def omitted(self, count: int, value: float | None) -> str:
        """``… (564 more)``, with their sum in the line in numbers."""
        if value is None:
            return text("formula.omitted", count=f"{count:,}")
        return text("formula.omitted_sum", count=f"{count:,}", value=self.number(value))

    def product(self, factors: Sequence[str], numeric: bool) -> str:
        """``x·w``, ``0.1 × 0.3``."""
        return (" × " if numeric else "·").join(factors)

    def quotient(self, above: str, below: str) -> str:
        """``a / b``."""
        return f"{above} / {below}"

    def power(self, argument: str, exponent: str) -> str:
        """``x²``, ``x^t``."""
        return f"{argument}²" if exponent == "2" else f"{argument}^{exponent}"

    def call(self, function: str, argument: str) -> str:
        """``σ(z)``, ``exp(z)``."""
        return f"{_NAMES.get(function, function)}({argument})"

    def extremum(self, kind: str, arguments: Sequence[str]) -> str:
        """``max(0, z)``."""
        return f"{kind}({', '.join(arguments)})"

    def cases(self, cases: Sequence[Case]) -> str:
        """``{1 if z > 0, else 0}``."""
        *chosen, last = cases
        rows = [
            text("formula.case", value=case.value, condition=f"{case.left} {_relation(case)} {case.right}")
            for case in chosen
        ]
        return "{" + ", ".join([*rows, text("formula.otherwise", value=last.value)]) + "}"


def _relation(case: Case) -> str:
    return _RELATIONS.get(case.relation or "", case.relation or "")
