from __future__ import annotations

import copy
import logging
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontManager, fontManager

from nervure.language import set_language
from nervure.render.figure import HANGUL_FONTS, LooseFigure, font_families, hangul_font, with_hairlines


def _figure() -> LooseFigure:
    figure = LooseFigure(figsize=(2, 1))
    figure.subplots().set_title("손실 <loss> & more")
    figure.description = 'a "quoted" <sentence>'
    return figure


def test_the_svg_is_xml_whose_text_is_text() -> None:
    root = ElementTree.fromstring(_figure().to_svg())
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "손실 <loss> & more" in texts


def test_the_svg_is_a_picture_with_a_description() -> None:
    root = ElementTree.fromstring(_figure().to_svg())
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == 'a "quoted" <sentence>'
    assert root.attrib["lang"] == "en"


@pytest.mark.parametrize(("numbers", "drawn"), [("x", "left"), ("y", "bottom")])
def test_only_the_axis_without_numbers_is_drawn(numbers: Any, drawn: str) -> None:
    axes = LooseFigure().subplots()
    with_hairlines(axes, numbers, 9)
    assert [side for side, spine in axes.spines.items() if spine.get_visible()] == [drawn]


def test_the_same_figure_gives_the_same_text_and_no_date() -> None:
    assert _figure().to_svg() == _figure().to_svg()
    assert "<dc:date>" not in _figure().to_svg()


def test_the_reader_s_own_fonts_are_asked_for() -> None:
    svg = _figure().to_svg()
    assert "system-ui, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', sans-serif" in svg
    assert "DejaVu" not in svg


def test_no_setting_stays_changed() -> None:
    before = dict(mpl.rcParams)
    _figure().to_svg()
    assert dict(mpl.rcParams) == before


def test_a_notebook_shows_what_is_saved() -> None:
    figure = _figure()
    assert figure._repr_svg_() == figure.to_svg()


def _list_without_hangul() -> FontManager:
    known = copy.copy(fontManager)
    # Of a file with several faces none is on the list before it is installed.
    files = {font.fname for font in fontManager.ttflist if font.name in HANGUL_FONTS}
    known.ttflist = [font for font in fontManager.ttflist if font.fname not in files]
    return known


def test_a_hangul_font_that_was_installed_later_is_found() -> None:
    if hangul_font() is None:
        pytest.skip("no Hangul font is installed")
    assert hangul_font(_list_without_hangul()) in HANGUL_FONTS


def test_a_system_without_hangul_has_no_font_for_it() -> None:
    latin = [font.fname for font in fontManager.ttflist if font.name == "DejaVu Sans"]
    assert hangul_font(_list_without_hangul(), latin) is None


def test_every_family_that_is_asked_for_is_there(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    set_language("ko")
    with caplog.at_level(logging.WARNING), mpl.rc_context({"font.family": font_families()}):
        figure = LooseFigure(figsize=(2, 1))
        figure.subplots().set_title("loss")
        figure.savefig(tmp_path / "figure.png")
    assert caplog.messages == []
