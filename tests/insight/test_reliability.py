from __future__ import annotations

import numpy as np
import pytest

from nervure.insight import calibration, judge
from tests.insight.networks import classifier, pictures


def test_bins_and_their_error_are_those_of_the_definition() -> None:
    x, y = pictures(300), np.random.default_rng(2).integers(0, 4, 300)
    judgement = judge(classifier(), (x, y))
    found = calibration(judgement.model, judgement, bins=10)
    error = 0.0
    for number, each in enumerate(found.record.bins):
        low, high = number / 10, (number + 1) / 10
        inside = (judgement.confidence > low) & (judgement.confidence <= high)
        assert each.count == inside.sum()
        if each.count:
            assert each.accuracy == pytest.approx(judgement.is_right[inside].mean())
            assert each.confidence == pytest.approx(judgement.confidence[inside].mean(), abs=1e-6)
            error += inside.mean() * abs(judgement.is_right[inside].mean() - judgement.confidence[inside].mean())
    assert found.expected_error == pytest.approx(error, abs=1e-6)
    assert found.record.count == 300
    assert found.record.accuracy == pytest.approx(judgement.is_right.mean())


def test_certainty_falls_into_the_last_bin() -> None:
    model, x = classifier(), pictures(3)
    weights = model.get_weights()
    model.set_weights([*weights[:-1], np.array([1e4, 0, 0, 0], "float32")])
    found = calibration(model, (x, [0, 0, 1]), bins=4)
    assert [each.count for each in found.record.bins] == [0, 0, 0, 3]
    assert found.expected_error == pytest.approx(1 / 3)


def test_the_diagram_and_the_table_name_the_error() -> None:
    x = pictures(50)
    found = calibration(classifier(), (x, np.arange(50) % 4))
    assert "Expected calibration error" in repr(found)
    assert "Expected calibration error" in found.plot().to_svg()
