from __future__ import annotations

import pytest

from nervure.errors import StateError
from nervure.layers import Add, Dense, Input


def test_a_layer_knows_what_it_reads_and_gives_where_it_was_drawn() -> None:
    first, second = Input((3,)), Input((3,))
    dense, add = Dense(2), Add()
    y = dense(first)
    add([first, second])
    assert dense.input is first
    assert dense.output is y
    assert add.input == (first, second)


def test_a_layer_that_was_never_drawn_says_so() -> None:
    with pytest.raises(StateError, match="dense"):
        _ = Dense(2, name="dense").output
