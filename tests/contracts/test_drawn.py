from __future__ import annotations

import pytest

from tests.contracts.drawn import DRAWN, Drawn, files_that_draw

LEAST = 500


def test_a_part_of_the_suite_is_known_to_be_a_part() -> None:
    files = files_that_draw()
    assert len(files) > 20
    assert Drawn(files=files).is_whole
    assert not Drawn(files=set(list(files)[1:])).is_whole


def test_hypothesis_draws_at_least_500_configurations_in_the_whole_suite(request: pytest.FixtureRequest) -> None:
    drawn = request.config.stash[DRAWN]
    if not drawn.is_whole or request.config.getoption("keyword"):
        pytest.skip("only a part of the suite ran")
    assert drawn.configurations >= LEAST
