"""The site of the documentation, opened from a disk."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.browser.accessibility import serious_findings
from tests.browser.opened import Opened
from tests.docs.site_builder import build_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = ("index", "getting_started.ko", "tutorials/digits", "how_to/errors", "reference/layers", "performance")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx", reason="the extra `docs` is not installed")
    return build_site(tmp_path_factory.mktemp("site"))


@pytest.mark.parametrize(("name", "theme"), [*itertools.product(PAGES, ("light", "dark"))])
def test_pages_are_sound_at_every_width(browser: object, site: Path, name: str, theme: str) -> None:
    context = browser.new_context(color_scheme=theme)
    opened = Opened(context, (site / f"{name}.html").as_uri())
    for width in (360, 768, 1280):
        opened.page.set_viewport_size({"width": width, "height": 900})
        assert opened.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert serious_findings(opened.page) == []
    opened.close()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("합성곱", "첫 번째 프로젝트: 숫자"),
        ("텐서", "텐서"),
        ("층", "처음 15분"),
        ("Conv2D", "nervure.layers.Conv2D"),
        ("precision", "How to choose the precision"),
    ],
)
def test_the_search_finds_english_and_korean(browser: object, site: Path, typed: str, found: str) -> None:
    opened = Opened(browser.new_context(), f"{(site / 'search.html').as_uri()}?q={typed}")
    opened.page.locator("#search-results li", has_text=found).first.wait_for()
    assert opened.complaints == []
    opened.close()
