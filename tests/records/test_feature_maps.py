from __future__ import annotations

from nervure.records.feature_maps import FeatureMapsRecord, LayerMaps, UnitMap
from nervure.records.picture import Picture
from nervure.records.receptive_field import ReceptiveFieldRecord
from nervure.records.value_map import ValueMap


def test_feature_maps_are_plain_values_that_compare_and_hash() -> None:
    def record(level: int) -> FeatureMapsRecord:
        field = ReceptiveFieldRecord("conv2d", 1, 1, 1, 1, 1, 1)
        layer = LayerMaps("conv2d", "Conv2D", 1, field, (UnitMap(0, ValueMap(bytes([level]), 1, 1, 1.0)),))
        return FeatureMapsRecord(Picture(b"\0", 1, 1), "a", 0.9, (layer,))

    assert record(128) == record(128)
    assert record(128) != record(129)
    assert hash(record(128)) == hash(record(128))
