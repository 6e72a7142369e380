from __future__ import annotations

import numpy as np
import pytest

from nervure.explain.rules.together import Together
from nervure.records.place import every_index

PICTURES = Together((2, 3, 2, 4), (2, 3, 2, 4), (0, 1, 2), (3,))
GROUPS = Together((2, 3, 4), (2, 3, 2, 2), (1, 3), (2,))


@pytest.mark.parametrize("parts", [PICTURES, GROUPS])
def test_every_number_lies_in_one_part(parts: Together) -> None:
    shape = tuple(parts.divided[axis] for axis in parts.others)
    found = [index for part in every_index(shape) for index in parts.everyone(part)]
    assert sorted(found) == list(every_index(parts.shape))
    assert all(parts.part(index) == part for part in every_index(shape) for index in parts.everyone(part))


def test_channels_of_a_group_are_neighbors() -> None:
    assert list(map(GROUPS.part, [(0, 1, 0), (0, 1, 1), (0, 1, 2), (1, 0, 3)])) == [
        (0, 0), (0, 0), (0, 1), (1, 1),
    ]  # fmt: skip


def test_padding_does_not_count() -> None:
    real = np.ones((2, 3))
    real[1, 2] = 0
    masked = Together((2, 3), (2, 3), (0,), (1,), real)
    assert masked.counted((2,)) == [(0, 2)]
    assert masked.everyone((2,)) == [(0, 2), (1, 2)]
    assert masked.num_counted((2,)).value == pytest.approx(1 + 1e-7, rel=1e-12)
    assert Together((2, 3), (2, 3), (0,), (1,)).num_counted((2,)).value == 2


def test_a_parameter_is_used_for_the_numbers_of_its_channel() -> None:
    assert GROUPS.parameter_index((1, 2, 3)) == (3,)
    assert len(GROUPS.users((3,))) == 6
    assert all(index[2] == 3 for index in GROUPS.users((3,)))
    assert GROUPS.spread(np.arange(4.0)).shape == (1, 1, 4)
