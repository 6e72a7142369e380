"""Checks printed digits by decimal arithmetic, independently of the code that printed them."""

from __future__ import annotations

import decimal
import math

from nervure.render.formula.written import Written

SIGNIFICANT = 6
_ROUNDING = decimal.Context(prec=SIGNIFICANT, rounding=decimal.ROUND_HALF_EVEN)
# Plain decimals from 1e-4 to 1e6, otherwise powers of ten.
_SMALLEST, _LARGEST = -4, SIGNIFICANT - 1


def rounded(value: float) -> str:
    """``value`` to six significant digits, correctly rounded.

    Examples:
        >>> rounded(2 / 3), rounded(1234567.0), rounded(0.00001), rounded(-0.0), rounded(math.inf)
        ('0.666667', '1.23457e6', '1e-5', '0', 'inf')
    """
    if not math.isfinite(value):
        return str(float(value))
    exact = _ROUNDING.create_decimal(decimal.Decimal(value)).normalize(_ROUNDING)
    if not exact:
        return "0"
    if _SMALLEST <= exact.adjusted() <= _LARGEST:
        return f"{exact:f}"
    return f"{exact.scaleb(-exact.adjusted()):f}e{exact.adjusted()}"


def is_right(written: Written) -> bool:
    """Whether the digits are those of the correctly rounded number."""
    return written.digits == rounded(written.value)
