"""Every sentence exists in both languages with the same placeholders, and every sentence is used."""

from __future__ import annotations

import ast
import importlib
import re
import string
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

import nervure.language.catalogue as catalogue_room
from nervure.language import error_lines, set_language, text
from nervure.language.catalogue import ERRORS, MESSAGES
from nervure.language.particles import PAIRS

CATALOGUE = Path(catalogue_room.__file__).parent
SOURCE = CATALOGUE.parents[1]
FAMILIES = sorted(path.stem for path in CATALOGUE.glob("*.py") if path.stem != "__init__")
# Keys that are put together while the program runs, by the part that is written down.
DYNAMIC_PREFIXES = ("callbacks.not_finite_", "curves.", "letters.", "operations.", "progress.", "watching.not_finite_")
CALLS = ("text", "advise", "error_lines", "of")


class Sentence(NamedTuple):
    """One text in two languages."""

    key: str
    en: str
    ko: str


def _sentences() -> Iterator[Sentence]:
    for key, message in MESSAGES.items():
        yield Sentence(key, message.en, message.ko)
    for key, error in ERRORS.items():
        for part, en, ko in zip(error.en._fields, error.en, error.ko, strict=True):
            yield Sentence(f"{key} ({part})", en, ko)


def _fields(sentence: str) -> list[tuple[str, str]]:
    """Name and format of every placeholder."""
    return [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(sentence) if name is not None]


def _placeholders(key: str) -> set[str]:
    texts = [MESSAGES[key].en] if key in MESSAGES else list(ERRORS[key].en)
    return {name for sentence in texts for name, _ in _fields(sentence)}


def _placeholders_by_language(key: str) -> list[frozenset[str]]:
    texts = MESSAGES[key] if key in MESSAGES else ["\n".join(lines) for lines in ERRORS[key]]
    return [frozenset(name for name, _ in _fields(sentence)) for sentence in texts]


SENTENCES = list(_sentences())
PROJECT = SOURCE.parents[1]
# One Korean word for one thing: the word that is written, and those that mean the same and are not.
ONE_WORD = {
    "Python": ("파이썬",),
    "가중치": ("웨이트",),
    "기울기": ("그래디언트", "그레이디언트", "경사도"),
    "라벨": ("레이블",),
    "숫자": ("디지트", "수치"),
    "스텝": ("걸음",),
    "업데이트": ("갱신",),
    "에포크": ("에폭",),
    "옵티마이저": ("최적화기",),
    "유닛": ("노드",),
    "층": ("레이어",),
    "특성": ("특징",),
    "편향": ("바이어스",),
    "합성곱": ("컨볼루션", "컨벌루션"),
    "훈련 스텝": ("학습 스텝",),
}
# A particle at the start of what follows a placeholder, perhaps behind its quote: right for some values only.
FIXED_PARTICLE = re.compile(r"""^['"]?(이|가|을|를|은|는|과|와|으로|로|이라|라)(?=\s|$)""")


def _has_fixed_particle(sentence: str) -> bool:
    parts = list(string.Formatter().parse(sentence))
    return any(
        name is not None and spec not in PAIRS and FIXED_PARTICLE.match(following)
        for (_, name, spec, _), (following, *_) in pairwise(parts)
    )


def test_both_languages_have_a_text() -> None:
    assert SENTENCES
    assert [sentence.key for sentence in SENTENCES if not (sentence.en.strip() and sentence.ko.strip())] == []


def test_both_languages_have_the_same_placeholders() -> None:
    assert [key for key in (*MESSAGES, *ERRORS) if len(set(_placeholders_by_language(key))) > 1] == []


def test_every_placeholder_has_a_name() -> None:
    assert [key for key in (*MESSAGES, *ERRORS) if "" in frozenset.union(*_placeholders_by_language(key))] == []


def test_particles_are_chosen_from_the_pairs_that_exist_and_only_in_korean() -> None:
    in_english = [sentence.key for sentence in SENTENCES if any("/" in spec for _, spec in _fields(sentence.en))]
    wrong = [s.key for s in SENTENCES if any("/" in spec and spec not in PAIRS for _, spec in _fields(s.ko))]
    assert in_english == []
    assert wrong == []


def test_a_particle_stands_behind_the_quote_not_inside_it() -> None:
    # '{name:은/는}' would print 'dense는'; {name!r:은/는} prints 'dense'는.
    assert [s.key for s in SENTENCES if any(f":{pair}}}{quote}" in s.ko for pair in PAIRS for quote in "'\"")] == []


def test_no_particle_is_left_for_the_reader_to_choose() -> None:
    both = ("이(가)", "을(를)", "은(는)", "와(과)", "과(와)", "(으)로", "가(이)", "를(을)", "는(은)")
    assert [sentence.key for sentence in SENTENCES if any(choice in sentence.ko for choice in both)] == []


def _korean_texts() -> Iterator[tuple[str, str]]:
    """Every Korean sentence of the catalogue and every line of the Korean documents, by where it stands."""
    yield from ((sentence.key, sentence.ko) for sentence in SENTENCES)
    for path in [PROJECT / "README.ko.md", *sorted((PROJECT / "docs").rglob("*.ko.md"))]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{path.name}:{number}", line


@pytest.mark.parametrize("word", ONE_WORD)
def test_one_korean_word_stands_for_one_thing(word: str) -> None:
    texts = list(_korean_texts())
    assert any(word in ko for _, ko in texts), "the word itself is used"
    assert [(place, other) for place, ko in texts for other in ONE_WORD[word] if other in ko] == []


