from __future__ import annotations

import pytest

from nervure.records.lecture import Printed


@pytest.mark.parametrize(
    ("digits", "value", "rounded", "is_cut_off"),
    [
        ("0.51998", 0.5199893404531286, "0.51999", True),
        ("0.52747", 0.5274723043445937, "0.52747", False),
        ("0.08", 0.08, "0.08", False),
        ("0.69629", 0.6962957816193612, "0.69630", True),
    ],
)
def test_a_printed_number_is_compared_with_the_correctly_rounded_one(
    digits: str, value: float, rounded: str, is_cut_off: bool
) -> None:
    printed = Printed(digits, value)
    assert (printed.rounded, printed.is_cut_off) == (rounded, is_cut_off)
