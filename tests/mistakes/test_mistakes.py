from __future__ import annotations

import inspect
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from nervure import activations, callbacks, initializers, layers, losses, metrics, models, optimizers
from nervure.errors import NervureError
from nervure.language import LANGUAGES, set_language
from nervure.language.catalogue import ERRORS, MESSAGES
from nervure.language.message import Lines
from nervure.models import Model
from tests.mistakes.mistake import Mistake
from tests.mistakes.mistakes import MISTAKES

# What stands for code: in quotes or brackets, with a sign or a digit in it, and the words of Python and of formats.
CODE = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|[\w.\[\]]*[_.=(\[\d/][\w.,=()\[\]{}'\"/:*+<>…-]*")
CODE_WORDS = {
    "acc", "ce", "class", "crossentropy", "data", "dtype", "float", "inf", "int", "names", "nan", "numbers", "object",
    "str", "val", "None", "True", "False",
}  # fmt: skip
ROOMS = (activations, callbacks, initializers, layers, losses, metrics, models, optimizers)


def public_words() -> set[str]:
    """The names of what users write: classes, functions and their arguments."""
    found: set[str] = set(CODE_WORDS)
    for room in ROOMS:
        for name in room.__all__:
            found.add(name)
            made = getattr(room, name)
            if callable(made):
                found.update(inspect.signature(made).parameters)
        found.update(getattr(room, "TABLE", ()))
    for method in (Model.fit, Model.compile, Model.evaluate, Model.predict):
        found.add(method.__name__)
        found.update(inspect.signature(method).parameters)
    return found


WORDS = public_words()


def foreign_words(korean: str) -> list[str]:
    """Latin words of a Korean sentence that are no code."""
    return [word for word in re.findall(r"[A-Za-z]{2,}", CODE.sub(" ", korean)) if word not in WORDS]


def fits(template: str, sentence: str) -> bool:
    """Whether ``sentence`` is ``template`` with its placeholders filled."""
    pattern = "".join(
        re.escape(literal) + ("" if field is None else ".*?")
        for literal, field, _, _ in string.Formatter().parse(template)
    )
    return re.fullmatch(pattern, sentence, re.DOTALL) is not None


def answer(mistake: Mistake, language: str, caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the program is answered: the parts of its error, or one line of advice; fits what the catalogue says."""
    set_language(language)
    caplog.clear()
    if mistake.key in ERRORS:
        with pytest.raises(NervureError) as raised:
            mistake.program()
        error, lines = raised.value, getattr(ERRORS[mistake.key], language)
        parts = Lines(error.problem, error.expected, error.got, error.fix)
        # A misfit of shapes may show the layers up to it, and have a fix for the network at hand.
        is_explained = getattr(error, "is_explained", False)
        fixed = 2 if is_explained else 4
        assert all(fits(*pair) for pair in list(zip(lines, parts, strict=True))[:fixed]), str(error)
        assert is_explained or len(str(error).splitlines()) == 4
        assert error.where
        assert [record.message for record in caplog.records] == []
        return [error.where, *parts]
    mistake.program()
    said = [record.message for record in caplog.records]
    assert len(said) == 1, said
    assert fits(getattr(MESSAGES[mistake.key], language), said[0]), said[0]
    assert "\n" not in said[0]
    return said


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    yield
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.what for mistake in MISTAKES])
def test_a_mistake_is_answered_with_what_to_do(
    mistake: Mistake, language: str, caplog: pytest.LogCaptureFixture
) -> None:
    parts = answer(mistake, language, caplog)
    for part in parts:
        assert part.strip()
        assert not re.search(r"\{[a-z]\w*[}:!]", part), part
    for words in mistake.says:
        assert any(words in part for part in parts), f"{words} is not in {parts}"
    if language == "ko":
        assert re.search("[가-힣]", parts[1] if len(parts) > 1 else parts[0])
        assert [(part, foreign_words(part)) for part in parts if foreign_words(part)] == []


def test_mistakes_have_names_of_their_own_and_enough_of_them() -> None:
    names = [mistake.what for mistake in MISTAKES]
    assert len(set(names)) == len(names)
    assert len(names) >= 100


def test_everything_that_preflight_can_say_answers_a_mistake_of_the_list() -> None:
    said = {mistake.key for mistake in MISTAKES}
    can_say = {key for key in (*MESSAGES, *ERRORS) if key.startswith("preflight.")}
    assert can_say - said == {"preflight.mask_lost"}  # tests/models/test_sequences.py


def test_a_sentence_that_is_left_in_english_is_found() -> None:
    assert foreign_words("'answer' 층의 activation을 'softmax'로 바꾸세요.") == []
    assert foreign_words("The layer has no activation.") == ["The", "has", "no"]
    assert fits("'{layer}' ends in {name:으로/로}.", "'a' ends in relu.")
    assert not fits("'{layer}' ends in {name}.", "'a' begins with relu.")
