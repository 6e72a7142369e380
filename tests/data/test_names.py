from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nervure.data import positions

NAMES = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=6, unique=True)


@settings(max_examples=60)
@given(NAMES, st.randoms())
def test_names_come_in_the_order_that_is_wanted(names: list[str], random) -> None:  # type: ignore[no-untyped-def]
    wanted = list(names)
    random.shuffle(wanted)
    found = positions(tuple(names), tuple(wanted), where="x")
    assert np.array(names)[list(found)].tolist() == wanted


def test_a_missing_name_gets_a_suggestion(messages) -> None:  # type: ignore[no-untyped-def]
    english, korean = messages(lambda: positions(("pictures", "age"), ("picture", "age"), where="x"))
    assert english.fix == "Did you mean 'pictures'? Name the entry 'picture'."
    assert "pictures" in korean.fix
    assert (english.expected, english.got) == ("picture, age", "pictures, age")
    english, _ = messages(lambda: positions(("left",), ("picture",), where="x"))
    assert english.fix == "Add an entry 'picture' to the mapping."


def test_names_too_many_are_left_out_with_advice(advice) -> None:  # type: ignore[no-untyped-def]
    assert positions(("id", "picture"), ("picture",), where="x") == (1,)
    assert advice() == ["x has entries that the network does not use; they are ignored: id."]
