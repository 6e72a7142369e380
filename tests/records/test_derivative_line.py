from __future__ import annotations

from nervure.records.derivative_line import DerivativeLine
from nervure.records.expression import Number


def test_a_line_is_of_the_derivative_unless_it_is_said_otherwise() -> None:
    assert DerivativeLine(Number(1.0), "pieces").is_derivative
    assert not DerivativeLine(Number(1.0), "definition", is_derivative=False).is_derivative
