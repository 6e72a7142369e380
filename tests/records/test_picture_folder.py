from __future__ import annotations

import dataclasses

import pytest

from nervure.language import set_language
from nervure.records.picture_folder import LeftOut, Note


def test_what_is_left_out_says_why_in_the_language_in_use() -> None:
    entry = LeftOut.because("picture.damaged", path="cats/a.jpg", problem="cut off")
    assert str(entry) == "cats/a.jpg: damaged or truncated (cut off)"
    set_language("ko")
    assert entry.sentence == "손상되었거나 잘림 (cut off)"
    assert entry.to_json() == {
        "path": "cats/a.jpg",
        "kind": "damaged",
        "sentence": "손상되었거나 잘림 (cut off)",
        "reason": "picture.damaged",
        "values": {"problem": "cut off"},
    }


def test_what_is_left_out_is_a_plain_value() -> None:
    entry = LeftOut.because("picture.other_format", path="a.heic", suffix=".heic")
    assert entry == LeftOut("a.heic", "picture.other_format", {"suffix": ".heic"})
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.path = "b"  # type: ignore[misc]


def test_what_nobody_meant_as_a_picture_is_expected() -> None:
    assert LeftOut("Thumbs.db", "picture.no_picture").is_expected
    assert not LeftOut("a.jpg", "picture.empty_file").is_expected


def test_the_kind_is_the_same_word_in_every_language() -> None:
    set_language("ko")
    note = Note.because("audit.deep", path="scan.png", bits=16)
    assert (note.kind, str(note)) == ("deep", "scan.png: 채널당 16비트. 위쪽 8비트만 씀")
    assert note != LeftOut.because("audit.deep", path="scan.png", bits=16)
