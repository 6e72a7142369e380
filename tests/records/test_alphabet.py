from __future__ import annotations

from collections import Counter

import nervure.records.alphabet as table
from nervure.language.catalogue import MESSAGES
from nervure.records.alphabet import ALPHABET, letter_of, letter_of_parameter, letter_of_slot, meaning_of

GROUPS = [value for name, value in vars(table).items() if isinstance(value, dict) and name in (
    "_VALUES", "_PARAMETERS", "_ON_THE_WAY", "_SETTINGS", "_LOSSES", "_UPDATE", "_FUNCTIONS", "_INDICES"
)]  # fmt: skip


def test_no_two_things_share_a_letter() -> None:
    assert [letter for letter, count in Counter(ALPHABET.values()).items() if count > 1] == []


def test_no_name_stands_in_two_groups() -> None:
    assert len(GROUPS) == 8
    assert sum(map(len, GROUPS)) == len(ALPHABET)


def test_every_letter_says_in_both_languages_what_it_means_and_nothing_else_does() -> None:
    assert {key.removeprefix("letters.") for key in MESSAGES if key.startswith("letters.")} == set(ALPHABET)


def test_a_meaning_stands_between_commas() -> None:
    assert [name for name in ALPHABET if "," in "".join(MESSAGES[f"letters.{name}"])] == []


def test_a_letter_leads_back_to_what_it_means() -> None:
    for name, letter in ((name, letter_of(name)) for name in ALPHABET):
        assert {meaning_of(letter), meaning_of(f"{letter}′"), meaning_of(f"{letter}⁽¹²⁾")} == {name}


def test_weights_and_slots_of_your_own_take_no_letter_of_something_else() -> None:
    for letter in ALPHABET.values():
        assert letter_of_parameter(letter) in ("w", *table._PARAMETERS.values())
    assert (letter_of_parameter("max"), letter_of_slot("else")) == ("w", "G")
    assert (letter_of_parameter("tilt"), letter_of_slot("trend")) == ("tilt", "trend")
