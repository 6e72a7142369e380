from __future__ import annotations

import itertools

from nervure.explain.thrift import LEVELS, Thrift
from nervure.language.catalogue import MESSAGES


def test_each_level_leaves_out_no_less_than_the_one_before() -> None:
    for before, after in itertools.pairwise(LEVELS):
        assert after.most_slots <= before.most_slots
        assert after.num_classes <= before.num_classes
        assert after.most_weights <= before.most_weights
        assert after.most_values <= before.most_values
        assert (after.sweeps, after.sweeps_chosen) >= (before.sweeps, before.sweeps_chosen)
        assert after.ahead <= before.ahead


def test_what_is_left_out_is_said() -> None:
    assert LEVELS[0].left_out == ()
    assert Thrift(sweeps=True, most_weights=3).left_out == ("page.left_sweeps", "page.left_weights")
    assert len(LEVELS[-1].left_out) == 5
    assert all(key in MESSAGES for level in LEVELS for key in level.left_out)
