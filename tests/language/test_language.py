"""Which language is spoken, and how a sentence is filled."""

from __future__ import annotations

import locale
import subprocess
import sys
from pathlib import Path

import pytest

from nervure import language
from nervure.language import error_lines, set_language, text

VARIABLES = ("NERVURE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Nobody chose a language, neither in the program nor in the environment."""
    set_language(None)
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("settings", "spoken"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "NERVURE_LANG": "en"}, "en"),
        ({"LANG": "en_US.UTF-8", "NERVURE_LANG": "KO"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "NERVURE_LANG": ""}, "ko"),
    ],
)
def test_the_environment_decides_while_nobody_chose(
    no_settings: pytest.MonkeyPatch, settings: dict[str, str], spoken: str
) -> None:
    for variable, value in settings.items():
        no_settings.setenv(variable, value)
    assert language.language() == spoken


@pytest.mark.usefixtures("no_settings")
def test_without_any_setting_the_system_decides() -> None:
    expected = "ko" if (locale.getlocale()[0] or "").lower().startswith("ko") else "en"
    assert language.language() == expected


def test_the_language_chosen_goes_before_the_environment(no_settings: pytest.MonkeyPatch) -> None:
    no_settings.setenv("NERVURE_LANG", "ko")
    set_language("en")
    assert language.language() == "en"
    set_language(None)
    assert language.language() == "ko"


@pytest.mark.parametrize(
    ("spoken", "first_line"),
    [("en", "set_language: nervure does not support the language 'fr'."), ("ko", "set_language: 'fr' 언어는 없어요.")],
)
def test_a_language_the_house_does_not_speak_is_refused_in_four_lines(spoken: str, first_line: str) -> None:
    set_language(spoken)
    with pytest.raises(ValueError, match="fr") as caught:
        set_language("fr")
    lines = str(caught.value).splitlines()
    assert lines[0] == first_line
    assert len(lines) == 4
    assert language.language() == spoken


def test_a_sentence_is_filled_in_the_language_in_use() -> None:
    set_language("en")
    assert text("registry.did_you_mean", suggestion="relu") == "Did you mean 'relu'? Write it so."
    set_language("ko")
    assert text("registry.did_you_mean", suggestion="relu") == "혹시 'relu'인가요? 그렇게 고쳐 쓰세요."


def test_the_four_lines_of_an_error_are_filled_in_the_language_in_use() -> None:
    set_language("ko")
    lines = error_lines("registry.unknown", name="kernal", known="kernel", fix="고치세요.")
    assert lines == ("'kernal'은 없는 이름이에요.", "kernel 중 하나", "'kernal'", "고치세요.")


def test_a_value_with_braces_is_written_as_it_is() -> None:
    assert error_lines("registry.config", got="{'a': {}}").got == "{'a': {}}"
    assert error_lines("registry.config", got="").expected == 'a name, or {"class_name": ..., "config": {...}}'


def test_a_key_that_does_not_exist_is_a_mistake_of_the_house() -> None:
    with pytest.raises(KeyError, match=r"no\.such\.key"):
        text("no.such.key")


def test_the_language_needs_no_torch() -> None:
    code = "import sys, nervure.language, nervure.errors; print('torch' in sys.modules, 'numpy' in sys.modules)"
    house = Path(language.__file__).parents[2]
    printed = subprocess.run([sys.executable, "-c", code], cwd=house, capture_output=True, text=True, check=True)
    assert printed.stdout.split() == ["False", "False"]
