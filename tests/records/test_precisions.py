from __future__ import annotations

import numpy as np
import pytest

from nervure.records.precisions import RANGES, TOLERANCES


@pytest.mark.parametrize("name", RANGES)
def test_ranges_are_those_of_the_type_and_tolerances_more_than_its_rounding(name: str) -> None:
    limits = np.finfo(name)
    assert RANGES[name] == (float(limits.tiny), float(limits.max))
    assert 10 * float(limits.eps) < TOLERANCES[name] < 1e-5