def test_no_fixed_particle_follows_a_placeholder() -> None:
    assert [sentence.key for sentence in SENTENCES if _has_fixed_particle(sentence.ko)] == []


def test_the_test_for_fixed_particles_finds_them() -> None:
    assert _has_fixed_particle("'{name}'는 없어요.")
    assert _has_fixed_particle("{count}을")
    assert not _has_fixed_particle("{name!r:은/는} 없어요. {{'{name}': 3}}을 넘기세요.")


def test_no_key_is_in_two_families() -> None:
    keys = [
        key
        for family in FAMILIES
        for module in [importlib.import_module(f"nervure.language.catalogue.{family}")]
        for key in (*module.MESSAGES, *module.ERRORS)
    ]
    assert sorted(keys) == sorted({*MESSAGES, *ERRORS}), "a key stands twice, or a family is not joined"


def test_every_key_has_a_family_before_its_dot() -> None:
    assert [key for key in (*MESSAGES, *ERRORS) if "." not in key] == []


@pytest.mark.parametrize("spoken", ["en", "ko"])
def test_every_sentence_can_be_filled(spoken: str) -> None:
    set_language(spoken)
    for key in MESSAGES:
        assert text(key, **dict.fromkeys(_placeholders(key), 3))
    for key in ERRORS:
        assert all(error_lines(key, **dict.fromkeys(_placeholders(key), 3)))


class Call(NamedTuple):
    """One place in the source where a sentence is asked for."""

    place: str
    keys: tuple[str, ...]
    values: frozenset[str] | None  # None: some are handed on with **

    def missing(self) -> set[str]:
        """Placeholders of the sentence that the call does not fill."""
        if self.values is None:
            return set()
        known = [key for key in self.keys if key in MESSAGES or key in ERRORS]
        return {name for key in known for name in _placeholders(key)} - self.values


@cache
def _trees() -> dict[Path, ast.Module]:
    paths = sorted(path for path in SOURCE.rglob("*.py") if CATALOGUE not in path.parents)
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def _strings(node: ast.AST) -> tuple[str, ...]:
    return tuple(
        inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    )


def _key_strings(node: ast.expr) -> tuple[str, ...]:
    """The keys that an argument can be: a string, or one of two by a condition."""
    if isinstance(node, ast.IfExp):
        return (*_key_strings(node.body), *_key_strings(node.orelse))
    return (node.value,) if isinstance(node, ast.Constant) and isinstance(node.value, str) else ()


def _calls() -> Iterator[Call]:
    for path, tree in _trees().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            keys = _key_strings(node.args[0])
            if name not in CALLS or not keys or (name == "of" and not _names_an_error(node.func)):
                continue
            words = [keyword.arg for keyword in node.keywords]
            values = None if None in words else frozenset(word for word in words if word is not None)
            yield Call(f"{path.relative_to(SOURCE)}:{node.lineno}", keys, values)


def _names_an_error(function: ast.expr) -> bool:
    owner = getattr(function, "value", None)
    name = getattr(owner, "attr", getattr(owner, "id", ""))
    return name.endswith("Error") or name in ("cls", "error", "kind")


def test_every_sentence_that_the_house_asks_for_is_in_the_catalogue() -> None:
    missing = {call.place: key for call in _calls() for key in call.keys if key not in MESSAGES and key not in ERRORS}
    assert missing == {}


def test_every_placeholder_is_filled_where_a_sentence_is_asked_for() -> None:
    missing = {call.place: names for call in _calls() if (names := call.missing())}
    assert missing == {}


def test_every_sentence_of_the_catalogue_is_asked_for_somewhere() -> None:
    said = {written for tree in _trees().values() for written in _strings(tree)} | _asked_for_by_pages()
    unused = [key for key in (*MESSAGES, *ERRORS) if key not in said and not key.startswith(DYNAMIC_PREFIXES)]
    assert unused == []


def _asked_for_by_pages() -> set[str]:
    """The strings in the scripts of pages."""
    scripts = (path.read_text(encoding="utf-8") for path in (SOURCE / "render" / "pages").rglob("*.js"))
    return {written for script in scripts for written in re.findall(r'"([\w.]+)"', script)}


def test_every_sentence_that_a_page_asks_for_is_in_the_catalogue() -> None:
    assert {key for key in _asked_for_by_pages() if key.startswith("page.")} <= set(MESSAGES)


def test_pages_fill_placeholders_by_name_only() -> None:
    specs = {key: spec for key in MESSAGES if key.startswith("page.") for _, spec in _fields(MESSAGES[key].ko) if spec}
    assert specs == {}, "a page knows no particles"


def test_keys_are_put_together_only_where_this_test_says_so() -> None:
    in_calls = {
        prefix
        for tree in _trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args
        if getattr(node.func, "attr", getattr(node.func, "id", "")) in CALLS
        if (prefix := _start(node.args[0])) is not None
    }
    anywhere = {_start(node) for tree in _trees().values() for node in ast.walk(tree)}
    assert in_calls <= set(DYNAMIC_PREFIXES)
    assert set(DYNAMIC_PREFIXES) <= anywhere, "no such key is put together any more"


def _start(node: ast.AST) -> str | None:
    """What an f-string starts with."""
    first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
    return str(first.value) if isinstance(first, ast.Constant) else None
