"""Letters with a subscript: ``W5``, ``x₂``, ``E_total``."""

from __future__ import annotations

import re

_BELOW, _ON_THE_LINE = "₀₁₂₃₄₅₆₇₈₉ₜ₊", "0123456789t+"
_SUBSCRIPTED = re.compile(rf"(?P<stem>\S+?)(?P<below>[{_BELOW}]+)")
_NUMBERED = re.compile(r"(?P<stem>[^\W\d_]\S*?)(?:_(?P<word>\w+)|(?P<number>\d+))")


def stem_and_index(letter: str) -> tuple[str, str]:
    """The letter itself and its subscript; empty for most.

    Examples:
        >>> stem_and_index("W5"), stem_and_index("x₂"), stem_and_index("E_total"), stem_and_index("σ²")
        (('W', '5'), ('x', '2'), ('E', 'total'), ('σ²', ''))
        >>> stem_and_index("μₜ₊₁")
        ('μ', 't+1')
    """
    subscripted = _SUBSCRIPTED.fullmatch(letter)
    if subscripted:
        return subscripted["stem"], subscripted["below"].translate(str.maketrans(_BELOW, _ON_THE_LINE))
    found = _NUMBERED.fullmatch(letter)
    return (found["stem"], found["word"] or found["number"]) if found else (letter, "")
