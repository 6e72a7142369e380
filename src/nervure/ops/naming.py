"""The default names of losses and metrics."""

from __future__ import annotations

import re
from typing import Any


def name_of(item: Any) -> str:
    """The name of a function, a class or an object in lowercase, as in Keras.

    Args:
        item: its ``name``, else its ``__name__``, else the name of its class is used.

    Examples:
        >>> def worst_error(y_true, y_pred): ...
        >>> name_of(worst_error), name_of(re.Pattern), name_of(lambda y_true, y_pred: 0)
        ('worst_error', 'pattern', 'lambda')
    """
    own = getattr(item, "name", None)
    if isinstance(own, str) and not isinstance(item, type):
        return own
    written = re.sub(r"\W+", "", str(getattr(item, "__name__", type(item).__name__)))
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", written)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()
