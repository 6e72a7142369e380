from __future__ import annotations

import doctest

from tests.house.source import ROOT


def test_every_block_of_the_page_gives_what_it_says() -> None:
    result = doctest.testfile(str(ROOT / "docs" / "explanations.md"), module_relative=False, encoding="utf-8")
    assert result.attempted >= 10
    assert result.failed == 0
