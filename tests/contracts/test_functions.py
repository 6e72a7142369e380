"""Whatever a public function is given, a call works or ends in an error that says what to write instead."""

from __future__ import annotations

import inspect
import pydoc
from collections.abc import Iterator

import pytest

import nervure as nv
from tests.contracts.nonsense import FIRST, NONSENSE, Subject, raw
from tests.contracts.public_functions import CALLED, METHODS, functions, leave_files


@pytest.fixture(scope="module", autouse=True)
def _files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("functions"))
        leave_files()
        yield
        nv.set_language("en")


@pytest.fixture(scope="module")
def subjects(_files: None) -> list[Subject]:
    return list(functions())


def test_every_function_works_without_nonsense(subjects: list[Subject]) -> None:
    for subject in subjects:
        subject.call(**subject.arguments)
    assert sum(len(subject.open_to) for subject in subjects) * len(FIRST) > 4_500


def test_a_function_answers_or_says_what_to_write(subjects: list[Subject]) -> None:
    found = [line for subject in subjects for line in raw(subject, {label: NONSENSE[label] for label in FIRST})[1]]
    assert not found, "\n".join(found)


# NumPy warns of numbers that float32 cannot hold and of its own abbreviations: no errors, for users.
@pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::DeprecationWarning")
@pytest.mark.slow
def test_a_function_answers_or_says_what_to_write_whatever_it_is_given(subjects: list[Subject]) -> None:
    lines = [line for subject in subjects for line in raw(subject, NONSENSE)[1]]
    own = tuple(f"({argument}={label}):" for argument, labels in CALLED.items() for label in labels)
    found = [line for line in lines if not any(each in line for each in own)]
    assert not found, "\n".join(found)


def test_signatures_and_help_are_those_that_are_written(subjects: list[Subject]) -> None:
    written = [subject.call for subject in subjects if not subject.name.startswith("Model.")]
    for function in (*written, *(getattr(nv.Model, name) for name in METHODS)):
        inner = inspect.unwrap(function)
        code = inner.__code__
        names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        signature = inspect.signature(function)
        named = [
            each.name
            for each in signature.parameters.values()
            if each.kind not in (each.VAR_KEYWORD, each.VAR_POSITIONAL)
        ]
        assert named == list(names)
        assert signature == inspect.signature(inner)
        assert (
            pydoc.plain(pydoc.render_doc(function))
            .splitlines()[2]
            .startswith(f"{function.__name__}({', '.join(names[:1])}")
        )
