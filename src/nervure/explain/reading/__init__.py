"""Reads printed derivations back, using the grammar of their text and none of the code that printed them.

Formulas are parsed; operands are looked up in the engine's arrays by the name in the legend and the index in the
formula, and evaluated with all digits. Heading, result, symbols, numbers, legend and note must then agree.
"""

from __future__ import annotations
