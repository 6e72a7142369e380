from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nervure.data import digits
from nervure.errors import NervureError
from nervure.language import set_language

Digits = tuple[NDArray[np.uint8], NDArray[np.uint8]]


@pytest.fixture(scope="session")
def few_digits() -> Digits:
    """Every hundredth digit, ten or so of each class, sorted by class: x (100, 28, 28), y (100,)."""
    x, y = digits()
    return x[::100], y[::100]


@pytest.fixture
def messages() -> Callable[[Callable[[], Any]], tuple[NervureError, NervureError]]:
    """Runs something that must fail in English and in Korean, and gives both errors."""

    def both(action: Callable[[], Any]) -> tuple[NervureError, NervureError]:
        errors = []
        for code in ("en", "ko"):
            set_language(code)
            with pytest.raises(NervureError) as caught:
                action()
            errors.append(caught.value)
        set_language("en")
        english, korean = errors
        for line in ("problem", "expected", "got", "fix"):
            assert getattr(english, line), line
            assert getattr(korean, line), line
        assert any("가" <= sign <= "힣" for sign in korean.problem), "the problem is not in Korean"
        assert any("가" <= sign <= "힣" for sign in korean.fix), "the fix is not in Korean"
        assert not any("가" <= sign <= "힣" for sign in str(english)), "the English message holds Korean"
        return english, korean

    return both


@pytest.fixture
def advice(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What nervure advised so far."""
    caplog.set_level(logging.WARNING, logger="nervure")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "nervure"]
