"""Reads printed derivations back, knowing the grammar of their text and nothing of what printed them.

Formulas are parsed, operands looked up in the engine's arrays by the name in the legend and the index in the formula,
and computed with all digits: heading, result, symbols, numbers, legend and note must then agree.
"""

from __future__ import annotations
