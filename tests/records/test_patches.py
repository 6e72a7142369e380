from __future__ import annotations

from nervure.records.patches import LayerPatches, Patch, PatchesRecord, UnitPatches
from nervure.records.picture import Picture
from nervure.records.receptive_field import ReceptiveFieldRecord


def test_patches_are_plain_values_that_compare_and_hash() -> None:
    def record(value: float) -> PatchesRecord:
        field = ReceptiveFieldRecord("conv2d", 1, 2, 4, 3, 4, 4, (1, 1), (0, 0))
        patch = Patch(value, Picture(b"\0\1", 1, 2), top=3, left=0, index=7, truth="a")
        return PatchesRecord(10, (LayerPatches("conv2d", "Conv2D", 8, field, (UnitPatches(0, (patch,)),)),))

    assert record(1.0) == record(1.0)
    assert record(1.0) != record(2.0)
    assert hash(record(1.0)) == hash(record(1.0))
