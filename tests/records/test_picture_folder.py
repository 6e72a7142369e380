from __future__ import annotations

import dataclasses

import pytest

from nervure.language import set_language
from nervure.records.picture_folder import LeftOut


def test_what_is_left_out_says_why_in_the_language_in_use() -> None:
    entry = LeftOut.because("picture.damaged", path="cats/a.jpg", problem="cut off")
    assert str(entry) == "cats/a.jpg: damaged or cut off (cut off)"
    set_language("ko")
    assert entry.sentence == "손상되었거나 잘림 (cut off)"


def test_what_is_left_out_is_a_plain_value() -> None:
    entry = LeftOut.because("picture.other_format", path="a.heic", suffix=".heic")
    assert entry == LeftOut("a.heic", "picture.other_format", {"suffix": ".heic"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.path = "b"  # type: ignore[misc]
