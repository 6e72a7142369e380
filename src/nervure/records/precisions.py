"""How far a formula and the engine may differ, in each precision that is explained."""

from __future__ import annotations

from typing import Literal

Precision = Literal["float32", "float64"]

# Relative to the sum of the absolute terms: both round, in different orders.
TOLERANCES: dict[str, float] = {"float64": 1e-10, "float32": 4e-6}
# The smallest number with full precision, and the largest.
RANGES: dict[str, tuple[float, float]] = {
    "float64": (2.2250738585072014e-308, 1.7976931348623157e308),
    "float32": (1.1754943508222875e-38, 3.4028234663852886e38),
}
