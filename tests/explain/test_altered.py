from __future__ import annotations

import pytest

from nervure.errors import ExplanationError
from nervure.explain.explanation import Explanation
from nervure.language import in_language
from nervure.optimizers import Adam
from tests.explain.networks import classifier, explained


@pytest.fixture(scope="module")
def explanation() -> Explanation:
    network, x, y = classifier(optimizer=Adam(0.01))
    network.train_on_batch(x, y)
    return network.explain(x, y)


def _texts(explanation: Explanation) -> list[str]:
    return [
        str(explanation.value_of("hidden/output", (0, 2))),
        str(explanation.value_of("hidden/kernel", (1, 2))),
        str(explanation.update_of("hidden/kernel/velocity", (1, 2))),
        explanation.gradient_of("hidden/z", (0, 1)).text(steps=True),
        explanation.why("hidden/kernel", (0, 1)).text(all_terms=True),
        str(explanation.why("hidden/z", (0, 1))),
        str(explanation.loss),
        str(explanation),
    ]


def assert_every_digit_is_found(explanation: Explanation, text: str, every: int = 1) -> None:
    lines = text.splitlines()
    digits = [(row, at) for row, line in enumerate(lines) for at, sign in enumerate(line) if sign.isdecimal()]
    for row, at in digits[::every]:
        line = lines[row]
        changed = f"{line[:at]}{(int(line[at]) + 3) % 10}{line[at + 1 :]}"
        altered = "\n".join([*lines[:row], changed, *lines[row + 1 :]])
        with pytest.raises(ExplanationError) as found:
            explanation.verify(text=altered, num=0)
        assert f"line {row + 1}, at character {at + 1}." in str(found.value)


def test_what_was_said_is_still_so_in_either_language(explanation: Explanation) -> None:
    for code in ("en", "ko"):
        with in_language(code):
            texts = _texts(explanation)
        for text in texts:
            assert explanation.verify(text=f"{text}\n", num=0).numbers > 0


def test_every_digit_of_a_long_text_may_not_be_changed(explanation: Explanation) -> None:
    assert_every_digit_is_found(explanation, str(explanation.why("hidden/kernel", (0, 1))))


def test_digits_of_names_and_places_are_found_too(explanation: Explanation) -> None:
    for text in _texts(explanation)[:4]:
        assert_every_digit_is_found(explanation, text)


def test_digits_of_the_whole_are_found() -> None:
    small = explained()
    assert_every_digit_is_found(small, str(small), every=7)
    with in_language("ko"):
        text = str(small)
    lines = text.splitlines()
    with pytest.raises(ExplanationError, match="line 1, at character"):
        small.verify(text="\n".join([lines[0].replace("0.0", "0.1"), *lines[1:]]), num=0)


def test_the_number_that_should_stand_there_is_named(explanation: Explanation) -> None:
    text = str(explanation.value_of("hidden/kernel", (1, 2)))
    number = text.splitlines()[0].partition(" = ")[2]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(ExplanationError) as found:
        explanation.verify(text=text.replace(number, wrong))
    assert (found.value.expected, found.value.got) == (number, wrong)


def test_a_line_too_few_and_a_line_too_many_are_found(explanation: Explanation) -> None:
    text = str(explanation.why("hidden/kernel", (0, 1)))
    for altered in (text + "\n  1", text.rpartition("\n")[0]):
        with pytest.raises(ExplanationError, match="was altered in line"):
            explanation.verify(text=altered)


@pytest.mark.parametrize("text", ["", "hello", "hidden/kernel[9,9] = 1", "nothing[0] = 1\n  2", "dE/d input = 1"])
def test_a_text_that_is_none_of_ours_is_refused(explanation: Explanation, text: str) -> None:
    with pytest.raises(ExplanationError, match="does not come from this explanation"):
        explanation.verify(text=text)
