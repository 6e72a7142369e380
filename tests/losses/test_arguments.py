from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nervure.errors import ArgumentError
from nervure.language import set_language
from nervure.losses.arguments import between_zero_and_one, not_negative, positive, smoothing


def inside(value: float) -> float:
    return between_zero_and_one("q", value, where="loss 'a'", ends=False)


def with_ends(value: float) -> float:
    return between_zero_and_one("q", value, where="loss 'a'", ends=True)


@pytest.mark.parametrize(
    ("read", "good", "bad", "english", "korean"),
    [
        (smoothing, (0, 0.1, 1), (-0.1, 1.1), "label_smoothing must lie", "label_smoothing은 0과 1"),
        (not_negative, (0, 3), (-1, float("nan")), "q must not be negative", "q는 음수일 수 없어요"),
        (positive, (1e-9, 3), (0, -1), "q must be above 0", "q는 0보다 커야 해요"),
        (inside, (0.1, 0.9), (0, 1, 2), "0 < q < 1", "q는 0과 1 사이여야 해요"),
        (with_ends, (0, 1), (-0.1, 1.1), "0 <= q <= 1", "q는 0과 1 사이여야 해요"),
    ],
)
def test_numbers_outside_the_range_are_refused_in_both_languages(
    read: Callable[..., float], good: tuple[float, ...], bad: tuple[float, ...], english: str, korean: str
) -> None:
    named: dict[str, Any] = {"where": "loss 'a'"}

    def reading(value: float) -> float:
        if read in (not_negative, positive):
            return read("q", value, **named)
        return read(value, **named) if read is smoothing else read(value)

    for value in good:
        assert reading(value) == float(value)
    for value in bad:
        for language, sentence in (("en", english), ("ko", korean)):
            set_language(language)
            with pytest.raises(ArgumentError, match=sentence):
                reading(value)
