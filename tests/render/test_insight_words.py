from __future__ import annotations

import dataclasses

from nervure.language import set_language
from nervure.render.insight_words import field_text, heat_map_title, stage_text
from tests.render import insight_records as records


def test_a_field_is_told_by_its_size_or_as_the_whole_picture() -> None:
    assert field_text(records.FIELD) == "a unit sees 3 x 3 of the 28 x 28 pixels"
    whole = dataclasses.replace(records.FIELD, height=28, width=28)
    assert field_text(whole) == "a unit sees all 28 x 28 pixels"
    set_language("ko")
    assert field_text(whole) == "유닛 하나가 28 x 28 픽셀을 모두 봐요"


def test_a_title_names_method_class_and_layer() -> None:
    assert heat_map_title(records.HEAT) == "Grad-CAM for $a$ & ?[31m (<1 %), conv2d_3"
    assert heat_map_title(dataclasses.replace(records.HEAT, method="saliency", layer=None)).startswith("Saliency for ")


def test_a_stage_names_the_layer_and_the_correlation() -> None:
    assert stage_text("dense", -0.126) == "random from dense on: -0.13"
    assert stage_text(None, None) == "as trained"
