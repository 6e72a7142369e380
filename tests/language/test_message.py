"""What an entry of the catalogue is made of."""

from __future__ import annotations

from nervure.language import ErrorMessage, Lines, Message


def test_an_entry_has_every_language_of_the_house() -> None:
    assert Message._fields == ErrorMessage._fields == ("en", "ko")


def test_an_error_has_the_four_parts_that_follow_the_place() -> None:
    assert Lines._fields == ("problem", "expected", "got", "fix")
