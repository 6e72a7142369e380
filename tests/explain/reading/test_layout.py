from __future__ import annotations

import pytest

from nervure.errors import ExplanationError
from nervure.explain.reading.layout import blocks, legend
from nervure.language import in_language

PRINTED = """\
dense/output[0,0] = -1.5
  o[0,0] = x[0,0]·w[0,0]
           + x[0,1]·w[1,0]
         = 1 × 0.5
           + 2 × (-1)
         = -1.5
  where o is dense/output, x is input_layer,
  w is dense/kernel
  (the digits shown give -1.49999: they are rounded, the result is computed from all digits)"""


def test_a_text_is_cut_into_its_lines() -> None:
    (block,) = blocks(PRINTED.splitlines())
    assert block.heading == "dense/output[0,0] = -1.5"
    assert block.subject == "o[0,0]"
    assert block.rows == ("x[0,0]·w[0,0] + x[0,1]·w[1,0]", "1 × 0.5 + 2 × (-1)", "-1.5")
    assert block.recombined == "-1.49999"
    assert not block.is_leaf


def test_a_number_without_a_derivation_has_no_rows() -> None:
    (block,) = blocks(["dense/kernel[0] = 1", "  a stored number: it has no derivation"])
    assert block.is_leaf
    assert block.recombined is None


def test_several_derivations_may_stand_one_below_the_other() -> None:
    first, second = blocks([*PRINTED.splitlines(), "loss = 2", "  E = 1 + 1", "    = 2"])
    assert (first.subject, second.subject, second.rows) == ("o[0,0]", "E", ("1 + 1", "2"))


def test_a_legend_names_arrays_and_says_what_settings_are() -> None:
    assert legend(
        ["where w is dense/kernel, η is the learning rate, m is dense/kernel/momentum"],
        ["dense/kernel", "dense/kernel/momentum"],
    ) == {"w": "dense/kernel", "η": "the learning rate", "m": "dense/kernel/momentum"}


def test_names_with_commas_and_words_of_the_legend_are_read_whole() -> None:
    names = ["a, b is c/kernel", "a"]
    assert legend(["where w is a, b is c/kernel, x is a"], names) == {"w": "a, b is c/kernel", "x": "a"}


def test_korean_is_read_as_korean() -> None:
    with in_language("ko"):
        assert legend(["기호: w = dense/kernel, x = input"], ["dense/kernel", "input"]) == {
            "w": "dense/kernel", "x": "input",
        }  # fmt: skip


def test_a_letter_with_two_meanings_is_refused() -> None:
    with pytest.raises(ExplanationError):
        legend(["where w is a, w is b"], ["a", "b"])
