"""The fix that an error of shapes prints is applied by a program, and the program with the mistake then runs."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nervure.errors import ShapeError
from nervure.language import set_language
from tests.mistakes.applied_fixes import applied
from tests.mistakes.shape_mistakes import MISTAKES, SHARED

LEAST, LEAST_SHARE = 25, 0.8
CODE = re.compile(r"`([^`]+)`")


def run(source: str) -> None:
    exec(compile(SHARED + source, "program", "exec"), {})  # noqa: S102


def error_of(what: str) -> ShapeError:
    with pytest.raises(ShapeError) as raised:
        run(MISTAKES[what])
    return raised.value


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_in_a_shape_shows_the_layers_up_to_it_and_one_change(what: str) -> None:
    error = error_of(what)
    lines = str(error).splitlines()
    assert len(error.ledger) <= 8
    assert len(lines) == 4 + len(error.ledger)
    assert lines[0] == f"{error.where}: {error.problem}"
    assert tuple(lines[1 : 1 + len(error.ledger)]) == error.ledger
    if error.ledger:
        assert error.ledger[0].startswith("  layers:   ")
        assert error.ledger[-1].endswith("does not fit")
        # The shapes stand in one column, if not in a line that counts those left out.
        shapes = [re.search(r"  (\(N|\[|does not fit)", line[12:]) for line in error.ledger if "more" not in line]
        assert len({found.start(1) for found in shapes if found}) == 1
    assert 1 <= len(CODE.findall(error.fix)) <= 2


@pytest.mark.parametrize("what", MISTAKES)
def test_in_korean_the_code_of_the_fix_and_the_layers_are_the_same(what: str) -> None:
    english = error_of(what)
    set_language("ko")
    korean = error_of(what)
    assert sorted(CODE.findall(korean.fix)) == sorted(CODE.findall(english.fix))
    assert korean.fix != english.fix
    assert len(korean.ledger) == len(english.ledger)
    assert not korean.ledger or korean.ledger[0].startswith("  경로: ")
    assert not korean.ledger or korean.ledger[-1].endswith("맞지 않음")


def test_with_the_printed_fix_at_least_four_programs_of_five_run(capsys: pytest.CaptureFixture[str]) -> None:
    failed: dict[str, Any] = {}
    for what, source in MISTAKES.items():
        fix = error_of(what).fix
        try:
            run(applied(source, fix))
        except Exception as problem:
            failed[what] = f"{fix} -> {type(problem).__name__}: {problem}"
    share = 1 - len(failed) / len(MISTAKES)
    with capsys.disabled():
        print(f"\n{share:.0%} of {len(MISTAKES)} programs with a mistake in a shape run with the printed fix")
    told = "\n".join(f"{what}: {why}" for what, why in failed.items())
    assert len(MISTAKES) >= LEAST
    assert share >= LEAST_SHARE, told


CHANGES = [
    ("[Flatten(), LSTM(3)]", "Put `Reshape((8, 1))` before `LSTM 'lstm'`.", "[Flatten(), Reshape((8, 1)), LSTM(3)]"),
    ("[Bidirectional(LSTM(3))]", "Put `Flatten()` before `LSTM(3)`.", "[Flatten(), Bidirectional(LSTM(3))]"),
    ("m.add(layers.ReLU())", "Put `Flatten()` before `ReLU 're_lu'`.", "m.add(layers.Flatten())\nm.add(layers.ReLU())"),
    ("y = Dense(3)(x)", "Put `Flatten()` before `Dense(3)`.", "y = Dense(3)(Flatten()(x))"),
    ("d = Dense(3)\ny = d(x)", "Put `Flatten()` before `Dense(3)`.", "d = Dense(3)\ny = d(Flatten()(x))"),
    ("[Dense(3), Dense(units=4)]", "Write `units=5` in `Dense 'dense_1'`.", "[Dense(3), Dense(units=5)]"),
    ("[Dense(3, 'relu')]", "Write `units=5` in `Dense(3, activation='relu')`.", "[Dense(5, 'relu')]"),
    ("[Flatten()]", "Write `name='a'` in `Flatten()`.", "[Flatten(name='a')]"),
    ("[Flatten(), Dense(3)]", "Leave `Flatten 'flatten'` out.", "[Dense(3)]"),
    ("y = Flatten()(x)", "Leave `Flatten()` out.", "y = x"),
    ("[Flatten()]", "Write `Identity()` instead of `Flatten 'flatten'`.", "[Identity()]"),
    ("if 1:\n    m.fit(x)", "Write `x = x[None]` on the line before `fit`.", "if 1:\n    x = x[None]\n    m.fit(x)"),
    ("m.compile('sgd', 'mse')", "Write `loss='mae'` in `compile`.", "m.compile('sgd', 'mae')"),
]


@pytest.mark.parametrize(("source", "fix", "expected"), CHANGES)
def test_each_form_of_a_fix_changes_one_place(source: str, fix: str, expected: str) -> None:
    assert applied(source, fix) == expected


def test_a_fix_that_is_no_change_of_the_code_cannot_be_applied() -> None:
    with pytest.raises(LookupError, match="no change of the code"):
        applied("m.fit(x, y)", "Pass the same samples to all inputs.")
    with pytest.raises(LookupError, match="not in the program"):
        applied("m.fit(x, y)", "Leave `Flatten()` out.")
