"""The look for text that cannot be read finds what it looks for, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.overlaps import crossed

pytestmark = pytest.mark.browser
LINE = "white-space:nowrap;width:60px"
NEXT = "<div style='background:#eee;width:200px'>next</div>"


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>one</p><p>two</p>", ""),
        (f"<div style='{LINE};overflow:hidden'>a long line of text</div>", "cut"),
        (f"<div style='{LINE};overflow:auto'>a long line of text</div>", "cut"),
        (f"<div style='{LINE};overflow:auto;mask-image:linear-gradient(red,red)'>a long line of text</div>", ""),
        (f"<div style='{LINE};overflow:hidden' title='a long line of text'>a long line of text</div>", ""),
        ("<p style='white-space:nowrap'>" + "wider than the screen " * 40 + "</p>", "cut"),
        (f"<div style='display:flex'><div style='{LINE}'>3.61e-10 and on</div>{NEXT}</div>", "painted over"),
        ("<p style='margin:0'>one line</p><p style='margin:-1.1em 0 0 20px'>another</p>", "over each other"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_found(browser: Any, html: str, found: str) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 300})
    page.set_content(f"<!doctype html><meta charset=utf-8>{html}")
    said = crossed(page)
    page.close()
    assert any(one.startswith(found) for one in said) if found else said == []
