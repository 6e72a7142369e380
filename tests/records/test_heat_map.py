from __future__ import annotations

from nervure.records.heat_map import RandomisedCheckRecord, RandomisedStage


def test_maps_have_changed_where_they_no_longer_go_together() -> None:
    def check(correlation: float | None) -> RandomisedCheckRecord:
        stages = (RandomisedStage(None, 1.0, ()), RandomisedStage("conv2d", correlation, ()))
        return RandomisedCheckRecord("saliency", (), stages, limit=0.5)

    assert check(0.1).has_changed
    assert check(0.9).has_changed is False
    assert check(None).has_changed is None
    assert check(0.1).correlation == 0.1
