"""Whether everything that an explanation prints says what its letters are, one thing each."""

from __future__ import annotations

from collections.abc import Iterable

from nervure.errors import NervureError
from nervure.explain.explanation import Explanation
from tests.latex_rules import structure_faults
from tests.printed_letters import blocks


def assert_letters_are_explained(explanation: Explanation) -> None:
    """The first number of every array, in every kind: text, steps, chain and LaTeX."""
    for name in explanation.names:
        index = tuple(0 for _ in explanation.shape_of(name))
        if 0 in explanation.shape_of(name):
            continue
        for ask in (explanation.value_of, explanation.gradient_of, explanation.update_of):
            try:
                answer = ask(name, index)
            except NervureError:  # it has none of that kind
                continue
            _assert_explained(answer.text(steps=True))
            assert structure_faults(answer.to_latex(steps=True)) == []
        if explanation.recording.loss is not None:
            _assert_chain_explained(explanation, name, index)


def _assert_chain_explained(explanation: Explanation, name: str, index: tuple[int, ...]) -> None:
    try:
        why = explanation.why(name, index)
    except NervureError:  # it has no gradient
        return
    text = str(why)  # which is read back before it is shown
    _assert_explained(text)
    _assert_one_meaning(text, [entry for block in blocks(text) for entry in block.legend])


def _assert_explained(text: str) -> None:
    for block in blocks(text):
        assert block.unexplained() == set(), text
        _assert_one_meaning(text, block.legend)


def _assert_one_meaning(text: str, legend: Iterable[tuple[str, str]]) -> None:
    """No letter is two things; one number of an array is no other thing than the array."""
    named: dict[str, str] = {}
    for letter, name in legend:
        meaning = name.partition("[")[0]
        assert named.setdefault(letter, meaning) == meaning, f"{letter} is two things\n{text}"
