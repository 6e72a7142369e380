"""Validates state read back from a file before it is used."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any

from nervure.errors import Unfit

NUMBER_OR_NONE = (float, NoneType)
_LONGEST_QUOTE = 80


def remembered(state: Any, form: Any) -> Any:
    """``state``, if it has the required form.

    Args:
        state: plain values, arrays and tensors.
        form: a class (float accepts integers too); a list with the form of each item; a mapping with the forms of its
            entries, or with a common form under ``str``; a tuple of alternative forms.

    Raises:
        Unfit: it has another form.

    Examples:
        >>> remembered({"wait": 3, "best": None}, {"wait": int, "best": (float, type(None))})
        {'wait': 3, 'best': None}
    """
    if not _fits(state, form):
        names = ", ".join(map(str, state)) if isinstance(state, Mapping) else ""
        raise Unfit(names[:_LONGEST_QUOTE] or f"{state!r:.60}")
    return state


def _fits(value: Any, form: Any) -> bool:
    if isinstance(form, tuple):
        return any(_fits(value, each) for each in form)
    if isinstance(form, list):
        return isinstance(value, (list, tuple)) and all(_fits(item, form[0]) for item in value)
    if isinstance(form, dict):
        named = dict.fromkeys(value, form[str]) if isinstance(value, Mapping) and str in form else form
        return isinstance(value, Mapping) and all(
            name in value and _fits(value[name], each) for name, each in named.items()
        )
    if isinstance(value, bool):
        return form is bool
    return isinstance(value, (int, float) if form is float else form)
