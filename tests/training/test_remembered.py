from __future__ import annotations

from types import NoneType
from typing import Any

import numpy as np
import pytest

from nervure.training.remembered import NUMBER_OR_NONE, remembered

FITTING: list[tuple[Any, Any]] = [
    (3, int), (3, float), (0.5, float), (True, bool), ("a", str), (None, NUMBER_OR_NONE), (2, NUMBER_OR_NONE),
    ([], [int]), ((1, 2), [int]), ({"a": 1, "b": "more"}, {"a": int}), ({"x": [1], "y": []}, {str: [int]}),
    ({}, {str: int}), ([np.ones(2)], ([np.ndarray], NoneType)), (None, ([np.ndarray], NoneType)), ([{}], [{}]),
]  # fmt: skip
OTHER: list[tuple[Any, Any]] = [
    (True, int), (False, float), (1, bool), ("1", int), (0.5, int), (None, int), ([1, "a"], [int]), ("ab", [str]),
    ({}, {"a": int}), ({"a": "b"}, {"a": int}), ([], {"a": int}), ({"x": 1}, {str: [int]}), ({"a": 1}, NUMBER_OR_NONE),
    ([[1.0], 2], [[float]]),
]  # fmt: skip


@pytest.mark.parametrize(("state", "form"), FITTING)
def test_what_has_the_form_comes_back_as_it_is(state: Any, form: Any) -> None:
    assert remembered(state, form) is state


@pytest.mark.parametrize(("state", "form"), OTHER)
def test_what_has_another_form_is_refused(state: Any, form: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        remembered(state, form)
