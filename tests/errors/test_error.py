"""The four lines, their attributes, and that they survive copies and pickles."""

from __future__ import annotations

import copy
import inspect
import pickle
import traceback
from pathlib import Path

import pytest

from nervure import errors
from nervure.errors import (
    ArgumentError,
    DataError,
    ExplanationError,
    FileError,
    NervureError,
    ShapeError,
    StateError,
    UnknownNameError,
)
from nervure.language import set_language

PARTS = ("where", "problem", "expected", "got", "fix")
KINDS = [
    NervureError, ShapeError, ArgumentError, UnknownNameError, DataError, FileError, StateError, ExplanationError,
]  # fmt: skip


def _made(kind: type[NervureError]) -> NervureError:
    return kind(where="Dense 'a'", problem="no units.", expected="1", got="0", fix="Give units.")


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_prints_four_lines_and_keeps_its_parts(kind: type[NervureError]) -> None:
    error = _made(kind)
    assert str(error) == "Dense 'a': no units.\n  expected: 1\n  got:      0\n  fix:      Give units."
    assert [getattr(error, part) for part in PARTS] == ["Dense 'a'", "no units.", "1", "0", "Give units."]


def test_an_error_prints_four_lines_in_korean() -> None:
    set_language("ko")
    assert str(_made(ShapeError)) == "Dense 'a': no units.\n  기대: 1\n  받음: 0\n  해결: Give units."


@pytest.mark.parametrize("kind", KINDS)
def test_no_part_can_be_left_out(kind: type[NervureError]) -> None:
    parameters = inspect.signature(kind).parameters
    assert tuple(parameters) == PARTS
    for parameter in parameters.values():
        assert parameter.default is parameter.empty
        assert parameter.kind is parameter.KEYWORD_ONLY
    for left_out in PARTS:
        parts = {part: "x" for part in PARTS if part != left_out}
        with pytest.raises(TypeError, match=left_out):
            kind(**parts)


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (ShapeError, ValueError),
        (ArgumentError, ValueError),
        (UnknownNameError, ValueError),
        (DataError, ValueError),
        (FileError, OSError),
        (StateError, RuntimeError),
        (ExplanationError, ArithmeticError),
    ],
)
def test_errors_are_caught_as_pythons_own_kinds(kind: type[NervureError], builtin: type[Exception]) -> None:
    assert issubclass(kind, builtin)
    with pytest.raises(builtin, match="no units"):
        raise _made(kind)


def test_every_error_of_the_room_is_tested_here() -> None:
    public = [getattr(errors, name) for name in errors.__all__]
    assert {kind for kind in public if isinstance(kind, type) and issubclass(kind, NervureError)} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoken", ["en", "ko"])
def test_errors_survive_copies_and_pickles(kind: type[NervureError], spoken: str) -> None:
    set_language(spoken)
    error = _made(kind)
    error.add_note("while loading")
    ways = [pickle.loads(pickle.dumps(error, protocol)) for protocol in range(6)]  # noqa: S301
    for again in (*ways, copy.copy(error), copy.deepcopy(error)):
        assert type(again) is kind
        assert str(again) == str(error)
        assert again.args == error.args
        assert [getattr(again, part) for part in PARTS] == [getattr(error, part) for part in PARTS]
        assert again.__notes__ == ["while loading"]


def test_a_file_error_keeps_the_number_of_the_system() -> None:
    error = _made(FileError)
    assert isinstance(error, FileError)
    assert (error.errno, error.filename, error.strerror) == (None, None, None)
    error.errno = 28
    assert str(error).startswith("Dense 'a': no units.\n")
    assert pickle.loads(pickle.dumps(error)).errno == 28  # noqa: S301


@pytest.mark.parametrize("kind", KINDS)
def test_the_cause_of_an_error_is_kept_and_printed(kind: type[NervureError]) -> None:
    cause = KeyError("units")
    with pytest.raises(kind) as caught:
        raise _made(kind) from cause
    assert caught.value.__cause__ is cause
    printed = "".join(traceback.format_exception(caught.value))
    assert "KeyError: 'units'" in printed
    assert printed.endswith("  expected: 1\n  got:      0\n  fix:      Give units.\n")


ENGLISH = """\
set_seed: a seed must be an integer.
  expected: an integer, such as 42
  got:      1.5
  fix:      Call set_seed(42)."""
KOREAN = """\
set_seed: 시드는 정수여야 해요.
  기대: 정수 (예: 42)
  받음: 1.5
  해결: set_seed(42)처럼 정수를 넘기세요."""


@pytest.mark.parametrize(("spoken", "printed"), [("en", ENGLISH), ("ko", KOREAN)])
def test_an_error_of_the_catalogue_speaks_the_language_in_use(spoken: str, printed: str) -> None:
    set_language(spoken)
    error = ArgumentError.of("randomness.seed", where="set_seed", got="1.5")
    assert type(error) is ArgumentError
    assert str(error) == printed


def test_the_layers_up_to_a_conflict_are_a_fifth_part_behind_the_first_line() -> None:
    error = _made(ShapeError)
    assert isinstance(error, ShapeError)
    assert not error.is_explained
    error.explain(["Input  (N, 2)", "Dense 'a'  does not fit"], "Write `units=1`.", "Dense 'a_1'")
    expected = [
        "Dense 'a_1': no units.",
        "  layers:   Input  (N, 2)",
        "            Dense 'a'  does not fit",
        "  expected: 1",
        "  got:      0",
        "  fix:      Write `units=1`.",
    ]
    assert str(error).splitlines() == expected
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301
        assert str(again).splitlines() == expected
        assert again.is_explained


def test_the_layers_up_to_a_conflict_stand_in_one_column_in_korean_too() -> None:
    set_language("ko")
    error = _made(ShapeError)
    assert isinstance(error, ShapeError)
    error.explain(["a", "b"], None)
    assert str(error).splitlines()[1:3] == ["  경로: a", "        b"]
    assert error.fix == "Give units."


def test_an_error_of_shapes_keeps_its_key() -> None:
    assert ShapeError.of("dense.no_features", where="Dense 'a'", got="(N, ?)").key == "dense.no_features"
    assert _made(ShapeError).key == ""


def test_names_that_hold_line_breaks_and_codes_leave_four_lines() -> None:
    name = "a\nb\x1b[31m\u202egnp.\x9b2J"
    error = FileError.of("files.missing", where=name, path=name, folder=Path(name), names=name)
    assert len(str(error).splitlines()) == 4
    assert str(error).count("a b?[31m?gnp.?2J") == 4
    assert not any(sign in str(error) for sign in "\x1b\u202e\x9b")
