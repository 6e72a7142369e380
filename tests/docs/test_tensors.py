from __future__ import annotations

import doctest
import re

import pytest

from docs.images import draw_tensors
from tests.house.source import ROOT


@pytest.mark.parametrize("page", ["tensors.md", "tensors.ko.md"])
def test_every_block_of_the_page_gives_what_it_says(page: str) -> None:
    result = doctest.testfile(str(ROOT / "docs" / page), module_relative=False, encoding="utf-8")
    assert result.attempted >= 10
    assert result.failed == 0


def test_the_picture_of_the_page_is_the_one_that_is_drawn_now() -> None:
    # Pixels are the same everywhere; how a text is placed depends on the fonts of the machine.
    kept, drawn = draw_tensors.PICTURE.read_text(encoding="utf-8"), draw_tensors.drawn()
    assert _pixels(kept) == _pixels(drawn)
    assert _words(kept) == _words(drawn)


def _pixels(svg: str) -> list[str]:
    return re.findall(r'xlink:href="data:image/png;base64,([^"]+)"', svg)


def _words(svg: str) -> list[str]:
    return re.findall(r">([^<>]+)</text>", svg)
