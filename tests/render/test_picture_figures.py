from __future__ import annotations

from xml.etree import ElementTree

import pytest

from nervure.language import set_language
from nervure.render import picture_figures as figures
from nervure.render.figure import LooseFigure
from tests.render import insight_records as records


def texts(figure: LooseFigure) -> list[str]:
    root = ElementTree.fromstring(figure.to_svg())
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_a_wrong_prediction_is_shown_with_its_truth() -> None:
    assert texts(figures.predictions_figure([records.RIGHT, records.WRONG])) == [
        "<b>cat</b>", "75 %", "강아지", ">99 %", "is $a$ & ?[31m",
    ]  # fmt: skip


def test_patches_have_a_row_a_unit_and_say_what_the_layer_sees() -> None:
    found = texts(figures.patches_figure(records.PATCHES))
    assert found[:4] == ["conv2d (Conv2D): a unit sees 3 x 3 of the 28 x 28 pixels", "unit 0", "1.25", "1"]
    assert found[4] == "unit 1 gives the same value for every image"
    assert found[-1] == "more units: 4"


def test_maps_filters_and_heat_name_what_they_are_of() -> None:
    assert "conv2d (Conv2D): 2 of 2 maps of 26 x 26, largest value 0.5" in texts(
        figures.feature_maps_figure(records.MAPS)
    )
    assert "Filters of conv2d: 2." in texts(figures.filters_figure(records.FILTERS))
    assert "Grad-CAM for $a$ & ?[31m (<1 %), conv2d_3" in texts(figures.heat_map_figure(records.HEAT))
    assert "random from conv2d on" in texts(figures.randomised_check_figure(records.CHECK))


@pytest.mark.parametrize("code", ["en", "ko"])
def test_every_figure_has_a_sentence_for_who_cannot_see_it(code: str) -> None:
    set_language(code)
    for figure in (
        figures.predictions_figure([records.WRONG]), figures.patches_figure(records.PATCHES),
        figures.feature_maps_figure(records.MAPS), figures.filters_figure(records.FILTERS),
        figures.heat_map_figure(records.HEAT), figures.randomised_check_figure(records.CHECK),
    ):  # fmt: skip
        assert figure.description
        assert f'lang="{code}"' in figure.to_svg()
