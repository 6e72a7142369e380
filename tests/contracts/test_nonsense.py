"""Whatever an argument is given, a call works or ends in an error that says what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.contracts.nonsense import FIRST, NONSENSE, Subject, classes, raw

CLASSES = list(classes())
every_class = pytest.mark.parametrize("subject", CLASSES, ids=lambda subject: subject.name)


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_subject_works_without_nonsense() -> None:
    for subject in CLASSES:
        subject.call(**subject.arguments)
    calls = sum(len(subject.open_to) for subject in CLASSES) * len(FIRST)
    assert calls > 15_000


@every_class
def test_a_class_is_made_or_says_what_to_write(subject: Subject) -> None:
    count, found = raw(subject, {label: NONSENSE[label] for label in FIRST})
    assert count == len(FIRST) * len(subject.open_to)
    assert not found, "\n".join(found)


@pytest.mark.slow
@every_class
def test_a_class_is_made_or_says_what_to_write_whatever_it_is_given(subject: Subject) -> None:
    _, found = raw(subject, NONSENSE)
    assert not found, "\n".join(found)
