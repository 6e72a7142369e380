"""The page of the lecture's worked example."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from nervure.records.lecture import LectureLine
from nervure.render.lecture_page import cell_of
from nervure.tasks.lecture import worked_example, write_page
from tests.browser.accessibility import in_every_look
from tests.browser.opened import Opened

pytestmark = pytest.mark.browser
Opener = Callable[..., Opened]


@pytest.fixture(scope="module")
def lecture_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "lecture.html"
    write_page(str(path))
    return path


def _number(opened: Opened, cell: str) -> float:
    place = opened.page.locator(f'.sections .line[data-cell="{cell}"] .close')
    return float(place.get_attribute("data-value"))


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_the_page_is_sound(open_page: Opener, lecture_file: Path, width: int) -> None:
    opened = open_page(lecture_file, "", width)
    for look in in_every_look(opened, "#show=d:W5&n=3"):
        assert opened.page.locator(".network g").count() == 14, look


def test_every_line_has_the_number_of_the_engine(open_page: Opener, lecture_file: Path) -> None:
    opened = open_page(lecture_file)
    lines: list[LectureLine] = [line for section in worked_example()[:5] for line in section.lines]
    read = {cell_of(line): line.derivation.value for line in lines}
    assert len(read) > 30
    for cell, value in read.items():
        assert _number(opened, cell) == pytest.approx(value, abs=1e-12), cell


def test_the_three_factors_that_are_promised_stand_there_and_give_the_gradient(
    open_page: Opener, lecture_file: Path
) -> None:
    opened = open_page(lecture_file, "#show=W5")
    marked = opened.page.locator(".sections .line", has=opened.page.locator(".mark:not(:empty)"))
    assert [mark.strip() for mark in marked.locator(".mark").all_inner_texts()] == ["①", "②", "③"]
    factors = [_number(opened, cell) for cell in ("d:o1", "slope:o1", "slope:z3")]
    assert math.prod(factors) == pytest.approx(_number(opened, "d:W5"), abs=1e-15)
    assert opened.page.locator(".opened .line").count() == 5


def test_the_run_ends_below_a_thousandth_after_96_updates(open_page: Opener, lecture_file: Path) -> None:
    opened = open_page(lecture_file, "#lang=en")
    opened.page.emulate_media(reduced_motion="reduce")
    opened.page.keyboard.press("r")
    opened.page.wait_for_function("() => location.hash.includes('n=96')")
    assert "below 0.001" in opened.page.locator(".status").inner_text()


def test_numbers_are_opened_and_changed_by_keyboard(open_page: Opener, lecture_file: Path) -> None:
    opened = open_page(lecture_file, "#lang=en")
    opened.page.locator('.network g[data-cell="h1"]').focus()
    opened.page.keyboard.press("Enter")
    assert "show=h1" in opened.hash
    assert "h1 = " in opened.page.locator(".opened").inner_text()
    opened.page.keyboard.press(".")
    assert "n=1" in opened.hash
    opened.page.keyboard.press("Backspace")
    assert "show" not in opened.hash


def test_nonsense_in_the_address_is_the_lectures_number(open_page: Opener, lecture_file: Path) -> None:
    opened = open_page(lecture_file, "#W5=many&x1=99&n=-3&show=nothing&pass=sideways")
    assert _number(opened, "z1") == pytest.approx(0.3 * 2 + 0.25 * 0.2)
