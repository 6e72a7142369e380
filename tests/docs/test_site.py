"""The site that `make docs` builds: no warning, nothing missing, nothing from elsewhere, no link that leads nowhere."""

from __future__ import annotations

import re
import urllib.parse
from html.parser import HTMLParser
from pathlib import Path

import pytest

from docs.extensions.reference import public_names, rooms
from tests.docs.site_builder import build_site

PARTS = ("href", "src")
pytest.importorskip("sphinx", reason="the extra `docs` is not installed")
pytestmark = pytest.mark.slow  # the gate builds the site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("site"))


class Links(HTMLParser):
    """What a page leads to, and the places in it that can be led to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("id", "name") and value:
                self.places.add(value)
            if name in PARTS and value:
                (self.targets if tag == "a" else self.loaded).append(value)


def test_every_public_name_stands_in_the_reference(site: Path) -> None:
    anchors = set().union(*(Links(page).places for page in (site / "reference").glob("*.html")))
    wanted = {f"{room}.{name}" for room in rooms() for name in public_names(room)}
    assert len(wanted) > 300
    assert sorted(wanted - anchors) == [], "a room of the face without its page in docs/reference?"


def test_links_lead_to_what_is_there_and_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = {page: Links(page) for page in site.rglob("*.html") if "samples" not in page.parts}
    assert len(pages) > 60
    broken, foreign = set(), set()
    for page, links in pages.items():
        foreign |= {loaded for loaded in links.loaded if "//" in loaded}
        for target in (*links.targets, *links.loaded):
            address = urllib.parse.urlsplit(target)
            if address.scheme or target in ("#", ""):
                continue
            path = (page.parent / urllib.parse.unquote(address.path)).resolve() if address.path else page
            place = urllib.parse.unquote(address.fragment)
            known = pages[path].places if path in pages else None
            if not path.exists() or (place and known is not None and place not in known):
                broken.add(f"{page.relative_to(site)}: {target}")
    assert sorted(broken) == []
    assert sorted(foreign) == []


def test_formulas_are_mathml_and_korean_pages_say_so(site: Path) -> None:
    assert "<math" in (site / "reference" / "layers.html").read_text(encoding="utf-8")
    texts = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html") if "samples" not in page.parts}
    assert not [page for page, text in texts.items() if re.search(r"<script[^>]*mathjax", text, re.IGNORECASE)]
    for page, text in texts.items():
        language = "ko" if page.name.endswith(".ko.html") else "en"
        assert re.search(r'<html[^>]* lang="(\w+)"', text)[1] == language, page
