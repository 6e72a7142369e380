"""What the report keeps folded, on a phone and elsewhere: every link to it opens it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nervure.records.run_report import RunOrigin, RunReport
from nervure.records.wrong_labels import WrongLabelsRecord
from nervure.report.page import report_page
from tests.browser.accessibility import serious_findings
from tests.browser.opened import Opened
from tests.report.sample import sample_report

pytestmark = pytest.mark.browser

PHONE, WIDE = 390, 1280
MOST_PHONE_PX = 3500  # where all sections together have 14,000


@pytest.fixture
def open_report(open_page: Callable[..., Opened], tmp_path: Path) -> Callable[..., Opened]:
    (tmp_path / "report.html").write_text(report_page(sample_report()), encoding="utf-8")

    def opener(address: str, width: int = PHONE) -> Opened:
        opened = open_page(tmp_path / "report.html", address, width)
        opened.page.wait_for_selector("main[data-ready=true]")
        return opened

    return opener


def folded(opened: Opened) -> set[str]:
    """The sections of which only the heading is there."""
    script = """() => [...document.querySelectorAll('main > section')]
        .filter((one) => [...one.children].every((child) => child.localName === 'h2' || !child.checkVisibility()))
        .map((one) => one.classList[0])"""
    return set(opened.page.evaluate(script))


def heights(opened: Opened) -> Any:
    return opened.page.evaluate("() => document.documentElement.scrollHeight")


def names(opened: Opened) -> list[str]:
    script = "() => [...document.querySelectorAll('main > section')].map((one) => one.classList[0])"
    return [str(name) for name in opened.page.evaluate(script)]


def is_in_sight(opened: Opened, selector: str) -> bool:
    box = opened.page.locator(selector).bounding_box()
    return box is not None and -2 <= box["y"] < opened.page.viewport_size["height"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_on_a_phone_the_report_is_its_result_and_a_table_of_contents(
    open_report: Callable[..., Opened], language: str
) -> None:
    opened = open_report(f"#lang={language}")
    assert folded(opened) == set(names(opened)) - {"result"}
    assert heights(opened) < MOST_PHONE_PX
    assert opened.page.locator("main > section > h2:visible").count() == 14
    assert serious_findings(opened.page) == []


def test_where_there_is_room_nothing_is_folded(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=en", WIDE)
    assert folded(opened) == set()
    assert opened.page.locator(".fold").count() == 0
    opened.page.set_viewport_size({"width": PHONE, "height": 900})
    opened.page.wait_for_selector(".fold")
    assert len(folded(opened)) == 13
    opened.page.set_viewport_size({"width": WIDE, "height": 900})
    opened.page.wait_for_selector(".fold", state="detached")
    assert folded(opened) == set()


def test_every_link_of_the_contents_opens_its_section_and_so_does_the_way_back(
    open_report: Callable[..., Opened],
) -> None:
    opened = open_report("#lang=en")
    for name in names(opened):
        opened.page.click(f".contents a[data-section={name}]")
        opened.page.wait_for_selector(f"#title-{name}:focus")
        assert name not in folded(opened)
        assert is_in_sight(opened, f"#title-{name}")
    opened.page.click(".origin .fold")
    opened.page.click(".audit .fold")
    assert {"audit", "origin"} <= folded(opened)
    opened.page.go_back()
    opened.page.wait_for_selector("#title-audit:focus")
    assert "audit" not in folded(opened)
    opened.page.go_forward()
    opened.page.wait_for_selector("#title-origin:focus")
    assert "origin" not in folded(opened)


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_an_address_opens_what_it_names_when_the_page_is_opened(open_report: Callable[..., Opened], width: int) -> None:
    for name in names(open_report("", width)):
        opened = open_report(f"#section={name}&lang=en", width)
        opened.page.wait_for_selector(f"#title-{name}:focus")
        assert name not in folded(opened), name
    opened = open_report("#section=audit&fold=duplicates&lang=en", width)
    assert opened.page.locator(".groups").is_visible()
    assert is_in_sight(opened, "[data-fold=duplicates] h3")
    assert not opened.page.locator("[data-fold=left_out] .paths").is_visible()
    assert open_report("#cell=0,1&lang=en", width).page.locator(".opened-cell .thumb").first.is_visible()


@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_what_to_look_at_first_opens_what_it_speaks_of(open_report: Callable[..., Opened], width: int) -> None:
    opened = open_report("#lang=en", width)
    for words, seen in (
        ("Hardest class", ".classes table"), ("Most often confused", ".opened-cell .thumb"),
        ("under different labels", "[data-fold=duplicates] .groups"), ("Labels to check", ".wrong_labels .thumb"),
        ("Files left out", "[data-fold=left_out] .paths"),
    ):  # fmt: skip
        for _ in range(2):  # shut by hand, and again from the same address
            opened.page.click(f".short >> text={words}")
            opened.page.wait_for_selector(seen)
            assert opened.page.locator(seen).first.is_visible(), words
            opened.page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = false; })")
            opened.page.evaluate("() => scrollTo(0, 0)")
    assert "fold=left_out" in opened.hash
    opened.page.click(".contents a[data-section=classes]")
    assert "fold" not in opened.hash
    opened.settle()
    opened.page.go_back()
    opened.page.wait_for_selector("[data-fold=left_out] .paths")


def test_a_section_is_opened_and_shut_by_its_heading_with_the_keyboard(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=ko")
    heading = opened.page.locator(".calibration .fold")
    for is_open in (True, False, True):
        heading.focus()
        opened.page.keyboard.press("Enter")
        assert heading.get_attribute("aria-expanded") == str(is_open).lower()
        assert ("calibration" in folded(opened)) != is_open
    opened.page.wait_for_selector(".calibration .chart svg")
    assert "section=calibration" in opened.hash
    opened.page.keyboard.press("l")
    opened.page.wait_for_selector(".calibration h2 >> text=Calibration")
    assert "calibration" not in folded(opened), "another language shuts nothing"


def test_a_weak_network_says_why_it_doubts_no_label(open_page: Callable[..., Opened], tmp_path: Path) -> None:
    weak = WrongLabelsRecord(("a", "b"), 150, 0, (), (), (), agreement=0.27, chance=0.11)
    report = RunReport("first", RunOrigin("first"), wrong_labels=weak)
    (tmp_path / "report.html").write_text(report_page(report))
    opened = open_page(tmp_path / "report.html", "#lang=en")
    opened.page.wait_for_selector("main[data-ready=true]")
    said = opened.text(".wrong_labels").replace("\N{NO-BREAK SPACE}", " ")
    assert "agrees with 27 % of the labels; chance alone would agree with 11 %" in said
    assert "From 56 % on" in said or "From 55 % on" in said
    assert opened.page.locator(".short >> text=Labels to check").count() == 0


@pytest.mark.parametrize(
    ("used", "judged", "choice", "says"),
    [
        ("bfloat16", "bfloat16", "rule", ("Evaluated in bfloat16, as 'predict'", "decided by processor and network")),
        ("bfloat16", "float32", "measured", ("Evaluated in float32", "Trained in bfloat16: 'auto' measured")),
        ("float32", "float32", "given", ("Evaluated in float32", "only a small head is trained")),
    ],
)
def test_the_precision_of_a_result_stands_beside_it(
    open_page: Callable[..., Opened], tmp_path: Path, used: str, judged: str, choice: str, says: tuple[str, ...]
) -> None:
    report = sample_report()
    assert report.result is not None
    precision = {"asked": "auto", "used": used, "choice": choice}
    told = dataclasses.replace(
        report, result=dataclasses.replace(report.result, precision=judged),
        origin=dataclasses.replace(report.origin, precision=precision),
    )  # fmt: skip
    (tmp_path / "report.html").write_text(report_page(told), encoding="utf-8")
    opened = open_page(tmp_path / "report.html", "#lang=en")
    for part in says:
        assert part in opened.text(".headline")
    assert "reduced to 16 × 16 pixels" in opened.text(".result")
