from __future__ import annotations

import doctest

import pytest

from tests.house.source import ROOT


@pytest.mark.parametrize("page", ["tensors.md", "tensors.ko.md"])
def test_every_block_of_the_page_gives_what_it_says(page: str) -> None:
    result = doctest.testfile(str(ROOT / "docs" / page), module_relative=False, encoding="utf-8")
    assert result.attempted >= 10
    assert result.failed == 0
