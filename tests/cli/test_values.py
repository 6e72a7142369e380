from __future__ import annotations

import pytest

from nervure.cli.usage import Misused
from nervure.cli.values import picture_size, rate, whole_number


@pytest.mark.parametrize(("typed", "number"), [("1", 1), ("12", 12), (" 7 ", 7), ("1_000", 1000)])
def test_whole_numbers_are_read(typed: str, number: int) -> None:
    assert whole_number(typed, "--epochs", least=1) == number


def test_a_seed_may_be_any_whole_number() -> None:
    assert whole_number("-3", "--seed") == -3


@pytest.mark.parametrize("typed", ["0", "-1", "1.5", "three", "", "1e3"])
def test_what_is_no_whole_number_or_too_small_is_refused(typed: str) -> None:
    with pytest.raises(Misused) as caught:
        whole_number(typed, "--epochs", least=1)
    assert caught.value.error.where == "--epochs"
    assert caught.value.error.got == f"'{typed}'"
    assert "1" in caught.value.error.expected


@pytest.mark.parametrize(("typed", "number"), [("0.003", 0.003), ("3e-3", 0.003), ("1", 1.0)])
def test_rates_are_read(typed: str, number: float) -> None:
    assert rate(typed, "--learning-rate") == number


@pytest.mark.parametrize("typed", ["0", "-0.1", "nan", "inf", "fast", ""])
def test_what_is_no_rate_is_refused(typed: str) -> None:
    with pytest.raises(Misused) as caught:
        rate(typed, "--learning-rate")
    assert caught.value.error.got == f"'{typed}'"


@pytest.mark.parametrize(("typed", "size"), [("28", (28, 28)), ("48x64", (48, 64)), ("48X64", (48, 64))])
def test_sizes_of_pictures_are_read(typed: str, size: tuple[int, int]) -> None:
    assert picture_size(typed, "--image-size") == size


@pytest.mark.parametrize("typed", ["0", "28x", "x", "1x2x3", "-28", "2.5", "large", ""])
def test_what_is_no_size_is_refused(typed: str) -> None:
    with pytest.raises(Misused) as caught:
        picture_size(typed, "--image-size")
    assert caught.value.error.where == "--image-size"
