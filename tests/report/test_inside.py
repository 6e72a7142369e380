from __future__ import annotations

import base64

import numpy as np

from nervure.records.filters import Filter, FiltersRecord
from nervure.records.value_map import ValueMap
from nervure.report.image_pool import PicturePool
from nervure.report.inside import feature_maps_payload, filters_payload, heat_maps_payload, patches_payload
from tests.report.sample import sample_report


def test_the_levels_of_a_map_are_carried_as_they_are() -> None:
    report = sample_report()
    found = filters_payload(report.filters)
    assert found is not None
    assert report.filters is not None
    first = found["filters"][0]["maps"][0]
    assert base64.b64decode(first["levels"]) == report.filters.filters[0].maps[0].levels
    assert first["scale"] == 0.5


def test_a_map_larger_than_it_is_shown_is_averaged() -> None:
    levels = np.full((200, 250), 128, np.uint8)
    levels[:3, :3], levels[199, 249] = 255, 255
    record = FiltersRecord("c", "Conv2D", 200, 250, 1, (Filter(0, (ValueMap(levels.tobytes(), 200, 250, 2.0),)),))
    found = filters_payload(record)
    assert found is not None
    carried = found["filters"][0]["maps"][0]
    assert (carried["height"], carried["width"], carried["scale"]) == (67, 84, 2.0)
    shrunk = np.frombuffer(base64.b64decode(carried["levels"]), np.uint8).reshape(67, 84)
    assert (shrunk[0, 0], shrunk[0, 1], shrunk[66, 83]) == (255, 128, 192)


def test_maps_of_one_picture_stand_together() -> None:
    report, pool = sample_report(), PicturePool({})
    found = heat_maps_payload(report.heat_maps, report.checks, pool)
    assert found is not None
    assert [[heat["method"] for heat in example["maps"]] for example in found["examples"]] == [
        ["grad_cam", "saliency", "occlusion"]
    ] * 2
    assert [check["has_changed"] for check in found["checks"]] == [True, False, None]


def test_a_unit_that_never_answers_has_no_patches() -> None:
    found = patches_payload(sample_report().patches)
    assert found is not None
    assert found["layers"][0]["units"][3]["patches"] == []


def test_the_picture_of_the_maps_is_found_where_another_section_shows_it() -> None:
    report, pool = sample_report(), PicturePool({})
    assert report.confusion is not None
    place = pool.place(report.confusion.examples[0].predictions[0])
    found = feature_maps_payload(report.feature_maps, pool)
    assert found is not None
    assert found["place"] == place


def test_what_is_missing_is_none() -> None:
    pool = PicturePool({})
    assert filters_payload(None) is patches_payload(None) is feature_maps_payload(None, pool) is None
    assert heat_maps_payload((), (), pool) is None
