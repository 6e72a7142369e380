from __future__ import annotations

import pytest

from nervure.tasks.spreading import spread


@pytest.mark.parametrize(
    ("count", "most", "places"), [(1000, 3, [0, 500, 999]), (3, 3, [0, 1, 2]), (2, 9, [0, 1]), (5, 1, [0]), (0, 4, [])]
)
def test_places_are_spread_from_the_first_to_the_last(count: int, most: int, places: list[int]) -> None:
    assert spread(count, most).tolist() == places


@pytest.mark.parametrize("most", range(1, 40))
def test_no_place_comes_twice(most: int) -> None:
    assert len(set(spread(40, most).tolist())) == most
