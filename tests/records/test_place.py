from __future__ import annotations

import pytest

from nervure.records.place import Place, index_text
from tests.records.places import place


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (place("value", "dense/z", (0, 3)), "dense/z[0,3]"),
        (place("gradient", "dense/kernel", (3, 0)), "dE/d dense/kernel[3,0]"),
        (place("updated", "dense/kernel", (3, 0)), "new dense/kernel[3,0]"),
        (place("value", "loss"), "loss"),
    ],
)
def test_a_place_is_written_with_what_it_is_and_where(place: Place, written: str) -> None:
    assert str(place) == written


def test_equal_places_are_one_key() -> None:
    assert len({place("value", "x", (1,)), place("value", "x", (1,)), place("gradient", "x", (1,))}) == 2


def test_a_number_that_stands_alone_has_no_index() -> None:
    assert (index_text(()), index_text((2, 10))) == ("", "[2,10]")
