"""The report of a run as a reader meets it: in every language, theme and width, by mouse and by keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from nervure.language import set_language
from nervure.records.calibration import CalibrationBin, CalibrationRecord
from nervure.records.class_table import ClassRow, ClassTableRecord
from nervure.records.mistakes import MistakesRecord
from nervure.records.result import RunResult
from nervure.records.run_report import RunOrigin, RunReport
from nervure.report.page import report_page
from tests.browser.accessibility import serious_findings
from tests.browser.opened import Opened
from tests.report.sample import LABELS, sample_report

pytestmark = pytest.mark.browser
MOST_BYTES = 5_000_000


@pytest.fixture(scope="module")
def report_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    set_language("en")
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(report_page(sample_report()), encoding="utf-8")
    return path


@pytest.fixture
def open_report(open_page: Callable[..., Opened], report_file: Path) -> Callable[..., Opened]:
    """Opens it and waits until all of it is there."""

    def opener(address: str = "", width: int = 1280, theme: str = "light") -> Opened:
        opened = open_page(report_file, address, width, theme)
        opened.page.wait_for_selector("main[data-ready=true]")
        return opened

    return opener


@pytest.mark.parametrize(
    ("language", "theme", "width"), [*itertools.product(("en", "ko"), ("light", "dark"), (360, 768, 1280))]
)
def test_the_page_is_sound(open_report: Callable[..., Opened], language: str, theme: str, width: int) -> None:
    opened = open_report(f"#cell=0,1&lang={language}", width, theme)
    assert opened.page.get_attribute("html", "lang") == language
    assert opened.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
    assert opened.page.locator("main > section > h2").count() == 14
    if (language, width) in (("en", 1280), ("ko", 360)):  # axe takes its time
        assert serious_findings(opened.page) == []
    opened.page.locator(".opened-cell .thumb").first.click()
    opened.page.wait_for_selector("dialog.picture[open]")
    assert opened.page.evaluate("() => document.querySelector('dialog[open]').scrollWidth - innerWidth") <= 0
    if (language, theme, width) == ("en", "dark", 1280):
        assert serious_findings(opened.page) == []


@pytest.mark.parametrize(("language", "title", "unit"), [("en", "Training time", "s"), ("ko", "훈련 시간", "초")])
def test_times_are_told_in_the_language_of_the_page(
    open_report: Callable[..., Opened], language: str, title: str, unit: str
) -> None:
    page = open_report(f"#lang={language}").page
    assert page.locator(".facts div", has_text=title).inner_text().endswith(unit)


def test_every_number_is_that_of_the_record(open_report: Callable[..., Opened]) -> None:
    report, page = sample_report(), open_report("#lang=en").page
    assert report.confusion is not None
    assert report.result is not None
    cells = page.locator(".cell").all_inner_texts()
    counts = [count for row in report.confusion.counts for count in row]
    assert [0 if cell == "·" else int(cell) for cell in cells] == counts
    assert page.inner_text(".figure").replace("\N{NO-BREAK SPACE}", " ") == f"{100 * report.result.accuracy:.1f} %"
    assert f"{report.result.num_right} of {report.result.count}" in page.inner_text(".headline")
    assert report.classes is not None
    for row, line in zip(report.classes.rows, page.locator(".classes tbody tr").all(), strict=True):
        label, count, recall, precision, f1, _ = line.locator("th, td").all_inner_texts()
        assert (label, int(count)) == (row.label, row.count)
        for share, written in ((row.recall, recall), (row.precision, precision), (row.f1, f1)):
            assert share is not None
            assert float(written.split("\N{NO-BREAK SPACE}")[0]) == pytest.approx(100 * share, abs=0.0501)
    assert page.locator(".wrong_labels .thumb").count() == 3
    assert page.locator(".patches .unit, .patches .strip").count() == 8
    assert page.locator(".filters canvas").count() == 24


@pytest.mark.parametrize(
    ("rival", "says"),
    [
        (0.2, "Even the lower end of that interval"),
        (0.8, "The best simple baseline is inside"),
        (0.9, "A simple baseline is"),
    ],
)
def test_a_result_is_weighed_against_the_best_rival(
    open_page: Callable[..., Opened], tmp_path: Path, rival: float, says: str
) -> None:
    result = RunResult("test", 100, 85, 0.4, 9.0, 3, {"majority_class": 0.1, "linear_model": rival})
    assert 0.2 < result.interval[0] < 0.8
    (tmp_path / "report.html").write_text(report_page(RunReport("first", RunOrigin("first"), result=result)))
    opened = open_page(tmp_path / "report.html")
    assert opened.text(".verdict").startswith(says)
    assert f"linear model, {100 * rival:.1f}" in opened.text(".verdict")


@pytest.mark.parametrize(
    ("confidence", "says"), [(0.951, "chance can explain"), (0.999, "overconfident"), (0.8, "underconfident")]
)
def test_only_what_chance_does_not_make_is_called_too_sure(
    open_page: Callable[..., Opened], tmp_path: Path, confidence: float, says: str
) -> None:
    bins = (CalibrationBin(0.5, 1.0, 40, confidence, 0.95),)
    report = RunReport("first", RunOrigin("first"), calibration=CalibrationRecord(bins, confidence, 0.95))
    (tmp_path / "report.html").write_text(report_page(report))
    assert says in open_page(tmp_path / "report.html").text("p:has-text('On average')")


@pytest.mark.parametrize(
    ("result", "says", "is_expected"),
    [
        (RunResult("learned", 100, 85, 0.4, 0.0, 0), "trained on some or all of them", False),
        (
            RunResult("test", 100, 85, 0.4, 9.0, 3, num_independent=40.2),
            "as much information as 40 different ones",
            True,
        ),
    ],
)
def test_a_result_says_what_it_tells_of_other_pictures(
    open_page: Callable[..., Opened], tmp_path: Path, result: RunResult, says: str, *, is_expected: bool
) -> None:
    (tmp_path / "report.html").write_text(report_page(RunReport("first", RunOrigin("first"), result=result)))
    told = open_page(tmp_path / "report.html").text(".headline")
    assert says in told
    assert ("expect between" in told) == is_expected


def test_what_limits_a_result_stands_beside_it(open_page: Callable[..., Opened], tmp_path: Path) -> None:
    rows = (ClassRow("cat", 30, 33, 27), ClassRow("dog", 9, 6, 3), ClassRow("<i>bird", 0, 0, 0))
    mistakes = MistakesRecord(39, 9, ())
    wrong = sample_report().wrong_labels
    result = RunResult("test", 39, 30, 0.4, 9.0, 3)
    report = RunReport("first", RunOrigin("first"), result=result, classes=ClassTableRecord(rows), mistakes=mistakes,
                       wrong_labels=wrong, audit=sample_report().audit)  # fmt: skip
    (tmp_path / "report.html").write_text(report_page(report))
    opened = open_page(tmp_path / "report.html", "#lang=en")
    opened.page.wait_for_selector("main[data-ready=true]")
    short = opened.text(".short")
    for said in ("no image of them: <i>bird", "every class counts the same, however rare: 61.7",
                 "Hardest class: dog, 3 of 9", "under different labels: 1"):  # fmt: skip
        assert said in short
    assert "Labels to check" not in short, "most of them are mistakes of the network"
    assert "disagrees with the labels of 23" in opened.text(".wrong_labels > p:nth-of-type(2)")
    assert "Images in the smallest class: 9. A single one changes its recall by 11 percentage points" in opened.text(
        ".classes"
    )


def test_what_to_look_at_first_leads_there(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=en")
    said = opened.text(".short >> text=Most often confused").split(": ", 1)[1]
    for _ in range(2):  # again from the same address
        opened.page.click(".short >> text=Most often confused")
        opened.page.wait_for_selector("#title-confusion:focus")
        assert opened.text(".opened-cell h3").rsplit(" (", 1)[0] == said.rsplit(", ", 1)[0]
        opened.page.evaluate("() => { scrollTo(0, 0); document.activeElement.blur(); }")


def test_pictures_are_reached_from_the_matrix_with_the_keyboard_only(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=en")
    press = opened.page.keyboard.press
    opened.page.locator(".cell").first.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Enter"):
        press(key)
    assert "cell=0,1" in opened.hash
    opened.page.wait_for_selector(".opened-cell .thumb:focus")
    title = opened.text(".opened-cell h3")
    assert title == f"{LABELS[0]} mistaken for {LABELS[1]} ({sample_report().confusion.counts[0][1]})"  # type: ignore[union-attr]
    press("Enter")
    opened.page.wait_for_selector("dialog[open]")
    assert "of=confusion" in opened.hash
    assert opened.text("dialog h2").startswith(f"{LABELS[0]}, mistaken for {LABELS[1]} with ")
    assert opened.page.locator("dialog :is(a[href='explanation-0.html'], pre)").count() == 1
    press("ArrowRight")
    press("Escape")
    opened.page.wait_for_function("() => !location.hash.includes('picture')")
    press("Backspace")
    opened.page.wait_for_selector(".cell[data-cell='0,1']:focus")
    assert "cell" not in opened.hash


def test_one_tab_leads_into_the_matrix_and_the_next_out_of_it(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=en")
    opened.page.locator(".confusion .scroller").focus()
    visited = []
    for _ in range(3):
        opened.page.keyboard.press("Tab")
        visited.append(opened.page.evaluate("() => document.activeElement.className"))
    assert visited[0].startswith("cell")
    assert visited[1] == "pair"


def test_names_full_of_markup_are_text(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=ko")
    assert opened.text("h1").startswith("심슨 <b>run</b>")
    assert opened.page.locator(".matrix .row-name").all_inner_texts() == list(LABELS)
    assert opened.page.locator("main script, main img:not([src^='data:'])").count() == 0


def test_classes_are_sorted_by_any_column_and_the_address_keeps_it(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=en&sort=-count")
    column = opened.page.locator(".classes tbody td:nth-child(2)")
    counts = [int(text) for text in column.all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert opened.page.locator("th[aria-sort=descending]").inner_text() == "Images"
    opened.page.click(".sort >> text=Recall")
    opened.page.click(".sort >> text=Recall")
    assert "sort=-recall" in opened.hash


def test_the_language_changes_in_place(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#section=classes&cell=0,1&lang=en")
    assert opened.page.evaluate("() => scrollY") > 500
    opened.page.keyboard.press("l")
    opened.page.wait_for_selector(".classes h2 >> text=클래스별 결과")
    assert "cell=0,1" in opened.hash
    assert opened.page.locator(".opened-cell .thumb").count() > 0
    opened.page.keyboard.press("?")
    assert opened.page.locator("dialog[open] kbd").count() >= 10
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("호머")
    opened.page.keyboard.press("Enter")
    assert "cell=1,1" in opened.hash
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("no such name")
    assert opened.text("dialog.search li") == "그런 이름은 없어요."


def test_a_key_pressed_right_after_a_dialog_closes_is_not_lost_in_its_field(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=en")
    opened.page.keyboard.press("/")
    closed_and_opened = opened.page.evaluate(
        """() => {
            const dialog = document.querySelector("dialog.search");
            const pressSlash = () => document.activeElement.dispatchEvent(
                new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true }));
            document.querySelector("dialog.search input").value = "homer";
            document.querySelector("dialog.search form").requestSubmit();
            const closed = !dialog.open;
            pressSlash(); // in the same task, so before the next frame takes the focus away
            return [closed, dialog.open, document.querySelector("dialog.search input").value];
        }"""
    )
    assert closed_and_opened == [True, True, ""]


@pytest.mark.parametrize(
    "nonsense",
    [
        "#cell=9,9",
        "#cell=x&picture=99&of=mistakes",
        "#section=none&sort=-",
        "#of=constructor&picture=0&cell=constructor",
        "#%E0=&&",
    ],
)
def test_an_address_that_says_nothing_shows_the_report(open_report: Callable[..., Opened], nonsense: str) -> None:
    opened = open_report(nonsense)
    assert opened.page.locator(".opened-cell > *").count() == 0
    assert opened.page.locator("dialog[open]").count() == 0


def test_the_file_is_small_and_opens_fast(open_report: Callable[..., Opened], report_file: Path) -> None:
    assert report_file.stat().st_size <= MOST_BYTES
    painted = open_report().page.evaluate(
        "() => { const [first] = performance.getEntriesByName('first-contentful-paint');"
        " return first ? first.startTime : performance.now(); }"
    )
    assert painted < 1000


def test_paper_shows_pictures_and_no_controls(open_report: Callable[..., Opened]) -> None:
    opened = open_report("#lang=en", theme="dark")
    opened.page.emulate_media(media="print")
    opened.page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    assert not opened.page.locator("header .tools").is_visible()
    assert not opened.page.locator(".contents").is_visible()
    assert opened.page.locator(".mistakes .thumb").first.is_visible()
    assert opened.page.locator(".network table").is_visible()
    assert opened.page.locator(".remarks summary >> text=hidden folder").is_visible(), "reasons are no empty lines"
    assert opened.page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_paper_keeps_every_chart_that_was_on_the_screen(open_report: Callable[..., Opened]) -> None:
    page = open_report("#lang=en").page
    page.wait_for_selector(".calibration .chart svg", state="attached")
    page.evaluate("() => { window.charts = [...document.querySelectorAll('.chart svg')]; }")
    page.evaluate(
        "() => addEventListener('afterprint', () => { window.kept = window.charts.filter((one) => one.isConnected); })"
    )
    page.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "15mm"))
    kept, drawn = page.evaluate("() => [window.kept.length, document.querySelectorAll('.chart').length]")
    assert kept == drawn >= 4


@pytest.mark.parametrize("count", [100, pytest.param(2000, marks=pytest.mark.slow)])
def test_random_keys_and_clicks_break_nothing(open_page: Callable[..., Opened], tmp_path: Path, count: int) -> None:
    report = sample_report()
    links = {place: replace(link, page=None) for place, link in report.links.items()}  # none that leads away
    (tmp_path / "report.html").write_text(report_page(replace(report, links=links)), encoding="utf-8")
    opened = open_page(tmp_path / "report.html")
    opened.page.wait_for_selector("main[data-ready=true]")
    keys = ["Tab", "Enter", "Backspace", "Escape", "l", "/", "?", ",", ".", "ArrowUp", "ArrowDown", "ArrowLeft",
            "ArrowRight", "Home", "End", "PageDown", "x", "7", " "]  # fmt: skip
    opened.pound(keys, count)
    assert opened.page.locator("main").count() == 1
